import { expect, test } from 'vitest';
import { Registry } from './registry.ts';
import { UsageError } from './usage-error.ts';

const [tea, coffee] = [{ id: 'tea' }, { id: 'coffee' }];

test('finds what it was made with and what was added, in that order', () => {
  const drinks = new Registry('drink', [tea]);
  drinks.add(coffee);
  expect(drinks.all).toEqual([tea, coffee]);
  expect(drinks.ids).toEqual(['tea', 'coffee']);
  expect(drinks.get('coffee')).toBe(coffee);
  expect(drinks.find('water')).toBeUndefined();
});

test('refuses an unknown id with those that are valid', () => {
  const drinks = new Registry('drink', [tea, coffee]);
  expect(() => drinks.get('water')).toThrow(UsageError);
  expect(() => drinks.get('water')).toThrow('There is no drink "water". Valid: tea, coffee.');
});

test.each([
  ['a letter is missing', 'cofee', 'There is no drink "cofee". Did you mean "coffee"? Valid: tea, coffee.'],
  ['a letter is wrong', 'tee', 'There is no drink "tee". Did you mean "tea"? Valid: tea, coffee.'],
  ['all of it is wrong', 'water', 'There is no drink "water". Valid: tea, coffee.'],
  ['nothing is given', '', 'There is no drink "". Valid: tea, coffee.'],
])('says which id was probably meant when %s', (_case, given, message) => {
  expect(() => new Registry('drink', [tea, coffee]).get(given)).toThrow(message);
});

test('refuses two of one id', () => {
  expect(() => new Registry('drink', [tea, { id: 'tea' }])).toThrow('two drinks with the id "tea"');
});
