import type { Text } from '@lab/lab/scenario/scenario';
import type { CheckResult } from '@lab/lab/scenario/workload';
import { answer, failure } from '../shop/checkers/answer.ts';
import { PATIENCE_MS, type Sale, type Stood, withHolder } from './holder.ts';
import type { Ended, Floor, Till } from './till.ts';

/** Between two buyers who come while the server is cut off. */
const EVERY_MS = 500;
/** The shop answers each request within five seconds. A busy machine may take a little longer to bring the answer. */
const ANSWERED_MS = 6_000;

/** What a cut between the shop and the lock's server did. */
export interface CutOff extends Stood {
  /** How the orders ended of buyers of another product who came while no packet got through. */
  readonly came: readonly Ended[];
  /** From when packets got through again until a buyer was served; undefined where none was. ms. */
  readonly againMs: number | undefined;
}

/** A buyer, and when he came. */
interface Buyer {
  readonly since: number;
  readonly ended: Promise<Ended>;
}

/**
 * A holder of the lock is about to write, see `withHolder`. Then no packet gets to the lock's server or back, for longer than a lease, while the
 * server and all processes go on. Buyers of another product come meanwhile. Once packets get through again, a crowd wants the holder's units. At the
 * end the holder writes what it has decided.
 *
 * @param sale.cutMs how long no packet gets through
 * @returns undefined where the shop does not reach the server over a line that the lab can cut
 * @throws when somebody was served meanwhile: then the cut was none
 */
export async function serverCutOff(
  floor: Floor,
  till: Till,
  sale: Sale & { readonly server: string; readonly cutMs: number },
): Promise<CutOff | undefined> {
  const elsewhere = await till.product();
  const came: Buyer[] = [];
  const buyer = (): Buyer => {
    const since = floor.now();
    const ended = till.buy(elsewhere, PATIENCE_MS);
    // Awaited below; until then a failure is not unhandled.
    ended.catch(() => undefined);
    return { since, ended };
  };
  let mended: { readonly at: number; readonly first: Buyer } | undefined;
  const stood = await withHolder(floor, till, sale, async ({ crowd, decided }) => {
    const mend = floor.cutOff(sale.server);
    if (!mend) return [];
    const until = floor.now() + sale.cutMs;
    for (let left = sale.cutMs; left > 0; left = until - floor.now()) {
      came.push(buyer());
      await till.wait(Math.min(EVERY_MS, left));
    }
    const at = floor.now();
    mend();
    mended = { at, first: buyer() };
    const others = await crowd();
    await decided(others);
    return others;
  });
  if (!mended) return undefined;
  const { at, first } = mended;
  const served = await servedAt([...came, first]);
  if (served.some((ms) => ms < at))
    throw new Error(`an order was confirmed although ${sale.server} was cut off`);
  return {
    ...stood,
    came: await Promise.all(came.map(({ ended }) => ended)),
    againMs: served.length === 0 ? undefined : Math.min(...served) - at,
  };
}

/** When each of them knew that he was served. Who was not is left out. */
async function servedAt(buyers: readonly Buyer[]): Promise<number[]> {
  const each = await Promise.all(
    buyers.map(async ({ since, ended }) => {
      const { outcome, tookMs } = await ended;
      return outcome === 'confirmed' ? [since + tookMs] : [];
    }),
  );
  return each.flat();
}

/** The share of these orders that the shop refused. @returns undefined without orders */
export const refusedShare = (orders: readonly Pick<Ended, 'outcome'>[]): number | undefined =>
  orders.length === 0
    ? undefined
    : orders.filter(({ outcome }) => outcome === 'rejected').length / orders.length;

/** Whether the shop answered all these buyers in time, and told each how it stands with the order, or why there is none. */
export function answersTo(orders: readonly Ended[]): CheckResult {
  const mistakes = orders.flatMap((order) => [...lateIn(order), ...unclearIn(order)]);
  if (mistakes.length > 0) return failure('answers', mistakes);
  return answer('answers', 'pass', {
    en: `Buyers who came while the lock's server was cut off: ${orders.length}. Each was answered in time, and clearly.`,
    ko: `잠금 서버와 연결이 끊긴 동안 온 구매자 ${orders.length}명 모두 제때 분명한 답을 받았다.`,
  });
}

const lateIn = ({ slowestMs }: Ended): Text[] =>
  slowestMs <= ANSWERED_MS
    ? []
    : [
        {
          en: `an answer took ${(slowestMs / 1000).toFixed(1)} s`,
          ko: `답 하나에 ${(slowestMs / 1000).toFixed(1)}초가 걸렸다`,
        },
      ];

const unclearIn = ({ unclear }: Ended): Text[] =>
  unclear.map((status) =>
    status === 0
      ? { en: 'an order got no answer', ko: '답을 받지 못한 주문이 있다' }
      : {
          en: `an order was answered with ${status}, and no reason`,
          ko: `이유 없이 ${status}로 답한 주문이 있다`,
        },
  );
