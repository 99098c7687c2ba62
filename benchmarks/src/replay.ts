import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { requireBuilt } from '@lab/lab/topologies/built';
import { operate } from '@lab/lab/topologies/operate';
import { topologyOf } from '@lab/lab/topologies/topology-of';
import { chosenStores } from '@lab/shared-domain/adapters/persistence/chosen-stores';
import { type Database, openDatabase } from '@lab/shared-domain/adapters/persistence/database';
import type { InventoryHistory } from '@lab/shared-domain/inventory/inventory';
import { inventPast } from '@lab/shared-domain/seed/invent-past';
import { seedDatabase } from '@lab/shared-domain/seed/seed-database';
import { StockLevels } from '@lab/shared-domain/stock-history/projections';
import { replay } from '@lab/shared-domain/stock-history/replay';
import { BareConnection } from './bare-sqlite.ts';
import type { Benchmark, Place } from './benchmark.ts';
import { closedLoop } from './closed-loop.ts';
import { SEED } from './example-orders.ts';
import type { Measured } from './figures.ts';
import { spreadOf } from './interleave.ts';
import { FIGURES } from './selection.ts';

const CONTEXTS = ['inventory'] as const;
const FILE = 'inventory.sqlite';
/** Few enough that a replay takes about as long as a block. */
const SHORT = 30_000;
const BATCH = 1_000;
const SELECT = `SELECT position, stream, version, type, schema, data, recorded_at FROM inventory_events
  WHERE position > ? ORDER BY position LIMIT ${BATCH}`;

/** The histories of which one is replayed as a program of the shop does it. */
const LENGTHS = { tenth: 100_000, whole: 1_000_000 };
/** The least from which a 95 % interval of a median can be made. */
const REPLAYS = 6;
const MEGABYTE = 1024 * 1024;

/** The example shop's stock, as what has happened to it. */
async function openHistory(
  file: string,
): Promise<{ readonly database: Database<'inventory'>; readonly history: InventoryHistory }> {
  const stores = chosenStores({ INVENTORY_STORE: 'events' });
  const database = await openDatabase({ file, contexts: CONTEXTS, stores });
  await seedDatabase(database, CONTEXTS, SEED);
  const { history } = database.stores.inventory;
  if (!history) throw new Error('the store of the inventory has no history');
  return { database, history };
}

/** The stock from all of its events: by its replay, and reading the same rows with one prepared statement. */
export function replayBesideRows(workDir: string): Benchmark {
  return {
    id: FIGURES.replayRate,
    counted: 'histories',
    target: 0.5,
    meaning: `what decoding and applying ${SHORT.toLocaleString('en')} events leaves of the speed of reading their rows with sqlite3`,
    async open() {
      const file = join(await mkdtemp(join(workDir, 'replay-')), FILE);
      const { database, history } = await openHistory(file);
      const { position } = await inventPast(history, SHORT);
      const connection = await BareConnection.open(file);
      const select = connection.prepare(SELECT);
      const replayed = async () => {
        const reached = await replay(history, [new StockLevels()]);
        if (reached.position !== position)
          throw new Error(`replayed to ${reached.position}, not ${position}`);
      };
      const read = async () => {
        for (let after = 0; after < position; ) {
          const rows = await select.all<{ position: number }>(after);
          after = rows.at(-1)?.position ?? position;
        }
      };
      return {
        layered: (ms) => closedLoop(replayed, { inFlight: 1, ms }),
        bare: (ms) => closedLoop(read, { inFlight: 1, ms }),
        async close() {
          await select.finalize();
          await connection.close();
          await database.close();
        },
      };
    },
  };
}

const REPLAY_FIGURES = [FIGURES.replaySeconds, FIGURES.replayMemory, FIGURES.replayGrowth] as const;

/**
 * Replays of a whole history by the inventory's program, again and again: the time, the memory, and whether that grows with the history.
 *
 * @param wanted ids of figures
 * @param begins called when one of them is wanted
 */
export async function replayFigures(
  wanted: ReadonlySet<string>,
  { root, workDir, runId, signal }: Place & { readonly signal: AbortSignal },
  begins: () => void,
): Promise<Measured[]> {
  if (!REPLAY_FIGURES.some((id) => wanted.has(id))) return [];
  begins();
  const topology = topologyOf('microservices+store=events');
  const spec = topology.processes.find(({ name }) => name === 'inventory');
  if (!spec) throw new Error('there is no process inventory');
  await requireBuilt(topology, root);
  const dataDir = await mkdtemp(join(workDir, 'history-'));
  const replays = async (length: number) => {
    const { database, history } = await openHistory(join(dataDir, FILE));
    await inventPast(history, length);
    await database.close();
    const seen: { seconds: number; peakBytes: number }[] = [];
    while (seen.length < REPLAYS) {
      signal.throwIfAborted();
      seen.push(JSON.parse(await operate(spec, 'rebuild', { root, runId, dataDir, env: {} })));
    }
    return seen;
  };
  const tenth = await replays(LENGTHS.tenth);
  const whole = await replays(LENGTHS.whole);
  const megabytes = (of: typeof whole) => spreadOf(of.map(({ peakBytes }) => peakBytes / MEGABYTE));
  const growth = spreadOf(whole.map(({ peakBytes }, i) => peakBytes / (tenth[i]?.peakBytes ?? peakBytes)));
  const figures: Measured[] = [
    {
      id: FIGURES.replaySeconds,
      unit: 's',
      better: 'lower',
      target: 3.33,
      sides: undefined,
      meaning:
        'the time in which the inventory makes its stock from 1,000,000 events; 3.33 s are 300,000 a second',
      spread: spreadOf(whole.map(({ seconds }) => seconds)),
    },
    {
      id: FIGURES.replayMemory,
      unit: 'MB',
      better: 'lower',
      target: 130,
      sides: undefined,
      meaning: 'the most memory that the program had in that, its own code included',
      spread: megabytes(whole),
    },
    {
      id: FIGURES.replayGrowth,
      unit: 'ratio',
      better: 'lower',
      target: 1.1,
      meaning: 'that memory with 1,000,000 events ÷ with 100,000: 1.00 says that it does not grow',
      spread: growth,
      sides: { counted: 'MB', ours: megabytes(whole).median, other: megabytes(tenth).median },
    },
  ];
  return figures.filter(({ id }) => wanted.has(id));
}
