import { expect, it } from 'vitest';
import { wavesOf } from './restart.ts';

const named = (names: readonly string[]) => names.map((name) => ({ name, entry: `${name}/dist/main.js` }));

it('starts the shop as a whole, then its copies, no more at a time than the shop has', () => {
  const copies = Array.from({ length: 10 }, (_, index) => `orders${index + 2}`);
  const waves = wavesOf(named(['gateway', ...copies.slice(0, 5), 'orders', ...copies.slice(5)]));
  expect(waves.map((wave) => wave.map(({ name }) => name))).toEqual([
    ['gateway', 'orders'],
    copies.slice(0, 8),
    copies.slice(8),
  ]);
});

it('starts a copy alone, when it is all there is to start', () => {
  expect(wavesOf(named(['orders7']))).toHaveLength(1);
});
