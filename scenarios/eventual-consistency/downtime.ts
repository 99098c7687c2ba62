import { setTimeout as sleep } from 'node:timers/promises';
import { freshAt, type Visibility, watchVisibility } from '@lab/lab/experiments/probe/visibility';
import type { Answered, ProbeBench } from '@lab/lab/scenario/probe';
import type { Text } from '@lab/lab/scenario/scenario';
import type { Shopper } from './shopper.ts';
import { ORDERS_AT_MS } from './watch.ts';

type Bench = Pick<ProbeBench, 'now' | 'signal' | 'processes' | 'pause' | 'kill' | 'restart'>;

/** Who is down: orders keep a replica of prices where readers do, and the catalog owns them. */
const CONSUMER = 'orders';
const OWNER = 'catalog';

/** How often each price is changed while the consumer is down: all but the last change are history when it comes back. */
const CHANGES_EACH = 3;
/** For so long a consumer stands still at least, ms. */
const PAUSED_MS = 500;
/**
 * When orders are placed from a change on while the consumer stands still, ms. The first five wait for it. They are few, because all of them are there
 * when it goes on. After the last one nobody looks.
 */
const MEANWHILE_AT_MS: readonly number[] = [0, 100, 200, 300, 400, 500, 600, 700, 800, 1_000];
/** Reads while the owner is down, the time between two of them, and how long their readers wait. ms. */
const OWNER_DOWN = { reads: 20, everyMs: 25, patienceMs: 1_000 } as const;
/** Until a consumer that is back must have caught up, ms. */
const PATIENCE_MS = 10_000;

/** Processes of a service, of which there may be several. */
const instancesOf = ({ processes }: Pick<Bench, 'processes'>, service: string): string[] =>
  processes.filter((name) => name === service || name.startsWith(`${service}-`));

/**
 * Changes prices while nobody in orders can hear of it.
 *
 * @param how the consumer is killed, and started again on its data; or it stands still, and goes on
 * @returns for how long buyers are charged old prices from when it serves again, ms: of the slowest product; infinite where it did not end.
 *   Undefined for a shop that has no such process: the rest is gone with it then
 */
export async function catchUp(
  bench: Bench,
  shopper: Shopper,
  skus: readonly string[],
  how: 'killed' | 'paused',
): Promise<number | undefined> {
  const consumers = instancesOf(bench, CONSUMER);
  if (consumers.length === 0) return undefined;
  const resumes: (() => Promise<void>)[] = [];
  for (const name of consumers)
    if (how === 'killed') await bench.kill(name);
    else resumes.push(await bench.pause(name));
  const since = bench.now();
  for (let change = 0; change < CHANGES_EACH; change += 1)
    for (const sku of skus) await changed(shopper, sku);
  if (how === 'paused') await stoodStill(bench, since);
  await Promise.all(
    how === 'killed' ? consumers.map((name) => bench.restart(name)) : resumes.map((go) => go()),
  );
  const back = { endedAt: bench.now() };
  const all = await Promise.all(
    skus.map((sku) =>
      watchVisibility(bench, back, shopper.orderPrice(sku), {
        deadlineMs: PATIENCE_MS,
        offsetsMs: ORDERS_AT_MS,
      }),
    ),
  );
  // Of a product that nobody could read in all that time, it did not end either.
  return Math.max(...all.map(({ freshAfterMs }) => freshAfterMs ?? Number.POSITIVE_INFINITY));
}

/** How changes were seen that were made while the consumer stood still. */
export interface Meanwhile {
  /** P(fresh | t): of the orders that were placed t ms after the answer to a change, the share that was charged the new price. */
  readonly curve: readonly (readonly [t: number, share: number])[];
  /** The same share of all that were placed while it stood still; undefined where none of them was answered. */
  readonly whileDown: number | undefined;
  /** Changes of which no order was answered. */
  readonly failed: number;
}

/**
 * Changes prices while orders stand still, and has buyers order from each change on, whether or not they are answered. An order that is placed meanwhile
 * waits, and is charged what orders know when they go on.
 *
 * @returns undefined for a shop that has no such process
 */
export async function freshMeanwhile(
  bench: Bench,
  shopper: Shopper,
  skus: readonly string[],
): Promise<Meanwhile | undefined> {
  const consumers = instancesOf(bench, CONSUMER);
  if (consumers.length === 0) return undefined;
  const resumes: (() => Promise<void>)[] = [];
  for (const name of consumers) resumes.push(await bench.pause(name));
  const since = bench.now();
  const watches: Promise<{ readonly write: Answered; readonly seen: Visibility }>[] = [];
  for (const sku of skus) {
    const write = await changed(shopper, sku);
    const look = shopper.orderPrice(sku);
    const options = { deadlineMs: MEANWHILE_AT_MS.at(-1) ?? 0, offsetsMs: MEANWHILE_AT_MS };
    const watch = watchVisibility(bench, write, look, options).then((seen) => ({ write, seen }));
    // All are waited for below. Until then a failure is not unhandled.
    watch.catch(() => undefined);
    watches.push(watch);
  }
  await stoodStill(bench, since);
  const back = bench.now();
  await Promise.all(resumes.map((go) => go()));
  const all = await Promise.all(watches);
  const whileDown = all.flatMap(({ write, seen }) =>
    seen.reads.filter(({ atMs }) => write.endedAt + atMs < back).map(({ fresh }) => fresh),
  );
  return {
    curve: MEANWHILE_AT_MS.flatMap((t): (readonly [number, number])[] => {
      // In every trial up to the last of them: the median of trials is not that of the slow ones alone.
      const share = shareOf(all.flatMap(({ seen }) => freshAt(seen, t) ?? []));
      return share === undefined ? [] : [[t, share]];
    }),
    whileDown: shareOf(whileDown),
    failed: all.filter(({ seen }) => seen.freshAfterMs === undefined).length,
  };
}

const shareOf = (fresh: readonly boolean[]): number | undefined =>
  fresh.length === 0 ? undefined : fresh.filter(Boolean).length / fresh.length;

/** Waits until a consumer has stood still for long enough. @param since epoch ms */
async function stoodStill({ now, signal }: Pick<Bench, 'now' | 'signal'>, since: number): Promise<void> {
  const leftMs = since + PAUSED_MS - now();
  if (leftMs > 0) await sleep(leftMs, undefined, { signal });
}

/** @returns the owner's answer @throws when the price cannot be changed: the owner is up */
async function changed(shopper: Shopper, sku: string): Promise<Answered> {
  const { write } = await shopper.changePrice(sku);
  if (write.outcome !== 'ok') throw new Error(`the price of ${sku} could not be changed: ${write.status}`);
  return write;
}

/**
 * Looks at pages of products while the owner of prices is down.
 *
 * @returns the share that is answered; undefined for a shop that has no such process
 */
export async function withoutOwner(
  bench: Bench,
  shopper: Shopper,
  skus: readonly string[],
): Promise<number | undefined> {
  const owners = instancesOf(bench, OWNER);
  if (owners.length === 0) return undefined;
  for (const name of owners) await bench.kill(name);
  const reads = [];
  for (let read = 0; read < OWNER_DOWN.reads; read += 1) {
    const reading = shopper.read(skus[read % skus.length] ?? '', OWNER_DOWN.patienceMs);
    reading.catch(() => undefined);
    reads.push(reading);
    await sleep(OWNER_DOWN.everyMs, undefined, { signal: bench.signal });
  }
  const answers = await Promise.all(reads);
  await Promise.all(owners.map((name) => bench.restart(name)));
  return answers.filter(({ outcome }) => outcome === 'ok').length / answers.length;
}

/** Whether readers show what was written last, once nothing is under way any more. */
export async function hasConverged(
  bench: Pick<ProbeBench, 'now' | 'signal'>,
  shopper: Shopper,
): Promise<{ readonly wrong: readonly Text[]; readonly looked: number }> {
  const giveUpAt = bench.now() + PATIENCE_MS;
  const known = shopper.expected().filter(({ amount }) => amount !== undefined);
  for (;;) {
    const pages = await Promise.all(known.map(({ sku }) => shopper.read(sku)));
    const wrong = known.flatMap(({ sku, amount, available }, index): Text[] => {
      const page = pages[index];
      if (page?.outcome !== 'ok') return [{ en: `${sku} cannot be read`, ko: `${sku}를 읽을 수 없다` }];
      const shown = JSON.parse(page.body) as { price: { amount: number }; available: number };
      const isRight =
        shown.price.amount === amount && (available === undefined || shown.available === available);
      if (isRight) return [];
      const { price, available: left } = shown;
      return [
        {
          en: `${sku} shows ${price.amount} and ${left}, not ${amount} and ${available}`,
          ko: `${sku}의 가격과 수량이 ${amount}, ${available}이 아니라 ${price.amount}, ${left}로 보인다`,
        },
      ];
    });
    if (wrong.length === 0 || bench.now() > giveUpAt) return { wrong, looked: known.length };
    await sleep(50, undefined, { signal: bench.signal });
  }
}
