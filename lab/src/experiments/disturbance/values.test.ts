import { describe, expect, it } from 'vitest';
import type { FaultRecord } from './record.ts';
import { BY_ALL } from './settings.ts';
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
  outageMs: 1_500,
  detectMs: 3,
  recoverMs: 2_000,
  restarts: [],
  openSagas: null,
  checks: [],
  timeline: [],
  requests: null,
};
const needed = ['recommendations'];
const planned = {
  id: 'crash',
  title: { en: 'Crash', ko: '충돌' },
  context: 'recommendations',
  fault: { kind: 'crash' },
  needed,
  seconds: 3,
  profiles: [],
} as const;

describe('the values of a fault', () => {
  it('tell all that were hit from the bystanders', () => {
    const values = faultValues(record, needed);
    expect(values['crash.hit']).toBeCloseTo(28);
    expect(values['crash.bystanders-hit']).toBeCloseTo(10);
    expect(values).toMatchObject({ 'crash.lost': 4, 'crash.outage': 1_500 });
    expect(values).toMatchObject({ 'crash.detect': 10, 'crash.recover': 2_000 });
  });

  it('are never nothing, as nothing has no ratio', () => {
    const endpoints = { browse: { started: 30, failed: 0, slow: 0, hit: false } };
    const none = { hitShare: 0, failed: 0, slow: 0, outageMs: 0, detectMs: null, recoverMs: 0 };
    const harmless = { ...record, endpoints, ...none };
    expect(faultValues(harmless, needed)).toEqual({
      'crash.hit': 0.1,
      'crash.bystanders-hit': 0.1,
      'crash.lost': 1,
      'crash.outage': 250,
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
    const ids = faultMeasures({ faults: [planned] }).map(({ id }) => id);
    expect(ids).toEqual(Object.keys(faultValues(record, needed)));
  });

  it('have no bystanders where all need what is faulty', () => {
    const ids = faultMeasures({ faults: [{ ...planned, needed: BY_ALL }] }).map(({ id }) => id);
    expect(ids).toEqual(['crash.hit', 'crash.lost', 'crash.outage', 'crash.detect', 'crash.recover']);
    expect(faultValues(record, BY_ALL)['crash.lost']).toBe(14);
    expect(Object.keys(faultValues(record, BY_ALL))).toEqual(ids);
  });
});
