import { isDeepStrictEqual } from 'node:util';
import { differencesBetween } from '../compare/differences.ts';
import { listProcesses } from '../host/processes/process-table.ts';
import { waitUntil } from '../host/processes/wait-until.ts';
import type { Manifest } from '../records/manifest.ts';
import { type Message, UsageError } from '../registry/usage-error.ts';
import { findRun, type RunPlace } from '../results/find-run.ts';
import { readRun, type StoredRun } from '../results/read-run.ts';
import { sameArms } from '../topologies/arms.ts';

/** Services drain for up to 5 s after their lab was killed, and what still stands then is killed. */
const LEFTOVERS_MS = 30_000;

/** What a user may have asked for besides; empty strings are what was not asked for. */
export interface AskedFor {
  readonly scenario?: string | undefined;
  readonly profile?: string | undefined;
  readonly arms?: string | undefined;
  readonly seed?: string | undefined;
  readonly driver?: string | undefined;
  readonly capacity?: string | undefined;
}

/** It ended with claims open, for want of time alone. */
const isOutOfTime = ({ manifest: { status, reason } }: StoredRun): boolean =>
  status === 'finished' && reason !== null;

const isInterrupted = ({ manifest: { status } }: StoredRun): boolean =>
  status === 'running' || status === 'interrupted';

/**
 * A run that did not get to its end, had no time for more rounds, or lost trials since.
 *
 * @param given a run id, a beginning of one, a folder, or `latest`: the newest that was interrupted or killed
 * @param scenario whose latest run it is, where that was asked for besides
 * @throws {UsageError} when there is none such, or when it has ended
 */
export async function findUnfinished(root: string, given: string, scenario = ''): Promise<StoredRun> {
  const suits = async (run: RunPlace) => isInterrupted(await readRun(run.path));
  const wanted = given === 'latest' && scenario !== '' ? `${scenario}/latest` : given;
  const { path, runId } = await findRun(root, wanted, (run) => suits(run).catch(() => false));
  const stored = await readRun(path);
  if (isInterrupted(stored) || isOutOfTime(stored) || stored.damaged.length > 0) return stored;
  const { status, command } = stored.manifest;
  throw new UsageError({
    en: `${runId} has ${status}: there is nothing to resume. A new run like it: ${command}`,
    ko: `${runId}: 이미 끝난 실행(${status})이라 이어서 할 것이 없다. 같은 조건의 새 실행: ${command}`,
  });
}

/**
 * What a run that is resumed was asked to do.
 *
 * @throws {UsageError} when something else is asked for now
 */
export function askedAtFirst(manifest: Manifest, now: AskedFor): AskedFor {
  const first = {
    scenario: manifest.scenario.id,
    profile: manifest.profile,
    arms: manifest.arms.map(({ topology }) => topology).join(','),
    seed: String(manifest.seed),
    driver: manifest.driver.id,
    ...(manifest.capacity && { capacity: String(manifest.capacity.perSecond) }),
  };
  for (const [name, value] of Object.entries(first)) {
    const given = now[name as keyof AskedFor]?.replaceAll(/\s/g, '');
    if (given && given !== value && !(name === 'arms' && sameArms(given, value)))
      throw new UsageError({
        en: `${manifest.runId} has the ${name} "${value}", not "${given}". A run can only be resumed with what it began with. Leave the ${name} out.`,
        ko: `${manifest.runId}: ${name} 값은 "${given}"이 아니라 "${value}"이다. 실행은 시작할 때의 조건으로만 이어서 할 수 있으므로 ${name}을 빼고 다시 한다.`,
      });
  }
  return first;
}

/**
 * Trials of two plans cannot be compared with each other, nor those of two probes or workloads.
 *
 * @param now what the manifest would be if the run began today
 * @throws {UsageError} when the plan or the code has changed
 */
export function refuseChangedPlan(then: Manifest, now: Manifest): void {
  const parts: readonly [what: string, read: (manifest: Manifest) => unknown][] = [
    ['endpoints', ({ scenario }) => scenario.endpoints.map(({ id }) => id)],
    ['phases', ({ scenario }) => scenario.phases],
    ['measures', ({ scenario }) => scenario.measures],
    ['experiment', ({ scenario }) => scenario.experiment],
    ['warm-up', ({ warmUp }) => warmUp],
    ['turns', ({ blockSeconds }) => blockSeconds],
    ['arms', ({ arms }) => arms.map(({ name, topology }) => [name, topology])],
    ['baseline', ({ baseline }) => baseline],
    ['numbers of rounds', ({ looks }) => looks],
    ['order of trials', ({ order }) => order.slice(0, Math.min(then.order.length, now.order.length))],
  ];
  const changed = parts.filter(([, read]) => !isDeepStrictEqual(read(then), read(now))).map(([what]) => what);
  const modules = changedModules(then.code, now.code);
  const [plan, code] = [changed.join(', '), modules.join(', ')];
  const changes: Message[] = [
    ...(plan ? [{ en: `the plan's ${plan}`, ko: `계획(${plan})` }] : []),
    ...(code ? [{ en: `the code of ${code}`, ko: `코드(${code})` }] : []),
  ];
  if (changes.length === 0) return;
  const { runId, command } = then;
  throw new UsageError({
    en: `${runId} cannot be resumed: since it began, ${changes.map(({ en }) => en).join(' and ')} changed. Its trials can still be reported: make report RUN=${runId}. A new run: ${command}`,
    ko: `${runId}: 시작한 뒤 ${changes.map(({ ko }) => ko).join(', ')}가 바뀌어 이어서 실행할 수 없다. 지금까지의 시행으로 보고서는 만들 수 있다: make report RUN=${runId}. 새 실행: ${command}`,
  });
}

/** Those that are not as they were, or on one side only; none where a run from before does not say what it ran. */
function changedModules(then: Manifest['code'], now: Manifest['code']): string[] {
  if (!then || !now) return [];
  const modules = new Set([...Object.keys(then), ...Object.keys(now)]);
  return [...modules].filter((module) => then[module] !== now[module]).toSorted();
}

/** What is not as it was when the run began, e.g. `Node: v20.19.0 then, v22.1.0 now`. Components are found later. */
export function changesSince(then: Manifest, now: Manifest): string[] {
  return differencesBetween(then, { ...now, components: then.components }).map(
    ({ what, a, b }) => `${what}: ${a} then, ${b} now`,
  );
}

/** Waits until what a killed lab has started for the run has noticed, and is gone: it would disturb the next trial. */
export async function untilLeftoversEnd(runId: string, signal: AbortSignal): Promise<void> {
  const left = () =>
    listProcesses().filter((process) => process.runId === runId && process.pid !== globalThis.process.pid);
  await waitUntil(
    `what ${runId} has left to end (make stop ends it)`,
    () =>
      left().length === 0 ||
      left()
        .map(({ pid, command }) => `${pid} ${command}`)
        .join('; '),
    { deadlineMs: LEFTOVERS_MS, signal },
  );
}
