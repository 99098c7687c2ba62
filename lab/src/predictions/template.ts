import { RULINGS, type RulingVerdict } from '../records/verdict.ts';
import { type Message, probably, UsageError } from '../registry/usage-error.ts';
import type { Text } from '../scenario/scenario.ts';
import { type Reading, readRatio, readVerdict } from './answers.ts';
import { type Answers, type Questions, ratioAsked } from './questions.ts';

/** The key of the line that says whose prediction it is. */
const NAME = 'name';

/**
 * Predictions as a text file: a line `<id>: <answer>` for each question, under a comment that asks it. Lines that are empty or begin
 * with `#` say nothing.
 */
export function templateOf({ scenario, claims, ratios }: Questions, language: keyof Text): string {
  const intro: Text = {
    en: `# What do you expect of ${scenario}? Answer behind the colons. What you leave empty is not predicted.
# A claim: ${RULINGS.join(', ')}. A ratio: how many times, e.g. 2.5; 0.5 is half.`,
    ko: `# ${scenario}의 결과를 예측해 보세요. 콜론 뒤에 답을 적고, 비워 둔 항목은 예측하지 않은 것으로 봅니다.
# 주장: ${RULINGS.join(', ')} 중 하나. 배율: 몇 배인지 숫자로. 예: 2.5 (0.5는 절반).`,
  };
  const asked = [
    ...claims.map(({ id, text }) => ({ id, question: text })),
    ...ratios.map((ratio) => ({ id: ratio.metric, question: ratioAsked(ratio) })),
  ];
  const lines = asked.map(({ id, question }) => `\n# ${question[language]}\n${id}:\n`);
  return `${intro[language]}\n\n${NAME}:\n${lines.join('')}`;
}

/**
 * Reads such a file.
 *
 * @param origin how the file is called in messages
 * @throws {UsageError} that lists everything that is wrong in it, by line
 */
export function parseTemplate(text: string, { claims, ratios }: Questions, origin: string): Answers {
  let name: string | undefined;
  const verdicts = new Map<string, RulingVerdict>();
  const factors = new Map<string, number>();
  const problems: Message[] = [];
  const seen = new Set<string>();
  const keys = [NAME, ...claims.map(({ id }) => id), ...ratios.map(({ metric }) => metric)];
  for (const [index, line] of text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .entries()) {
    if (/^\s*(#|$)/.test(line)) continue;
    const wrong = ({ en, ko }: Message) =>
      problems.push({ en: `  line ${index + 1}: ${en}`, ko: `  ${index + 1}번째 줄: ${ko}` });
    const keep = <T>(reading: Reading<T>, put: (value: T) => void) => {
      if ('wrong' in reading) wrong(reading.wrong);
      else if (reading.value !== undefined) put(reading.value);
    };
    const [, key, answer = ''] = /^\s*([^\s:]+)\s*:(.*)$/.exec(line) ?? [];
    if (key === undefined) wrong(noAnswer(line.trim()));
    else if (seen.has(key)) wrong(answeredTwice(key));
    else if (key === NAME) name = answer.trim() || undefined;
    else if (claims.some(({ id }) => id === key))
      keep(readVerdict(answer), (verdict) => verdicts.set(key, verdict));
    else if (ratios.some(({ metric }) => metric === key))
      keep(readRatio(answer), (factor) => factors.set(key, factor));
    else wrong(nobodyAsks(key, keys));
    if (key !== undefined) seen.add(key);
  }
  if (problems.length > 0)
    throw new UsageError({
      en: `${origin} cannot be taken as a prediction:\n${problems.map(({ en }) => en).join('\n')}`,
      ko: `${origin}: 예측으로 읽을 수 없다.\n${problems.map(({ ko }) => ko).join('\n')}`,
    });
  return { name, claims: Object.fromEntries(verdicts), ratios: Object.fromEntries(factors) };
}

const noAnswer = (line: string): Message => ({
  en: `"${line}" is no answer. Write: <id>: <answer>.`,
  ko: `"${line}": 답의 형식이 아니다. <id>: <답>으로 쓴다.`,
});

const answeredTwice = (key: string): Message => ({
  en: `${key} is answered a second time.`,
  ko: `${key}에 두 번 답했다.`,
});

function nobodyAsks(key: string, keys: readonly string[]): Message {
  const meant = probably(key, keys);
  return {
    en: `Nobody asks for "${key}". ${meant.en}Valid: ${keys.join(', ')}.`,
    ko: `질문에 없는 항목: "${key}". ${meant.ko}사용할 수 있는 값: ${keys.join(', ')}.`,
  };
}
