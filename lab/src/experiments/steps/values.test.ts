import { describe, expect, it } from 'vitest';
import type { CellRecord } from './record.ts';
import { CHANGES, cells } from './settings.ts';
import { measuresOf, valuesOf } from './values.ts';

const some = [...cells(CHANGES, [1, 4]), ...cells(['service-body'], [16])];
const CELLS = {
  smoke: cells(['no-op'], [1]),
  quick: cells(['service-body'], [16, 4, 1], ['one']),
  full: some,
};

const cell = (growth: number, compileMs: number, restartMs: number): CellRecord => ({
  change: 'service-body',
  growth,
  cpus: 'all',
  steps: [
    {
      ...{ step: 'compile', wallMs: compileMs, cpuSeconds: compileMs / 500, lookingMs: compileMs / 10 },
      ...{ packagesRebuilt: 1, contextsRebuilt: 6 * growth, filesEmitted: 3 },
    },
    { step: 'test', wallMs: 1000, cpuSeconds: 1, testsRun: 4, testFiles: 1, lookingMs: 450 },
    {
      step: 'restart',
      wallMs: restartMs,
      cpuSeconds: restartMs / 1000,
      processesRestarted: restartMs > 0 ? 1 : 0,
    },
  ],
});

describe('the values of a build trial', () => {
  it('are the time and the CPU time from the edit until it runs, and their growth', () => {
    expect(valuesOf([cell(4, 700, 800), cell(1, 500, 500), cell(16, 1500, 1500)])).toMatchObject({
      'service-body@x1.running': 2,
      'service-body@x1.cpu': 2.5,
      'service-body@x1.compile': 0.5,
      'service-body@x4.running': 2.5,
      'service-body.growth': 2,
      'service-body.cpu-growth': 2.2,
    });
  });

  it('have no growth of a single size, and no time for what was not done', () => {
    const values = valuesOf([cell(1, 500, 0)]);
    expect(Object.keys(values)).toEqual(
      expect.not.arrayContaining(['service-body.growth', 'service-body@x1.restart']),
    );
  });

  it('are counts of the work, and the share of the time that is looking for it', () => {
    expect(valuesOf([cell(4, 500, 500)])).toMatchObject({
      'service-body@x4.contexts': 24,
      'service-body@x4.packages': 1,
      'service-body@x4.files': 3,
      'service-body@x4.tests': 4,
      // 50 ms of the compiler and 450 ms of the tests, of two seconds.
      'service-body@x4.looking': 25,
    });
  });

  it('have no counts on a single CPU, which are the same, and no share where a tool did not tell', () => {
    const one = { ...cell(1, 500, 500), cpus: 'one' as const };
    expect(Object.keys(valuesOf([one]))).not.toContain('service-body@x1.one-cpu.files');
    const older = one.steps.map(({ lookingMs: _, ...step }) => step);
    expect(Object.keys(valuesOf([{ ...one, steps: older }]))).not.toContain(
      'service-body@x1.one-cpu.looking',
    );
  });

  it('are all measures of the experiment', () => {
    const measures = measuresOf({ cells: CELLS }).map(({ id }) => id);
    expect(new Set(measures).size).toBe(measures.length);
    const sizes = [1, 4, 16].map((growth) => cell(growth, 500, 500));
    expect(measures).toEqual(expect.arrayContaining(Object.keys(valuesOf(sizes))));
  });

  it('go from the smallest code base to the largest, change by change, and then to a single CPU', () => {
    const measures = measuresOf({ cells: CELLS }).map(({ id }) => id);
    const running = measures
      .filter((id) => id.endsWith('.running'))
      .map((id) => id.slice(0, -'.running'.length));
    expect(running.slice(0, 6)).toEqual([...CHANGES.map((change) => `${change}@x1`), `${CHANGES[0]}@x4`]);
    expect(running.filter((id) => id.startsWith('service-body'))).toEqual(
      ['', '.one-cpu'].flatMap((cpus) => [1, 4, 16].map((size) => `service-body@x${size}${cpus}`)),
    );
  });
});
