import { randomBytes } from 'node:crypto';
import type { Command } from 'commander';
import { UnavailableComponent } from '../components/component.ts';
import { freePorts } from '../host/processes/free-ports.ts';
import { PROJECT_ROOT } from '../host/project-root.ts';
import { availableArms } from '../run/skipped-arms.ts';
import { findScenario, scenarioIds } from '../scenario/find-scenarios.ts';
import { PROFILE_IDS } from '../scenario/profile.ts';
import type { Scenario, Text } from '../scenario/scenario.ts';
import { onOutput } from '../terminal/colours.ts';
import { counted } from '../terminal/counted.ts';
import { openPlayground } from '../topologies/playground.ts';
import type { Topology } from '../topologies/topology.ts';
import { topologyOf } from '../topologies/topology-of.ts';
import { EXIT } from './exit-codes.ts';
import { abortedByUser } from './interruption.ts';

/** Any data show that a shop starts. */
const SEED = 1;

/** Adds `lab prepare`: gets what runs need, so that they need no network afterwards. */
export function registerPrepare(program: Command): void {
  program
    .command('prepare')
    .description(
      'get what runs need and start each shop once: afterwards no network is needed (exit 3: something is missing)',
    )
    .action(async () => {
      const ids = await scenarioIds(PROJECT_ROOT);
      const scenarios = await Promise.all(ids.map((id) => findScenario(PROJECT_ROOT, id)));
      const say = (line: string) => process.stdout.write(`${line}\n`);
      const { arms, skipped } = await availableIn(scenarios.map(({ scenario }) => scenario));
      for (const [arm, why] of skipped) say(`${onOutput.yellow('–')} ${arm} is left out. ${why}`);
      process.exitCode = await prepare(toTry(arms.map(topologyOf)), {
        root: PROJECT_ROOT,
        say,
        signal: abortedByUser(),
        leftOut: [...skipped.keys()],
      });
    });
}

/** The arms of all profiles, less those that a run can do without and would leave out here. */
async function availableIn(scenarios: readonly Pick<Scenario, 'arms' | 'skippable'>[]) {
  const plans = await Promise.all(
    scenarios.flatMap((scenario) => PROFILE_IDS.map((profile) => availableArms(scenario, profile))),
  );
  return {
    arms: plans.flatMap(({ arms }) => arms.split(',')),
    skipped: new Map(plans.flatMap(({ skipped }) => skipped.map(({ arm, why }) => [arm, why] as const))),
  };
}

/**
 * As few of these as have all of their programs and components, the plain ones first. Topologies without a process are only built, and left
 * out.
 */
export function toTry(topologies: readonly Topology[]): Topology[] {
  const seen = new Set<string>();
  const needsOf = ({ components, processes }: Topology) => [
    ...components.map((id) => `component ${id}`),
    ...processes.map((each) => ('entry' in each ? each.entry : each.command.join(' '))),
  ];
  return topologies
    .filter(({ processes }) => processes.length > 0)
    .toSorted((a, b) => a.processes.length - b.processes.length || a.id.length - b.id.length)
    .filter((topology) => {
      const fresh = needsOf(topology).filter((need) => !seen.has(need));
      for (const need of fresh) seen.add(need);
      return fresh.length > 0;
    });
}

/**
 * Starts each of these once, with its components, and ends it.
 *
 * @param leftOut arms that runs do without here: the last line names them
 * @returns the exit code: 0 when all of them have started, 3 when something is missing, 4 when one did not start
 */
export async function prepare(
  topologies: readonly Topology[],
  {
    root,
    say,
    signal,
    leftOut = [],
  }: { root: string; say: (line: string) => void; signal: AbortSignal; leftOut?: readonly string[] },
): Promise<number> {
  const log = ({ en }: Text) => say(onOutput.dim(en));
  const codes: number[] = [];
  for (const topology of topologies) {
    const [port = 0] = await freePorts(1);
    const runId = `prepare-${randomBytes(4).toString('hex')}`;
    try {
      const { system, end } = await openPlayground(topology, { root, seed: SEED, port, runId, log, signal });
      say(`${onOutput.green('✔')} ${topology.title}: ready after ${(system.startupMs / 1000).toFixed(1)} s`);
      await end();
    } catch (error) {
      if (signal.aborted) return EXIT.interrupted;
      codes.push(error instanceof UnavailableComponent ? EXIT.missingComponent : EXIT.noValidResult);
      say(`${onOutput.red('✘')} ${topology.title}: ${error instanceof Error ? error.message : error}`);
    }
  }
  if (codes.length === 0) say(readyFor(leftOut));
  // What is missing is to be had first.
  return codes.length === 0 ? EXIT.finished : Math.min(...codes);
}

/** The last line, which somebody may be asked for: it must not say more than is true here. */
function readyFor(leftOut: readonly string[]): string {
  const missing =
    leftOut.length === 0
      ? ''
      : `, except for ${counted(leftOut.length, 'arm')} that runs leave out: ${leftOut.join(', ')}`;
  return `Everything is here${missing}. No run needs a network now. Only DRIVER=k6 in Docker fetches an image.`;
}
