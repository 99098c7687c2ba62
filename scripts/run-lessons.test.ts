import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

const isAlive = (pid: number) => {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
};

/** The runner of lessons, in a project made for it: its answers are known. */
let project: string;

const git = (...args: string[]) => execFileSync('git', args, { cwd: project, encoding: 'utf8' });
const write = (path: string, text: string) => writeFileSync(join(project, path), text);
const lesson = (page: string, ...commands: string[]) =>
  write(`docs/workshop/en/${page}.md`, `# A page\n\n\`\`\`sh\n${commands.join('\n')}\n\`\`\`\n`);
function commit() {
  git('add', '-A');
  git('-c', 'user.name=x', '-c', 'user.email=x@example.org', 'commit', '-q', '-m', 'lessons');
}
/** Runs the lessons of the project as it is now. */
function runLessons(...pages: string[]) {
  commit();
  const options = { encoding: 'utf8', timeout: 60_000 } as const;
  const { status, stdout, stderr } = spawnSync(
    'node',
    [join(project, 'scripts/run-lessons.mjs'), ...pages],
    options,
  );
  return { status, said: stdout + stderr, ran: readRan() };
}
const readRan = () => readFileSync(join(project, 'ran'), 'utf8').trim().split('\n');

// Each target notes that it ran, with the source's text and the profile, wherever it runs. The server does nothing until it is ended, and not
// for ever.
const makefile = () => `NOTE = echo $@ $$(cat source) $$PROFILE $(ARMS) >> ${join(project, 'ran')}
build:
\t@echo built >> ${join(project, 'built')}
good after run-scenario: build
good after:
\t@$(NOTE)
# Ends when another one has begun, too.
run-scenario:
\t@$(NOTE); touch begun-$(SCENARIO); i=0; until [ $$(ls begun-* | wc -l) -ge 2 ]; do i=$$((i + 1)); [ $$i -lt 100 ] || exit 6; sleep 0.1; done; $(ENDS)
predict:
\t@echo $@ $$(grep : $(FROM)) >> ${join(project, 'ran')}
fails:
\t@$(NOTE); exit 5
cannot:
\t@$(NOTE); exit 3
busy-once:
\t@$(NOTE); [ -e tried ] || { touch tried; exit 4; }
monolith:
\t@$(NOTE); echo 'open http://127.0.0.1:1'; exec sleep 100
`;

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'run-lessons-'));
  for (const folder of ['docs/workshop/en', 'scripts']) mkdirSync(join(project, folder), { recursive: true });
  for (const script of ['run-lessons.mjs', 'page-commands.mjs', 'project-copies.mjs'])
    cpSync(`scripts/${script}`, join(project, 'scripts', script));
  write('Makefile', makefile());
  write('.gitignore', 'ran\nbuilt\ntried\nbegun-*\n.lab/\ndist/\nnode_modules\n');
  write('ran', '');
  write('source', 'new\n');
  git('init', '-q');
  git('add', 'source');
  write('source', 'old\n');
  write('change.patch', git('diff', '-R'));
});

afterEach(() => rmSync(project, { recursive: true }));

it('runs what pages say, in the smoke profile, and the same with the same sources only once', () => {
  lesson(
    'one',
    'make good',
    'git apply change.patch',
    'make good',
    'git apply -R change.patch',
    'make after',
  );
  lesson('two', 'make good PROFILE=smoke', 'make monolith');
  const { status, said, ran } = runLessons();
  // Pages in their order, and beside them what a page does from its change on.
  const [inProject, inCopy] = [
    ['good old smoke', 'monolith old smoke'],
    ['good new smoke', 'after old smoke'],
  ];
  expect(ran.filter((line) => inProject.includes(line))).toEqual(inProject);
  expect(ran.filter((line) => !inProject.includes(line))).toEqual(inCopy);
  expect(said.match(/^== one: make good \(\d+ s\)$/gm)).toHaveLength(2);
  expect(status).toBe(0);
});

it('does not look whether something is to be compiled again and again', () => {
  lesson(
    'one',
    'make run-scenario SCENARIO=a ENDS=true',
    'make run-scenario SCENARIO=b ENDS=true',
    'make good',
  );
  const built = () => readFileSync(join(project, 'built'), 'utf8');
  const { status, said, ran } = runLessons();
  expect(status, said).toBe(0);
  expect(ran).toHaveLength(3);
  expect(built()).toBe('built\n');
  lesson('one', 'git apply change.patch', 'make good');
  expect(runLessons('one').status).toBe(0);
  // What is changed is compiled.
  expect(built()).toBe('built\nbuilt\n');
});

it('runs scenarios first, side by side, and each once', () => {
  lesson('one', 'make good', 'make run-scenario SCENARIO=a');
  lesson('two', 'make run-scenario SCENARIO=b', 'make run-scenario SCENARIO=a PROFILE=smoke');
  const { status, said, ran } = runLessons();
  expect(ran).toEqual(['run-scenario old smoke', 'run-scenario old smoke', 'good old smoke']);
  expect(said).toMatch(/^== two: make run-scenario SCENARIO=b \(\d+ s\)$/m);
  expect(status).toBe(0);
});

it('runs what stands in sentences, too: predictions, answered, before all runs, and runs with other arms', () => {
  mkdirSync(join(project, 'lab/bin'), { recursive: true });
  const template = ['name:', '# A claim', 'made.claim:', '# A ratio', 'read.p50:'];
  write('lab/bin/lab.js', `console.log(${JSON.stringify(template.join('\n'))});`);
  lesson('one', 'make run-scenario SCENARIO=one');
  const predicts = 'Say first what you expect: `make predict SCENARIO=one`. `make fails` is not for you.';
  write('docs/workshop/en/two.md', `${predicts} Then lay two arms side by side: \`ARMS='a,b'\`.\n`);
  const { status, said, ran } = runLessons();
  const [predicted, ...runs] = ran;
  expect(predicted, said).toBe('predict name: made.claim: supported read.p50:');
  expect(runs.toSorted()).toEqual(['run-scenario old smoke', 'run-scenario old smoke a,b']);
  expect(said).toMatch(/^== two: make run-scenario SCENARIO=two ARMS='a,b' \(\d+ s\)$/m);
  expect(status).toBe(0);
});

it('ends the other run when one fails, and says which', () => {
  lesson(
    'one',
    'make run-scenario SCENARIO=a ENDS=false',
    'make run-scenario SCENARIO=b ENDS="exec sleep 100"',
  );
  const { status, said } = runLessons();
  expect(said).toContain('one: “make run-scenario SCENARIO=a ENDS=false” ended with 1');
  expect(status).toBe(1);
});

it('fails with a command that fails, and leaves no change and no copy', () => {
  lesson('one', 'git apply change.patch', 'make fails', 'make good');
  const { status, said, ran } = runLessons();
  expect({ status, ran }).toEqual({ status: 1, ran: ['fails new smoke'] });
  expect(said).toContain('one: “make fails” ended with 5');
  expect(git('status', '--porcelain')).toBe('');
  expect(readdirSync(join(project, '.lab'))).toEqual([]);
});

it('changes copies, in which all is as it was installed and compiled, and the same for the next page', () => {
  mkdirSync(join(project, 'node_modules/tool'), { recursive: true });
  write('node_modules/tool/index.js', '');
  symlinkSync('../scripts', join(project, 'node_modules/own'));
  mkdirSync(join(project, 'dist'));
  write('dist/built', '');
  const old = new Date('2026-01-01T00:00:00Z');
  for (const path of ['source', 'dist/built']) utimesSync(join(project, path), old, old);
  const paths = 'source dist/built node_modules/tool/index.js node_modules/own/run-lessons.mjs';
  // Its own files are as old as the project's, those of packages are the same files.
  const tell = 'const { mtimeMs, nlink } = fs.statSync(path); console.log(path, mtimeMs / 1000, nlink);';
  const look = `node -e 'for (const path of process.argv.slice(1)) { ${tell} }' ${paths}; pwd`;
  const changed = (page: string) =>
    lesson(page, 'git apply change.patch', 'make good', 'git apply -R change.patch', 'make after', look);
  // One more than are changed at once: a copy is used again.
  const pages = Array.from({ length: availableParallelism() + 3 }, (_, index) => `page-${index}`);
  for (const page of pages) changed(page);
  const { status, said, ran } = runLessons();
  expect(status, said).toBe(0);
  expect(ran.toSorted()).toEqual([
    ...pages.map(() => 'after old smoke'),
    ...pages.map(() => 'good new smoke'),
  ]);
  const seconds = old.getTime() / 1_000;
  expect(said).toContain(`dist/built ${seconds} 1\n`);
  expect(said).toMatch(/^node_modules\/tool\/index\.js [\d.]+ (?!1$)\d+$/m);
  expect(said).toMatch(/^node_modules\/own\/run-lessons\.mjs [\d.]+ 1$/m);
  const where = new Set(said.match(/^.*\.lab\/lessons-.*$/gm));
  expect(where.size).toBeGreaterThan(0);
  expect(where.size).toBeLessThan(pages.length);
  expect(readdirSync(join(project, '.lab'))).toEqual([]);
});

it('ends what runs on Ctrl-C, and leaves no copy', async () => {
  const told = join(project, 'dist', 'pid');
  mkdirSync(dirname(told));
  lesson(
    'one',
    'git apply change.patch',
    `echo $$ > ${told}.unfinished; mv ${told}.unfinished ${told}; exec sleep 100`,
  );
  commit();
  const runner = spawn('node', [join(project, 'scripts/run-lessons.mjs')], { stdio: 'ignore' });
  await expect.poll(() => existsSync(told), { timeout: 30_000 }).toBe(true);
  expect(readdirSync(join(project, '.lab'))).toHaveLength(1);
  runner.kill('SIGINT');
  expect(await once(runner, 'exit')).toEqual([130, null]);
  expect(readdirSync(join(project, '.lab'))).toEqual([]);
  const pid = Number(readFileSync(told, 'utf8'));
  expect(pid).toBeGreaterThan(0);
  await expect.poll(() => isAlive(pid), { timeout: 10_000 }).toBe(false);
});

it('leaves out, loudly, what the machine cannot do, and tries again where it was busy', () => {
  lesson('one', 'make cannot', 'make busy-once');
  const { status, said, ran } = runLessons();
  expect(ran.map((line) => line.split(' ')[0])).toEqual(['cannot', 'busy-once', 'busy-once']);
  expect(said).toContain('WARNING: one: this machine cannot “make cannot”');
  expect(status).toBe(0);
});

it('refuses a tree with changes of its user, and a page that there is not', () => {
  lesson('one', 'make good');
  expect(runLessons('three').said).toContain('There is no page three. Pages: one');
  write('source', 'mine\n');
  const { status, stderr } = spawnSync('node', [join(project, 'scripts/run-lessons.mjs')], {
    encoding: 'utf8',
  });
  expect({ status, ran: readRan() }).toEqual({ status: 1, ran: [''] });
  expect(stderr).toContain('Commit or stash your own changes first');
  expect(readFileSync(join(project, 'source'), 'utf8')).toBe('mine\n');
});
