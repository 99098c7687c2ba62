import { expect, test } from 'vitest';
import { Registry } from './registry.ts';
import { UsageError } from './usage-error.ts';

const [tea, coffee] = [{ id: 'tea' }, { id: 'coffee' }];
const DRINK = { en: 'drink', ko: '음료' };

test('finds what it was made with and what was added, in that order', () => {
  const drinks = new Registry(DRINK, [tea]);
  drinks.add(coffee);
  expect(drinks.all).toEqual([tea, coffee]);
  expect(drinks.ids).toEqual(['tea', 'coffee']);
  expect(drinks.get('coffee')).toBe(coffee);
  expect(drinks.find('water')).toBeUndefined();
});

test('refuses an unknown id with those that are valid', () => {
  const drinks = new Registry(DRINK, [tea, coffee]);
  expect(() => drinks.get('water')).toThrow(UsageError);
  expect(() => drinks.get('water')).toThrow('There is no drink "water". Valid: tea, coffee.');
});

test.each([
  ['a letter is missing', 'cofee', 'There is no drink "cofee". Did you mean "coffee"? Valid: tea, coffee.'],
  ['a letter is wrong', 'tee', 'There is no drink "tee". Did you mean "tea"? Valid: tea, coffee.'],
  ['all of it is wrong', 'water', 'There is no drink "water". Valid: tea, coffee.'],
  ['nothing is given', '', 'There is no drink "". Valid: tea, coffee.'],
])('says which id was probably meant when %s', (_case, given, message) => {
  expect(() => new Registry(DRINK, [tea, coffee]).get(given)).toThrow(message);
});

test('says it in Korean too', () => {
  const said = (given: string) => {
    try {
      return new Registry(DRINK, [tea, coffee]).get(given).id;
    } catch (error) {
      return error instanceof UsageError && error.said.ko;
    }
  };
  expect(said('water')).toBe('없는 음료: "water". 사용할 수 있는 값: tea, coffee.');
  expect(said('cofee')).toBe('없는 음료: "cofee". 혹시 "coffee"? 사용할 수 있는 값: tea, coffee.');
});

test('refuses two of one id', () => {
  expect(() => new Registry(DRINK, [tea, { id: 'tea' }])).toThrow('two drinks with the id "tea"');
});
