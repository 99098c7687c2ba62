import { describe, expect, it } from 'vitest';
import type { Evidence } from '../../scenario/scenario.ts';
import { addedTime, addedTimeOf, type EndpointGroup } from './added-time.ts';
import { facts } from './facts.ts';

const pair = {
  baseline: { name: 'monolith', topology: 'monolith' },
  arm: { name: 'microservices', topology: 'microservices' },
};
const writes: EndpointGroup = {
  of: { en: 'writes', ko: '변경' },
  endpoints: [
    { id: 'place', hops: 5, calls: 5 },
    { id: 'cancel', hops: 3, calls: 5 },
  ],
};
const light = { id: 'light', of: { en: 'light load', ko: '가벼운 부하' } };

/** Of each round: p50s of both endpoints in the monolith, and what the services take more. */
function evidenceOf(
  added: readonly [place: number, cancel: number][],
  confidence: number | null = 0.95,
): Evidence {
  const values = (id: string, arm: string) =>
    new Map(
      added.map(([place, cancel], round) => [
        round,
        10 + (arm === 'monolith' ? 0 : id === 'place.p50' ? place : cancel),
      ]),
    );
  const times = added.flatMap(([place, cancel], round) =>
    [pair.baseline.name, pair.arm.name].flatMap((arm) =>
      [place, cancel].map((more, index) => ({
        ...{ arm, round, phase: 'light', endpoint: ['place', 'cancel'][index] ?? '' },
        total: 8 + (arm === 'monolith' ? 0 : more),
        database: 4 + (arm === 'monolith' ? 0 : more / 4),
      })),
    ),
  );
  return {
    arms: [pair.baseline, pair.arm],
    baseline: 'monolith',
    metrics: [],
    confidence,
    values,
    facts: times,
  };
}

describe('addedTimeOf', () => {
  it('divides what all requests of a group take more by their hops and by their calls', () => {
    const found = addedTimeOf(
      evidenceOf([
        [5, 3],
        [5, 3],
        [5, 3],
      ]),
      pair,
      writes,
      'light',
    );
    // 8 ms more for 8 hops, and for 10 calls.
    expect(found?.perHop).toEqual({ value: 1, interval: [1, 1] });
    expect(found?.perCall.value).toBeCloseTo(0.8, 10);
    expect(found?.databases?.value).toBeCloseTo(0.25, 10);
  });

  it('has the t interval of the rounds', () => {
    // Per hop 0.9, 1.0, 1.1: 1 ± 4.30265 · 0.1/√3.
    const found = addedTimeOf(
      evidenceOf([
        [4.2, 3],
        [5, 3],
        [5.8, 3],
      ]),
      pair,
      writes,
      'light',
    );
    expect(found?.perHop.value).toBeCloseTo(1, 10);
    expect(found?.perHop.interval?.[0]).toBeCloseTo(1 - 0.2484, 3);
    expect(found?.perHop.interval?.[1]).toBeCloseTo(1 + 0.2484, 3);
  });

  it('leaves out a round that lacks a value, and says nothing without any', () => {
    const evidence = evidenceOf([
      [5, 3],
      [5, 3],
      [5, 3],
      [50, 30],
    ]);
    const without = (round: number) => (id: string, arm: string) =>
      new Map([...evidence.values(id, arm)].filter(([each]) => arm === 'monolith' || each !== round));
    const found = addedTimeOf({ ...evidence, values: without(3) }, pair, writes, 'light');
    expect(found?.perHop.value).toBe(1);
    expect(addedTimeOf({ ...evidence, values: () => new Map() }, pair, writes, 'light')).toBeUndefined();
    expect(addedTimeOf({ ...evidence, facts: [] }, pair, writes, 'light')?.databases).toBeNull();
  });
});

describe('addedTime', () => {
  it('says it in a sentence for each group', () => {
    const [insight] = addedTime(
      evidenceOf([
        [5, 3],
        [5, 3],
        [5, 3],
      ]),
      pair,
      light,
      [writes],
    );
    expect(insight?.text).toEqual({
      en: 'microservices adds 1.00 ms [1.00, 1.00] per hop and 0.80 ms [0.80, 0.80] per call to writes, at light load (p50). Databases have 25 % [25, 25] of the time added in the servers.',
      ko: '가벼운 부하에서 microservices는 변경에 홉당 1.00 ms [1.00, 1.00], 호출당 0.80 ms [0.80, 0.80]를 더한다(p50). 서버에서 더해진 시간 중 데이터베이스의 몫은 25 % [25, 25]이다.',
    });
    expect(insight?.metrics).toEqual(['place.p50', 'cancel.p50']);
  });

  it('has no interval before the first look, and nothing to say without the pair', () => {
    const [insight] = addedTime(evidenceOf([[5, 3]], null), pair, light, [writes]);
    expect(insight?.text.en).toContain('adds 1.00 ms per hop and 0.80 ms per call');
    expect(addedTime(evidenceOf([[5, 3]]), undefined, light, [writes])).toEqual([]);
  });
});

it('the facts of a trial are what its servers said, calls to other parts included', () => {
  const serverTiming = { total: 9, edge: 2, db: 1, calls: 6, services: 5, 'remote-db': 3 };
  const trial = {
    arm: 'a',
    round: 2,
    phases: [{ name: 'light', endpoints: { read: { serverTiming }, silent: { serverTiming: {} } } }],
  };
  expect(facts([trial] as unknown as Parameters<typeof facts>[0])).toEqual([
    { arm: 'a', round: 2, phase: 'light', endpoint: 'read', total: 9, database: 4 },
  ]);
});
