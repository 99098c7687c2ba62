import { describe, expect, it } from 'vitest';
import type { Sample } from '../../drivers/sample.ts';
import { impactOf, outageOf } from './impact.ts';

const END = 20_000;
const EVERY_MS = 20;
const PLANNED = 3_000;

/** A load of 50 requests a second for 20 s, on two endpoints by turns; what a request comes to is scripted. */
const load = (script: (atMs: number, endpoint: string) => Partial<Sample>): Sample[] =>
  Array.from({ length: END / EVERY_MS }, (_, index) => {
    const intended = index * EVERY_MS;
    const endpoint = index % 2 === 0 ? 'browse' : 'buy';
    const ordinary = {
      iteration: index,
      step: 0,
      endpoint,
      intended,
      late: 0,
      response: 5,
      service: 5,
      serverTiming: undefined,
    };
    return { ...ordinary, outcome: { kind: 'ok' }, ...script(intended, endpoint) };
  });

const failed = { outcome: { kind: 'error', what: '503', example: '' } } as const;

describe('the impact of a fault', () => {
  it('reads a system that fails for exactly three seconds as three seconds', () => {
    const samples = load((at) => (at >= 5_000 && at < 8_000 ? failed : {}));
    const crash = impactOf(samples, { from: 5_000, to: 5_000 }, PLANNED, END);
    expect(crash).toMatchObject({ hitShare: 1, failed: 150, slow: 0, recoverMs: 3_000 });
    expect(crash.detectMs).toBe(5);
    expect(crash.endpoints).toEqual({
      browse: { started: 75, failed: 75, slow: 0, hit: true },
      buy: { started: 75, failed: 75, slow: 0, hit: true },
    });
  });

  it('tells the endpoints that were hit from those that were not', () => {
    const samples = load((at, endpoint) =>
      endpoint === 'buy' && at >= 5_000 && at < 8_000 ? { response: 2_000 } : {},
    );
    const slow = impactOf(samples, { from: 5_000, to: 8_000 }, PLANNED, END);
    expect(slow).toMatchObject({ hitShare: 0.5, failed: 0, slow: 75, recoverMs: 0 });
    expect(slow.endpoints.browse?.hit).toBe(false);
    expect(slow.endpoints.buy?.hit).toBe(true);
    // Nobody knows before the second is over.
    expect(slow.detectMs).toBe(1_020);
  });

  it('charges a request that had to wait for the end of the fault to the fault', () => {
    // A stopped server: what should have started in its three seconds is answered when it goes on.
    const samples = load((at) => (at >= 5_000 && at < 8_000 ? { response: 8_000 - at + 5 } : {}));
    const stopped = impactOf(samples, { from: 5_000, to: 8_000 }, PLANNED, END);
    expect(stopped.slow).toBe(101);
    expect(stopped.recoverMs).toBe(0);
  });

  it('charges a request that was under way when it began to the fault, and none that was answered before', () => {
    const samples = load((at) => (at === 4_980 ? { ...failed, response: 30 } : at === 4_960 ? failed : {}));
    const impact = impactOf(samples, { from: 5_000, to: 5_000 }, PLANNED, END);
    expect(impact.failed).toBe(1);
    expect(impact.endpoints.buy).toMatchObject({ started: 76, failed: 1 });
  });

  it('is told of as many requests where it is over soon as where it lasts', () => {
    const soon = impactOf(
      load((at) => (at >= 5_000 && at < 5_500 ? failed : {})),
      { from: 5_000, to: 5_500 },
      PLANNED,
      END,
    );
    const late = impactOf(
      load((at) => (at >= 5_000 && at < 9_000 ? failed : {})),
      { from: 5_000, to: 9_000 },
      PLANNED,
      END,
    );
    expect(soon.hitShare).toBeCloseTo(0.5 / 3);
    expect(late).toMatchObject({ hitShare: 1, failed: 150, recoverMs: 0 });
  });

  it('does not call it recovered while it fails again and again', () => {
    const flapping = load((at) =>
      at >= 5_000 && at < 12_000 && Math.floor(at / 1_000) % 2 === 1 ? failed : {},
    );
    expect(impactOf(flapping, { from: 5_000, to: 5_000 }, PLANNED, END).recoverMs).toBe(7_000);
    const lasting = load((at) => (at >= 5_000 ? failed : {}));
    expect(impactOf(lasting, { from: 5_000, to: 8_000 }, PLANNED, END).recoverMs).toBeNull();
  });

  it('is nothing where nobody noticed', () => {
    const none = impactOf(
      load(() => ({})),
      { from: 5_000, to: 8_000 },
      PLANNED,
      END,
    );
    expect(none).toMatchObject({ hitShare: 0, failed: 0, slow: 0, detectMs: null, recoverMs: 0 });
    expect(Object.values(none.endpoints).some(({ hit }) => hit)).toBe(false);
  });

  it('does not take one accident for a hit endpoint', () => {
    const once = load((at) => (at === 6_000 ? failed : {}));
    const impact = impactOf(once, { from: 5_000, to: 8_000 }, PLANNED, END);
    expect(impact.failed).toBe(1);
    expect(impact.endpoints.browse?.hit).toBe(false);
  });
});

describe('the outage', () => {
  it('is as long as requests fail, to a quarter second, however long the fault was planned to be', () => {
    const samples = load((at) => (at >= 5_000 && at < 8_000 ? failed : {}));
    expect(outageOf(samples, 5_000, END)).toBe(3_000);
    expect(outageOf(samples, 5_100, END)).toBe(3_000);
    const buy = load((at, endpoint) => (endpoint === 'buy' && at >= 5_000 && at < 6_500 ? failed : {}));
    expect(outageOf(buy, 5_000, END)).toBe(1_500);
  });

  it('adds up times that are apart, and does not begin before the fault', () => {
    const hit = (at: number) =>
      (at >= 1_000 && at < 2_000) || (at >= 5_000 && at < 5_500) || (at >= 9_000 && at < 9_250);
    expect(
      outageOf(
        load((at) => (hit(at) ? failed : {})),
        5_000,
        END,
      ),
    ).toBe(750);
    expect(
      outageOf(
        load(() => ({})),
        5_000,
        END,
      ),
    ).toBe(0);
    expect(outageOf([], 5_000, END)).toBe(0);
  });

  it('counts those that waited for the end of the fault', () => {
    const samples = load((at) => (at >= 4_900 && at < 7_000 ? { response: 7_000 + 1_000 - at } : {}));
    // Slow is what takes longer than a second: those that should have started before 7 s.
    expect(outageOf(samples, 5_000, END)).toBe(2_000);
  });
});
