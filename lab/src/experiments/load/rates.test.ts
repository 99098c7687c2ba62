import { describe, expect, it } from 'vitest';
import { boundWarnings, phasesAt, warmUpRate } from './rates.ts';
import { type LoadSettings, loadSettingsSchema } from './settings.ts';

const seconds = { smoke: 2, quick: 10, full: 24 };
const profiles = (value: number) => ({ smoke: value, quick: value, full: value });
const settings: LoadSettings = {
  warmUpPerSecond: 20,
  warmUpShare: 0.25,
  capacity: {
    lighterOnOneCpu: [],
    outstanding: 16,
    seconds: profiles(3),
    leadInSeconds: profiles(3),
    rates: { least: 5, most: 400 },
  },
  phases: [
    { name: 'light', perSecond: 20, share: 0.3, seconds, requests: { smoke: 0, quick: 200, full: 200 } },
    { name: 'near', perSecond: 45, share: 0.8, arrivals: 'poisson', seconds: { ...seconds, quick: 0 } },
    { name: 'fixed', perSecond: 7, seconds },
  ],
};
const bears = (perSecond: number) => ({ perSecond, pilots: [] });

describe('rates', () => {
  it('are shares of the capacity, in whole requests a second', () => {
    expect(phasesAt(settings, 'full', bears(71.7))).toEqual([
      { name: 'light', perSecond: 22, share: 0.3, seconds: 24 },
      { name: 'near', perSecond: 57, share: 0.8, arrivals: 'poisson', seconds: 24 },
      { name: 'fixed', perSecond: 7, seconds: 24 },
    ]);
    expect(warmUpRate(settings, bears(71.7), 1)).toBe(18);
  });

  it('are the fixed ones where no capacity is known', () => {
    expect(phasesAt(settings, 'smoke', undefined)).toEqual([
      { name: 'light', perSecond: 20, seconds: 2 },
      { name: 'near', perSecond: 45, arrivals: 'poisson', seconds: 2 },
      { name: 'fixed', perSecond: 7, seconds: 2 },
    ]);
    expect(warmUpRate(settings, undefined, 3)).toBe(20);
  });

  it.each([
    [1, 120],
    [2, 120],
    [3, 80],
    [6, 40],
  ])(
    'of a warm-up of %i systems side by side are together at most half of what one bears',
    (systems, rate) => {
      expect(warmUpRate(settings, bears(480), systems)).toBe(rate);
      expect(systems * rate).toBeLessThanOrEqual(480 / 2);
    },
  );

  it('stay within their range, and the report says where they are at its end', () => {
    const slow = phasesAt(settings, 'full', bears(10));
    expect(slow).toMatchObject([{ perSecond: 5, bound: 'least' }, { perSecond: 8 }, { perSecond: 7 }]);
    const fast = phasesAt(settings, 'full', bears(1_000));
    expect(fast).toMatchObject([{ perSecond: 300 }, { perSecond: 400, bound: 'most' }, { perSecond: 7 }]);
    expect(boundWarnings(slow).map(({ en }) => en)).toEqual([
      'At light load there are 5 requests a second, the least that the scenario allows: more than 30 % of what this machine bears.',
    ]);
    expect(boundWarnings(fast)).toMatchObject([{ en: expect.stringContaining('less than 80 %') }]);
    expect(boundWarnings(phasesAt(settings, 'full', bears(70)))).toEqual([]);
  });

  it('make a phase last until it has its least number of requests, in the profiles that have it', () => {
    const lasting = (perSecond: number) =>
      phasesAt(settings, 'quick', bears(perSecond)).map((phase) => [phase.name, phase.seconds]);
    expect(lasting(71.7)).toEqual([
      ['light', 10],
      ['fixed', 10],
    ]);
    // 9 a second: 200 take 23 s.
    expect(lasting(30)[0]).toEqual(['light', 23]);
  });
});

it('refuses a share where nothing says how the capacity is found', () => {
  const { capacity, ...without } = settings;
  expect(loadSettingsSchema.safeParse({ ...without, capacity }).success).toBe(true);
  expect(loadSettingsSchema.safeParse(without).error?.message).toContain('a share is of a capacity');
  const { warmUpShare, ...fixed } = without;
  const phases = fixed.phases.map(({ share, ...phase }) => phase);
  expect(loadSettingsSchema.safeParse({ ...fixed, phases }).success).toBe(true);
  expect(loadSettingsSchema.safeParse({ ...fixed, phases, warmUpShare }).success).toBe(false);
});
