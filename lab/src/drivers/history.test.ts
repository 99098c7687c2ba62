import { describe, expect, it } from 'vitest';
import { HistoryLog } from './history.ts';
import type { Outcome, Sample } from './sample.ts';

const sample = (iteration: number, outcome: Outcome = { kind: 'ok' }): Sample => ({
  iteration,
  step: 1,
  endpoint: 'read',
  intended: 100,
  late: 2,
  response: 30,
  service: 20,
  outcome,
  serverTiming: undefined,
});

describe('a history', () => {
  it('holds when each request was sent and answered, and what was observed', () => {
    const log = new HistoryLog();
    log.add(sample(4), 1_000, { observed: '{"version":3}' });
    const line = { iteration: 4, step: 1, endpoint: 'read', outcome: 'ok', startedAt: 1_102, endedAt: 1_130 };
    expect(log.read()).toEqual({ operations: [{ ...line, observed: { version: 3 } }], missing: [] });
  });

  it('tells what was refused from what nobody knows', () => {
    const log = new HistoryLog();
    log.add(sample(0, { kind: 'error', what: '409', example: '' }), 0);
    log.add(sample(1, { kind: 'error', what: '503', example: '' }), 0);
    log.add(sample(2, { kind: 'timeout' }), 0);
    const outcomes = log.read().operations.map(({ outcome }) => outcome);
    expect(outcomes).toEqual(['failed', 'indeterminate', 'indeterminate']);
  });

  it('keeps so much and no more, and says what is missing', () => {
    const log = new HistoryLog(10);
    for (let n = 0; n < 5; n += 1) log.add(sample(n), 0, { observed: '"four"' });
    log.add(sample(5), 0, { observed: '4' });
    log.add(sample(6), 0, { cut: 'requests' });
    const { operations, missing } = log.read();
    expect(operations.map(({ observed }) => observed)).toEqual([
      'four',
      ...Array.from({ length: 4 }, () => undefined),
      4,
      undefined,
    ]);
    expect(missing[0]).toBe('1 iteration ended early, at 1,000 requests');
    expect(missing[1]).toMatch(/^4 observations came after the .* MiB that are kept$/);
  });
});
