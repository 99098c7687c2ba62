import { describe, expect, it } from 'vitest';
import type { Sample } from '../drivers/sample.ts';
import { impactOf, outageOf } from '../experiments/disturbance/impact.ts';
import type { FaultRecord } from '../experiments/disturbance/record.ts';
import { asStored, requestsOf } from '../experiments/disturbance/requests.ts';
import { BY_ALL, isBystander } from '../experiments/disturbance/settings.ts';
import { faultValues } from '../experiments/disturbance/values.ts';
import { seededRandom } from '../stats/random.ts';
import { faultFigures } from './faults.ts';
import type { Plan, Trial } from './files.ts';

const SECONDS = 8;

/** A load of eight seconds: from a drawn moment on requests fail or are slow for a drawn time, and now and then elsewhere. */
function load(seed: number): Sample[] {
  const random = seededRandom(seed);
  const [begins, lasts, share] = [1_500 + 2_000 * random(), 3_500 * random(), random()];
  return Array.from({ length: SECONDS * 40 }, (_, iteration): Sample => {
    const intended = iteration * 25;
    const down = intended >= begins && intended < begins + lasts ? random() < share : random() < 0.01;
    const response = down ? 2_500 * random() : 5 + random();
    const endpoint = ['browse', 'buy', 'recommendations'][iteration % 3] ?? '';
    const outcome = down && random() < 0.5 ? ({ kind: 'timeout' } as const) : ({ kind: 'ok' } as const);
    return {
      ...{ iteration, step: 0, endpoint, intended, late: 0, response, service: 5 },
      serverTiming: undefined,
      outcome,
    };
  });
}

/** What the lab makes of it, and keeps. */
function struck(seed: number, needed: readonly string[] | typeof BY_ALL, kind = 'crash') {
  const samples = load(seed).map(asStored);
  const window = { from: 2_003, to: 2_003 + (seed % 3) * 977.5 };
  const planned = { id: 'crash', seconds: 2, needed, fault: { kind } };
  const lasted = kind === 'broker-outage' ? window.to - window.from : 2_000;
  const concerned =
    needed === BY_ALL ? samples : samples.filter(({ endpoint }) => isBystander({ needed }, endpoint));
  const record: FaultRecord = {
    ...{
      id: 'crash',
      context: 'c',
      process: 'p',
      seconds: SECONDS,
      window,
      hitBefore: 0,
      restarts: [],
      openSagas: null,
      checks: [],
    },
    ...impactOf(samples, window, lasted, SECONDS * 1_000),
    outageMs: outageOf(concerned, window.from, SECONDS * 1_000),
    timeline: [],
    requests: requestsOf(samples),
  };
  const scenario = { experiment: { settings: { faults: [planned] } } } as unknown as Plan['scenario'];
  const values = faultValues(record, needed);
  const trial = { number: 1, arm: 'monolith', values, details: { faults: [record] } } as unknown as Trial;
  // As a file holds it.
  return { scenario, trial: JSON.parse(JSON.stringify(trial)) as Trial, record };
}

const off = ({ scenario, trial }: Pick<ReturnType<typeof struck>, 'scenario' | 'trial'>) =>
  faultFigures(scenario, trial).filter(({ file, own }) =>
    typeof file === 'number' && typeof own === 'number'
      ? Math.abs(file - own) > 1e-6 * Math.abs(own)
      : file !== own,
  );

describe('the faults of a trial, made again of its requests', () => {
  it('come to the same as the lab, whatever happened', () => {
    const needs = [['recommendations'], ['browse', 'buy'], BY_ALL] as const;
    const all = Array.from({ length: 60 }, (_, seed) =>
      struck(seed, needs[seed % 3] ?? [], seed % 5 ? 'crash' : 'broker-outage'),
    );
    expect(all.flatMap(off)).toEqual([]);
    // Not by having nothing to say: some were noticed and some not, some recovered and some did not.
    expect(new Set(all.map(({ record }) => record.recoverMs)).size).toBeGreaterThan(3);
    expect(faultFigures(all[0]?.scenario as Plan['scenario'], all[0]?.trial as Trial).length).toBe(11);
  });

  it.each(['detectMs', 'recoverMs', 'outageMs', 'failed', 'slow'] as const)(
    'find a %s that was changed',
    (field) => {
      const made = struck(1, ['recommendations']);
      const [fault] = (made.trial.details as { faults: Record<string, number>[] }).faults;
      if (fault) fault[field] = (fault[field] ?? 0) + 1_000;
      expect(off(made).map(({ what }) => what)).toEqual([`trial 1 of monolith, crash: ${field}`]);
    },
  );

  it('find a value that was changed, or taken out', () => {
    const made = struck(1, ['recommendations']);
    const values: Record<string, number> = made.trial.values;
    values['crash.recover'] = 1;
    delete values['crash.lost'];
    expect(off(made).map(({ what }) => what)).toEqual([
      'trial 1 of monolith, crash.lost',
      'trial 1 of monolith, crash.recover',
    ]);
  });

  it('say nothing of a trial from before its requests were kept', () => {
    const { scenario, trial, record } = struck(1, []);
    const older = { ...trial, details: { faults: [{ ...record, requests: null }] } };
    expect(faultFigures(scenario, older)).toEqual([]);
    expect(faultFigures(scenario, { ...trial, details: null })).toEqual([]);
  });
});
