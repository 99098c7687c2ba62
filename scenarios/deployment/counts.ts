import { outageOf, SLOW_MS } from '@lab/lab/experiments/disturbance/impact';
import type { Replaced } from '@lab/lab/scenario/update';
import { type Sent, tookOf } from '../shop/paced.ts';
import type { Done } from './load.ts';
import type { StageId } from './stages.ts';
import { MIX, NEEDS_PAYMENTS } from './workload.ts';

/** Failed, or answered only after {@link SLOW_MS}. */
export const isHit = (sent: Sent): boolean => tookOf(sent) > SLOW_MS;

/** Requests that can be answered without the context that is updated. */
export const isBystander = ({ endpoint }: Sent): boolean => !NEEDS_PAYMENTS.includes(endpoint);

const count = (sent: readonly Sent[], has: (each: Sent) => boolean): number => sent.filter(has).length;

/**
 * What an update did to the load: how many requests, and for how long.
 *
 * @param done requests that had ended before it began could not feel it, and are not counted
 */
export function countsOf(
  id: StageId,
  { sent, from, to }: Omit<Done<unknown>, 'result'>,
): Record<string, number> {
  const felt = sent.filter(({ endedAt }) => endedAt >= from);
  return {
    [`${id}.asked`]: felt.length,
    [`${id}.failed`]: count(felt, ({ ok }) => !ok),
    [`${id}.slow`]: count(felt, (each) => each.ok && isHit(each)),
    [`${id}.bystanders-asked`]: count(felt, isBystander),
    [`${id}.bystanders`]: count(felt, (each) => isBystander(each) && isHit(each)),
    [`${id}.outage`]: outage(felt, from),
    [`${id}.took`]: Math.max(1, to - from),
  };
}

/** How many requests of each endpoint of the load an update hit. */
export function hitsByEndpoint(
  id: StageId,
  { sent, from }: Pick<Done<unknown>, 'sent' | 'from'>,
): Record<string, number> {
  const hits = sent.filter((each) => each.endedAt >= from && isHit(each));
  return Object.fromEntries(
    Object.keys(MIX).map((endpoint) => [
      `${id}.hit-${endpoint}`,
      count(hits, (each) => each.endpoint === endpoint),
    ]),
  );
}

/**
 * Orders that were never confirmed: refused, not answered, or rejected after they had been answered as undecided.
 *
 * @param notConfirmed of those that were undecided when they were answered
 */
export const lostOrdersOf = (
  { sent, from }: Pick<Done<unknown>, 'sent' | 'from'>,
  notConfirmed: number,
): number =>
  count(sent, ({ endpoint, ok, endedAt }) => endpoint === 'place-order' && !ok && endedAt >= from) +
  notConfirmed;

/** For how long requests were lost, ms, in steps of a quarter second. */
function outage(sent: readonly Sent[], from: number): number {
  const [first] = sent;
  if (!first) return 0;
  // Times count from before the first request, as in any load.
  const start = Math.min(first.dueAt, from);
  const samples = sent.map(({ endpoint, dueAt, startedAt, endedAt, ok }, iteration) => ({
    ...{ iteration, step: 0, endpoint, service: undefined, serverTiming: undefined },
    ...{ intended: dueAt - start, late: startedAt - dueAt, response: endedAt - dueAt },
    outcome: ok ? ({ kind: 'ok' } as const) : ({ kind: 'timeout' } as const),
  }));
  return outageOf(samples, from - start, Math.max(...sent.map(({ dueAt }) => dueAt - start)) + 1);
}

/** For how long an old one and a new one were there, both in service or draining, ms. */
export function besideOf(replaced: readonly Replaced[]): number {
  if (replaced.length === 0) return 0;
  const firstNew = Math.min(...replaced.map(({ readyAt }) => readyAt));
  const lastOld = Math.max(...replaced.map(({ endedAt }) => endedAt));
  return Math.max(0, lastOld - firstNew);
}

/** Requests that were under way when an old one was told to drain, once for each such end. */
const underWay = (replaced: readonly Replaced[], sent: readonly Sent[]): Sent[] =>
  replaced.flatMap(({ toldAt }) =>
    sent.filter(({ startedAt, endedAt }) => startedAt < toldAt && endedAt >= toldAt),
  );

/** Of these, such as need what is updated and were answered as they should be. Others may not have met it. */
export const drainedOf = (replaced: readonly Replaced[], sent: readonly Sent[]): number =>
  count(underWay(replaced, sent), (each) => !isBystander(each) && each.ok);

/** And all that failed, whatever they asked for: a process that is told to end may take anything with it that it was answering. */
export const cutOf = (replaced: readonly Replaced[], sent: readonly Sent[]): number =>
  count(underWay(replaced, sent), ({ ok }) => !ok);

/** Width of a step of the charts. s */
const STEP_S = 0.5;

/** A share over the time since a load began, in steps on one grid for all trials. @param values when, epoch ms, and whether it counts */
export function shareOver(
  values: readonly { readonly at: number; readonly counts: boolean }[],
  began: number,
): [number, number][] {
  const steps = new Map<number, boolean[]>();
  for (const { at, counts } of values.filter((each) => each.at >= began)) {
    const step = Math.floor((at - began) / 1_000 / STEP_S);
    steps.set(step, [...(steps.get(step) ?? []), counts]);
  }
  return [...steps]
    .toSorted(([one], [other]) => one - other)
    .map(([step, own]) => [step * STEP_S, (100 * own.filter(Boolean).length) / own.length]);
}
