import type { Answered, ProbeBench } from '@lab/lab/scenario/probe';
import type { PlannedRequest } from '@lab/lab/scenario/workload';
import { chanceOf } from '@lab/lab/stats/random';

export const signal: AbortSignal = new AbortController().signal;
/** Epoch milliseconds with fractions. */
export const now = () => performance.timeOrigin + performance.now();
const watched = Array.from({ length: 12 }, (_, index) => ({
  sku: `sku-${index}`,
  amount: 100,
  available: 500,
}));
/** What its customers know. */
export const data = { staff: 'staff', buyer: 'buyer', watched };

/**
 * A shop in this process. What is changed can be read on pages after `pageMs`, and in orders after `orderMs`; and a part that is down hears of
 * nothing until it is back.
 */
export class MadeUpShop {
  pageMs = 0;
  orderMs = 0;
  /** Of some products, in place of `orderMs`. */
  readonly orderMsOf = new Map<string, number>();
  /** What becomes of an order that is placed while orders stand still, and as when it is charged if it waits until they go on. */
  standing: 'refused' | 'charged-as-answered' | 'charged-as-placed' = 'charged-as-answered';
  #still: Promise<void> | undefined;
  down = new Set<string>();
  readonly did: string[] = [];
  /** Reads that no replica answers: one for each change of a load. */
  turns = 0;
  readonly #prices = new Map<string, { amount: number; at: number }[]>();
  readonly #sold = new Map<string, number[]>();
  #ordersHeardUntil = Number.POSITIVE_INFINITY;

  readonly bench: Pick<
    ProbeBench,
    'ask' | 'now' | 'signal' | 'chance' | 'processes' | 'pause' | 'kill' | 'restart'
  > = {
    ...{ now, signal, chance: chanceOf(7), processes: ['gateway', 'catalog', 'orders'] },
    ask: async (request) => {
      const startedAt = now();
      if (request.method === 'POST') await this.#still;
      return this.#answer(request, startedAt);
    },
    pause: async (name) => {
      this.#goDown(name);
      let go = (): void => undefined;
      if (name === 'orders' && this.standing !== 'refused')
        this.#still = new Promise<void>((resolve) => {
          go = resolve;
        });
      return async () => {
        this.#comeBack(name);
        this.#still = undefined;
        go();
      };
    },
    kill: async (name) => this.#goDown(name),
    restart: async (name) => this.#comeBack(name),
  };

  #goDown(name: string): void {
    this.did.push(`-${name}`);
    this.down.add(name);
    if (name === 'orders') this.#ordersHeardUntil = now();
  }

  #comeBack(name: string): void {
    this.did.push(`+${name}`);
    this.down.delete(name);
    const at = now();
    if (name !== 'orders') return;
    // What it has not heard of reaches it from now on.
    for (const changes of this.#prices.values())
      for (const change of changes) if (change.at > this.#ordersHeardUntil) change.at = at;
    this.#ordersHeardUntil = Number.POSITIVE_INFINITY;
  }

  /** What is to be read of a product at a time, so long after it was changed. */
  #read(sku: string, lagMs: number, readAt: number) {
    const at = readAt - lagMs;
    const seen = (this.#prices.get(sku) ?? []).filter((change) => change.at <= at);
    const sold = (this.#sold.get(sku) ?? []).filter((each) => each <= at).length;
    return { amount: seen.at(-1)?.amount ?? 100, available: 500 - sold };
  }

  #answer({ method, path, body = '' }: PlannedRequest, startedAt: number): Answered {
    const at = now();
    const [sku = ''] = /sku-\d+/.exec(path) ?? /sku-\d+/.exec(body) ?? [];
    const answered = (status: number, content: object): Answered => ({
      ...{ status, body: JSON.stringify(content), startedAt, endedAt: at },
      outcome: status < 300 ? 'ok' : 'indeterminate',
    });
    if (path === '/products?limit=1') this.turns += 1;
    if (method === 'PUT') {
      const { amount } = JSON.parse(body) as { amount: number };
      this.#prices.set(sku, [...(this.#prices.get(sku) ?? []), { amount, at }]);
      return answered(200, {});
    }
    if (method === 'POST') {
      if (this.down.has('orders')) return answered(503, {});
      this.#sold.set(sku, [...(this.#sold.get(sku) ?? []), at]);
      const chargedAt = this.standing === 'charged-as-placed' ? startedAt : at;
      const lagMs = this.orderMsOf.get(sku) ?? this.orderMs;
      return answered(201, { total: { amount: this.#read(sku, lagMs, chargedAt).amount } });
    }
    if (this.down.has('catalog') && this.pageMs === 0) return answered(504, {});
    const { amount, available } = this.#read(sku, this.pageMs, at);
    return answered(200, { price: { amount }, available });
  }
}
