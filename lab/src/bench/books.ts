import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Namespace } from '../components/component.ts';
import type { LoadSession } from '../drivers/driver.ts';
import type { History } from '../drivers/history.ts';
import { runSteps } from '../drivers/run-steps.ts';
import type { CheckResult, Workload } from '../scenario/workload.ts';
import type { Chance } from '../stats/random.ts';
import { breaksPromises } from '../topologies/spelling.ts';
import type { Topology } from '../topologies/topology.ts';
import { whenQuiet } from './when-quiet.ts';

/** Sagas try for ten seconds before they undo, and then undo. */
const QUIET_MS = 30_000;
/** Where promises are broken on purpose, what fails is not waited for that long. */
const BROKEN_QUIET_MS = 3_000;
/** What was asked and answered, a line for each request, in the order in which they ended. */
const HISTORY = 'history.ndjson';

/** A load that has ended, and the system that it went to. */
interface Ended {
  readonly session: LoadSession;
  readonly workload: Workload<unknown>;
  /** What the workload has prepared. */
  readonly data: unknown;
  readonly chance: Chance;
  readonly topology: Topology;
  readonly url: string;
  readonly namespace: Namespace | undefined;
  /** The trial's folder. */
  readonly dir: string;
}

/**
 * Has the workload check, once nothing is under way any more, whether what the system holds agrees with what it answered, and components
 * whether they have got what they should. Undoing takes its time, so a failed check counts only when it stays failed.
 *
 * Where a check has not passed, the history that it has read is kept in the trial's folder: who doubts a checker can look for himself.
 */
export async function checkBooks(ended: Ended, signal: AbortSignal): Promise<readonly CheckResult[]> {
  const { session, workload, data, chance, topology, url, namespace, dir } = ended;
  const { check } = workload;
  const history = await session.history();
  const ofWorkload = async () =>
    check ? await runSteps(url, check(data, history.operations, chance), signal) : [];
  const ofComponents = async () => (await namespace?.check?.(history.operations.length)) ?? [];
  const look = async () => [...(await ofWorkload()), ...(await ofComponents())];
  const quietMs = breaksPromises(topology.id) ? BROKEN_QUIET_MS : QUIET_MS;
  const found = await whenQuiet(look, quietMs, signal);
  const checks = check ? [...found, ...gaps(history)] : found;
  if (checks.some(({ result }) => result !== 'pass')) await keep(history, dir);
  return checks;
}

async function keep({ operations }: History, dir: string): Promise<void> {
  await mkdir(dir, { recursive: true });
  const lines = operations.map((operation) => `${JSON.stringify(operation)}\n`);
  await writeFile(join(dir, HISTORY), lines.join(''));
}

/** What a history lacks: nobody may take it for all that there was. */
const gaps = ({ missing }: History): CheckResult[] =>
  missing.length === 0
    ? []
    : [
        {
          ...{ id: 'observations', result: 'unknown' },
          detail: `${missing.join('; ')}.`,
          detailInKorean: `관찰이 빠졌다: ${missing.join('; ')}.`,
        },
      ];
