// Runs every command of the workshop's pages, as a participant would, in the smoke profile:
//
//   node scripts/run-lessons.mjs [page ...]        e.g. node scripts/run-lessons.mjs latency
//
// The commands are read out of the Markdown; `scripts/workshop.test.ts` holds the Korean pages to the same ones. A command that has been
// run with the same sources is not run twice. The order is the pages', but for two things that save time. The runs of scenarios come first, some
// of them side by side, because each waits for most of its time. What pages change in the sources comes last, because the shop is compiled
// anew for each change. It is taken back, whatever happens.
// Ends with 1 when a command fails.
import { execFileSync, spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..');
const PAGES = join(ROOT, 'docs', 'workshop', 'en');
/** So many runs of scenarios go on at a time. Nobody uses their numbers. */
const AT_ONCE = Math.max(2, availableParallelism());
const COMMAND_MS = 15 * 60_000;
const END_MS = 60_000;

/** Run until somebody ends them. By make's target, what they say when they are ready. */
const UNTIL_ENDED = { monolith: /http:\/\/127\.0\.0\.1/, microservices: /http:\/\/127\.0\.0\.1/ };
/** Exit codes of the lab that say something of the machine, and nothing of the lesson. */
const MACHINE_CANNOT = 3;
const MACHINE_WAS_BUSY = 4;

const pages = readdirSync(PAGES).map((file) => basename(file, '.md'));
const wanted = process.argv.length > 2 ? process.argv.slice(2) : pages;
for (const page of wanted)
  if (!pages.includes(page)) fail(`There is no page ${page}. Pages: ${pages.join(', ')}`);

const changed = git('status', '--porcelain', '--untracked-files=no').trim();
if (changed !== '')
  fail(`Lessons change sources and take that back. Commit or stash your own changes first:\n${changed}`);

/** Patches that are applied now, in their order. */
const applied = [];
/** Commands that have been run, each with the patches of that time. */
const done = new Set();
const skipped = [];
/** What ends the commands that run now. */
const running = new Set();

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(signal, () => {
    // The command hears Ctrl-C itself only where it shares the terminal's group, and it does not.
    for (const end of running) end('SIGINT');
    takeBack();
    process.exit(130);
  });

try {
  const all = wanted.map((page) => ({ page, ...commandsOf(page) }));
  await runsFirst(all.flatMap(({ page, before }) => before.map((command) => ({ page, command }))));
  for (const { page, before } of all) for (const command of before) await runOnce(page, command);
  for (const { page, changed } of all) for (const command of changed) await runOnce(page, command);
} catch (error) {
  takeBack();
  fail(error.message);
}
takeBack();
for (const each of skipped) console.log(`WARNING: ${each}`);
console.log(`Lessons: ${wanted.length} pages, ${done.size} commands run, ${skipped.length} left out.`);

/** Every line of a page's shell blocks: those before its first change of the sources, and those from there on. */
function commandsOf(page) {
  const markdown = readFileSync(join(PAGES, `${page}.md`), 'utf8');
  const blocks = [...markdown.matchAll(/^```sh\n([\s\S]*?)^```/gm)].map(([, block]) => block);
  const all = blocks.flatMap((block) => block.split('\n').filter((line) => line.trim() !== ''));
  const changes = all.findIndex((command) => command.startsWith('git apply '));
  return changes < 0
    ? { before: all, changed: [] }
    : { before: all.slice(0, changes), changed: all.slice(changes) };
}

/** Runs of scenarios, some side by side. When one fails, the others are ended. */
async function runsFirst(commands) {
  const runs = commands.filter(({ command }) => command.startsWith('make run-scenario'));
  const left = [...new Map(runs.map((each) => [keyOf(each.command), each])).values()];
  if (left.length === 0) return;
  // None of them is to compile while another one does.
  await runOnce('all', 'make build');
  let failure;
  const lane = async () => {
    try {
      for (let next = left.shift(); next; next = left.shift()) await runOnce(next.page, next.command, true);
    } catch (error) {
      failure ??= error;
      left.length = 0;
      for (const end of running) end('SIGINT');
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, lane));
  if (failure) throw failure;
}

/** The same for a command with the same sources. */
function keyOf(command) {
  return [...applied, command.replace(' PROFILE=smoke', '')].join('\n');
}

/** @param aside whether others run beside it: what it says is told when it has ended */
async function runOnce(page, command, aside = false) {
  const key = keyOf(command);
  if (done.has(key) && !command.startsWith('git ')) return;
  console.log(`\n== ${page}: ${command}${aside ? ' (beside others)' : ''}`);
  const began = Date.now();
  let code = await run(command, aside);
  if (code === MACHINE_WAS_BUSY) {
    console.log(`WARNING: the machine was too busy for “${command}”; trying once more`);
    code = await run(command, aside);
  }
  if (code === MACHINE_CANNOT) skipped.push(`${page}: this machine cannot “${command}”`);
  else if (code !== 0) throw new Error(`${page}: “${command}” ended with ${code}`);
  done.add(key);
  console.log(`== ${aside ? `${page}: ${command} ` : ''}(${((Date.now() - began) / 1000).toFixed(0)} s)`);
  const [, takesBack, patch] = /^git apply (-R )?(\S+)$/.exec(command) ?? [];
  if (patch && takesBack) applied.splice(applied.indexOf(patch), 1);
  else if (patch) applied.push(patch);
}

/** @returns its exit code; where make has ended, that of the program which it ran */
async function run(command, aside) {
  // A process group of its own, so that everything that it starts can be ended.
  const child = spawn('sh', ['-c', command], {
    cwd: ROOT,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, PROFILE: 'smoke', LAB_SHARED_MACHINE: '1', GIT_PAGER: 'cat' },
  });
  const end = (signal) => {
    try {
      process.kill(-child.pid, signal);
    } catch {
      // It has ended.
    }
  };
  running.add(end);
  const ready = UNTIL_ENDED[/^make (\S+)/.exec(command)?.[1]];
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

function takeBack() {
  for (const patch of applied.splice(0).reverse()) git('apply', '-R', patch);
}

function git(...args) {
  return execFileSync('git', args, { cwd: ROOT, encoding: 'utf8' });
}

function fail(message) {
  console.error(message);
  process.exit(1);
}
