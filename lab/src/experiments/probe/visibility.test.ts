import { describe, expect, it } from 'vitest';
import { startStalenessServer } from '../../../test/fixtures/staleness-server.ts';
import type { Answered } from '../../scenario/probe.ts';
import { Asker } from './asker.ts';
import { freshShares, lagsOf, OFFSETS_MS, type Read, visibilityOf, watchVisibility } from './visibility.ts';

const { signal } = new AbortController();
const answered = (
  startedAt: number,
  endedAt: number,
  body: string,
  outcome: Answered['outcome'] = 'ok',
): Answered => ({
  ...{ status: 200, body, outcome, startedAt, endedAt },
});

/** A shop whose clock stands still but for what is waited for: a write of time 0 can be read from `visibleMs` on. */
function madeUp(visibleMs: number, isDown: (now: number) => boolean = () => false) {
  let now = 0;
  const bench = { now: () => now, signal };
  const wait = async (ms: number) => {
    now += ms;
  };
  const read = async () =>
    isDown(now)
      ? answered(now, now, '', 'indeterminate')
      : answered(now, now + 0.25, now >= visibleMs ? 'new' : 'old');
  const look = { read, isFresh: ({ body }: Answered) => body === 'new' };
  return {
    look,
    watch: (deadlineMs?: number) =>
      watchVisibility(bench, { endedAt: 0 }, look, {
        wait,
        ...(deadlineMs === undefined ? {} : { deadlineMs }),
      }),
  };
}

describe('a write that can be read after a known time', () => {
  it.each([0.5, 1, 2.5, 7, 20, 40, 100, 700, 4_000])(
    'of %s ms is read as that, to a step',
    async (visibleMs) => {
      const { freshAfterMs, wentBack, reads } = await madeUp(visibleMs).watch();
      const above = OFFSETS_MS.findIndex((offset) => offset >= visibleMs);
      const [before, after] = [OFFSETS_MS[above - 1] ?? 0, OFFSETS_MS[above] ?? 0];
      expect(freshAfterMs).toBe((before + after) / 2);
      expect(wentBack).toBe(false);
      expect(reads.filter(({ fresh }) => !fresh)).toHaveLength(above);
    },
  );

  it('of nothing is never stale, and three reads are enough to know', async () => {
    expect(await madeUp(0).watch()).toMatchObject({ freshAfterMs: 0, wentBack: false });
    expect((await madeUp(0).watch()).reads.length).toBeLessThanOrEqual(4);
  });

  it('that is longer than anybody looks has no end', async () => {
    const { freshAfterMs, reads } = await madeUp(10_000).watch(100);
    expect(freshAfterMs).toBe(Number.POSITIVE_INFINITY);
    expect(reads.at(-1)?.atMs).toBe(73);
  });

  it('does not count reads that are not answered', async () => {
    const { reads, freshAfterMs } = await madeUp(30, (now) => now > 10 && now < 40).watch();
    expect(reads.map(({ atMs }) => atMs).filter((at) => at > 10 && at < 40)).toEqual([]);
    expect(freshAfterMs).toBe((9 + 52) / 2);
  });

  it('is read from a real server within what that server says itself', async () => {
    const hiddenMs = 300;
    const server = await startStalenessServer(hiddenMs);
    const asker = await Asker.open(server.url, signal);
    const once = async () => {
      const write = await asker.ask({ endpoint: 'write', method: 'POST', path: '/things', expect: [201] });
      const path = `/things/${(JSON.parse(write.body) as { id: number }).id}`;
      const { reads: all, freshAfterMs } = await watchVisibility({ now: asker.now, signal }, write, {
        read: () => asker.ask({ endpoint: 'read', method: 'GET', path, expect: [200, 404] }),
        isFresh: ({ status }) => status === 200,
      });
      const [stale = [], fresh = []] = [false, true].map((wanted) =>
        all.filter((read) => read.fresh === wanted),
      );
      // The server counts from the write's arrival, and we from its answer: what is stale is so a little sooner by our clock.
      for (const { atMs } of stale) expect(atMs).toBeLessThan(hiddenMs);
      const writeMs = write.endedAt - write.startedAt;
      for (const { endedMs } of fresh) expect(endedMs + writeMs).toBeGreaterThanOrEqual(hiddenMs - 1);
      const last = all.findLastIndex((read) => !read.fresh);
      if (last === -1) return false;
      expect(freshAfterMs).toBeGreaterThan(all[last]?.atMs ?? Number.NaN);
      expect(freshAfterMs).toBeLessThan(all[last + 1]?.atMs ?? Number.NaN);
      return true;
    };
    try {
      // On a busy machine the answer to the write may take so long that no read is stale any more.
      let wasStale = false;
      for (let tries = 0; tries < 20 && !wasStale; tries += 1) wasStale = await once();
      expect(wasStale).toBe(true);
    } finally {
      await asker.close();
      await server.close();
    }
  });
});

const reads = (...fresh: boolean[]): Read[] =>
  fresh.map((each, index) => ({
    dueMs: OFFSETS_MS[index] ?? 0,
    atMs: OFFSETS_MS[index] ?? 0,
    endedMs: (OFFSETS_MS[index] ?? 0) + 1,
    fresh: each,
  }));

it('a read that misses what another one saw goes back', () => {
  expect(visibilityOf(reads(false, true, false, true))).toMatchObject({ wentBack: true, freshAfterMs: 5 });
  expect(visibilityOf(reads(true, true, true)).wentBack).toBe(false);
});

it('a write of which no read was answered is not known to be seen', async () => {
  expect(visibilityOf([])).toEqual({ reads: [], freshAfterMs: undefined, wentBack: false });
  expect(await madeUp(0, () => true).watch()).toMatchObject({ reads: [], freshAfterMs: undefined });
  expect(lagsOf([visibilityOf([]), visibilityOf(reads(true)), visibilityOf(reads(false))])).toEqual([
    0,
    Number.POSITIVE_INFINITY,
  ]);
});

it('of several writes it tells the share that is seen at each time', () => {
  const all = [
    visibilityOf(reads(true, true, true)),
    visibilityOf(reads(false, false, true, true, true)),
    visibilityOf(reads(false, false, false, false, false)),
    visibilityOf([]),
  ];
  expect(freshShares(all)).toEqual([
    [0, 1 / 3],
    [2, 1 / 3],
    [4, 2 / 3],
    [6, 2 / 3],
    [9, 2 / 3],
  ]);
  expect(freshShares([])).toEqual([]);
});

it('a read that was not answered says nothing of its time, and leaves the others at theirs', () => {
  const all = [
    visibilityOf(reads(true, true, true)),
    // The first one failed: the stale read is that of 2 ms, and the fresh one that of 4 ms.
    visibilityOf(reads(false, false, true, true, true).slice(1)),
  ];
  expect(freshShares(all)).toEqual([
    [0, 1],
    [2, 1 / 2],
    [4, 1],
    [6, 1],
    [9, 1],
  ]);
});
