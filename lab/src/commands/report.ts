import { join, relative } from 'node:path';
import type { Command } from 'commander';
import { PROJECT_ROOT } from '../host/project-root.ts';
import type { RunFiles } from '../records/run-files.ts';
import { UsageError } from '../registry/usage-error.ts';
import { LANGUAGE_OPTION, type Language, languageOf } from '../report/language.ts';
import { renderReports } from '../report/render-reports.ts';
import { renderTerminal } from '../report/terminal.ts';
import { comparedRun, decideAgain, leftOut } from '../results/compare-again.ts';
import { findRun } from '../results/find-run.ts';
import { readRun } from '../results/read-run.ts';
import { writeWhole } from '../results/write-whole.ts';
import { lockRun } from '../run/run-lock.ts';
import { onError, onOutput } from '../terminal/colours.ts';
import { EXIT } from './exit-codes.ts';

/** Adds `lab report <run>`: the reports of a run, made again from its files. */
export function registerReport(program: Command): void {
  program
    .command('report')
    .description("make a run's reports again from its files, also those of a run that was killed")
    .argument('<run>', 'a run id or its beginning, a folder, latest, <scenario>/latest, reference/<scenario>')
    .option('--recompare', 'also compare its trials again, by the rules and claims of today')
    .option(...LANGUAGE_OPTION)
    .action(async (run: string, { recompare = false, lang }: { recompare?: boolean; lang?: string }) => {
      process.exitCode = await report(PROJECT_ROOT, run, recompare, languageOf(lang, process.env));
    });
}

/**
 * @returns the exit code: 4 when no round of the run is complete; its reports say so
 * @throws {UsageError} when there is no such run, or a lab is at work on it
 */
async function report(root: string, given: string, recompare: boolean, language: Language): Promise<number> {
  if (!given)
    throw new UsageError({
      en: 'A run is needed: lab report <run> (make report RUN=<run>).',
      ko: '실행을 지정해야 한다: lab report <run> (make report RUN=<run>).',
    });
  const { path } = await findRun(root, given);
  const release = await lockRun(path);
  try {
    const stored = await readRun(path);
    for (const line of stored.damaged.map(leftOut(stored.manifest.runId))) say(line[language]);
    const files = recompare ? await decideAgain(root, stored) : await comparedRun(root, stored);
    await write(path, files, files.comparison !== stored.comparison, language);
    const place = relative(process.cwd(), path) || path;
    process.stdout.write(
      `${renderTerminal(files, language)}\n\nReport: ${onOutput.bold(`${place}/report.html`)}\nAgain:  ${files.manifest.command}\n`,
    );
    if (files.comparison.valid) return EXIT.finished;
    say(`${onError.red('No valid result:')} in no round does every arm have a valid trial`);
    return EXIT.noValidResult;
  } finally {
    await release();
  }
}

const say = (line: string): boolean => process.stderr.write(`${line}\n`);

async function write(path: string, files: RunFiles, compared: boolean, language: Language): Promise<void> {
  const { markdown, html } = renderReports(files, language);
  if (compared)
    await writeWhole(join(path, 'comparison.json'), `${JSON.stringify(files.comparison, undefined, 2)}\n`);
  await writeWhole(join(path, 'report.md'), markdown);
  await writeWhole(join(path, 'report.html'), html);
}
