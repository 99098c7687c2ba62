import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { describe, expect, it } from 'vitest';

/** Every page of the project leads where it says: links, their anchors, paths in backticks, and what it has readers type. */
const REPORT = /(^|\/)report\.md$/;
const documents = execFileSync('git', ['ls-files', '*.md'], { encoding: 'utf8' })
  .split('\n')
  .filter((path) => path !== '' && existsSync(path) && !REPORT.test(path));

const makefile = readFileSync('Makefile', 'utf8');
const targets = [...makefile.matchAll(/^([a-z-]+):/gm)].map(([, target]) => target);
const variables = /^VARIABLES := (.*)$/m.exec(makefile)?.[1]?.split(' ') ?? [];
const values: Readonly<Record<string, readonly string[]>> = {
  SCENARIO: readdirSync('scenarios').filter((name) => existsSync(`scenarios/${name}/scenario.ts`)),
  PROFILE: ['smoke', 'quick', 'full'],
};

const FENCE = /^ *```.*\n([\s\S]*?)^ *```/gm;
const CODE = /`([^`\n]+)`/g;
const withoutFences = (markdown: string): string => markdown.replaceAll(FENCE, '');

/** As GitHub names a heading in an address. */
const slugOf = (heading: string): string =>
  heading
    .replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1')
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
    .trim()
    .replaceAll(' ', '-');

const anchorsIn = (markdown: string): string[] =>
  [...withoutFences(markdown).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) => slugOf(heading));

/** Links that lead nowhere. @param path of the page */
function brokenLinks(path: string, markdown: string): string[] {
  const links = [
    ...withoutFences(markdown)
      .replaceAll(CODE, '')
      .matchAll(/\]\(([^)\s]+)\)/g),
  ];
  return links
    .map(([, link = '']) => link)
    .filter((link) => {
      const [place = '', anchor] = link.split('#');
      if (/^https?:/.test(link)) return false;
      const target = place === '' ? path : normalize(join(dirname(path), place));
      if (place !== '' && !existsSync(target)) return true;
      if (anchor === undefined || !target.endsWith('.md')) return false;
      return !anchorsIn(target === path ? markdown : readFileSync(target, 'utf8')).includes(anchor);
    });
}

const FOLDERS =
  'docs|lab|scripts|scenarios|monolith|microservices|shared-domain|acceptance|benchmarks|results/reference';
const PATH = new RegExp(String.raw`^(?:${FOLDERS})/[\w./-]+$`);
/** Written by the build, so that they need not be there. */
const MADE = /\/(?:dist|node_modules)(?:\/|$)/;

/** Paths in backticks, from the project's folder, of what is not there. */
const missingPaths = (markdown: string): string[] =>
  [...withoutFences(markdown).matchAll(CODE)]
    .map(([, code = '']) => code)
    .filter((code) => PATH.test(code) && !MADE.test(code) && !existsSync(code));

/** What make would not understand. */
function wrongCommands(markdown: string): string[] {
  const lines = [...markdown.matchAll(FENCE)].flatMap(([, block = '']) => block.split('\n'));
  const code = [...withoutFences(markdown).matchAll(CODE)].map(([, text = '']) => text);
  return [...lines, ...code].filter((command) => {
    const called = [...command.matchAll(/(?:^|&& |[A-Z]+=\S+ )make ([a-z][a-z-]*)/g)];
    const set = command.startsWith('make ') ? [...command.matchAll(/\b([A-Z_]+)=/g)] : [];
    const chosen = [...command.matchAll(/\b(SCENARIO|PROFILE)=([\w-]+)/g)];
    return (
      called.some(([, target]) => !targets.includes(target)) ||
      set.some(([, name = '']) => !variables.includes(name)) ||
      chosen.some(([, name = '', value = '']) => !values[name]?.includes(value))
    );
  });
}

describe.each(documents)('%s', (path) => {
  const markdown = readFileSync(path, 'utf8');

  it('leads to what there is, and has nobody type what make does not know', () => {
    expect(brokenLinks(path, markdown)).toEqual([]);
    expect(missingPaths(markdown)).toEqual([]);
    expect(wrongCommands(markdown)).toEqual([]);
  });
});

it('finds a link, an anchor, a path and a command that are wrong, and no others', () => {
  const page = 'docs/made.md';
  const links = '[a](method.md) [b](method.md#1-load) [c](method.md#2-load) [d](no.md) [e](#own) [f](#네-줄)';
  expect(brokenLinks(page, `${links}\n\n# 네 줄\n`)).toEqual(['method.md#2-load', 'no.md', '#own']);
  expect(missingPaths('`lab/src/cli.ts` `lab/src/cli.tsx` `monolith/dist/none.js` `other/none.ts`')).toEqual([
    'lab/src/cli.tsx',
  ]);
  const commands = ['make board', 'make bord', 'make report RUNNING=a', 'make predict SCENARIO=latencies'];
  expect(wrongCommands(`\`${commands.join('` `')}\`\n\n\`\`\`sh\nmake boards\n\`\`\`\n`)).toEqual([
    ...['make boards', 'make bord', 'make report RUNNING=a', 'make predict SCENARIO=latencies'],
  ]);
});
