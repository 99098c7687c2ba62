import { createHash } from 'node:crypto';
import { parseArgs } from 'node:util';
import type { InventoryHistory, StockLevel } from '../../inventory/inventory.ts';
import { inventPast } from '../../seed/invent-past.ts';
import { LevelsByOrders, Movements, StockLevels } from '../../stock-history/projections.ts';
import { replay, type Until } from '../../stock-history/replay.ts';
import { skuOf } from '../../stock-history/stock-events.ts';
import type { Database } from '../persistence/database.ts';
import { ConfigError } from './config.ts';
import type { Operations } from './program.ts';

interface InventorySettings {
  readonly INVENTORY_STORE: 'tables' | 'events';
}

/**
 * Commands of the programs that have the inventory, where it is a history (`INVENTORY_STORE=events`). They work beside a process that serves.
 *
 * @param open opens the database of the settings, as it is
 */
export function stockOperations<Settings extends InventorySettings>(
  open: (settings: Settings) => Promise<Database<'inventory'>>,
): Operations<Settings> {
  const withHistory = async (
    settings: Settings,
    work: (history: InventoryHistory) => Promise<object>,
  ): Promise<object> => {
    if (settings.INVENTORY_STORE !== 'events')
      throw new ConfigError('INVENTORY_STORE=tables keeps what there is, and not what has happened.');
    const database = await open(settings);
    try {
      const { history } = database.stores.inventory;
      if (!history) throw new Error('the store of the inventory has no history');
      return await work(history);
    } finally {
      await database.close();
    }
  };
  return {
    rebuild: (settings, args) => {
      const wanted = rebuildArguments(args);
      return withHistory(settings, (history) => rebuild(history, wanted));
    },
    'invent-past': (settings, args) => {
      const upTo = pastArguments(args);
      return withHistory(settings, async (history) => {
        const from = performance.now();
        const added = await inventPast(history, upTo);
        return { ...added, seconds: secondsSince(from) };
      });
    },
  };
}

interface Rebuild {
  readonly until: Until | undefined;
  readonly snapshots: boolean;
  readonly levels: boolean;
  readonly movements: boolean;
  readonly check: boolean;
}

const REBUILD = `rebuild [--until <position or time>] [--check] [--levels] [--movements], or rebuild --snapshots [--levels]`;

/** @throws ConfigError */
function rebuildArguments(args: readonly string[]): Rebuild {
  const flag = { type: 'boolean', default: false } as const;
  const options = {
    until: { type: 'string' },
    snapshots: flag,
    levels: flag,
    movements: flag,
    check: flag,
  } as const;
  const { until, ...flags } = parsed(() => parseArgs({ args: [...args], options }).values, REBUILD);
  const wanted = { ...flags, until: until === undefined ? undefined : untilOf(until) };
  if (wanted.snapshots && (wanted.until || wanted.movements || wanted.check))
    throw new ConfigError(`Snapshots know of levels alone, and of now. Usage: ${REBUILD}`);
  return wanted;
}

/** @throws ConfigError */
function untilOf(text: string): Until {
  if (/^\d+$/.test(text)) return { position: Number(text) };
  const time = Date.parse(text);
  if (Number.isNaN(time)) throw new ConfigError(`"${text}" is no position and no time. Usage: ${REBUILD}`);
  return { time };
}

const PAST = 'invent-past --to <position>';

/** @throws ConfigError */
function pastArguments(args: readonly string[]): number {
  const { to } = parsed(
    () => parseArgs({ args: [...args], options: { to: { type: 'string' } } }).values,
    PAST,
  );
  if (to === undefined || !/^\d+$/.test(to)) throw new ConfigError(`Usage: ${PAST}`);
  return Number(to);
}

function parsed<T>(parse: () => T, usage: string): T {
  try {
    return parse();
  } catch (error) {
    throw new ConfigError(`${error instanceof Error ? error.message : error}. Usage: ${usage}`);
  }
}

/**
 * Makes the levels from what has happened, and tells what that took.
 *
 * `digest` is the same for the same levels. `disagreements` counts products of which orders tell another level. `peakBytes` is the most
 * resident memory that the process has had.
 */
async function rebuild(history: InventoryHistory, wanted: Rebuild): Promise<object> {
  const from = performance.now();
  if (wanted.snapshots) {
    const { levels, read } = await history.fromSnapshots();
    const found = [...levels].map(([stream, { onHand, reserved }]) => ({
      sku: skuOf(stream),
      onHand,
      reserved,
    }));
    return { read, ...told(found, from, wanted) };
  }
  const [levels, byOrders, movements] = [new StockLevels(), new LevelsByOrders(), new Movements()];
  const projections = [levels, ...(wanted.check ? [byOrders] : []), ...(wanted.movements ? [movements] : [])];
  const replayed = await replay(history, projections, { until: wanted.until });
  const found = levels.levels();
  return {
    ...replayed,
    ...told(found, from, wanted),
    ...(wanted.check && { disagreements: disagreementsOf(found, byOrders.levels()) }),
    ...(wanted.movements && { movements: movements.rows() }),
  };
}

function told(levels: readonly StockLevel[], from: number, wanted: Rebuild): object {
  const seconds = secondsSince(from);
  return {
    seconds,
    peakBytes: process.resourceUsage().maxRSS * 1024,
    products: levels.length,
    digest: digestOf(levels),
    ...(wanted.levels && { levels }),
  };
}

const secondsSince = (from: number): number => Number(((performance.now() - from) / 1000).toFixed(4));

/** @param levels ordered by sku */
function digestOf(levels: readonly StockLevel[]): string {
  const hash = createHash('sha256');
  for (const { sku, onHand, reserved } of levels) hash.update(`${sku} ${onHand} ${reserved}\n`);
  return hash.digest('hex');
}

function disagreementsOf(levels: readonly StockLevel[], others: readonly StockLevel[]): number {
  const line = ({ sku, onHand, reserved }: StockLevel) => `${sku} ${onHand} ${reserved}`;
  const known = new Set(others.map(line));
  return Math.abs(levels.length - others.length) + levels.filter((level) => !known.has(line(level))).length;
}
