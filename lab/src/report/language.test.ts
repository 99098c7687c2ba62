import { expect, it } from 'vitest';
import { languageAskedFor, languageOf } from './language.ts';

it('is the one asked for, or that of the environment, or English', () => {
  expect(languageOf('ko', { LANG: 'en_US.UTF-8' })).toBe('ko');
  expect(languageOf('', { LANG: 'ko' })).toBe('ko');
  expect(languageOf(undefined, { LANG: 'ko_KR.UTF-8' })).toBe('ko');
  expect(languageOf(undefined, { LC_ALL: 'en_US.UTF-8', LANG: 'ko' })).toBe('en');
  expect(languageOf(undefined, { LC_ALL: 'C.UTF-8', LANG: 'ko' })).toBe('ko');
  expect(languageOf(undefined, { LANG: 'fr_FR.UTF-8' })).toBe('en');
  expect(languageOf(undefined, {})).toBe('en');
});

it('is refused where there is no such language', () => {
  expect(() => languageOf('fr', {})).toThrow('Valid: en, ko');
});

it('of a command line that went wrong is the one that it names, or that of the environment', () => {
  const asked = (...args: string[]) => languageAskedFor(['node', 'lab', 'run', ...args], { LANG: 'ko' });
  expect(asked('--lang', 'en')).toBe('en');
  expect(asked('--lang=en', 'nonsense')).toBe('en');
  expect(asked('nonsense')).toBe('ko');
  expect(asked('--lang', 'fr')).toBe('ko');
  expect(asked('--lang')).toBe('ko');
});
