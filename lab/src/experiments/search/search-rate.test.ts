import { describe, expect, it } from 'vitest';
import type { Sample } from '../../drivers/sample.ts';
import { summarize } from '../../drivers/summarize.ts';
import { type Offered, searchRate } from './search-rate.ts';

const SECONDS = 4;
const settings = {
  objective: { percentile: 'p90', milliseconds: 250 },
  factor: 1.3,
  resolution: 0.05,
  mostPerSecond: 1_000,
} as const;
/** Starts at 1.02 times what was predicted. */
const DRAWN = 1 / 6;

/** One instance, first come first served, that ends so many requests a second. */
function system(capacity: number, late: (attempt: number) => number = () => 0) {
  const rates: number[] = [];
  const offer = async (perSecond: number): Promise<Offered> => {
    rates.push(perSecond);
    let freeAt = 0;
    const samples = Array.from({ length: perSecond * SECONDS }, (_, iteration): Sample => {
      const intended = (iteration * 1000) / perSecond;
      freeAt = Math.max(intended, freeAt) + 1000 / capacity;
      const response = freeAt - intended;
      return {
        iteration,
        step: 0,
        endpoint: 'recommendations',
        intended,
        late: late(rates.length),
        response,
        service: response,
        outcome: { kind: 'ok' },
        serverTiming: 'total;dur=10, db;dur=1, remote-db;dur=2',
      };
    });
    const phase = { name: `try-${rates.length}`, perSecond, seconds: SECONDS };
    const used = Math.min(1, perSecond / capacity) * 0.2;
    const part = {
      name: 'recommendations',
      role: 'recommendations',
      limited: true,
      cpus: used,
      throttled: used,
    };
    const summary = summarize(phase, [{ seconds: SECONDS, samples }], 0.1, 'even');
    return { phase: summary, parts: [part], memory: [], competition: new Map() };
  };
  return { offer, rates };
}

describe('the search for the greatest rate', () => {
  it.each([24, 37, 60, 118, 300])(
    'finds the capacity, predicted as it is, in few tries: %i/s',
    async (capacity) => {
      const { offer, rates } = system(capacity);
      const { passed, failed } = await searchRate(offer, capacity, settings, DRAWN);
      // One in a hundred more than the capacity is let pass; rates are whole numbers.
      expect(passed).toBeGreaterThanOrEqual(capacity * 0.95 - 1);
      expect(passed).toBeLessThanOrEqual(capacity * 1.01);
      expect(failed).toBeGreaterThan(capacity);
      expect(rates.length).toBeLessThanOrEqual(6);
    },
  );

  it.each([60, 170])('finds it from a wrong prediction too: %i/s for 100/s', async (predicted) => {
    const { passed, failed } = await searchRate(system(100).offer, predicted, settings, DRAWN);
    expect(passed).toBeGreaterThan(94);
    expect(passed).toBeLessThan(102);
    expect(failed).toBeGreaterThan(100);
  });

  it('keeps what each try read', async () => {
    const { tries, passed, failed } = await searchRate(system(50).offer, 50, settings, DRAWN);
    const last = tries.find(({ perSecond }) => perSecond === failed);
    expect(last?.reasons).toEqual([expect.stringMatching(/the queue grows/)]);
    expect(last?.parts[0]?.cpus).toBeCloseTo(0.2);
    expect(last?.database).toBeCloseTo(0.3);
    const best = tries.find(({ perSecond }) => perSecond === passed);
    expect(best).toMatchObject({ seconds: SECONDS, reasons: [], errorShare: 0 });
  });

  it('offers a rate again that the driver could not offer in time', async () => {
    const { offer, rates } = system(50, (attempt) => (attempt === 1 ? 9 : 0));
    const { tries } = await searchRate(offer, 50, settings, DRAWN);
    expect(rates.slice(0, 2)).toEqual([51, 51]);
    expect(tries).toHaveLength(rates.length - 1);
  });

  it('gives up when it cannot again', async () => {
    const { offer, rates } = system(50, () => 9);
    await expect(searchRate(offer, 50, settings, DRAWN)).rejects.toThrow(
      /one request in twenty was sent 9 ms late/,
    );
    expect(rates).toEqual([51, 51]);
  });

  it('says so when no rate meets the objective, and when all do', async () => {
    await expect(searchRate(system(3).offer, 100, settings, DRAWN)).rejects.toThrow(
      /no rate meets the objective: 10\/s has p90/,
    );
    await expect(searchRate(system(9_000).offer, 100, settings, DRAWN)).rejects.toThrow(
      'every rate up to 400/s meets the objective',
    );
    const few = { ...settings, mostPerSecond: 150 };
    await expect(searchRate(system(9_000).offer, 100, few, DRAWN)).rejects.toThrow('every rate up to 150/s');
  });
});
