import { expect, it } from 'vitest';
import { facts, hitsIn } from './facts.ts';

const fault = (id: string, window: object | null, hit: number) => ({
  ...{ id, window },
  endpoints: {
    browse: { started: 10, failed: hit, slow: 0, hit: false },
    buy: { started: 5, failed: 0, slow: hit, hit: false },
  },
});
const trial = (arm: string, ...faults: object[]) => ({ arm, details: { faults } });

it('counts requests of all rounds, of the endpoints that count, and of faults that bit', () => {
  const trials = [
    trial('one', fault('crash', {}, 2), fault('block', {}, 5)),
    trial('one', fault('crash', {}, 1), fault('block', null, 5)),
    trial('other', fault('crash', {}, 4)),
    { arm: 'one', details: null },
  ];
  const evidence = { facts: facts(trials as unknown as Parameters<typeof facts>[0]) };
  const at = { arm: 'one', fault: 'crash' };
  expect(hitsIn(evidence, at, () => true)).toEqual({ started: 30, hit: 6 });
  expect(hitsIn(evidence, at, (endpoint) => endpoint === 'browse')).toEqual({ started: 20, hit: 3 });
  expect(hitsIn(evidence, { arm: 'one', fault: 'block' }, () => true)).toEqual({ started: 15, hit: 10 });
  expect(hitsIn({ facts: undefined }, at, () => true)).toEqual({ started: 0, hit: 0 });
});
