import type { Command } from 'commander';
import { PROJECT_ROOT } from '../host/project-root.ts';
import { type RunOnDisk, readFiles } from '../recheck/files.ts';
import { NOT_RECHECKED, type Recheck, recheck, TOLERANCE } from '../recheck/recheck.ts';
import { UsageError } from '../registry/usage-error.ts';
import { findRun } from '../results/find-run.ts';
import { onError, onOutput } from '../terminal/colours.ts';
import { counted } from '../terminal/counted.ts';
import { EXIT } from './exit-codes.ts';

/** Adds `lab recheck <run>`: a run's comparisons, computed again from its trials by other code. */
export function registerRecheck(program: Command): void {
  program
    .command('recheck')
    .description(
      "compute a run's comparisons again from its trials, by a second program with its own statistics",
    )
    .argument('<run>', 'a run id or its beginning, a folder, latest, <scenario>/latest, reference/<scenario>')
    .option('--json', 'print both sides of every comparison instead of the summary')
    .action(async (run: string, { json = false }: { json?: boolean }) => {
      process.exitCode = await recheckRun(PROJECT_ROOT, run, json);
    });
}

/**
 * Writes nothing but its words.
 *
 * @returns the exit code: 0 when all agree, 7 when something does not, 4 when there is no comparison to recheck
 * @throws {UsageError} when there is no such run
 */
async function recheckRun(root: string, given: string, json: boolean): Promise<number> {
  if (!given)
    throw new UsageError({
      en: 'A run is needed: lab recheck <run> (make recheck RUN=<run>).',
      ko: '실행을 지정해야 한다: lab recheck <run> (make recheck RUN=<run>).',
    });
  const { path, runId } = await findRun(root, given);
  const run = await readFiles(path);
  for (const why of run.unreadable) process.stderr.write(`Left out: ${why}\n`);
  const found = attempt(path, run);
  const agrees = found.disagreements.length === 0;
  process.stdout.write(
    json
      ? `${JSON.stringify({ runId, agrees, tolerance: TOLERANCE, ...found, notRechecked: NOT_RECHECKED }, undefined, 2)}\n`
      : `${render(runId, found)}\n`,
  );
  if (!agrees) {
    if (run.manifest.status === 'running')
      process.stderr.write(
        `The run has not ended: its comparison may be older than its trials. make report RUN=${given} makes it again.\n`,
      );
    return EXIT.recheckFailed;
  }
  if (found.comparisons.length > 0) return EXIT.finished;
  process.stderr.write(`${onError.red('No valid result:')} the run compares nothing\n`);
  return EXIT.noValidResult;
}

/** A file may be JSON and have another shape than a run's. */
function attempt(path: string, run: RunOnDisk): Recheck {
  try {
    return recheck(run);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new Error(`The manifest or a trial in ${path} is damaged: ${why}`);
  }
}

/** A line for each disagreement, what was recomputed, and what was not. */
function render(runId: string, found: Recheck): string {
  const { comparisons, recomputed, differing, disagreements, others, othersDiffering } = found;
  const said = (value: unknown) => (value === null ? 'nothing' : JSON.stringify(value));
  const result = (off: number) =>
    off === 0 ? onOutput.green('all agree') : onOutput.red(`${off} ${off === 1 ? 'disagrees' : 'disagree'}`);
  return [
    `${onOutput.bold(runId)}: comparison.json against the trials, to one part in ${(1 / TOLERANCE).toLocaleString('en')}`,
    ...disagreements.map(
      ({ what, file, own }) =>
        `${onOutput.red('disagrees:')} ${what}: stored ${said(file)}, recomputed ${said(own)}`,
    ),
    `${recomputed} of ${counted(comparisons.length, 'comparison')} recomputed: ${result(differing)}`,
    `${counted(others, 'other figure')} (rounds, look, medians, noise floors, percentiles of trials, times of faults): ${result(othersDiffering)}`,
    ...NOT_RECHECKED.map(({ what, why }) => onOutput.dim(`not rechecked: ${what}: ${why}`)),
  ].join('\n');
}
