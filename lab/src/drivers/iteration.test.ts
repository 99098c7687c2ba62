import { describe, expect, it } from 'vitest';
import type { Exchange, FollowUp } from '../scenario/workload.ts';
import { chanceOf } from '../stats/random.ts';
import { MOST_ANSWERS, react, usesAnswers } from './iteration.ts';

const again: FollowUp = { endpoint: 'read', method: 'GET', path: '/', expect: [200], afterMs: 50 };
const exchange = (endedMs: number, body = '{"version":3}'): Exchange => ({
  request: again,
  response: { status: 200, body },
  startedMs: endedMs - 1,
  endedMs,
});
const chance = chanceOf(7);
const reactTo = (workload: Parameters<typeof react>[0], exchanges: readonly Exchange[], mostMs = 1_000) =>
  react(workload, { any: 'data' }, exchanges, 12, chance, mostMs);

describe('what a workload makes of an answer', () => {
  it('is asked with all answers of the iteration', () => {
    const seen: unknown[] = [];
    const exchanges = [exchange(10), exchange(20)];
    const observe = (...given: unknown[]) => {
      seen.push(...given);
      return { version: 3 };
    };
    expect(reactTo({ observe }, exchanges)).toEqual({ observed: '{"version":3}' });
    expect(seen).toEqual([{ any: 'data' }, exchanges, 12, chance]);
  });

  it('is nothing where it keeps nothing and asks no more', () => {
    expect(reactTo({ observe: () => undefined, next: () => undefined }, [exchange(10)])).toEqual({});
  });

  it('is what follows, unless the time is over when that is due', () => {
    expect(reactTo({ next: () => again }, [exchange(950)])).toEqual({ next: again });
    expect(reactTo({ next: () => again }, [exchange(951)])).toEqual({ cut: 'time' });
  });

  it('ends at a thousand requests, and keeps what the last one showed', () => {
    const many = Array.from({ length: 1_000 }, () => exchange(1));
    expect(reactTo({ next: () => again }, many.slice(1))).toEqual({ next: again });
    expect(reactTo({ next: () => again, observe: () => 1 }, many)).toEqual({
      observed: '1',
      cut: 'requests',
    });
  });

  it('is not asked for more answers than are kept', () => {
    const half = 'x'.repeat(MOST_ANSWERS / 2);
    expect(reactTo({ next: () => again }, [exchange(1, half), exchange(2, half)])).toEqual({ next: again });
    expect(reactTo({ next: () => again }, [exchange(1, half), exchange(2, `${half}x`)])).toEqual({
      cut: 'size',
    });
  });
});

it('answers are read for a workload that looks at them, and for no other', () => {
  expect(usesAnswers({})).toBe(false);
  expect(usesAnswers({ observe: () => 1 })).toBe(true);
  expect(usesAnswers({ next: () => undefined })).toBe(true);
});
