import { access, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { PROJECT_ROOT } from '../src/host/project-root.ts';
import { labCommands } from './lab-commands.ts';

const lab = labCommands();

describe('lab board', () => {
  const index = join(PROJECT_ROOT, 'results', 'index.html');
  const exists = () =>
    access(index).then(
      () => true,
      () => false,
    );

  it('writes every claim of every scenario to results/index.html', async () => {
    const before = await exists();
    const { exitCode, stdout } = await lab('board');
    expect(exitCode).toBe(0);
    expect(stdout).toContain('results/index.html');
    const page = await readFile(index, 'utf8');
    if (!before) await rm(index);
    expect(page).toContain('msa.slow-calls');
    expect(page).toContain('mono.direct-calls');
  });
});

describe('lab answers', () => {
  const paths = ['en', 'ko'].map((lang) => join(PROJECT_ROOT, 'results', `answers.${lang}.md`));
  const textOf = (path: string) => readFile(path, 'utf8').catch(() => undefined);

  it('answers from the committed runs in both languages, and cites every claim of every scenario', async () => {
    const before = await Promise.all(paths.map(textOf));
    const { exitCode, stdout, stderr } = await lab('answers', '--from', 'reference');
    const pages = await Promise.all(paths.map(textOf));
    await Promise.all(
      paths.map((path, index) => {
        const text = before[index];
        return text === undefined ? rm(path, { force: true }) : writeFile(path, text);
      }),
    );
    // Tests beside this one have runs of kinds of their own there.
    const said = stderr
      .split('\n')
      .filter((line) => !line.startsWith('left out: ') || !line.includes('"toss"'));
    expect({ exitCode, said: said.join('') }).toEqual({ exitCode: 0, said: '' });
    expect(stdout).toMatch(/results\/answers\.en\.md[\s\S]*results\/answers\.ko\.md/);
    const { scenarios } = JSON.parse((await lab('list', '--json')).stdout) as {
      scenarios: readonly { claims: readonly { id: string }[] }[];
    };
    const claims = scenarios.flatMap((scenario) => scenario.claims.map(({ id }) => id));
    const [english = '', korean = ''] = pages;
    for (const page of [english, korean]) {
      expect(claims.filter((id) => !page.includes(`(\`${id}\`)`))).toEqual([]);
      expect(page).not.toMatch(/undefined|NaN|\[object/);
    }
    // Every figure of these pages is of another machine, and says so.
    const figures = english.split('\n').filter((line) => /^- .* → /.test(line));
    expect(figures.length).toBeGreaterThan(10);
    expect(figures.filter((line) => !line.endsWith('(reference)'))).toEqual([]);
    expect(korean).toMatch(
      /^- 가벼운 부하에서 주문하기\(p50\): [\d.]+ ms → [\d.]+ ms, [\d.]+배 .*\(참조\)$/m,
    );
  });
});
