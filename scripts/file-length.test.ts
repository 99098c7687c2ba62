import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { expect, it } from 'vitest';

/** Lines. A file that needs more has two topics. */
const MOST = 250;

/** Files of these kinds, as they are committed or about to be. */
const files = (...patterns: string[]): string[] => {
  const listed = ['ls-files', '-z', '--cached', '--others', '--exclude-standard', '--', ...patterns];
  return execFileSync('git', listed, { encoding: 'utf8' })
    .split('\0')
    .filter((path) => path !== '' && existsSync(path));
};
const linesOf = (text: string): number => text.split('\n').length - 1;

const tooLong = (texts: Iterable<readonly [string, string]>): string[] =>
  [...texts].flatMap(([path, text]) => (linesOf(text) > MOST ? [`${path}: ${linesOf(text)} lines`] : []));

it(`no source has more than ${MOST} lines`, () => {
  const sources = files('*.ts', '*.js', '*.mjs', '*.cjs').filter((path) => !path.endsWith('.test.ts'));
  expect(sources.length).toBeGreaterThan(500);
  expect(tooLong(sources.map((path) => [path, readFileSync(path, 'utf8')] as const))).toEqual([]);
});

it('a source that has one more is named', () => {
  const [whole, more] = [MOST, MOST + 1].map((lines) => 'x\n'.repeat(lines)) as [string, string];
  expect(tooLong([['whole.ts', whole]])).toEqual([]);
  expect(tooLong([['more.ts', more]])).toEqual([`more.ts: ${MOST + 1} lines`]);
});
