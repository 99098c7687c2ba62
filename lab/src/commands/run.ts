import { randomInt } from 'node:crypto';
import { relative } from 'node:path';
import type { Command } from 'commander';
import { DRIVER_IDS, type DriverId } from '../drivers/driver.ts';
import { findDriver } from '../drivers/find-driver.ts';
import { baselineOf, parseArms } from '../plan/arms.ts';
import { type Plan, planTrials } from '../plan/plan.ts';
import { PROFILE_IDS, PROFILES, type ProfileId } from '../plan/profile.ts';
import { notOneOf, UsageError } from '../plan/usage-error.ts';
import { PROJECT_ROOT } from '../project-root.ts';
import { ProgressLines } from '../report/progress-lines.ts';
import { renderTerminal } from '../report/terminal.ts';
import { silent } from '../run/progress.ts';
import { type RunOutcome, run } from '../run/run.ts';
import { findScenario } from '../scenario/find-scenarios.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { onError, onOutput } from '../terminal/colours.ts';
import { topologyIds } from '../topologies/topologies.ts';
import { EXIT } from './exit-codes.ts';
import { abortedByUser } from './interruption.ts';

interface RunFlags {
  readonly profile?: string;
  readonly arms?: string;
  readonly seed?: string;
  readonly driver?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

const DEFAULT_SCENARIO = 'latency';
const DEFAULT_PROFILE: ProfileId = 'quick';
const GREATEST_SEED = 2 ** 31 - 1;

/** Adds `lab run <scenario>`. */
export function registerRun(program: Command): void {
  program
    .command('run')
    .description('run a scenario against its arms, compare them and write the reports')
    .argument('[scenario]', `see \`lab list\` (default: ${DEFAULT_SCENARIO})`)
    .option('--profile <profile>', `${PROFILE_IDS.join(' | ')} (default: ${DEFAULT_PROFILE})`)
    .option('--arms <arms>', 'topologies to compare, separated by commas; one may be named twice')
    .option('--seed <number>', 'decides data, load and order of trials (default: drawn, and told)')
    .option('--driver <driver>', `${DRIVER_IDS.join(' | ')} (default: embedded)`)
    .option('--json', 'print comparison.json instead of the summary')
    .option('--quiet', 'no progress')
    .action(async (scenario: string | undefined, flags: RunFlags) => {
      process.exitCode = await runScenario(scenario || DEFAULT_SCENARIO, flags);
    });
}

/**
 * @returns the exit code
 * @throws {UsageError} when something is asked for that does not exist; {MissingComponent}
 */
async function runScenario(id: string, flags: RunFlags): Promise<number> {
  const { scenario, workload } = await findScenario(PROJECT_ROOT, id);
  const plan = planOf(scenario, flags);
  const driver = await findDriver(parseDriver(flags.driver), PROJECT_ROOT);
  const progress = flags.quiet ? silent : new ProgressLines();
  progress.note(
    `${scenario.title.en}: ${plan.arms.map(({ name }) => name).join(', ')}, ${plan.profile.id} profile, seed ${plan.seed}, ${driver.description}`,
  );
  const signal = abortedByUser();
  signal.addEventListener('abort', () =>
    progress.note('Interrupted: keeping what was measured, ending the rest'),
  );
  try {
    const outcome = await run({ root: PROJECT_ROOT, plan, workload, driver, progress, signal });
    progress.end();
    if (outcome && (outcome.comparison.valid || flags.json)) show(outcome, flags.json === true);
    return exitCodeOf(outcome, signal);
  } finally {
    progress.end();
  }
}

/** Everything that can be wrong with what was asked for is found here, before anything is started or written. */
export function planOf(scenario: Scenario, flags: Pick<RunFlags, 'profile' | 'arms' | 'seed'>): Plan {
  const profile = PROFILES[parseProfile(flags.profile)];
  const arms = parseArms(flags.arms || scenario.arms.join(','), topologyIds());
  const seed = parseSeed(flags.seed);
  const baseline = baselineOf(arms, scenario.baseline);
  return { scenario, profile, arms, baseline, seed, trials: planTrials(arms, profile.rounds, seed) };
}

// Make passes variables that were not given as empty strings.
function parseProfile(given: string | undefined): ProfileId {
  const profile = PROFILE_IDS.find((id) => id === (given || DEFAULT_PROFILE));
  if (!profile) throw notOneOf('profile', given ?? '', PROFILE_IDS);
  return profile;
}

function parseDriver(given: string | undefined): DriverId | undefined {
  const driver = DRIVER_IDS.find((id) => id === given);
  if (given && !driver) throw notOneOf('driver', given, DRIVER_IDS);
  return driver;
}

function parseSeed(given: string | undefined): number {
  if (!given) return randomInt(1, 1_000_000);
  const seed = Number(given);
  if (/^\d+$/.test(given) && seed <= GREATEST_SEED) return seed;
  throw new UsageError(`"${given}" is no seed. Valid: a whole number from 0 to ${GREATEST_SEED}.`);
}

function show({ comparison, manifest, trials, folder }: RunOutcome, json: boolean): void {
  if (json) {
    process.stdout.write(`${JSON.stringify(comparison, undefined, 2)}\n`);
    return;
  }
  const place = relative(process.cwd(), folder) || folder;
  const lines = [
    renderTerminal({ comparison, manifest, trials }),
    '',
    `Report: ${onOutput.bold(`${place}/report.html`)}`,
    `Again:  ${manifest.command}`,
    '',
  ];
  process.stdout.write(`${lines.join('\n')}\n`);
}

function exitCodeOf(outcome: RunOutcome | undefined, signal: AbortSignal): number {
  if (signal.aborted) return EXIT.interrupted;
  if (outcome?.comparison.valid) return EXIT.finished;
  const reason = outcome?.manifest.reason ?? 'in no round did every arm have a valid trial';
  process.stderr.write(
    `${onError.red('No valid result:')} ${reason}\n${outcome ? `Logs: ${outcome.folder}/trials\n` : ''}`,
  );
  return EXIT.noValidResult;
}
