import type { Driver } from '@lab/lab/drivers/driver';
import type { PhaseRecord } from '@lab/lab/records/trial';
import { expect, it } from 'vitest';
import { driverFigures } from './driver-figures.ts';
import type { DriverRange } from './drivers.ts';
import { FIGURES } from './selection.ts';

const driver = (id: string) => ({ id, description: id }) as unknown as Driver;
const phase = { ok: 10, planned: 10, started: 10, seconds: 1, driverCpu: 0.5, lateness: { p99: 0.25 } };
const range: DriverRange = {
  run: async (drivers) => drivers.map(() => phase as unknown as PhaseRecord),
  close: async () => undefined,
};
const all = new Set(Object.values(FIGURES));
const absent = async () => ({ missing: ['no k6 on PATH', 'no Docker engine'] });
const idsOf = (measured: readonly { readonly id: string }[]) => measured.map(({ id }) => id);

it('measures what it can without k6, and says what it leaves out, and why', async () => {
  const { measured, notMeasured } = await driverFigures(all, range, driver('embedded'), absent);
  expect(idsOf(measured)).toEqual([FIGURES.lateness]);
  expect(measured[0]?.spread.median).toBe(0.25);
  expect(notMeasured).toEqual([
    expect.stringMatching(/^driver\.embedded-vs-k6, .* no k6 on PATH; no Docker/),
  ]);
});

it('measures both with k6', async () => {
  const { measured, notMeasured } = await driverFigures(all, range, driver('embedded'), async () =>
    driver('k6'),
  );
  expect(idsOf(measured)).toEqual([FIGURES.lateness, FIGURES.drivers]);
  expect(notMeasured).toEqual([]);
});

it('looks for no k6 when only the lateness is wanted', async () => {
  const outcome = await driverFigures(new Set([FIGURES.lateness]), range, driver('embedded'), () =>
    Promise.reject(new Error('nobody asked for k6')),
  );
  expect(idsOf(outcome.measured)).toEqual([FIGURES.lateness]);
});
