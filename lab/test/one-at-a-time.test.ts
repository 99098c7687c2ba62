import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { execa } from 'execa';
import { expect, test } from 'vitest';
import { waitUntil } from '../src/host/processes/wait-until.ts';
import { PROJECT_ROOT } from '../src/host/project-root.ts';
import { reserveMachine } from '../src/run/one-at-a-time.ts';
import { untilNothingIsLeft } from './left-over.ts';
import { skipLoudly } from './skip-loudly.ts';

const STEP_MS = 60_000;

/** As a user runs it: the tests' environment lets labs measure side by side. */
const start = (program: string, ...args: string[]) =>
  execa(process.execPath, [join(PROJECT_ROOT, program), ...args], {
    reject: false,
    cwd: PROJECT_ROOT,
    env: { CI: 'true', FORCE_COLOR: undefined, LAB_SHARED_MACHINE: undefined },
  });
const run = () => start('lab/bin/lab.js', 'run', 'latency', '--profile', 'smoke', '--arms', 'monolith');
const whoMeasures = (): Promise<string> =>
  reserveMachine({ what: 'a test', folder: PROJECT_ROOT }, { shared: false }).then(
    (reservation) => {
      reservation.release();
      return '';
    },
    (error: Error) => error.message,
  );

test('a second measurement is refused while the first lives, and not after it was killed', async (context) => {
  const other = await whoMeasures();
  skipLoudly(context, other === '' ? undefined : `this machine is in use: ${other}`);
  const first = run();
  let runId = '';
  try {
    await waitUntil(
      'the first to have begun its run',
      async () => {
        const told = await whoMeasures();
        runId = /run (\S+), in/.exec(told)?.[1] ?? '';
        return runId !== '' || told || 'nobody measures';
      },
      { deadlineMs: STEP_MS },
    );
    const folder = join(PROJECT_ROOT, 'results', 'latency', runId);
    const seconds = [
      run(),
      start('lab/bin/lab.js', 'calibrate', '--driver', 'embedded'),
      start('benchmarks/dist/main.js'),
    ];
    for (const { exitCode, stderr } of await Promise.all(seconds)) {
      expect(exitCode, stderr).toBe(2);
      expect(stderr).toContain(`process ${first.pid}, run ${runId}, in ${folder}.`);
    }
  } finally {
    first.kill('SIGKILL');
    await first;
  }
  expect(await whoMeasures()).toBe('');
  await untilNothingIsLeft(runId, STEP_MS);
  await rm(join(PROJECT_ROOT, 'results', 'latency', runId), { recursive: true });
});
