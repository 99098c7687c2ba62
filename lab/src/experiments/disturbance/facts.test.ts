import { expect, it } from 'vitest';
import { endpointsIn, facts, hitsByRound, hitsIn, looksIn } from './facts.ts';

const fault = (id: string, window: object | null, hit: number) => ({
  ...{ id, window, seconds: 4 },
  // Two requests in each quarter of a second.
  timeline: Array.from({ length: 16 }, (_, step) => ({ ms: 250 * step, started: 2 })),
  endpoints: {
    browse: { started: 10, failed: hit, slow: 0, hit: false },
    buy: { started: 5, failed: 0, slow: hit, hit: false },
  },
});
const trial = (arm: string, round: number, ...faults: object[]) => ({ arm, round, details: { faults } });

it('counts requests of all rounds, of the endpoints that count, and of faults that bit', () => {
  const trials = [
    trial('one', 1, fault('crash', {}, 2), fault('block', {}, 5)),
    trial('one', 2, fault('crash', {}, 1), fault('block', null, 5)),
    trial('other', 1, fault('crash', {}, 4)),
    { arm: 'one', round: 3, details: null },
  ];
  const evidence = { facts: facts(trials as unknown as Parameters<typeof facts>[0]) };
  const at = { arm: 'one', fault: 'crash' };
  expect(hitsIn(evidence, at, () => true)).toEqual({ started: 30, hit: 6 });
  expect(hitsIn(evidence, at, (endpoint) => endpoint === 'browse')).toEqual({ started: 20, hit: 3 });
  expect(hitsIn(evidence, { arm: 'one', fault: 'block' }, () => true)).toEqual({ started: 15, hit: 10 });
  expect(hitsByRound(evidence, at, (endpoint) => endpoint === 'buy')).toEqual([
    // Fifteen of the 32 requests of four seconds.
    { started: 5, hit: 2, seconds: 1.875 },
    { started: 5, hit: 1, seconds: 1.875 },
  ]);
  expect(endpointsIn(evidence, at)).toEqual(['browse', 'buy']);
  expect(hitsIn({ facts: undefined }, at, () => true)).toEqual({ started: 0, hit: 0 });
});

it('tells no time where the trial does not tell its load', () => {
  const untold = trial('one', 1, { ...fault('crash', {}, 2), timeline: [] });
  const evidence = { facts: facts([untold] as unknown as Parameters<typeof facts>[0]) };
  expect(hitsByRound(evidence, { arm: 'one', fault: 'crash' }, () => true)).toEqual([
    { started: 15, hit: 4, seconds: null },
  ]);
});

it('tells what each system held after a fault, and before the first one', () => {
  const answer = (id: string, result: string) => ({ id, result, detail: '' });
  const looked = {
    ...trial('one', 1, { ...fault('crash', {}, 2), openSagas: 1, checks: [answer('money', 'fail')] }),
  };
  const calm = { checks: [answer('money', 'pass')], openSagas: 0 };
  const trials = [
    { ...looked, details: { ...looked.details, calm } },
    trial('other', 1, fault('block', null, 1)),
  ];
  const evidence = { facts: facts(trials as unknown as Parameters<typeof facts>[0]) };
  expect(looksIn(evidence, 'one')).toEqual([
    { arm: 'one', round: 1, after: 'calm', checks: { money: 'pass' }, openSagas: 0 },
    { arm: 'one', round: 1, after: 'crash', checks: { money: 'fail' }, openSagas: 1 },
  ]);
  expect(looksIn(evidence, 'other')).toEqual([]);
  expect(hitsIn(evidence, { arm: 'one', fault: 'crash' }, () => true)).toEqual({ started: 15, hit: 4 });
});
