import { expect, it } from 'vitest';
import { spread } from './spread.ts';

const isCapital = (letter: string) => letter === letter.toUpperCase();

it.each([
  ['abcdefABC', 'AabBcdCef'],
  ['aAbBcdef', 'AabBcdef'],
  ['ABCab', 'AabBC'],
  ['abc', 'abc'],
  ['', ''],
])('spreads the rare of %j among the others, and loses none', (letters, expected) => {
  expect(spread([...letters], isCapital, 2).join('')).toBe(expected);
});
