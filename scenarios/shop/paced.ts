import { setTimeout as delay } from 'node:timers/promises';
import { isMachineShared } from '@lab/lab/host/shared-machine';
import type { ProbeBench } from '@lab/lab/scenario/probe';
import type { PlannedRequest } from '@lab/lab/scenario/workload';

/** One request of an open load, times in epoch ms. */
export interface Sent {
  readonly endpoint: string;
  /** When it should have been sent. */
  readonly dueAt: number;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly ok: boolean;
}

interface Pace {
  readonly perSecond: number;
  /** Whether another one is to be sent, after so many. */
  readonly goesOn: (sent: number) => boolean;
  /** When a request is given up. ms */
  readonly deadlineMs: number;
}

/** Sends requests at a constant rate, whether or not earlier ones have been answered. @returns all of them, once the last one has ended */
export async function paced(
  bench: Pick<ProbeBench, 'ask' | 'now' | 'signal'>,
  { perSecond, goesOn, deadlineMs }: Pace,
  next: (index: number) => PlannedRequest,
): Promise<Sent[]> {
  const from = bench.now();
  const asked: Promise<Sent>[] = [];
  const send = async (request: PlannedRequest, dueAt: number): Promise<Sent> => {
    const { outcome, startedAt, endedAt } = await bench.ask(request, { deadlineMs });
    return { endpoint: request.endpoint, dueAt, startedAt, endedAt, ok: outcome === 'ok' };
  };
  for (let index = 0; goesOn(index); index += 1) {
    const dueAt = from + (index * 1_000) / perSecond;
    const ahead = dueAt - bench.now();
    if (ahead > 1) await delay(ahead, undefined, { signal: bench.signal });
    const sending = send(next(index), dueAt);
    // Awaited at the end. Until then a failure is not unhandled.
    sending.catch(() => undefined);
    asked.push(sending);
  }
  return Promise.all(asked);
}

/** A request that is sent so much later than it was due would count as slow, whatever the shop does. ms. */
const LATE_MS = 100;
const MOST_LATE = 0.01;
/** What is nothing has no ratio. ms */
export const LEAST_MS = 1;

/**
 * @param shared whether others may use the machine, so that nobody uses the numbers
 * @throws when too many were sent late: the shop was not asked for what was planned
 */
export function requireOnTime(sent: readonly Sent[], shared = isMachineShared()): void {
  const late = sent.filter(({ dueAt, startedAt }) => startedAt - dueAt > LATE_MS).length;
  if (!shared && late > MOST_LATE * sent.length)
    throw new Error(`${late} of ${sent.length} requests were sent more than ${LATE_MS} ms late`);
}

/** How late requests were sent, p99, ms: that comes on top of what the shop takes. @param sent one at least */
export const lateOf = (sent: readonly Sent[]): number =>
  Math.max(
    LEAST_MS,
    quantile(
      sent.map(({ dueAt, startedAt }) => startedAt - dueAt),
      0.99,
    ),
  );

/** From the moment at which it was due, ms; Infinity for one that was not answered as it should be. */
export const tookOf = ({ ok, dueAt, endedAt }: Sent): number =>
  ok ? Math.max(0, endedAt - dueAt) : Number.POSITIVE_INFINITY;

/** The value that a share of all is no greater than (nearest rank). @param values at least one @param share e.g. 0.9 */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((one, other) => one - other);
  const found = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  if (found === undefined) throw new Error('there is no quantile of nothing');
  return found;
}

/** Longer, and a customer notices that he waits. ms. */
const SOON_MS = 1_000;

/** How many were answered as they should be within {@link SOON_MS}. */
export const soonOf = (sent: readonly Sent[]): number =>
  sent.filter((each) => tookOf(each) <= SOON_MS).length;
