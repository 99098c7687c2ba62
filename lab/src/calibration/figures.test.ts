import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type Calibration, calibrationSchema, figureOf, writeCalibration } from './figures.ts';
import type { Expectation } from './known-answer.ts';
import { renderCalibration } from './render-calibration.ts';

const stopped: Expectation = {
  what: 'p99 of a stopped server',
  unit: 'ms',
  expected: 1_900,
  tolerance: { relative: 0.1 },
  better: 'nearer',
};
const lateness: Expectation = {
  what: 'lateness',
  unit: 'ms',
  expected: 0,
  tolerance: { absolute: 1 },
  better: 'lower',
};
const errors: Expectation = {
  what: 'errors',
  unit: '%',
  expected: 1,
  tolerance: { absolute: 0 },
  better: 'nearer',
};

describe('a figure', () => {
  it.each<[expectation: Expectation, value: number | null, pass: boolean]>([
    [stopped, 2_089, true],
    [stopped, 2_091, false],
    [stopped, 1_711, true],
    [stopped, 1_709, false],
    [lateness, 1, true],
    [lateness, 1.01, false],
    [errors, 1, true],
    [errors, 1.1, false],
    [errors, 0.9, false],
    [errors, null, false],
    [errors, Number.NaN, false],
  ])('passes within its tolerance only: $0.what, $1', (expectation, value, pass) => {
    expect(figureOf('x.y', expectation, { value }).pass).toBe(pass);
  });

  it('goes by what was expected in the measurement', () => {
    const figure = figureOf('embedded.stopped-p99', stopped, { value: 2_500, expected: 2_400, note: 'so' });
    expect(figure).toMatchObject({ expected: 2_400, tolerance: 240, target: 2_400, pass: true, note: 'so' });
  });

  it('has the greatest value that passes for a target where lower is better', () => {
    expect(figureOf('x', lateness, { value: 0.4 })).toMatchObject({ target: 1, better: 'lower' });
  });
});

const calibration = (values: { late: number; share: number | null }): Calibration => {
  const figures = [
    figureOf('embedded.start-lateness', lateness, { value: values.late, note: 'of 3000 starts' }),
    figureOf('embedded.error-share', errors, { value: values.share, note: '' }),
  ];
  return {
    schema: 1,
    at: '2026-07-01T10:00:00.000Z',
    drivers: [{ id: 'embedded', description: 'the embedded driver' }],
    skipped: [{ driver: 'k6', because: 'no k6 on PATH' }],
    figures,
    pass: figures.every(({ pass }) => pass),
  };
};

describe('the table', () => {
  it('shows expected against read, notes, and loudly what was skipped', () => {
    const text = renderCalibration(calibration({ late: 0.4, share: 1 }));
    expect(text).toMatch(/lateness +│ +at most 1 ms │ +0\.4 ms │ ok/);
    expect(text).toMatch(/errors +│ +exactly 1 % │ +1 % │ ok/);
    expect(text).toContain('start-lateness: of 3000 starts');
    expect(text).toContain('SKIPPED: k6');
    expect(text).toContain('All 2 known answers were read right.');
    expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(115);
  });

  it('says which answers are off, and what that can mean', () => {
    const text = renderCalibration(calibration({ late: 3, share: null }));
    expect(text).toMatch(/3 ms │ OFF/);
    expect(text).toMatch(/not read │ OFF/);
    expect(text).toContain('2 of 2 known answers are off: embedded.start-lateness, embedded.error-share.');
    expect(text).toContain('The machine is busy');
  });
});

describe('calibration.json', () => {
  it('is complete, and what was written can be read', async () => {
    const root = await mkdtemp(join(tmpdir(), 'lab-calibration-'));
    try {
      const written = calibration({ late: 0.4, share: null });
      const path = await writeCalibration(root, written);
      expect(await readdir(join(root, 'results'))).toEqual(['calibration.json']);
      expect(calibrationSchema.parse(JSON.parse(await readFile(path, 'utf8')))).toEqual(written);
    } finally {
      await rm(root, { recursive: true, force: true });
    }
  });
});
