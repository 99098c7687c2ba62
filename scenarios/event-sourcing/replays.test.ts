import { describe, expect, it } from 'vitest';
import { Replays } from './replays.ts';

const SKUS = ['cup', 'tea'];

interface Entry {
  readonly at: number;
  readonly sku: string;
  readonly by: number;
}

/** A made-up inventory: what has happened to it, and what its clients see, which a test can spoil. */
class Inventory {
  readonly #history: Entry[] = [];
  readonly seen = new Map(SKUS.map((sku) => [sku, 10]));
  /** Is told what a rebuild has found before it is printed. */
  spoil = (_args: readonly string[], levels: Map<string, number>): Map<string, number> => levels;
  disagreements = 0;
  /** Whether somebody orders each time that clients look. */
  restless = false;
  /** Seconds that replays from snapshots take, one after the other; a tenth when there are no more. */
  readonly snapshotSeconds: number[] = [];
  time = 1_000;

  sell(sku: string): void {
    this.time += 10;
    this.#history.push({ at: this.time, sku, by: -1 });
    this.seen.set(sku, (this.seen.get(sku) ?? 0) - 1);
  }

  readonly bench = {
    signal: new AbortController().signal,
    now: () => {
      this.time += 10_000;
      return this.time;
    },
    run: async (_process: string, [command, ...args]: readonly string[]) => {
      const result = command === 'rebuild' ? this.#rebuild(args) : this.#lengthen(Number(args[1]));
      return { stdout: JSON.stringify(result), seconds: 1, peakBytes: null };
    },
    ask: async ({ path }: { readonly path: string }) => {
      const sku = path.slice('/products/'.length);
      if (this.restless) this.sell(sku);
      const body = JSON.stringify({ available: this.seen.get(sku) });
      return { status: 200, body, outcome: 'ok' as const, startedAt: 0, endedAt: 0 };
    },
  };

  #lengthen(to: number): object {
    while (this.#history.length < to) this.#history.push({ at: this.time, sku: 'cup', by: 0 });
    return {};
  }

  #rebuild(args: readonly string[]): object {
    const until = args.includes('--until') ? Date.parse(args[args.indexOf('--until') + 1] ?? '') : Infinity;
    const happened = this.#history.filter(({ at }) => at <= until);
    const levels = new Map(SKUS.map((sku) => [sku, 10]));
    for (const { sku, by } of happened) levels.set(sku, (levels.get(sku) ?? 0) + by);
    const events = args.includes('--snapshots') ? {} : { events: happened.length, position: happened.length };
    return {
      ...events,
      seconds: args.includes('--snapshots') ? (this.snapshotSeconds.shift() ?? 0.1) : happened.length / 1_000,
      peakBytes: 1024 * 1024,
      levels: [...this.spoil(args, levels)].map(([sku, onHand]) => ({ sku, onHand, reserved: 0 })),
      disagreements: this.disagreements,
    };
  }
}

/** What the probe does with a trial, in which a unit is sold before the memory and two after it. */
async function tried(inventory: Inventory, times = 1) {
  const replays = new Replays(inventory.bench, 'inventory', SKUS);
  await replays.lengthenTo(100);
  inventory.sell('cup');
  await replays.remember();
  inventory.sell('cup');
  inventory.sell('tea');
  await replays.compareWithMemory();
  for (const length of [100, 400]) await replays.replayAt(length, times);
  await replays.compareAgain();
  return replays.told();
}

describe('replays beside what clients see', () => {
  it('agree where nothing is wrong, and are timed by the length of the history', async () => {
    const told = await tried(new Inventory());
    expect(told.checks).toMatchObject([{ id: 'replay', result: 'pass' }]);
    expect(told.values).toMatchObject({
      'replay-mistakes': 0,
      'replay-time': 0.4,
      'snapshot-time': 0.1,
      'replay-growth': expect.closeTo(400 / 103, 9),
      'snapshot-growth': 1,
      'replay-rate': 1_000,
      'replay-memory': 1,
    });
    expect(told.series).toContainEqual({
      chart: 'rebuild',
      line: 'events',
      points: [
        [100, 0.103],
        [400, 0.4],
      ],
    });
  });

  it('from snapshots count by the fastest of several, each of which is compared', async () => {
    const inventory = new Inventory();
    // A slow moment at either length, and in the longer one at the first replay, which alone would make it grow.
    inventory.snapshotSeconds.push(0.1, 0.13, 0.11, 0.2, 0.14, 0.12);
    const { values, checks } = await tried(inventory, 3);
    expect(values).toMatchObject({ 'snapshot-time': 0.12, 'snapshot-growth': expect.closeTo(1.2, 9) });
    // Two at rest, one of the past, and at each length one of all events and three from snapshots.
    expect(checks[0]?.detail).toContain('Replays: 11.');

    const spoilt = new Inventory();
    let replayed = 0;
    spoilt.spoil = (args, levels) =>
      args.includes('--snapshots') && ++replayed === 6 ? levels.set('tea', 7) : levels;
    expect((await tried(spoilt, 3)).values['replay-mistakes']).toBe(1);
  });

  it.each([
    ['all events', (args: readonly string[]) => args.length === 1],
    ['snapshots', (args: readonly string[]) => args.includes('--snapshots')],
    ['the past', (args: readonly string[]) => args.includes('--until')],
  ])('are caught where %s give another stock', async (_, isSpoilt) => {
    const inventory = new Inventory();
    inventory.spoil = (args, levels) => (isSpoilt(args) ? levels.set('tea', 7) : levels);
    const { values, checks } = await tried(inventory);
    expect(values['replay-mistakes']).toBeGreaterThan(0);
    expect(checks[0]?.result).toBe('fail');
    expect(checks[0]?.detail).toContain('has 7 of tea');
  });

  it('are caught where orders tell other levels, and where clients see something else in the end', async () => {
    const inventory = new Inventory();
    inventory.disagreements = 2;
    expect((await tried(inventory)).checks[0]?.detail).toContain('another level of 2 products');

    const changed = new Inventory();
    const replays = new Replays(changed.bench, 'inventory', SKUS);
    await replays.compareWithMemory();
    changed.seen.set('cup', 3);
    await replays.compareAgain();
    expect(replays.told().checks[0]?.detail).toContain('clients see 3 of cup, not 10');
  });

  it('say nothing of a stock that does not come to rest', async () => {
    const inventory = new Inventory();
    inventory.restless = true;
    const replays = new Replays(inventory.bench, 'inventory', SKUS);
    await expect(replays.remember()).rejects.toThrow('still recorded 60 s after the load');
  });
});
