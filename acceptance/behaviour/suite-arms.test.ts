import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { BASES } from '@lab/lab/topologies/bases/registry';
import { choicesFor, readSpelling } from '@lab/lab/topologies/spelling';
import { describe, expect, it } from 'vitest';
import { SUITE_ARMS, TRIED_BY_ANOTHER, TRIED_ELSEWHERE, withoutServer } from '../suite-arms.ts';

/** Every value that an arm may have beyond the defaults, e.g. `cache=redis`. What differs only in how it is built serves as its base does. */
const OFFERED = new Set(
  BASES.all
    .flatMap(choicesFor)
    .filter(({ buildOnly }) => !buildOnly)
    .flatMap(({ id, alternatives }) => alternatives.map((value) => `${id}=${value.id}`)),
);

const valuesOf = (arm: string): string[] =>
  readSpelling(arm).chosen.map(({ choice, value }) => `${choice.id}=${value.id}`);

/** Values that nobody tries. */
function untried(arms: readonly string[]): string[] {
  const tried = new Set([...arms.flatMap(valuesOf), ...Object.values(TRIED_ELSEWHERE).flat()]);
  return [...OFFERED].filter((value) => !tried.has(TRIED_BY_ANOTHER[value] ?? value));
}

const ARMS = Object.values(SUITE_ARMS).map(({ arm }) => arm);

describe('the arms of the behaviour suite', () => {
  it('have every value of every choice, but for those that another test tries', () => {
    expect(untried(ARMS)).toEqual([]);
  });

  it('are missed when one of them goes', () => {
    const others = ARMS.filter((arm) => !arm.includes('replicas'));
    expect(untried(others).toSorted()).toEqual(['ranking=wasm', 'replicas=local', 'transport=grpc']);
  });

  it('keep all but their cache on a machine without its server', () => {
    const { arm } = SUITE_ARMS['microservices-two-of-each'];
    expect(valuesOf(arm)).toContain('cache=memcached');
    expect(withoutServer(arm, 'memcached')).toBe('microservices+instances=2+transport=tcp+limit=priority');
    expect(withoutServer(arm, 'redis')).toBe(arm);
  });

  it('have each base as it is', () => {
    expect(ARMS).toEqual(expect.arrayContaining([...BASES.ids]));
  });

  it.each(Object.keys(SUITE_ARMS))('are each tried by a file of their own: %s', (id) => {
    expect(readFileSync(`acceptance/test/${id}.test.ts`, 'utf8')).toContain(`suiteOf('${id}')`);
  });
});

/** A test and the modules of arms that it reads. */
function textOf(file: string): string {
  const own = readFileSync(file, 'utf8');
  if (!file.startsWith('acceptance/')) return own;
  const imported = [...own.matchAll(/from '(?:@lab\/(scenarios\/[\w/-]+)|\.\.\/([\w-]+\.ts))'/g)].map(
    ([, scenario, beside]) => (scenario ? `${scenario}.ts` : join('acceptance', beside ?? '')),
  );
  return [own, ...imported.map((path) => readFileSync(path, 'utf8'))].join('\n');
}

describe('what the suite does not try', () => {
  const elsewhere = Object.entries(TRIED_ELSEWHERE).flatMap(([file, values]) =>
    values.map((value) => [value, file] as const),
  );

  it.each(elsewhere)('%s stands in %s', (value, file) => {
    expect([...OFFERED]).toContain(value);
    expect(file).toMatch(/\.test\.ts$/);
    const [, own = ''] = value.split('=');
    const text = textOf(file);
    expect(
      [value, `'${own}'`].some((words) => text.includes(words)),
      `${file} does not name ${value}`,
    ).toBe(true);
  });

  it('is nothing that it tries', () => {
    const tried = new Set(ARMS.flatMap(valuesOf));
    const listed = [...elsewhere.map(([value]) => value), ...Object.keys(TRIED_BY_ANOTHER)];
    expect(listed.filter((value) => tried.has(value))).toEqual([]);
    expect(Object.keys(TRIED_BY_ANOTHER).filter((value) => !OFFERED.has(value))).toEqual([]);
  });
});
