import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { bundle, programsOf, tagOfCode } from './bundle.mjs';

let root: string;

beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'bundle-test-')));
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

/** What a program is made of, in its `dist`. */
const FILES = ['program.js', 'program.body.js', `program.${await tagOfCode()}.code`];

/** Before and after everything that is bundled here. */
const [EARLIER, LATER] = [-3_600_000, 3_600_000].map((ms) => new Date(Date.now() + ms)) as [Date, Date];

function write(path: string, text: string): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), text);
  utimesSync(join(root, path), EARLIER, EARLIER);
}

const runs = (path: string, ...args: string[]): string =>
  execFileSync(process.execPath, [path, ...args], {
    encoding: 'utf8',
    env: { DATA_DIR: join(root, 'data'), LOG_LEVEL: 'silent' },
  });

it('bundles a program that is older than what it is made of, and no other', async () => {
  const shared = `import '../../../shared/dist/words.js';`;
  for (const name of ['orders', 'chassis']) {
    write(`microservices/${name}/tsconfig.json`, JSON.stringify({ references: [{ path: '../../shared' }] }));
    write(`microservices/${name}/dist/.tsbuildinfo`, '{}');
  }
  write('microservices/orders/dist/main.js', shared);
  write('monolith/tsconfig.json', '{}');
  write('monolith/dist/.tsbuildinfo', '{}');
  write('monolith/dist/main.js', `console.log('monolith');`);
  write('shared/tsconfig.json', '{}');
  write('shared/dist/.tsbuildinfo', '{}');
  write('shared/dist/words.js', `console.log('first');`);

  expect(await bundle(root)).toEqual(['monolith', 'microservices/orders']);
  expect(runs(join(root, 'microservices/orders/dist/program.js'))).toBe('first\n');
  expect(await bundle(root)).toEqual([]);

  // Compiled while it was bundled.
  const { mtime } = statSync(join(root, 'microservices/orders/dist/program.js'));
  utimesSync(join(root, 'shared/dist/.tsbuildinfo'), mtime, mtime);
  expect(await bundle(root)).toEqual(['microservices/orders']);

  write('shared/dist/words.js', `console.log('second');`);
  utimesSync(join(root, 'shared/dist/.tsbuildinfo'), LATER, LATER);
  expect(await bundle(root)).toEqual(['microservices/orders']);
  expect(runs(join(root, 'microservices/orders/dist/program.js'))).toBe('second\n');
});

it('bundles the programs that it is asked for, and refuses a folder without one', async () => {
  for (const folder of ['monolith', 'microservices/orders']) {
    write(`${folder}/tsconfig.json`, '{}');
    write(`${folder}/dist/.tsbuildinfo`, '{}');
    write(`${folder}/dist/main.js`, `console.log('${folder}');`);
  }
  expect(await bundle(root, ['microservices/orders'])).toEqual(['microservices/orders']);
  await expect(bundle(root, ['microservices/orders', 'microservices/tea'])).rejects.toThrow(
    'no compiled program is in microservices/tea',
  );
  expect(await bundle(root)).toEqual(['monolith']);
});

it('leaves the old program alone when it cannot make the new one, and tries again', async () => {
  write('monolith/tsconfig.json', '{}');
  write('monolith/dist/.tsbuildinfo', '{}');
  write('monolith/dist/main.js', `console.log('old');`);
  mkdirSync(join(root, 'microservices/gone/dist'), { recursive: true });
  write('microservices/gone/dist/main.js', 'what another branch has left');
  await bundle(root);
  write('monolith/dist/main.js', 'not JavaScript');
  utimesSync(join(root, 'monolith/dist/.tsbuildinfo'), LATER, LATER);
  for (let each = 0; each < 2; each += 1) await expect(bundle(root)).rejects.toThrow();
  expect(runs(join(root, 'monolith/dist/program.js'))).toBe('old\n');
});

it('refuses a module of ours that imports what is not there', async () => {
  write('monolith/tsconfig.json', '{}');
  write('monolith/dist/.tsbuildinfo', '{}');
  write('monolith/dist/main.js', `import 'no-such-package';`);
  mkdirSync(join(root, 'microservices'));
  await expect(bundle(root)).rejects.toThrow(/no-such-package/);
});

it('keeps what V8 has compiled, for this Node.js, and runs without it', async () => {
  write('monolith/tsconfig.json', '{}');
  write('monolith/dist/.tsbuildinfo', '{}');
  mkdirSync(join(root, 'microservices'));
  // Long enough to be compiled only when it is called, and of characters of one byte and of more.
  write(
    'monolith/dist/main.js',
    `function greet() { return '안녕, Zoë — ${'x'.repeat(2_000)}'; }\nconsole.log(greet());`,
  );
  await bundle(root);
  const [program, body, code] = FILES.map((file) => join(root, 'monolith/dist', file)) as [
    string,
    string,
    string,
  ];
  const answer = `안녕, Zoë — ${'x'.repeat(2_000)}\n`;
  expect(runs(program)).toBe(answer);
  expect(readFileSync(body, 'utf8')).toMatch(/^[\0-\x7f]*$/);
  // In a process like those of the shop: this one may have flags that V8 minds.
  const accepted = `!new vm.Script(fs.readFileSync(${JSON.stringify(body)}, 'latin1'), { cachedData: fs.readFileSync(${JSON.stringify(code)}) }).cachedDataRejected`;
  expect(runs('-p', accepted)).toBe('true\n');

  writeFileSync(code, 'of a disk that was full');
  expect(runs(program)).toBe(answer);
  expect(await bundle(root)).toEqual([]);
  rmSync(code);
  expect(runs(program)).toBe(answer);
  expect(await bundle(root)).toEqual(['monolith']);
  expect(existsSync(code)).toBe(true);
});

it('leaves no code of an earlier program, nor of another Node.js', async () => {
  write('monolith/tsconfig.json', '{}');
  write('monolith/dist/.tsbuildinfo', '{}');
  mkdirSync(join(root, 'microservices'));
  write('monolith/dist/main.js', `console.log('one');`);
  await bundle(root);
  // V8 takes code for that of any source of the same length.
  write('monolith/dist/program.1.code', 'of another Node.js');
  write('monolith/dist/main.js', `console.log('two');`);
  utimesSync(join(root, 'monolith/dist/.tsbuildinfo'), LATER, LATER);
  await bundle(root);
  expect(runs(join(root, 'monolith/dist/program.js'))).toBe('two\n');
  expect(existsSync(join(root, 'monolith/dist/program.1.code'))).toBe(false);
});

it('fails when a program cannot be loaded', async () => {
  write('monolith/tsconfig.json', '{}');
  write('monolith/dist/.tsbuildinfo', '{}');
  mkdirSync(join(root, 'microservices'));
  write('monolith/dist/main.js', `throw new Error('of the program');`);
  for (let each = 0; each < 2; each += 1) await expect(bundle(root)).rejects.toThrow('of the program');
});

it('gives the lab programs that need no package but sqlite3', () => {
  const project = dirname(import.meta.dirname);
  const programs = programsOf(project);
  expect(programs).toEqual(
    expect.arrayContaining(['monolith', 'microservices/gateway', 'microservices/orders']),
  );
  mkdirSync(join(root, 'node_modules'));
  write('package.json', '{ "type": "module" }');
  symlinkSync(join(project, 'node_modules/sqlite3'), join(root, 'node_modules/sqlite3'));
  for (const folder of programs) {
    for (const file of FILES) copyFileSync(join(project, folder, 'dist', file), join(root, file));
    runs(join(root, 'program.js'), 'seed');
    expect(existsSync(join(root, 'data', `${basename(folder)}.sqlite`)), folder).toBe(true);
  }
});
