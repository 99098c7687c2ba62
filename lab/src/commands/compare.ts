import { join, relative } from 'node:path';
import type { Command } from 'commander';
import { compareRuns } from '../compare/compare-runs.ts';
import { type RunComparison, runComparisonSchema } from '../compare/run-comparison.ts';
import { PROJECT_ROOT } from '../host/project-root.ts';
import type { RunFiles } from '../records/run-files.ts';
import { UsageError } from '../registry/usage-error.ts';
import { LANGUAGE_OPTION, type Language, languageOf } from '../report/language.ts';
import { renderComparisonMarkdown } from '../report/run-comparison/markdown.ts';
import { renderComparisonPage } from '../report/run-comparison/page.ts';
import { renderComparisonTerminal } from '../report/run-comparison/terminal.ts';
import { comparedRun, leftOut } from '../results/compare-again.ts';
import { findRun, newestTwo, type RunPlace } from '../results/find-run.ts';
import { readRun } from '../results/read-run.ts';
import { requireResultsFolder } from '../results/results-folder.ts';
import { writeWhole } from '../results/write-whole.ts';
import { onError, onOutput } from '../terminal/colours.ts';
import { EXIT } from './exit-codes.ts';

interface CompareFlags {
  readonly json?: boolean;
  readonly lang?: string;
}

/** Adds `lab compare <a> <b>`: what differs between two runs of one scenario. */
export function registerCompare(program: Command): void {
  program
    .command('compare')
    .description(
      'compare two runs of a scenario: another commit, machine or setting. Without names, the two newest of one scenario',
    )
    .argument(
      '[a]',
      'the run to compare with: an id or its beginning, a folder, latest, reference/<scenario>',
    )
    .argument('[b]', 'the run to be compared, given likewise')
    .option('--json', 'print compare.json instead of the summary')
    .option(...LANGUAGE_OPTION)
    .action(async (a: string | undefined, b: string | undefined, { json = false, lang }: CompareFlags) => {
      process.exitCode = await compare(PROJECT_ROOT, [a, b], json, languageOf(lang, process.env));
    });
}

/**
 * Writes `results/compare/<A>--<B>/compare.{json,md,html}` and prints what was found.
 *
 * @returns the exit code: 0 whatever differs, 4 when the runs have nothing in common that could be compared
 * @throws {UsageError} when a run is not found, or when they are of two scenarios
 */
async function compare(root: string, asked: Asked, json: boolean, language: Language): Promise<number> {
  const results = await requireResultsFolder(root, 'compare');
  const [older, newer] = await placesOf(root, asked);
  const [from, to] = await Promise.all([open(root, older, language), open(root, newer, language)]);
  const comparison = compareRuns(from, to);
  const folder = join(results, `${comparison.a.runId}--${comparison.b.runId}`);
  await write(folder, comparison, language);
  const place = relative(process.cwd(), folder) || folder;
  process.stdout.write(
    json
      ? `${JSON.stringify(comparison, undefined, 2)}\n`
      : `${renderComparisonTerminal(comparison, language)}\n\nReport: ${onOutput.bold(`${place}/compare.html`)}\n`,
  );
  if (comparison.changes.length > 0) return EXIT.finished;
  process.stderr.write(`${onError.red('No valid result:')} the runs have no valid value in common\n`);
  return EXIT.noValidResult;
}

/** The two runs, as they were named. */
type Asked = readonly [a: string | undefined, b: string | undefined];

async function placesOf(root: string, [a, b]: Asked): Promise<[RunPlace, RunPlace]> {
  if (a === undefined && b === undefined) return newestTwo(root);
  if (!a || !b)
    throw new UsageError({
      en: 'Two runs are needed, or none for the two newest of a scenario: lab compare <a> <b> (make compare A=<run> B=<run>).',
      ko: '실행 두 개를 지정하거나, 한 시나리오의 최근 두 실행을 비교하려면 아무것도 지정하지 않는다: lab compare <a> <b> (make compare A=<run> B=<run>).',
    });
  return Promise.all([findRun(root, a), findRun(root, b)]);
}

async function open(root: string, { path }: RunPlace, language: Language): Promise<RunFiles> {
  const stored = await readRun(path);
  for (const line of stored.damaged.map(leftOut(stored.manifest.runId)))
    process.stderr.write(`${line[language]}\n`);
  return comparedRun(root, stored);
}

async function write(folder: string, comparison: RunComparison, language: Language): Promise<void> {
  const json = JSON.stringify(runComparisonSchema.parse(comparison), undefined, 2);
  await writeWhole(join(folder, 'compare.json'), `${json}\n`);
  await writeWhole(join(folder, 'compare.md'), renderComparisonMarkdown(comparison, language));
  await writeWhole(join(folder, 'compare.html'), renderComparisonPage(comparison, language));
}
