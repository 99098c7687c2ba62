import { LABELS } from '../report/board/state.ts';
import type { Language } from '../report/language.ts';
import { code, inline } from '../report/markdown-text.ts';
import { reasonSaid, turnInWords } from '../report/view.ts';
import type { Text } from '../scenario/scenario.ts';
import type { Answer, AnsweredBeside, AnsweredStatement, Source } from './answer.ts';
import {
  booksInWords,
  countsInWords,
  figureInProse,
  figureInWords,
  holds,
  howToMeasure,
  insightInWords,
  leading,
  mark,
  originOf,
  sourceInWords,
  unmeasured,
} from './sentences.ts';

const WORDS = {
  title: {
    en: 'Two interview questions, answered from measurements',
    ko: '측정 결과로 답하는 두 가지 면접 질문',
  },
  lead: {
    en: 'Study notes on microservices end with two questions and an answer to each. Here the answers are made from verdicts and figures of this lab. Square brackets hold intervals. A verdict holds for one shop, on one machine, at its load.',
    ko: '마이크로서비스 학습 노트는 질문 두 개와 그 답으로 끝납니다. 여기서는 그 답을 이 실습의 판정과 측정값으로 다시 씁니다. 대괄호 안은 신뢰 구간입니다. 판정은 이 상점, 이 머신, 이 부하에 대한 것입니다.',
  },
  reference: {
    en: '*(reference)* marks a figure of a committed run, made on another machine.',
    ko: '*(참조)*는 다른 머신에서 측정해 저장소에 넣어 둔 결과라는 표시입니다.',
  },
  short: { en: 'The answer', ko: '답변' },
  evidence: { en: 'What it rests on', ko: '근거' },
  unmeasured: { en: 'not measured here', ko: '여기서 측정하지 않음' },
  because: { en: 'Why', ko: '판정 근거' },
  turn: { en: 'What would turn it', ko: '판정을 바꾸는 조건' },
  beside: { en: 'Besides', ko: '그 밖에 측정한 것' },
  sources: { en: 'Runs that are cited', ko: '인용한 실행' },
  none: {
    en: 'None: there is neither a run of this machine nor a committed one. `make run-scenario` makes one.',
    ko: '없습니다. 이 머신의 실행도, 저장소에 들어 있는 실행도 없습니다. `make run-scenario`로 실행하세요.',
  },
} as const satisfies Record<string, Text>;

/** The answers as a Markdown page in one language. */
export function renderAnswers(answers: readonly Answer[], lang: Language): string {
  const sources = citedBy(answers);
  const cited = sources.map((source) => `- ${sourceInWords(source)[lang]}`).join('\n');
  return `${[
    `# ${WORDS.title[lang]}`,
    WORDS.lead[lang],
    ...(sources.some(({ origin }) => origin === 'reference') ? [WORDS.reference[lang]] : []),
    ...answers.flatMap((answer, index) => answerIn(answer, index + 1, lang)),
    `## ${WORDS.sources[lang]}`,
    cited === '' ? WORDS.none[lang] : cited,
  ].join('\n\n')}\n`;
}

function answerIn(answer: Answer, number: number, lang: Language): string[] {
  const { question, aspects } = answer;
  return [
    `## ${number}. ${inline(question.asked[lang])}`,
    // The question as it was asked.
    ...(lang === 'ko' ? [] : [`> ${inline(question.asked.ko)}`]),
    `### ${WORDS.short[lang]}`,
    inline(question.opening[lang]),
    ...aspects.map((aspect) => paragraph(aspect, lang)),
    countsInWords(answer)[lang],
    `### ${WORDS.evidence[lang]}`,
    ...aspects.flatMap(({ aspect, statements, beside }) => [
      `#### ${inline(aspect.title[lang])}`,
      ...statements.flatMap((statement) => evidenceFor(statement, lang)),
      ...besides(beside, lang),
    ]),
  ];
}

/** One side of the answer: what the notes say of it, and what was found. */
function paragraph({ aspect, statements, beside }: Answer['aspects'][number], lang: Language): string {
  const found = statements.flatMap(({ statement, finding }) =>
    finding ? [holds(statement, finding), ...leading(finding).map(figureInProse)] : [],
  );
  const [first] = beside.flatMap(({ figures }) => figures);
  const sentences = [
    aspect.intro,
    ...found,
    ...(first ? [figureInProse(first)] : []),
    ...[unmeasured(statements)].flatMap((text) => text ?? []),
  ];
  return `**${inline(aspect.title[lang])}.** ${sentences.map((text) => inline(text[lang])).join(' ')}`;
}

/** A statement with its verdict, the figures, where it and the notes disagree, and what would turn it. */
function evidenceFor(answered: AnsweredStatement, lang: Language): string[] {
  const { statement, finding } = answered;
  const named = `“${inline(statement.says[lang])}” (${code(statement.claim)})`;
  if (!finding) return [`**${WORDS.unmeasured[lang]}:** ${named}. ${howToMeasure(answered)[lang]}`];
  const { ruling, figures, insights, source } = finding;
  const items = [...figures.map(figureInWords), ...insights.map(insightInWords)].map(
    (text) => `- ${inline(text[lang])}`,
  );
  const marked = mark(answered);
  return [
    `**${LABELS[ruling.verdict][lang]}${originOf(source)[lang]}:** ${named}`,
    `${WORDS.because[lang]}: ${inline(reasonSaid(ruling)[lang])}`,
    ...(items.length === 0 ? [] : [items.join('\n')]),
    ...(marked ? [`> ${marked[lang]}`] : []),
    ...(ruling.turn ? [`${WORDS.turn[lang]}: ${inline(turnInWords(ruling.turn)[lang])}`] : []),
  ];
}

function besides(all: readonly AnsweredBeside[], lang: Language): string[] {
  const items = all.flatMap(({ beside, source, figures, insights }) => [
    ...figures.map(figureInWords),
    ...insights.map(insightInWords),
    ...(beside.books ? [booksInWords(source)].flatMap((text) => text ?? []) : []),
  ]);
  return items.length === 0
    ? []
    : [`${WORDS.beside[lang]}:`, items.map((text) => `- ${inline(text[lang])}`).join('\n')];
}

/** Every run that a verdict or a figure is of, once. */
function citedBy(answers: readonly Answer[]): Source[] {
  const evidence = answers
    .flatMap(({ aspects }) => aspects)
    .flatMap(({ statements, beside }) => [...statements.flatMap(({ finding }) => finding ?? []), ...beside]);
  const all = evidence.flatMap(({ source, figures }) => [source, ...figures.map((figure) => figure.source)]);
  return [...new Map(all.map((source) => [source.run.link, source])).values()];
}
