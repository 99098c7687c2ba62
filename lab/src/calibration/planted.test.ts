import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Verdict } from '../records/verdict.ts';
import { figureSchema } from './figures.ts';
import { type PlantedRun, tabulate, writePlanted } from './planted.ts';
import { renderPlanted } from './render-planted.ts';

type Read = readonly [topology: string, ratio: number, ci95: [number, number] | null, verdict: Verdict];

/** A run whose arms have read this CPU per request, and another metric that is always equivalent. */
function made(runId: string, reads: readonly Read[]): PlantedRun {
  const arms = ['monolith', ...reads.map(([topology]) => topology)].map((topology, index) => ({
    ...{ name: topology === 'monolith' && index > 0 ? 'monolith#2' : topology, topology, title: topology },
  }));
  const comparison = ([, ratio, ci95, verdict]: Read, index: number) => ({
    ...{ arm: arms[index + 1]?.name ?? '', ratio, ci95, verdict, coverage: 0.98, delta: 0.05, pairs: 3 },
    ...{ difference: { value: 0, ci95: null }, crossCheck: null, roundsToSettle: null },
  });
  const metric = (id: string, comparisons: readonly ReturnType<typeof comparison>[]) => ({
    ...{ id, unit: 'ms', better: 'lower' as const, arms: {}, comparisons: [...comparisons] },
  });
  const others = reads.map(([topology, , ci95], index) =>
    comparison([topology, 1, ci95 && [0.99, 1.01], 'equivalent'], index),
  );
  const metrics = [metric('cpu-per-request', reads.map(comparison)), metric('memory', others)];
  return { manifest: { runId, arms, baseline: 'monolith' }, comparison: { metrics } };
}

const planted = (runId: string, twenty: [number, number], verdict: Verdict = 'higher') =>
  made(runId, [
    ['monolith+slowed=5%', 1.06, [1.02, 1.09], 'inconclusive'],
    ['monolith+slowed=10%', 1.1, [1.06, 1.14], 'higher'],
    ['monolith-slowed', 1.2, twenty, verdict],
  ]);
const twin = (runId: string, ci95: [number, number], verdict: Verdict = 'equivalent') =>
  made(runId, [['monolith', 1, ci95, verdict]]);

const figures = (runs: readonly PlantedRun[]) =>
  Object.fromEntries(
    tabulate(runs).figures.map(({ id, value, pass }) => [id.replace('planted.', ''), [value, pass]]),
  );

describe('effects that were planted', () => {
  it('are counted where the interval contains the truth, whatever an arm is called', () => {
    const runs = [planted('a', [1.15, 1.25]), planted('b', [1.18, 1.22]), twin('c', [0.98, 1.02])];
    expect(figures(runs)).toEqual({
      'same-inside': [100, true],
      'same-ratio': [1, true],
      'slowed-5-inside': [100, true],
      'slowed-5-ratio': [1.06, true],
      'slowed-10-inside': [100, true],
      'slowed-10-ratio': [1.1, true],
      'slowed-20-inside': [100, true],
      'slowed-20-ratio': [1.2, true],
      'slowed-20-found': [100, true],
      'same-called': [0, true],
    });
    expect(tabulate(runs).pass).toBe(true);
    expect(tabulate(runs).same).toEqual([{ runId: 'c', metrics: 2, called: [] }]);
  });

  it('may be missed once in ten runs, and not twice', () => {
    const runs = (missing: number) =>
      Array.from({ length: 10 }, (_, index) =>
        planted(`run-${index}`, index < missing ? [1.21, 1.3] : [1.15, 1.25]),
      );
    expect(figures(runs(1))['slowed-20-inside']).toEqual([90, true]);
    expect(figures(runs(2))['slowed-20-inside']).toEqual([80, false]);
    expect(tabulate(runs(2)).pass).toBe(false);
    // At an end it is inside.
    expect(figures([planted('a', [1.2, 1.3])])['slowed-20-inside']).toEqual([100, true]);
  });

  it('must be found where they are large', () => {
    const runs = [planted('a', [1.01, 1.4], 'inconclusive')];
    expect(figures(runs)['slowed-20-found']).toEqual([0, false]);
    expect(figures(runs)['slowed-20-inside']).toEqual([100, true]);
  });

  it('read with a bias are off, however wide the intervals', () => {
    const runs = [made('a', [['monolith-slowed', 1.28, [1.05, 1.55], 'higher']])];
    expect(figures(runs)).toMatchObject({
      'slowed-20-inside': [100, true],
      'slowed-20-ratio': [1.28, false],
    });
  });

  it('must not be found where there are none, in any metric', () => {
    const runs = [twin('a', [0.98, 1.02]), twin('b', [1.06, 1.2], 'higher')];
    expect(figures(runs)).toMatchObject({ 'same-inside': [50, false], 'same-called': [25, false] });
    expect(tabulate(runs).same[1]).toEqual({ runId: 'b', metrics: 2, called: ['cpu-per-request'] });
    expect(renderPlanted(tabulate(runs))).toContain('called higher or lower: cpu-per-request (b)');
  });

  it('are not read by a run without an interval, or of other arms; nothing is no pass', () => {
    const killed = made('a', [
      ['monolith-slowed', 1.2, null, 'inconclusive'],
      ['monolith', 1, null, 'inconclusive'],
    ]);
    const other = made('b', [
      ['microservices', 3, [2, 4], 'higher'],
      ['monolith+timeouts=off', 1, [0.9, 1.1], 'equivalent'],
    ]);
    expect(tabulate([killed, other])).toMatchObject({ readings: [], same: [], figures: [], pass: false });
    expect(renderPlanted(tabulate([]))).toContain('nothing was counted');
  });

  it('are shown with the runs that miss', () => {
    const text = renderPlanted(tabulate([planted('a', [1.21, 1.3]), planted('b', [1.15, 1.25])]));
    expect(text).toContain('misses 1.20: cpu-per-request of a [1.210, 1.300]');
    expect(text).toMatch(/1\.20 .* 2 .* 1 .* 1\.200 .*\[1\.150, 1\.250\]/);
    expect(text).toContain('OFF');
  });

  it('are written with their figures in the form of a calibration', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'planted-'));
    try {
      const counts = tabulate([planted('a', [1.15, 1.25])], new Date('2026-07-01T10:00:00Z'));
      const stored = JSON.parse(await readFile(await writePlanted(folder, counts), 'utf8'));
      expect(stored).toEqual(counts);
      expect(figureSchema.array().parse(stored.figures)).toEqual(stored.figures);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
