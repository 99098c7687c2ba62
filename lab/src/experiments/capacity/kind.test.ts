import { expect, test } from 'vitest';
import { madeCapacity } from '../../../test/fixtures/made-capacity.ts';
import { scaledRun } from '../../../test/fixtures/scaled-run.ts';
import type { TrialOf } from '../kind.ts';
import { capacityKind } from './kind.ts';
import type { CapacityRecord } from './record.ts';

const { progress } = capacityKind.tell;
const warnings = (run: Parameters<NonNullable<typeof capacityKind.tell.warnings>>[0]) =>
  capacityKind.tell.warnings?.(run).map(({ en }) => en);
const [trial] = scaledRun().trials;
if (!trial) throw new Error('the made run has no trial');

/** Trials of one arm, whose instances used so much of their quota of 0.25. */
const trials = (...used: number[]) =>
  used.map((each) => ({
    ...trial,
    details: madeCapacity({ family: 'monolith', replicas: 2, capacity: 60, used: each }),
  }));

const judged = (own: readonly TrialOf<CapacityRecord>[]) => ({
  baseline: 'monolith',
  phases: [],
  trials: own,
});

test('a capacity that the quotas bear by the CPU time of a request needs no warning', () => {
  expect(warnings(judged(trials(0.25, 0.24, 0.22)))).toEqual([]);
});

test('one that is not is told, with both numbers', () => {
  expect(warnings(judged(trials(0.25, 0.2)))).toEqual([
    expect.stringMatching(
      /^microservices: in 1 of 2 trials .* 60\.0 instead of 75\.0 a second, limited by monolith/,
    ),
  ]);
  expect(warnings(judged([{ ...trial, details: null }]))).toEqual([]);
});

test('requests that fail at the capacity are told from a thousandth on', () => {
  const failing = (errors: number) =>
    trials(0.25).map((each) => {
      const failures = [{ endpoint: 'place-order', kind: '504', count: errors, example: '' }];
      return {
        ...each,
        details: { ...each.details, burst: { ...each.details.burst, completed: 999, errors, failures } },
      };
    });
  expect(warnings(judged(failing(1)))).toEqual([]);
  expect(warnings(judged(failing(2)))).toEqual([
    expect.stringMatching(/^microservices: at its capacity 2 of 1001 requests failed \(place-order: 504\)/),
  ]);
});

test('progress tells the capacity and what limits it', () => {
  expect(trials(0.25).map(progress)).toEqual([
    { en: '60.0 answers a second, limited by monolith', ko: '초당 응답 60.0건, 한계: monolith' },
  ]);
});
