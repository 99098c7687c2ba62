import { waitUntil } from '../../host/processes/wait-until.ts';
import type { RunningSystem } from '../../topologies/topology.ts';

type Processes = Pick<RunningSystem, 'processes'>;

const ASK_MS = 5_000;
const LOOK_EVERY_MS = 100;
/** Business processes that the shop has begun and not ended. Instances of a service share them, so each counts the same. */
const OPEN_SAGAS = 'shop_open_sagas';

/** The sum of a metric's series in a page of Prometheus' text format; undefined where the page has none. */
export function valueIn(page: string, metric: string): number | undefined {
  const series = [...page.matchAll(new RegExp(`^${metric}(?:\\{[^}]*\\})? (\\S+)$`, 'gm'))];
  return series.length === 0 ? undefined : series.reduce((sum, [, value]) => sum + Number(value), 0);
}

async function pagesOf({ processes }: Processes, signal: AbortSignal): Promise<string[]> {
  const ask = async (url: string) => {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(ASK_MS)]);
    const answer = await fetch(`${url}/metrics`, { signal: limit });
    if (!answer.ok) throw new Error(`${url}/metrics answered ${answer.status}`);
    return answer.text();
  };
  return Promise.all(processes.map(({ url }) => ask(url)));
}

/**
 * What the processes of a system have counted so far, all together.
 *
 * @returns by the metric's name, without those that no process has
 * @throws when a process does not answer
 */
export async function countsOf(
  system: Processes,
  metrics: readonly string[],
  signal: AbortSignal,
): Promise<ReadonlyMap<string, number>> {
  const pages = metrics.length === 0 ? [] : await pagesOf(system, signal);
  return new Map(
    metrics.flatMap((metric) => {
      const values = pages.flatMap((page) => valueIn(page, metric) ?? []);
      return values.length === 0 ? [] : [[metric, values.reduce((sum, value) => sum + value, 0)] as const];
    }),
  );
}

/**
 * Waits until no saga is open, while nobody asks for anything.
 *
 * @returns how many are open when that has taken so long; null for a system that counts none
 * @throws when a process does not answer, or the signal's reason
 */
export async function openSagasAfter(
  system: Processes,
  deadlineMs: number,
  signal: AbortSignal,
): Promise<number | null> {
  let open: number | null = null;
  const look = async () => {
    const values = (await pagesOf(system, signal)).flatMap((page) => valueIn(page, OPEN_SAGAS) ?? []);
    open = values.length === 0 ? null : Math.max(...values);
    return open === null || open === 0 || `${open} open`;
  };
  await waitUntil('all sagas to end', look, { deadlineMs, everyMs: LOOK_EVERY_MS, signal }).catch((error) => {
    if (open === null) throw error;
    signal.throwIfAborted();
  });
  return open;
}
