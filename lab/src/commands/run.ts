import { relative } from 'node:path';
import type { Command } from 'commander';
import { silent, toAll } from '../bench/progress.ts';
import { alike, type Said } from '../charts/said.ts';
import { DRIVER_IDS } from '../drivers/driver.ts';
import { findDriver } from '../drivers/find-driver.ts';
import { workloadsOf } from '../experiments/plan-experiment.ts';
import { PROJECT_ROOT } from '../host/project-root.ts';
import type { Manifest } from '../records/manifest.ts';
import { LANGUAGE_OPTION, type Language, languageOf } from '../report/language.ts';
import { LiveProgress, runToBegin } from '../report/live-progress.ts';
import { ProgressLines } from '../report/progress-lines.ts';
import { renderTerminal } from '../report/terminal.ts';
import { detailSaid } from '../report/view.ts';
import type { StoredRun } from '../results/read-run.ts';
import type { RunOutcome } from '../run/conclude.ts';
import { askedAtFirst, findUnfinished } from '../run/resume.ts';
import { run } from '../run/run.ts';
import { availableArms } from '../run/skipped-arms.ts';
import { findScenario, requireWorkloads } from '../scenario/find-scenarios.ts';
import { PROFILE_IDS } from '../scenario/profile.ts';
import type { Claim, Scenario, Text } from '../scenario/scenario.ts';
import { onError, onOutput } from '../terminal/colours.ts';
import { BASES } from '../topologies/bases/registry.ts';
import { breaksPromises, HOW_TO_SPELL, offeredChoices } from '../topologies/spelling.ts';
import { EXIT } from './exit-codes.ts';
import { unexpectedVerdicts } from './gate.ts';
import { abortedByUser } from './interruption.ts';
import { openLiveView } from './live-view.ts';
import {
  DEFAULT_PROFILE,
  DEFAULT_SCENARIO,
  type PlanFlags,
  parseDriver,
  parseProfile,
  planOf,
} from './run-flags.ts';

interface RunFlags extends PlanFlags {
  readonly driver?: string;
  readonly resume?: string;
  readonly gate?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly lang?: string;
  readonly live?: boolean;
  readonly port?: string;
  readonly open: boolean;
}

const INTERRUPTED: Text = {
  en: 'Interrupted: ending what was started',
  ko: '중단되었다. 시작한 것을 모두 끝낸다',
};

/** Adds `lab run <scenario>`. */
export function registerRun(program: Command): void {
  program
    .command('run')
    .description('run a scenario against its arms, compare them and write the reports')
    .argument('[scenario]', `see \`lab list\` (default: ${DEFAULT_SCENARIO})`)
    .option('--profile <profile>', `${PROFILE_IDS.join(' | ')} (default: ${DEFAULT_PROFILE})`)
    .option(
      '--arms <arms>',
      `what to compare, separated by commas, one may be named twice; each is ${HOW_TO_SPELL}; bases: ${BASES.ids.join(', ')}; choices: ${offeredChoices()
        .map(({ id }) => id)
        .join(', ')} (see \`lab list\`)`,
    )
    .option('--seed <number>', 'decides data, load and order of trials (default: drawn, and told)')
    .option(
      '--capacity <number>',
      'requests per second that the loads are shares of (default: measured before the first round)',
    )
    .option('--driver <driver>', `${DRIVER_IDS.join(' | ')} (default: embedded)`)
    .option(
      '--resume <run>',
      'go on with a run that was interrupted or killed: its id or folder, or `latest`',
    )
    .option('--gate', `end with ${EXIT.unexpectedVerdict} when a claim's verdict is not the expected one`)
    .option('--json', 'print comparison.json instead of the summary')
    .option('--quiet', 'no progress')
    .option(...LANGUAGE_OPTION)
    .option('--live', 'show the run in a browser while it goes on: serves a page on 127.0.0.1')
    .option('--port <number>', 'port of that page (default: a free one, and told)')
    .option('--no-open', 'do not open that page, only tell its address')
    .action(async (scenario: string | undefined, flags: RunFlags) => {
      process.exitCode = await runScenario(scenario, flags);
    });
}

/**
 * @returns the exit code
 * @throws {UsageError} when something is asked for that does not exist; {UnavailableComponent}
 */
async function runScenario(id: string | undefined, flags: RunFlags): Promise<number> {
  const language = languageOf(flags.lang, process.env);
  const resumed = flags.resume ? await findUnfinished(PROJECT_ROOT, flags.resume, id) : undefined;
  const asked = resumed ? askedAtFirst(resumed.manifest, { scenario: id, ...flags }) : flags;
  const scenarioId = resumed?.manifest.scenario.id ?? (id || DEFAULT_SCENARIO);
  const { scenario, workload } = await findScenario(PROJECT_ROOT, scenarioId);
  const { arms, skipped } = await armsToRun(scenario, asked, resumed);
  const plan = planOf(scenario, { ...asked, arms }, resumed?.manifest.capacity ?? undefined);
  requireWorkloads(workload, workloadsOf(scenario));
  const driver = await findDriver(parseDriver(asked.driver), PROJECT_ROOT);
  const live = flags.live ? await openLiveView(flags) : undefined;
  live?.tell(runToBegin(plan, driver));
  const lines = flags.quiet ? silent : new ProgressLines(language);
  const progress = live ? toAll([lines, new LiveProgress(live.tell)]) : lines;
  const { profile, seed } = plan;
  const names = plan.arms.map(({ name }) => name).join(', ');
  progress.note({
    en: `${scenario.title.en}: ${names}, ${profile.id} profile, seed ${seed}, ${driver.description}`,
    ko: `${scenario.title.ko}: ${names}, 프로파일 ${profile.id}, 시드 ${seed}, ${driver.description}`,
  });
  for (const { arm, why } of skipped)
    progress.note({ en: `Left out: ${arm}. ${why}`, ko: `제외한 대상: ${arm}. ${why}` });
  if (plan.arms.length === 1)
    progress.note({
      en: 'There is only one arm: it is measured, and compared with nothing',
      ko: '대상이 하나뿐이다. 측정만 하고 비교는 하지 않는다',
    });
  const signal = abortedByUser();
  signal.addEventListener('abort', () => progress.note(INTERRUPTED));
  try {
    const options = {
      root: PROJECT_ROOT,
      plan,
      workload,
      driver,
      progress,
      signal,
      resumed,
      skipped,
      live: live?.tell,
      language,
    };
    const outcome = await run(options).catch((error: unknown) => {
      if (error === signal.reason) return undefined;
      throw error;
    });
    progress.end();
    if (outcome && (outcome.comparison.valid || flags.json)) show(outcome, flags.json === true, language);
    const code = exitCodeOf(outcome, signal, flags.gate ? scenario.claims : [], language);
    await live?.end(outcome, signal.aborted);
    return code;
  } finally {
    progress.end();
    await live?.end(undefined, signal.aborted);
  }
}

/** What is asked for; the profile's arms otherwise, as far as they can be had. A run that is resumed has what it began with. */
async function armsToRun(
  scenario: Scenario,
  { arms, profile }: PlanFlags,
  resumed: StoredRun | undefined,
): Promise<{ readonly arms: string | undefined; readonly skipped: Manifest['skipped'] }> {
  if (resumed) return { arms, skipped: resumed.manifest.skipped };
  if (arms) return { arms, skipped: [] };
  const available = await availableArms(scenario, parseProfile(profile));
  return { arms: available.arms, skipped: [...available.skipped] };
}

const REPORT: Text = { en: 'Report:', ko: '보고서:' };
const AGAIN: Text = { en: 'Again: ', ko: '다시:  ' };

function show(outcome: RunOutcome, json: boolean, language: Language): void {
  const { comparison, manifest, folder } = outcome;
  if (json) {
    process.stdout.write(`${JSON.stringify(comparison, undefined, 2)}\n`);
    return;
  }
  const place = relative(process.cwd(), folder) || folder;
  const lines = [
    renderTerminal(outcome, language),
    '',
    `${REPORT[language]} ${onOutput.bold(`${place}/report.html`)}`,
    `${AGAIN[language]} ${manifest.command}`,
    '',
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

/** @param gated claims that must have been decided as their scenario expects */
function exitCodeOf(
  outcome: RunOutcome | undefined,
  signal: AbortSignal,
  gated: readonly Claim[],
  language: Language,
): number {
  const say = (line: Text) => process.stderr.write(`${line[language]}\n`);
  const sayKept = ({ manifest, trials }: RunOutcome) => {
    const again = onError.bold(`make run-scenario RESUME=${manifest.runId}`);
    say(
      trials.some(({ valid }) => valid)
        ? {
            en: `What was measured is kept. To go on with it: ${again}`,
            ko: `측정한 것은 보관했다. 이어서 실행: ${again}`,
          }
        : {
            en: `No trial has been valid so far. To go on with it: ${again}`,
            ko: `아직 유효한 시행이 없다. 이어서 실행: ${again}`,
          },
    );
  };
  const warn = (head: Text, rest: Said) =>
    say(alike`${{ en: onError.red(head.en), ko: onError.red(head.ko) }} ${rest}`);
  if (signal.aborted) {
    if (outcome) sayKept(outcome);
    else
      say({
        en: 'Nothing is kept: no round had ended.',
        ko: '끝난 라운드가 없어 보관한 것이 없다.',
      });
    return EXIT.interrupted;
  }
  if (outcome?.manifest.status === 'interrupted') {
    warn({ en: 'Called off:', ko: '취소됨:' }, outcome.manifest.reason ?? '');
    sayKept(outcome);
    return EXIT.noValidResult;
  }
  if (!outcome?.comparison.valid) {
    const none: Text = {
      en: 'in no round did every arm have a valid trial',
      ko: '모든 대상의 시행이 유효한 라운드가 없다',
    };
    warn({ en: 'No valid result:', ko: '유효한 결과 없음:' }, outcome?.manifest.reason ?? none);
    if (outcome) say({ en: `Logs: ${outcome.folder}/trials`, ko: `로그: ${outcome.folder}/trials` });
    return EXIT.noValidResult;
  }
  const broken = new Set(
    outcome.manifest.arms.filter(({ topology }) => breaksPromises(topology)).map(({ name }) => name),
  );
  // What an arm breaks on purpose is told in the report, and is no failure of the run.
  const failed = outcome.comparison.checks.filter(({ result, arm }) => result === 'fail' && !broken.has(arm));
  for (const check of failed)
    warn(
      { en: 'Inconsistent:', ko: '불일치:' },
      alike`${{ en: `${check.id} of ${check.arm}`, ko: `${check.arm}의 ${check.id}` }}. ${detailSaid(check)}`,
    );
  if (failed.length > 0) return EXIT.checkFailed;
  const unexpected = unexpectedVerdicts(gated, outcome.comparison.claims);
  for (const line of unexpected) warn({ en: 'Not as expected:', ko: '예상과 다름:' }, line);
  return unexpected.length > 0 ? EXIT.unexpectedVerdict : EXIT.finished;
}
