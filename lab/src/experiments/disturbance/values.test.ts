import { describe, expect, it } from 'vitest';
import type { FaultRecord } from './record.ts';
import { faultMeasures, faultValues } from './values.ts';

const record: FaultRecord = {
  id: 'crash',
  context: 'recommendations',
  process: 'monolith',
  seconds: 10,
  window: { from: 2_000, to: 2_100 },
  hitBefore: 0,
  endpoints: {
    recommendations: { started: 10, failed: 10, slow: 0, hit: true },
    browse: { started: 30, failed: 2, slow: 1, hit: true },
    buy: { started: 10, failed: 1, slow: 0, hit: true },
  },
  hitShare: 0.28,
  failed: 13,
  slow: 1,
  detectMs: 3,
  recoverMs: 2_000,
  restarts: [],
  checks: [],
  timeline: [],
};
const WARM_UP = { minSeconds: 1, maxSeconds: 2, within: 2 };
const EACH = { smoke: 2, quick: 2, full: 2 };
const needed = ['recommendations'];

describe('the values of a fault', () => {
  it('tell all that were hit from the bystanders', () => {
    const values = faultValues(record, needed);
    expect(values['crash.hit']).toBeCloseTo(28);
    expect(values['crash.bystanders-hit']).toBeCloseTo(10);
    expect(values).toMatchObject({ 'crash.detect': 10, 'crash.recover': 2_000 });
  });

  it('are never nothing, as nothing has no ratio', () => {
    const harmless = { ...record, endpoints: {}, hitShare: 0, detectMs: null, recoverMs: 0 };
    expect(faultValues(harmless, needed)).toEqual({
      'crash.hit': 0.1,
      'crash.bystanders-hit': 0.1,
      'crash.recover': 1_000,
    });
  });

  it('count the time for which a system was seen not to recover', () => {
    expect(faultValues({ ...record, recoverMs: null }, needed)['crash.recover']).toBe(7_900);
  });

  it('are none of a fault that did not bite', () => {
    expect(faultValues({ ...record, window: null }, needed)).toEqual({});
  });

  it('are those that arms are compared by', () => {
    const planned = {
      id: 'crash',
      title: { en: 'Crash', ko: '충돌' },
      context: 'recommendations',
      fault: { kind: 'crash' },
      seconds: 3,
      profiles: [],
    } as const;
    const experiment = {
      kind: 'faults',
      perSecond: 40,
      warmUp: { smoke: WARM_UP, quick: WARM_UP, full: WARM_UP },
      before: EACH,
      after: EACH,
      needed,
      faults: [planned],
    } as const;
    expect(faultMeasures(experiment).map(({ id }) => id)).toEqual(Object.keys(faultValues(record, needed)));
  });
});
