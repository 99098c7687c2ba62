import { setTimeout as sleep } from 'node:timers/promises';
import { waitUntil } from '../../host/processes/wait-until.ts';
import type { LimitedParts } from './limited-parts.ts';

/** An instance that uses less than this has nothing left to do. An idle one takes a tenth of it. CPU seconds per second. */
const AT_REST = 0.04;
/** Usage is read in windows of this length, milliseconds: some periods of a quota, and more than a pause within a request. */
const WINDOW_MS = 250;
const DEADLINE_MS = 30_000;

/**
 * Waits until a system has worked off what it was asked for. Requests that the driver gave up are still in its queues: the next rate would
 * be told from their backlog, and the further a search starts beyond the limit, the lower a rate it would find. The quota is
 * lifted meanwhile, under which a backlog of seconds takes minutes.
 *
 * @param quota what each instance may use again from then on, CPU seconds per second
 * @throws when an instance is still busy after half a minute; the signal's reason
 */
export async function comeToRest(
  parts: Pick<LimitedParts, 'limit' | 'meter'>,
  quota: number,
  signal: AbortSignal,
): Promise<void> {
  const meter = parts.meter();
  const busyAfterAWindow = async () => {
    meter.start();
    await sleep(WINDOW_MS, undefined, { signal }).catch(() => signal.throwIfAborted());
    return meter.usage().parts.flatMap(({ name, limited, cpus }) => (limited && cpus > AT_REST ? name : []));
  };
  const atRest = async () => {
    const busy = await busyAfterAWindow();
    return busy.length === 0 || `${busy.join(', ')} still at work`;
  };
  parts.limit(undefined);
  try {
    await waitUntil('the system to work off its backlog', atRest, { deadlineMs: DEADLINE_MS, signal });
  } finally {
    parts.limit(quota);
  }
}
