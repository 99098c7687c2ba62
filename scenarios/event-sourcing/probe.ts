import { setTimeout as delay } from 'node:timers/promises';
import type { Probe, ProbeBench, ProbeReading } from '@lab/lab/scenario/probe';
import type { ShoppingData } from '../shop/shop-workload.ts';
import { Replays } from './replays.ts';
import { CRASH, keepsEvents, type Own, PRICES, SHOPPING } from './settings.ts';

/** The load on both kinds of inventory, a kill in the middle of it, and the replays of the one that keeps events. */
export const probe: Probe = async (bench) => {
  const keeper = keeperOf(bench.processes);
  const own = bench.own as Own;
  const skus = lookedAt(bench.data as ShoppingData, own.every[bench.profile]);
  const replays = keepsEvents(bench.topology) ? new Replays(bench, keeper, skus) : undefined;
  const lengths = own.lengths[bench.profile];
  await replays?.lengthenTo(lengths[0] ?? 0);
  const shopping = await bench.load(SHOPPING);
  await replays?.remember();
  await killUnderLoad(bench, keeper);
  await replays?.compareWithMemory();
  for (const length of lengths) await replays?.replayAt(length, own.timesFromSnapshots[bench.profile]);
  await replays?.compareAgain();

  const prices = Object.entries(PRICES).flatMap(([id, endpoint]) => {
    const p50 = shopping.endpoints[endpoint]?.response?.p50;
    return typeof p50 === 'number' ? [[id, p50] as const] : [];
  });
  const told: ProbeReading = replays?.told() ?? { values: {}, series: [], checks: [], leftOut: [] };
  return { ...told, values: { ...Object.fromEntries(prices), ...told.values } };
};

/** What the load and the crash change must be looked at in every profile, and some of what they leave alone. */
const lookedAt = ({ skus, wellStocked }: ShoppingData, every: number): string[] => {
  const ordered = new Set(wellStocked);
  return skus.filter((sku, index) => index % every === 0 || ordered.has(sku));
};

/** The process that has the stock: the one that keeps all, or the inventory's own. */
function keeperOf(processes: readonly string[]): string {
  const found = processes.find((name) => name === 'monolith' || name.startsWith('inventory'));
  if (found === undefined) throw new Error(`none of ${processes.join(', ')} keeps the stock`);
  return found;
}

/** At a moment that the round's chance decides, in the middle of requests. */
async function killUnderLoad(bench: ProbeBench, keeper: string): Promise<void> {
  const seconds = (bench.own as Own).crashSeconds[bench.profile];
  const after = 1000 * seconds * (0.2 + 0.4 * bench.chance.at(0)());
  const loading = bench.load(CRASH);
  // What becomes of it is looked at below; until then nobody waits for it.
  loading.catch(() => undefined);
  await delay(after, undefined, { signal: bench.signal });
  await bench.kill(keeper);
  await bench.restart(keeper);
  await loading;
}
