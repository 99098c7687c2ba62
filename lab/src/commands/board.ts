import { join, relative } from 'node:path';
import type { Command } from 'commander';
import { PROJECT_ROOT } from '../host/project-root.ts';
import { renderBoard } from '../report/board/page.ts';
import { readBoard } from '../report/board/read-board.ts';
import { LANGUAGE_OPTION, languageOf } from '../report/language.ts';
import { requireResultsFolder } from '../results/results-folder.ts';
import { writeWhole } from '../results/write-whole.ts';
import { allScenarios } from '../scenario/find-scenarios.ts';
import { onError, onOutput } from '../terminal/colours.ts';

/** Adds `lab board`: writes `results/index.html`, every claim with its latest verdict. */
export function registerBoard(program: Command): void {
  program
    .command('board')
    .description("write results/index.html: every scenario's latest verdicts, and every claim")
    .option(...LANGUAGE_OPTION)
    .action(async ({ lang }: { lang?: string }) => {
      const language = languageOf(lang, process.env);
      const results = await requireResultsFolder(PROJECT_ROOT);
      const board = await readBoard(PROJECT_ROOT, await allScenarios(PROJECT_ROOT));
      const path = join(results, 'index.html');
      await writeWhole(path, renderBoard(board, language));
      for (const each of board.unreadable) process.stderr.write(`${onError.yellow('left out:')} ${each}\n`);
      const claims = board.entries.reduce((sum, { claims }) => sum + claims.length, 0);
      process.stdout.write(
        `Every claim (${claims}) and its latest verdict: ${onOutput.bold(relative(process.cwd(), path))}\n`,
      );
    });
}
