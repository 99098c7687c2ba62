import { describe, expect, it } from 'vitest';
import { mergeLatencies } from '../stats/latency.ts';
import type { Sample } from './sample.ts';
import { summarize, summarizeBurst } from './summarize.ts';

const phase = { name: 'light', perSecond: 100, seconds: 2 };

const samples = (count: number, make: (index: number) => Partial<Sample> = () => ({})): Sample[] =>
  Array.from({ length: count }, (_, index) => ({
    iteration: index,
    step: 0,
    endpoint: 'a',
    intended: index * 10,
    late: 0.1,
    response: 1 + index / 100,
    service: 1,
    outcome: { kind: 'ok' },
    serverTiming: undefined,
    ...make(index),
  }));

const summary = (own: readonly Sample[]) => summarize(phase, [{ seconds: 2, samples: own }], 0.1, 'even');

describe('summarize', () => {
  it('reads back what was put in', () => {
    const record = summary(samples(200));
    expect(record).toMatchObject({ planned: 200, started: 200, ok: 200, achieved: 1, throughput: 100 });
    // The values are 1.00 to 2.99 ms, in steps of 0.01, kept to three digits.
    expect(record.all.response?.p50).toBeCloseTo(1.99, 2);
    expect(record.all.response?.p95).toBeCloseTo(2.89, 2);
    expect(record.all.response?.max).toBeCloseTo(2.99, 2);
    expect(record.timeline.map(({ second, started }) => [second, started])).toEqual([
      [0, 100],
      [1, 100],
    ]);
  });

  it('says how the driver spaced the requests, whatever the plan says', () => {
    const planned = { ...phase, arrivals: 'poisson' as const };
    const block = { seconds: 2, samples: samples(200) };
    expect(summarize(planned, [block], 0.1, 'even').arrivals).toBe('even');
    expect(summarize(planned, [block], 0.1, 'poisson').arrivals).toBe('poisson');
  });

  it('reports no percentile that too few requests lie beyond', () => {
    expect(summary(samples(199)).all.response?.p95).toBeNull();
    expect(summary(samples(9_999)).all.response?.p99).toBeNull();
    expect(summary(samples(10_000)).all.response?.p99).not.toBeNull();
  });

  it('keeps errors out of the latencies, and timeouts in', () => {
    const mixed = samples(200, (index) => {
      if (index < 10) return { outcome: { kind: 'error', what: '503', example: 'x' }, response: 0.2 };
      return index < 15 ? { outcome: { kind: 'timeout' }, response: 10_000, service: undefined } : {};
    });
    const record = summary(mixed);
    expect(record).toMatchObject({ ok: 185, errors: 15, timeouts: 5 });
    expect(record.all.response?.count).toBe(190);
    expect(record.all.service?.count).toBe(185);
    expect(record.all.response?.max).toBeCloseTo(10_000, -2);
    expect(record.failures).toEqual([
      { endpoint: 'a', kind: '503', count: 10, example: 'x' },
      { endpoint: 'a', kind: 'timeout', count: 5, example: '' },
    ]);
  });

  it('counts starts after the end of the phase as not achieved', () => {
    const record = summary(samples(200, (index) => (index >= 190 ? { late: 500 } : {})));
    expect(record.achieved).toBe(0.95);
    expect(record.lateness).toMatchObject({ p50: 0.1, p95: 0.1, p99: 500, max: 500 });
  });

  it('puts the blocks of a phase together as if there were no pauses', () => {
    const late = samples(100, (index) => (index >= 90 ? { late: 500 } : { response: 1 }));
    const record = summarize(
      phase,
      [
        { seconds: 1, samples: late },
        { seconds: 1, samples: samples(100, () => ({ response: 9 })) },
      ],
      0,
      'even',
    );
    // Late at the end of the first block is late, though the phase goes on.
    expect(record).toMatchObject({ planned: 200, started: 200, achieved: 0.95 });
    expect(record.timeline.map(({ second, started, p50 }) => [second, started, p50])).toEqual([
      [0, 100, 1],
      [1, 100, 9],
    ]);
  });

  it('means the Server-Timing of successful requests', () => {
    const record = summary(
      samples(2, (index) => ({ serverTiming: index === 0 ? 'db;dur=4, edge;dur=1' : 'edge;dur=3' })),
    );
    expect(record.endpoints.a?.serverTiming).toEqual({ db: 2, edge: 2 });
  });

  it('survives a phase without a single answer', () => {
    const record = summarize(phase, [], null, 'even');
    expect(record.all).toMatchObject({ started: 0, response: null, service: null });
    expect(record.lateness.max).toBe(0);
  });
});

describe('mergeLatencies', () => {
  it('is the percentile of all requests, not the mean of percentiles', () => {
    const fast = summary(samples(900, () => ({ response: 1 }))).all.response;
    const slow = summary(samples(100, () => ({ response: 100 }))).all.response;
    const merged = mergeLatencies([fast, null, slow]);
    expect(merged?.count).toBe(1_000);
    expect(merged?.p50).toBeCloseTo(1, 2);
    expect(merged?.p95).toBeCloseTo(100, 0);
    expect(mergeLatencies([null])).toBeNull();
  });
});

describe('summarizeBurst', () => {
  const burst = { name: 'burst', outstanding: 4, seconds: 2, leadInSeconds: 1 };
  /** A request each 10 ms, which takes 200 ms. */
  const steady = (change: (index: number) => Partial<Sample> = () => ({})) =>
    samples(400, (index) => ({ response: 200, ...change(index) }));

  it('counts requests where they end, within the window', () => {
    const record = summarizeBurst(burst, steady(), 0.2);
    expect(record).toMatchObject({ completed: 200, perSecond: 100, timeline: [100, 100], errors: 0 });
    expect(record.response.p50).toBeCloseTo(200, 0);
    expect(record.driverCpu).toBe(0.2);
  });

  it('tells those that failed apart', () => {
    const failed = (index: number): Partial<Sample> =>
      index % 10 === 0 ? { outcome: { kind: 'error', what: '503', example: 'x' } } : {};
    const record = summarizeBurst(burst, steady(failed), 0.2);
    expect(record).toMatchObject({ completed: 180, perSecond: 90, errors: 20, timeouts: 0 });
    expect(record.failures).toEqual([{ endpoint: 'a', kind: '503', count: 20, example: 'x' }]);
  });

  it('is nothing where none has ended', () => {
    expect(summarizeBurst(burst, [], null)).toMatchObject({ completed: 0, perSecond: 0, timeline: [0, 0] });
  });
});
