import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { AppliedChange } from './changes.ts';
import { type CodeBase, TOOL_MS, tool } from './code-base.ts';
import { runMetered } from './metered-command.ts';
import type { Fail, MeasuredStep, StepSetting } from './step.ts';
import type { Task } from './task.ts';
import { readSearchMs, SEARCH_REPORTER_FILE } from './tool-outputs.ts';

const reportSchema = z.object({
  numTotalTests: z.number().int(),
  testResults: z.array(z.object({ name: z.string() })),
});

/**
 * Runs the tests that a change concerns: those whose modules lead, import by import, to the edited one (`vitest related`). All of
 * them after a first build. Where nothing was edited the tool is asked all the same, as a developer's command would.
 */
export async function test(
  { root }: CodeBase,
  { change, edited, marker }: AppliedChange,
  task: Task,
  { runId, cpus, guardian, signal, scratch }: StepSetting,
  fail: Fail,
): Promise<MeasuredStep> {
  const report = join(scratch, 'tests.json');
  const which = change === 'clean' ? ['run'] : ['related', '--run', edited ?? NOBODYS];
  const args = [
    ...which,
    '--dir',
    task.tests,
    '--reporter=default',
    '--reporter=json',
    `--reporter=./${SEARCH_REPORTER_FILE}`,
    `--outputFile.json=${report}`,
  ];
  const lenient = edited === undefined && change !== 'clean' ? ['--passWithNoTests'] : [];
  const command = tool(root, 'vitest/vitest.mjs', [...args, ...lenient]);
  const setting = { runId, cpus, guardian, signal, deadlineMs: TOOL_MS };
  await rm(report, { force: true });
  const { exitCode, output, wallMs, cpuSeconds } = await runMetered({
    name: 'vitest',
    ...command,
    ...setting,
  });
  if (exitCode !== 0) fail(`vitest ended with exit code ${exitCode}\n${endOf(output)}`);
  const { numTotalTests, testResults } = await readReport(report);
  if (numTotalTests === 0 && (edited !== undefined || change === 'clean')) fail('no test was run');
  if (marker !== undefined && !output.includes(marker)) fail('no test has run the changed code');
  if (numTotalTests > 0 && change === 'no-op')
    fail(`nothing was changed, and ${numTotalTests} tests were run`);
  const lookingMs =
    readSearchMs(output) ?? fail(`vitest did not tell how long it searched\n${endOf(output)}`);
  const counts = { testsRun: numTotalTests, testFiles: testResults.length };
  const measured = { step: 'test', wallMs, cpuSeconds, ...counts } as const;
  // A tool that runs all tests does not search for them.
  return change === 'clean' ? measured : { ...measured, lookingMs };
}

const MOST_LINES = 40;

/** Its summary, which names the tests that failed. */
const endOf = (output: string): string => output.trimEnd().split('\n').slice(-MOST_LINES).join('\n');

/** Without a test to run, vitest writes no report. */
async function readReport(path: string): Promise<z.infer<typeof reportSchema>> {
  const text = await readFile(path, 'utf8').catch(() => undefined);
  return text === undefined ? { numTotalTests: 0, testResults: [] } : reportSchema.parse(JSON.parse(text));
}

/** A file that no module imports. */
const NOBODYS = 'package.json';
