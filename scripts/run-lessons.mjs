// Runs every command of the workshop's pages, as a participant would, in the smoke profile:
//
//   node scripts/run-lessons.mjs [page ...]        e.g. node scripts/run-lessons.mjs latency
//
// The commands are read out of the Markdown; `scripts/workshop.test.ts` holds the Korean pages to the same ones. A command that has been
// run is not run twice. The order is the pages', but for what saves time: predictions come first, and then the runs of scenarios that take them,
// some of them side by side, because each waits for most of its time. What pages do from their first change of the sources on comes last, page
// beside page, in copies of the project. What else they say goes on beside those, in the project itself.
// Ends with 1 when a command fails.
import { execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { commandsOf } from './page-commands.mjs';
import { copiesOf } from './project-copies.mjs';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const PAGES = join(ROOT, 'docs', 'workshop', 'en');
/** So many go on at a time: each waits for a good part of its time, and nobody uses the numbers of their runs. */
const AT_ONCE = availableParallelism() + 2;
const COMMAND_MS = 15 * 60_000;
const END_MS = 60_000;
/** Scenarios whose runs take by far the longest, because they compile. They begin first, so that the others fill the time beside them. */
const LONGEST = /\bSCENARIO=(?:build-time|first-run)\b/;

/** Run until somebody ends them. By make's target, what they say when they are ready. */
const UNTIL_ENDED = { monolith: /http:\/\/127\.0\.0\.1/, microservices: /http:\/\/127\.0\.0\.1/ };
/** The environment without what a make tells the makes that it starts: participants type their commands in a terminal. */
const { MAKEFLAGS: _flags, MFLAGS: _more, MAKELEVEL: _level, ...OF_A_TERMINAL } = process.env;
/** Exit codes of the lab that say something of the machine, and nothing of the lesson. */
const MACHINE_CANNOT = 3;
const MACHINE_WAS_BUSY = 4;

const pages = readdirSync(PAGES).map((file) => basename(file, '.md'));
const wanted = process.argv.length > 2 ? process.argv.slice(2) : pages;
for (const page of wanted)
  if (!pages.includes(page)) fail(`There is no page ${page}. Pages: ${pages.join(', ')}`);

const status = ['-C', ROOT, 'status', '--porcelain', '--untracked-files=no'];
const mine = execFileSync('git', status, { encoding: 'utf8' }).trim();
if (mine !== '')
  fail(`Lessons change the sources as they were committed. Commit or stash your own changes first:\n${mine}`);

/** Commands that have been run before any change. */
const done = new Set();
const skipped = [];
let count = 0;
/** Whether the project has been compiled. Nobody changes it from then on, so no command has to look whether it is. */
let built = false;
/** What ends the commands that run now. */
const running = new Set();
/** Shops that are started have the same port. */
let lastShop = Promise.resolve();
let copies;
/** Answers to what predictions ask. */
const answers = mkdtempSync(join(tmpdir(), 'lessons-answers-'));
process.on('exit', () => rmSync(answers, { recursive: true, force: true }));

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(signal, () => {
    // A command hears Ctrl-C itself only where it shares the terminal's group, and it does not.
    for (const end of running) end('SIGINT');
    copies?.remove();
    process.exit(130);
  });

try {
  const all = wanted.map((page) => ({
    page,
    ...commandsOf(page, readFileSync(join(PAGES, `${page}.md`), 'utf8')),
  }));
  const before = all.flatMap((each) => each.before.map((command) => ({ page: each.page, command })));
  const firstOf = (target) => {
    const first = new Map();
    for (const each of before)
      if (each.command.startsWith(target) && !first.has(keyOf(each.command)))
        first.set(keyOf(each.command), each);
    const isLongest = ({ command }) => Number(LONGEST.test(command));
    return [...first.values()]
      .toSorted((one, other) => isLongest(other) - isLongest(one))
      .map((each) => () => runOnce(each.page, each.command, true));
  };
  const [predictions, runs] = [firstOf('make predict'), firstOf('make run-scenario')];
  // None of them is to compile while another one does.
  if (predictions.length + runs.length > 0) {
    await runOnce('all', 'make build');
    built = true;
  }
  await sideBySide(predictions);
  await sideBySide(runs);
  const changes = changesOf(all.filter(({ changed }) => changed.length > 0));
  const rest = async (isOver) => {
    for (const { page, command } of before) if (!isOver()) await runOnce(page, command, changes.length > 0);
  };
  await sideBySide([rest, ...changes]);
} catch (error) {
  copies?.remove();
  fail(error.message);
}
copies?.remove();
for (const each of skipped) console.log(`WARNING: ${each}`);
console.log(`Lessons: ${wanted.length} pages, ${count} commands run, ${skipped.length} left out.`);

/** A prediction's questions need a terminal, and this is none: a file answers the first one. @returns the command that reads it */
function answered(command) {
  const [, scenario] = /SCENARIO=(\S+)/.exec(command);
  const template = ['lab/bin/lab.js', 'predict', scenario, '--template'];
  const asked = execFileSync('node', template, { cwd: ROOT, encoding: 'utf8', timeout: END_MS });
  const file = join(answers, `${scenario}.txt`);
  writeFileSync(file, asked.replace(/^([\w-]+\.[\w.-]+):$/m, '$1: supported'));
  return `${command} FROM=${file}`;
}

/**
 * Each page's changes in a copy, as tasks. A copy is as the project is again when a page has ended, and serves the next. All copies are made
 * at once: later the project's own results may change meanwhile.
 */
function changesOf(pages) {
  if (pages.length === 0) return [];
  copies = copiesOf(ROOT);
  const free = Array.from({ length: Math.min(AT_ONCE, pages.length) }, () => copies.make());
  return pages.map(({ page, changed }) => async (isOver) => {
    const copy = free.pop();
    for (const command of changed) if (!isOver()) await carryOut(page, command, { aside: true, cwd: copy });
    free.push(copy);
  });
}

/** Does tasks, some at a time. When one fails, the others are ended, and each is told when it asks. */
async function sideBySide(tasks) {
  const left = [...tasks];
  let failure;
  const isOver = () => failure !== undefined;
  const lane = async () => {
    try {
      for (let next = left.shift(); next; next = left.shift()) await next(isOver);
    } catch (error) {
      failure ??= error;
      left.length = 0;
      for (const end of running) end('SIGINT');
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  if (failure) throw failure;
}

/** The same for commands that do the same. */
function keyOf(command) {
  return command.replace(' PROFILE=smoke', '');
}

async function runOnce(page, command, aside = false) {
  if (done.has(keyOf(command))) return;
  await carryOut(page, command, { aside, cwd: ROOT });
  done.add(keyOf(command));
}

/** @param where `aside` says whether others run beside it: what it says is told when it has ended */
async function carryOut(page, command, where) {
  const { aside } = where;
  console.log(`\n== ${page}: ${command}${aside ? ' (beside others)' : ''}`);
  const began = Date.now();
  let code = await run(command, where);
  if (code === MACHINE_WAS_BUSY) {
    console.log(`WARNING: the machine was too busy for “${command}”; trying once more`);
    code = await run(command, where);
  }
  if (code === MACHINE_CANNOT) skipped.push(`${page}: this machine cannot “${command}”`);
  else if (code !== 0) throw new Error(`${page}: “${command}” ended with ${code}`);
  count += 1;
  const took = `${((Date.now() - began) / 1000).toFixed(0)} s`;
  console.log(`== ${aside ? `${page}: ${command} ` : ''}(${took})`);
}

/** @returns its exit code; where make has ended, that of the program which it ran */
async function run(command, where) {
  const [, target] = /^make (\S+)/.exec(command) ?? [];
  if (target === 'predict') return start(answered(command), where);
  const ready = UNTIL_ENDED[target];
  if (!ready) return start(command, where);
  const shop = lastShop.then(() => start(command, where, ready));
  lastShop = shop.catch(() => undefined);
  return shop;
}

/** @param ready what it says when it may be ended; without, it ends by itself */
async function start(command, { aside, cwd }, ready) {
  // A process group of its own, so that everything that it starts can be ended.
  const child = spawn('sh', ['-c', cwd === ROOT && built ? withoutBuilding(command) : command], {
    cwd,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...OF_A_TERMINAL, PROFILE: 'smoke', LAB_SHARED_MACHINE: '1', GIT_PAGER: 'cat' },
  });
  const end = (signal) => {
    try {
      process.kill(-child.pid, signal);
    } catch {
      // It has ended.
    }
  };
  running.add(end);
  let said = '';
  let isReady = false;
  let isLate = false;
  let timer = setTimeout(() => {
    isLate = true;
    endInTime();
  }, COMMAND_MS);
  const endInTime = () => {
    end('SIGINT');
    clearTimeout(timer);
    timer = setTimeout(end, END_MS, 'SIGKILL');
  };
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      if (!aside) process.stdout.write(chunk);
      said = (said + chunk).slice(-20_000);
      if (isReady || !ready?.test(said)) return;
      isReady = true;
      endInTime();
    });
  const code = await new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (own, signal) => resolve(own ?? signal));
  });
  clearTimeout(timer);
  running.delete(end);
  if (aside) process.stdout.write(said);
  if (isLate) throw new Error(`“${command}” took more than ${COMMAND_MS / 60_000} minutes`);
  if (isReady) return 0;
  const [, inner] = /^make(?:\[\d+\])?: \*\*\* .* Error (\d+)$/m.exec(said) ?? [];
  return code === 2 && inner ? Number(inner) : code;
}

/** What was typed, but that make does not look whether something is to be compiled: that takes longer than most commands. */
function withoutBuilding(command) {
  return command.replace(/^make /, 'make -o build ');
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
