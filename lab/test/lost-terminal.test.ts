import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findOnPath } from '../src/host/processes/executable.ts';
import { listProcesses } from '../src/host/processes/process-table.ts';
import { waitUntil } from '../src/host/processes/wait-until.ts';
import { PROJECT_ROOT } from '../src/host/project-root.ts';
import { untilItHasARun, untilNothingIsLeft } from './left-over.ts';
import { skipLoudly } from './skip-loudly.ts';

const STEP_MS = 90_000;
const lab = `'${process.execPath}' '${join(PROJECT_ROOT, 'lab/bin/lab.js')}'`;
const run = `${lab} run latency --profile smoke --arms monolith`;
const results = join(PROJECT_ROOT, 'results', 'latency');

let folder: string;
let begun: string | undefined;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lab-terminal-'));
  begun = undefined;
});

afterEach(async () => {
  await rm(folder, { recursive: true });
  if (begun) await rm(join(results, begun), { recursive: true, force: true });
});

const shell = (script: string) =>
  execa('sh', ['-c', script], {
    reject: false,
    cwd: PROJECT_ROOT,
    env: { CI: 'true', FORCE_COLOR: undefined },
  });

/** The run that a shell has begun, once its monolith serves: by then it has told of its progress several times. */
async function untilItServes(shell: { readonly pid?: number | undefined }) {
  const runId = await untilItHasARun('latency', shell.pid, STEP_MS);
  begun = runId;
  let owner = 0;
  const look = () => {
    const serving = listProcesses().find(
      (each) => each.runId === runId && each.command.endsWith('monolith/dist/program.js'),
    );
    owner = serving?.owner ?? 0;
    return serving !== undefined || 'none';
  };
  await waitUntil('a monolith to serve', look, { deadlineMs: STEP_MS });
  return { runId, owner };
}

describe('when nobody reads any more', () => {
  it.each(['list', '--help', 'run --help', 'list --json', 'board', 'frobnicate'])(
    'lab %s ends quietly, as it would otherwise',
    async (command) => {
      const { stderr } = await shell(
        `{ ${lab} ${command} 2>errors; echo "ended with $?" >&2; } | true`.replace(
          'errors',
          `'${join(folder, 'errors')}'`,
        ),
      );
      expect(stderr).toBe(`ended with ${command === 'frobnicate' ? 2 : 0}`);
      const errors = await readFile(join(folder, 'errors'), 'utf8');
      expect(errors).not.toMatch(/EPIPE|at .*\(node:/);
    },
  );

  it('a run goes on, and ends in order when it is asked to', async () => {
    const piped = shell(`{ ${run}; echo $? >'${join(folder, 'code')}'; } 2>&1 | head -1`);
    const { runId, owner } = await untilItServes(piped);
    process.kill(owner, 'SIGINT');
    const { stdout } = await piped;
    expect(stdout).toMatch(/^Latency: monolith/);
    expect((await readFile(join(folder, 'code'), 'utf8')).trim()).toBe('130');
    await untilNothingIsLeft(runId, 1_000);
    // Nothing had been measured yet.
    expect(await readdir(results)).not.toContain(runId);
  });
});

it('a run whose terminal is closed ends in order, and not by a crash of Node', async (context) => {
  const script = await findOnPath('script');
  skipLoudly(context, script && process.platform === 'linux' ? undefined : 'no script of util-linux on PATH');
  // The shell between them hands the hang-up on, twice, as a kernel and an interactive shell do; then it tells how the lab ended.
  const handOn = 'kill -HUP $lab; kill -HUP $lab';
  const inner = `${run} & lab=$!; trap '${handOn}' HUP; wait $lab; wait $lab; echo $? >'${join(folder, 'code')}'`;
  const terminal = execa('script', ['-qec', inner, '/dev/null'], {
    reject: false,
    cwd: PROJECT_ROOT,
    stdin: 'pipe',
    env: { SHELL: '/bin/sh' },
  });
  const { runId } = await untilItServes(terminal);
  terminal.kill('SIGKILL');
  await terminal;
  const code = () => readFile(join(folder, 'code'), 'utf8').catch(() => '');
  await waitUntil('the lab to end', async () => (await code()) !== '' || 'it is at work', {
    deadlineMs: STEP_MS,
  });
  expect((await code()).trim()).toBe('129');
  await untilNothingIsLeft(runId, 10_000);
  expect(await readdir(results)).not.toContain(runId);
});
