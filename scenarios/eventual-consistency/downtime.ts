import { setTimeout as sleep } from 'node:timers/promises';
import { watchVisibility } from '@lab/lab/experiments/probe/visibility';
import type { ProbeBench } from '@lab/lab/scenario/probe';
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
  const stillMs = since + PAUSED_MS - bench.now();
  if (how === 'paused' && stillMs > 0) await sleep(stillMs, undefined, { signal: bench.signal });
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

/** @throws when the price cannot be changed: the owner is up */
async function changed(shopper: Shopper, sku: string): Promise<void> {
  const { write } = await shopper.changePrice(sku);
  if (write.outcome !== 'ok') throw new Error(`the price of ${sku} could not be changed: ${write.status}`);
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
