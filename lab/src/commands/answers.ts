import { join, relative } from 'node:path';
import type { Command } from 'commander';
import { answersTo, ORIGINS, type Origin } from '../answers/answer.ts';
import { renderAnswers } from '../answers/page.ts';
import { QUESTIONS } from '../answers/questions.ts';
import { countsInWords } from '../answers/sentences.ts';
import { PROJECT_ROOT } from '../host/project-root.ts';
import { notOneOf } from '../registry/usage-error.ts';
import { readBoard } from '../report/board/read-board.ts';
import { LANGUAGES, type Language } from '../report/language.ts';
import { requireResultsFolder } from '../results/results-folder.ts';
import { writeWhole } from '../results/write-whole.ts';
import { allScenarios } from '../scenario/find-scenarios.ts';
import type { Text } from '../scenario/scenario.ts';
import { onError, onOutput } from '../terminal/colours.ts';

interface AnswersFlags {
  readonly lang?: string;
  readonly from?: string;
}

/** Adds `lab answers`: writes `results/answers.en.md` and `results/answers.ko.md`. */
export function registerAnswers(program: Command): void {
  program
    .command('answers')
    .description('answer the two interview questions of the notes from the verdicts measured on this machine')
    .option('--lang <language>', `${LANGUAGES.join(' | ')} (default: both)`)
    .option(
      '--from <origin>',
      `${ORIGINS.join(' | ')}: own cites committed runs where this machine has none, reference cites them alone (default: own)`,
    )
    .action(({ lang, from = 'own' }: AnswersFlags) =>
      answer(
        PROJECT_ROOT,
        lang === undefined ? LANGUAGES : [oneOf({ en: 'language', ko: '언어' }, lang, LANGUAGES)],
        oneOf({ en: 'origin', ko: '출처' }, from, ORIGINS),
      ),
    );
}

/** @throws {UsageError} that lists the valid ones */
function oneOf<T extends string>(what: Text, given: string, valid: readonly T[]): T {
  const found = valid.find((each) => each === given);
  if (found === undefined) throw notOneOf(what, given, valid);
  return found;
}

async function answer(root: string, languages: readonly Language[], origin: Origin): Promise<void> {
  const results = await requireResultsFolder(root);
  const { entries, unreadable } = await readBoard(root, await allScenarios(root));
  for (const each of unreadable) process.stderr.write(`${onError.yellow('left out:')} ${each}\n`);
  const answers = answersTo(QUESTIONS, entries, origin);
  for (const lang of languages) {
    const path = join(results, `answers.${lang}.md`);
    await writeWhole(path, renderAnswers(answers, lang));
    for (const each of answers)
      process.stdout.write(
        `${each.question.asked[lang]}\n  ${countsInWords(each)[lang].replaceAll('`', '')}\n`,
      );
    process.stdout.write(`${onOutput.bold(relative(process.cwd(), path))}\n`);
  }
}
