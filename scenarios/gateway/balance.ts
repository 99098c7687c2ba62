import { setTimeout as delay } from 'node:timers/promises';
import type { ProbeBench, Series } from '@lab/lab/scenario/probe';
import type { PlannedRequest } from '@lab/lab/scenario/workload';
import { get } from '../shop/http.ts';
import { LEAST_MS, lateOf, paced, quantile, requireOnTime, type Sent, tookOf } from '../shop/paced.ts';
import { LEAST_VALUE, type Size } from './sizes.ts';

/** Three instances: one stays as it is, one is slow, one dies and comes back. */
const INSTANCES = ['recommendations', 'recommendations-2', 'recommendations-3'] as const;
const [USUAL, SLOW, DYING] = INSTANCES;

const PER_SECOND = 30;
const DEADLINE_MS = 10_000;
/**
 * What every call of the slow instance waits, several times what an answer takes otherwise. ms. Four requests are due meanwhile. So in turns it gets a third
 * of all, with the fewest under way a sixth (it is idle at every other one of its turns), and with two choices a seventh. The mean time tells that: it
 * grows by 50, 25 and 21 ms. The p90 does not, as more than one in ten waits in each of them.
 */
const SLOW_MS = 150;
/** Of a request that met the death of an instance. ms */
const TROUBLED_MS = 500;
const JOINED_MS = 5_000;
const LOOK_MS = 50;
const MESSAGES = /^shop_messages_total(?:\{[^}]*\})? (\S+)$/m;

type Bench = Pick<ProbeBench, 'ask' | 'now' | 'signal' | 'metrics' | 'inject' | 'kill' | 'restart'>;

interface Told {
  readonly values: Record<string, number>;
  readonly series: readonly Series[];
}

/** Recommendations are asked for at a constant rate while one of three instances is slow, and, where one is to die, while it dies and comes back. */
export async function balance(bench: Bench, skus: readonly string[], size: Size): Promise<Told> {
  const next = (index: number): PlannedRequest => ({
    ...get(`/products/${skus[(index * 7) % skus.length]}/recommendations`),
    ...{ endpoint: 'recommendations', expect: [200] },
  });
  const slow = await withSlow(bench, next, size.slowSeconds);
  const dead = size.downMs > 0 ? await withDeath(bench, next, size) : {};
  return {
    values: { ...slow.values, ...dead },
    series: [{ chart: 'slow', values: slow.sent.map(tookOf) }],
  };
}

async function withSlow(bench: Bench, next: (index: number) => PlannedRequest, seconds: number) {
  const fault = await bench.inject(SLOW, 'recommendations', { kind: 'slow', ms: SLOW_MS });
  const before = await messagesOf(bench);
  const many = Math.round(PER_SECOND * seconds);
  const sent = await paced(
    bench,
    { perSecond: PER_SECOND, deadlineMs: DEADLINE_MS, goesOn: (index) => index < many },
    next,
  );
  await fault.bitten(LOOK_MS);
  const after = await messagesOf(bench);
  await fault.clear();
  requireOnTime(sent);
  const most = Math.max(...[USUAL, DYING].map((name) => shareOf(name, before, after)));
  const shares = { 'slow.share': shareOf(SLOW, before, after), 'slow.share-most': most };
  return { sent, values: { ...timesOf(sent), ...shares } };
}

/** What requests took, ms; one that was not answered counts as its deadline. @param sent one at least */
export function timesOf(sent: readonly Sent[]): Record<string, number> {
  const took = sent.map(tookOf).map((ms) => Math.min(ms, DEADLINE_MS));
  return {
    'slow.mean': took.reduce((sum, ms) => sum + ms, 0) / took.length,
    'slow.p50': quantile(took, 0.5),
    'slow.p90': quantile(took, 0.9),
    'slow.sent-late': lateOf(sent),
  };
}

/** Messages that each instance has sent: an answer is one. */
async function messagesOf(bench: Pick<Bench, 'metrics'>): Promise<ReadonlyMap<string, number>> {
  const told = INSTANCES.map(async (name) => [name, messagesIn(await bench.metrics(name))] as const);
  return new Map(await Promise.all(told));
}

const messagesIn = (text: string): number => Number(MESSAGES.exec(text)?.[1] ?? 0);

/** Of the messages since, those that one instance has sent, %. */
export function shareOf(
  name: string,
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
): number {
  const since = (each: string) => (after.get(each) ?? 0) - (before.get(each) ?? 0);
  const all = [...after.keys()].reduce((sum, each) => sum + since(each), 0);
  return Math.max(LEAST_VALUE.percent, (100 * since(name)) / Math.max(1, all));
}

async function withDeath(
  bench: Bench,
  next: (index: number) => PlannedRequest,
  { downMs, afterSeconds }: Pick<Size, 'downMs' | 'afterSeconds'>,
): Promise<Record<string, number>> {
  const wait = (ms: number) => delay(ms, undefined, { signal: bench.signal });
  let over = false;
  const strike = async () => {
    await wait(downMs);
    const killedAt = bench.now();
    await bench.kill(DYING);
    // A process needs some milliseconds to die, and takes requests meanwhile.
    const diedAt = bench.now();
    await wait(downMs);
    await bench.restart(DYING);
    const joined = await joinedAfter(bench, bench.now());
    const before = await messagesOf(bench);
    await wait(1_000 * afterSeconds);
    const share = shareOf(DYING, before, await messagesOf(bench));
    return { killedAt, diedAt, joined, share };
  };
  const striking = strike().finally(() => {
    over = true;
  });
  striking.catch(() => undefined);
  const sent = await paced(
    bench,
    { perSecond: PER_SECOND, deadlineMs: DEADLINE_MS, goesOn: () => !over },
    next,
  );
  const { joined, share, ...death } = await striking;
  requireOnTime(sent);
  return { ...troubleOf(sent, death), 'joins.after': joined, 'joins.share': share };
}

/** How long after it is ready the new instance has answered something, ms; {@link JOINED_MS} where it has not by then. */
async function joinedAfter(
  bench: Pick<Bench, 'metrics' | 'now' | 'signal'>,
  readyAt: number,
): Promise<number> {
  while (bench.now() < readyAt + JOINED_MS) {
    if (messagesIn(await bench.metrics(DYING)) > 0) return Math.max(LEAST_MS, bench.now() - readyAt);
    await delay(LOOK_MS, undefined, { signal: bench.signal });
  }
  return JOINED_MS;
}

/** When a process was told to die, and when it had gone. Epoch ms. */
interface Death {
  readonly killedAt: number;
  readonly diedAt: number;
}

/**
 * What a death did to requests. Those under way at the dying instance are lost with it. Those that fail and were due later went
 * to somebody who was known to be dead, or could have been. The last request that failed or was late tells how long it took.
 */
export function troubleOf(sent: readonly Sent[], { killedAt, diedAt }: Death): Record<string, number> {
  const troubled = sent.filter((each) => tookOf(each) > TROUBLED_MS && each.endedAt > killedAt);
  const failed = troubled.filter(({ ok }) => !ok);
  const last = Math.max(killedAt, ...troubled.map(({ dueAt }) => dueAt));
  return {
    'dies.lost': failed.filter(({ dueAt }) => dueAt <= diedAt).length,
    'dies.failed': failed.filter(({ dueAt }) => dueAt > diedAt).length,
    'dies.late': troubled.length - failed.length,
    'dies.noticed': Math.max(LEAST_MS, last - killedAt),
  };
}
