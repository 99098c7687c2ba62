import type { Command } from 'commander';
import type { Plan } from '../bench/plan.ts';
import { type PlantedRun, tabulate, writePlanted } from '../calibration/planted.ts';
import { renderPlanted } from '../calibration/render-planted.ts';
import { duration } from '../charts/words.ts';
import { findDriver } from '../drivers/find-driver.ts';
import { PROJECT_ROOT } from '../host/project-root.ts';
import { UsageError } from '../registry/usage-error.ts';
import { ProgressLines } from '../report/progress-lines.ts';
import { findRun } from '../results/find-run.ts';
import { readComparison } from '../results/read-run.ts';
import { requireResultsFolder } from '../results/results-folder.ts';
import { run } from '../run/run.ts';
import { type FoundScenario, findScenario } from '../scenario/find-scenarios.ts';
import { PROFILES } from '../scenario/profile.ts';
import { onError, onOutput } from '../terminal/colours.ts';
import { counted } from '../terminal/counted.ts';
import { slowed } from '../topologies/choices/slowed.ts';
import { EXIT } from './exit-codes.ts';
import { abortedByUser } from './interruption.ts';
import { DEFAULT_SCENARIO, parseSeed, planOf } from './run-flags.ts';

/**
 * Two runs a seed. The twin has one of its own, because a run that has the baseline twice asks every difference to exceed its noise, and so
 * few rounds leave much of that. The planted arms share a run and its baseline, which takes half as long as a pair for each.
 */
const ARMS = [
  ['monolith', ...slowed.alternatives.map(({ id }) => `monolith+${slowed.id}=${id}`)].join(','),
  'monolith,monolith',
] as const;
const MOST_RUNS = 100;
/** Nobody reads one request's way in twenty runs, and to trace it takes each of them half a minute. */
const UNTRACED = { smoke: 0, quick: 0, full: 0 };

interface PlantedFlags {
  readonly runs?: string;
  readonly rounds?: string;
  readonly seed?: string;
  readonly run?: string;
}

/** Adds `lab planted`: whether the lab reads effects of known size, and none where there is none. */
export function registerPlanted(program: Command): void {
  const { looks } = PROFILES.quick;
  program
    .command('planted')
    .description(
      'plant effects of 5, 10 and 20 % of CPU time, and none, and count how often quick runs read them; writes results/planted.json (exit 4: too seldom)',
    )
    .option('--runs <number>', 'how often (default: 10)')
    .option('--rounds <number>', `of each run: ${looks.join(' | ')} (default: ${looks[0]}, as a quick run)`)
    .option('--seed <number>', 'of the first; each one after it has the next (default: 1)')
    .option('--run <runs>', 'count these runs, separated by commas, and measure nothing')
    .action(async (flags: PlantedFlags) => {
      process.exitCode = await planted(flags);
    });
}

/**
 * @returns the exit code
 * @throws {UsageError} when something is asked for that does not exist, or another lab measures on this machine
 */
async function planted(flags: PlantedFlags): Promise<number> {
  const stored = flags.run ? flags.run.split(',').map((name) => name.trim()) : undefined;
  await requireResultsFolder(PROJECT_ROOT);
  const signal = abortedByUser();
  signal.addEventListener('abort', () => say('Interrupted: ending what was started'));
  const runs = stored ? await Promise.all(stored.map(read)) : await measure(flags, signal);
  const counts = tabulate(runs);
  if (counts.readings.length > 0 || stored) {
    const path = await writePlanted(PROJECT_ROOT, counts);
    process.stdout.write(`${renderPlanted(counts)}\n${onOutput.dim(`Written to ${path}`)}\n`);
  } else say('No run has come to a look: results/planted.json is as it was');
  if (signal.aborted) return EXIT.interrupted;
  return counts.pass ? EXIT.finished : EXIT.noValidResult;
}

async function read(name: string): Promise<PlantedRun> {
  const { path, runId } = await findRun(PROJECT_ROOT, name);
  const { manifest, comparison } = await readComparison(path);
  if (!comparison)
    throw new UsageError({
      en: `${runId} has no comparison. Make it again: make report RUN=${name}`,
      ko: `${runId}: 비교 결과가 없다. 다시 만든다: make report RUN=${name}`,
    });
  return { manifest, comparison };
}

/** Every plan is made before the first run, so that all that is wrong with what was asked for is found then. */
export function plansOf({ scenario }: Pick<FoundScenario, 'scenario'>, flags: PlantedFlags): Plan[] {
  const { looks } = PROFILES.quick;
  const runs = numberOf('runs', flags.runs || '10', MOST_RUNS);
  const rounds = numberOf('rounds', flags.rounds || String(looks[0]), Math.max(...looks));
  if (!looks.includes(rounds))
    throw new UsageError({
      en: `${rounds} is no number of rounds. Valid: ${looks.join(', ')}.`,
      ko: `라운드 수로 쓸 수 없는 값: ${rounds}. 사용할 수 있는 값: ${looks.join(', ')}.`,
    });
  const seed = parseSeed(flags.seed || '1');
  return Array.from({ length: runs }, (_, index) => String(seed + index)).flatMap((own) =>
    ARMS.map((arms): Plan => {
      const plan = planOf({ ...scenario, traced: UNTRACED }, { profile: 'quick', arms, seed: own });
      // No claim is open without microservices, so a quick run ends at its first look; one that is to be longer looks once.
      return rounds === looks[0] ? plan : { ...plan, profile: { ...plan.profile, looks: [rounds] } };
    }),
  );
}

function numberOf(what: string, given: string, most: number): number {
  const number = Number(given);
  if (/^\d+$/.test(given) && number >= 1 && number <= most) return number;
  throw new UsageError({
    en: `"${given}" is no number of ${what}. Valid: a whole number from 1 to ${most}.`,
    ko: `${what}: 쓸 수 없는 값 "${given}". 1에서 ${most} 사이의 정수여야 한다.`,
  });
}

/** @returns the runs that were measured; fewer than were asked for when it was interrupted, or one could not be carried out */
async function measure(flags: PlantedFlags, signal: AbortSignal): Promise<PlantedRun[]> {
  const found = await findScenario(PROJECT_ROOT, DEFAULT_SCENARIO);
  const plans = plansOf(found, flags);
  const driver = await findDriver(undefined, PROJECT_ROOT);
  const seconds = plans.reduce((sum, { round, profile }) => sum + round.seconds * profile.looks[0], 0);
  say(
    `${counted(plans.length, 'run')} of the latency scenario, about ${duration(seconds)} in all. Ctrl-C ends it and counts what there is.`,
  );
  const runs: PlantedRun[] = [];
  for (const [index, plan] of plans.entries()) {
    if (signal.aborted) break;
    const progress = new ProgressLines();
    const names = plan.arms.map(({ name }) => name).join(', ');
    progress.note({
      en: `Run ${index + 1} of ${plans.length}: ${names}, seed ${plan.seed}`,
      ko: `실행 ${index + 1}/${plans.length}: ${names}, 시드 ${plan.seed}`,
    });
    try {
      const options = { root: PROJECT_ROOT, plan, workload: found.workload, driver, progress, signal };
      const outcome = await run(options);
      if (outcome) runs.push(outcome);
    } catch (error) {
      if (error === signal.reason) break;
      // What was counted so far is not lost with it; a request that cannot be met is refused.
      if (runs.length === 0) throw error;
      say(`${onError.red('Ended:')} ${error instanceof Error ? error.message : String(error)}`);
      break;
    } finally {
      progress.end();
    }
  }
  return runs;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}
