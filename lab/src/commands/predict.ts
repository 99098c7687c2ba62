import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import { PROJECT_ROOT } from '../host/project-root.ts';
import { askAll } from '../predictions/ask.ts';
import { keptInWords, NOTHING_KEPT } from '../predictions/kept-words.ts';
import { type Answers, predictionOf, type Questions, questionsOf } from '../predictions/questions.ts';
import { parseTemplate, templateOf } from '../predictions/template.ts';
import { UsageError } from '../registry/usage-error.ts';
import { LANGUAGE_OPTION, type Language, languageOf } from '../report/language.ts';
import { keepWaiting } from '../results/waiting-prediction.ts';
import { findScenario } from '../scenario/find-scenarios.ts';
import { onOutput } from '../terminal/colours.ts';
import { EXIT } from './exit-codes.ts';
import { DEFAULT_SCENARIO } from './run-flags.ts';

interface PredictFlags {
  readonly from?: string;
  readonly template?: boolean;
  readonly name?: string;
  readonly lang?: string;
}

/** Adds `lab predict <scenario>`: what somebody expects is written down before a run, and kept for it. */
export function registerPredict(program: Command): void {
  program
    .command('predict')
    .description(
      "write down what you expect of a scenario's next run: its report shows that beside what was measured",
    )
    .argument('[scenario]', `see \`lab list\` (default: ${DEFAULT_SCENARIO})`)
    .option('--from <file>', 'read the answers from a file, as --template prints it, and ask nothing')
    .option('--template', 'print such a file, with empty answers')
    .option('--name <who>', 'whose prediction it is, as reports are to show it (default: nobody is named)')
    .option(LANGUAGE_OPTION[0], 'language of the questions, en | ko (default: by LANG)')
    .action(async (scenario: string | undefined, flags: PredictFlags) => {
      process.exitCode = await predict(PROJECT_ROOT, scenario || DEFAULT_SCENARIO, flags);
    });
}

/**
 * Keeps a prediction in `results/predictions/<scenario>.json`, for the scenario's next run.
 *
 * @returns the exit code: 130 when the questions were broken off; nothing is kept then
 * @throws {UsageError} when there is no such scenario, nobody can be asked, or the file cannot be taken; an earlier prediction stays
 */
async function predict(root: string, id: string, flags: PredictFlags): Promise<number> {
  const { scenario } = await findScenario(root, id);
  const questions = questionsOf(scenario);
  const language = languageOf(flags.lang, process.env);
  if (flags.template) {
    process.stdout.write(templateOf(questions, language));
    return EXIT.finished;
  }
  const answers = flags.from
    ? parseTemplate(await readGiven(flags.from), questions, flags.from)
    : await askHere(questions, language, flags.name);
  if (!answers) {
    process.stderr.write(`\n${NOTHING_KEPT[language]}\n`);
    return EXIT.interrupted;
  }
  const prediction = predictionOf(questions, { ...answers, name: flags.name ?? answers.name }, new Date());
  const [verdicts, ratios] = [Object.keys(prediction.claims).length, prediction.ratios.length];
  if (verdicts + ratios === 0)
    throw new UsageError({
      en: 'Nothing is predicted, so nothing is kept.',
      ko: '예측한 것이 없어 보관하지 않는다.',
    });
  const { path, replaced } = await keepWaiting(root, prediction);
  const lines = keptInWords({
    ...{ scenario: id, verdicts, ratios, replaced, path: relative(process.cwd(), path) },
    command: onOutput.bold(`make run-scenario SCENARIO=${id}`),
  });
  process.stdout.write(`${lines.map((line) => line[language]).join('\n')}\n`);
  return EXIT.finished;
}

async function readGiven(path: string): Promise<string> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError({
      en: `${path} cannot be read (${code}). Name a file with answers: npx lab predict <scenario> --template prints an empty one.`,
      ko: `${path} 파일을 읽을 수 없다(${code}). 답을 적은 파일을 지정한다. npx lab predict <scenario> --template을 실행하면 빈 양식이 나온다.`,
    });
  }
}

/** @returns undefined when the questions were broken off, by Ctrl-C or Ctrl-D */
async function askHere(
  questions: Questions,
  language: Language,
  name: string | undefined,
): Promise<Answers | undefined> {
  const { scenario } = questions;
  if (!process.stdin.isTTY || !process.stdout.isTTY)
    throw new UsageError({
      en: `Questions need a terminal, and this is none. Answer them in a file: npx lab predict ${scenario} --template > prediction.txt; then make predict SCENARIO=${scenario} FROM=prediction.txt.`,
      ko: `질문에 답하려면 터미널이 필요하다. 파일에 답할 수도 있다: npx lab predict ${scenario} --template > prediction.txt, 그다음 make predict SCENARIO=${scenario} FROM=prediction.txt.`,
    });
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  const brokenOff = new AbortController();
  lines.once('SIGINT', () => lines.close());
  lines.once('close', () => brokenOff.abort());
  try {
    return await askAll(questions, { language, name }, (prompt) => {
      // The line editor knows the last line alone.
      const last = prompt.lastIndexOf('\n') + 1;
      process.stdout.write(prompt.slice(0, last));
      return lines.question(prompt.slice(last), { signal: brokenOff.signal });
    });
  } catch (error) {
    if (brokenOff.signal.aborted) return undefined;
    throw error;
  } finally {
    lines.close();
  }
}
