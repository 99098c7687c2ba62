import type { InjectedFault } from '@lab/lab/scenario/probe';
import { soldOf } from './sales.ts';
import type { Sold } from './stock.ts';
import type { Ended, Floor, Till } from './till.ts';

/** A process answers a command for faults at once, and a fault that is to bite does so with the next reservation. ms. */
const COMMAND_MS = 10_000;
/** Longer than any experiment lasts: the holder goes on when it is told to. ms. */
const HELD_MS = 600_000;
const LOOK_MS = 25;
export const PATIENCE_MS = 30_000;
/** A call between services is given up after 3 s. A holder that goes on before that is answered in time. ms since its buyer came. */
const IN_TIME_MS = 2_300;

export interface Sale {
  readonly units: number;
  /** More than units. */
  readonly buyers: number;
  /** How long to watch for others to buy, at most: ms since the holder's buyer came. Sagas give up after 10 s. */
  readonly watchMs: number;
}

/** What happened while a holder stood still between its decision and its write. */
export interface Stood {
  readonly sold: Sold;
  /** When units were sold to others meanwhile: ms since the holder stood still, ascending. */
  readonly others: readonly number[];
}

/**
 * A holder of the lock decides that there is a unit, and stops there: its process stands still (SIGSTOP), for longer than its lease. Others come
 * and want all units. When they have them, or nobody gets one, the holder goes on and writes what it has decided.
 */
export function pausedHolder(floor: Floor, till: Till, sale: Sale): Promise<Stood> {
  return withHolder(floor, till, sale, async ({ process, crowd, decided }) => {
    const resume = await floor.pause(process);
    const others = await crowd();
    await decided(others);
    await resume();
    return others;
  });
}

/** What an outage of the lock's server did. */
export interface Outage extends Stood {
  /** How long a buyer waited who came when the server was gone, ms; undefined where it was not served. */
  readonly waitMs: number | undefined;
}

/**
 * The same, but the holder's process goes on. The server of the lock is killed under it, is away for a while, and is started again on its data.
 *
 * @param sale.downMs how long it is away, besides its start
 * @returns undefined where the server is not the lab's to kill
 */
export async function restartedServer(
  floor: Floor,
  till: Till,
  sale: Sale & { readonly server: string; readonly downMs: number },
): Promise<Outage | undefined> {
  const elsewhere = await till.product();
  const outage: { back?: Promise<void>; served?: Promise<number | undefined> } = {};
  const stood = await withHolder(floor, till, sale, async ({ crowd, decided }) => {
    const restart = await floor.outage(sale.server);
    if (!restart) return [];
    const came = floor.now();
    const buying = till.buy(elsewhere, PATIENCE_MS);
    outage.served = buying.then(({ outcome }) => (outcome === 'confirmed' ? floor.now() - came : undefined));
    outage.back = till.wait(sale.downMs).then(restart);
    // Awaited below; until then their failures are not unhandled.
    for (const promise of [outage.served, outage.back]) promise.catch(() => undefined);
    const others = await crowd();
    await decided(others);
    return others;
  });
  if (outage.back === undefined) return undefined;
  await outage.back;
  return { ...stood, waitMs: await outage.served };
}

interface Held {
  /** Name of the process that holds. */
  readonly process: string;
  /** Lets the others come, and watches them. @returns when each of them got a unit, ms */
  crowd(): Promise<readonly number[]>;
  /**
   * Where others have got what the holder has seen, and its caller has been told so, waits until its caller's order has ended. Otherwise what is
   * done to that order, and the late write, would come in an order of chance.
   */
  decided(others: readonly number[]): Promise<void>;
}

/**
 * Has one instance of the inventory stop between its decision and its write, for one buyer, and lets it go on at the end. Which instance it is
 * decides the broker: both are told to stop, and the one that has not met the buyer is told to go on.
 */
export async function withHolder(
  floor: Floor,
  till: Till,
  sale: Sale,
  meanwhile: (held: Held) => Promise<readonly number[]>,
): Promise<Stood> {
  const sku = await till.product(sale.units);
  const instances = floor.processes.filter((name) => /^inventory(-\d+)?$/.test(name));
  const faults = await Promise.all(
    instances.map((process) => floor.inject(process, 'inventory', { kind: 'hold', ms: HELD_MS })),
  );
  const came = floor.now();
  const first = till.buy(sku, PATIENCE_MS);
  const holder = await whoHolds(faults);
  await Promise.all(faults.filter((fault) => fault !== holder).map((fault) => fault.clear()));
  const others = await meanwhile({
    process: instances[faults.indexOf(holder)] ?? '',
    crowd: () => crowdFor(floor, till, sku, { ...sale, until: came + sale.watchMs }),
    async decided(got) {
      if (got.length > 0 && floor.now() - came > IN_TIME_MS) await first;
    },
  });
  await holder.clear();
  // The write has been made, or was refused.
  await holder.over(COMMAND_MS);
  await first;
  const [sold] = await soldOf(till, [sku], sale.units);
  if (!sold) throw new Error(`nobody knows what became of ${sku}`);
  return { sold, others };
}

const whoHolds = (faults: readonly InjectedFault[]): Promise<InjectedFault> =>
  Promise.any(faults.map((fault) => fault.bitten(COMMAND_MS).then(() => fault)));

/** Buyers who come at once. @returns when each of them got a unit: ms since they came, until there is none left, all have ended, or it is late */
async function crowdFor(
  floor: Floor,
  till: Till,
  sku: string,
  { units, buyers, until }: Pick<Sale, 'units' | 'buyers'> & { readonly until: number },
): Promise<readonly number[]> {
  const since = floor.now();
  const got: number[] = [];
  let ended = 0;
  const count = async (buying: Promise<Ended>) => {
    const { outcome } = await buying;
    ended += 1;
    if (outcome === 'confirmed') got.push(floor.now() - since);
  };
  // Those who have not ended go on wanting. What they come to is in the books.
  for (let buyer = 0; buyer < buyers; buyer += 1) count(till.buy(sku, PATIENCE_MS)).catch(() => undefined);
  while (got.length < units && ended < buyers && floor.now() < until) await till.wait(LOOK_MS);
  return [...got];
}
