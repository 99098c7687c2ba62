import type { RulingVerdict } from '../records/verdict.ts';
import { code, inline } from '../report/markdown-text.ts';
import { inPercent } from '../report/view.ts';
import type { Text } from '../scenario/scenario.ts';
import type { Answer, AnsweredStatement, Figure, Finding, Insight, Source } from './answer.ts';
import { effectOf, VERDICT_WORDS } from './figure.ts';
import type { Statement } from './question.ts';

/** What a verdict says of a statement. */
const HOLDS: Readonly<Record<RulingVerdict, Text>> = {
  supported: { en: 'It holds here.', ko: '여기서는 맞았습니다.' },
  refuted: { en: 'It does not hold here.', ko: '여기서는 맞지 않았습니다.' },
  mixed: { en: 'It holds here only in part.', ko: '여기서는 일부만 맞았습니다.' },
  inconclusive: { en: 'Here that stays open.', ko: '여기서는 결론이 나지 않았습니다.' },
};

export function holds({ says }: Statement, { ruling }: Finding): Text {
  const { en, ko } = HOLDS[ruling.verdict];
  return { en: `The notes say that ${says.en}. ${en}`, ko: `노트의 주장: “${says.ko}”. ${ko}` };
}

/** What a reader of the notes should not miss; undefined where the measurement agrees with them. */
export function mark({ finding, scenario }: AnsweredStatement): Text | undefined {
  if (!finding || finding.ruling.verdict === 'supported') return undefined;
  if (finding.ruling.verdict === 'refuted')
    return {
      en: '**Contradicts the notes.** They assert it. Measured here, it is not so.',
      ko: '**노트와 모순됩니다.** 노트는 이렇게 단언하지만, 여기서 측정한 결과는 그렇지 않습니다.',
    };
  if (finding.ruling.verdict === 'mixed')
    return {
      en: '**Contradicts the notes in part.** They assert it without exception. Measured here, some of it is so and some is not.',
      ko: '**노트와 일부 모순됩니다.** 노트는 예외 없이 단언하지만, 여기서는 일부만 그렇고 나머지는 그렇지 않습니다.',
    };
  if (!finding.ruling.open)
    return {
      en: `**Left open.** The run did not measure what decides it, so more of its rounds would not help. A run of today may: \`make run-scenario SCENARIO=${scenario}\`.`,
      ko: `**결론 없음.** 판정에 필요한 것을 이 실행이 측정하지 않아 라운드를 늘려도 소용없습니다. 지금 실행하면 나올 수 있습니다: \`make run-scenario SCENARIO=${scenario}\``,
    };
  return finding.source.run.comparison.profile === 'full'
    ? {
        en: '**Left open.** The rounds do not settle it. More of them may, or a quieter machine.',
        ko: '**결론 없음.** 이만큼의 라운드로는 결론이 나지 않았습니다. 라운드를 늘리거나 더 조용한 머신에서 실행하면 나올 수 있습니다.',
      }
    : {
        en: `**Left open.** The rounds do not settle it. A longer run may: \`make run-scenario SCENARIO=${scenario} PROFILE=full\`.`,
        ko: `**결론 없음.** 이만큼의 라운드로는 결론이 나지 않았습니다. 더 길게 실행하면 나올 수 있습니다: \`make run-scenario SCENARIO=${scenario} PROFILE=full\``,
      };
}

/** Marks what is of another machine than the reader's. */
export const originOf = ({ origin }: Pick<Source, 'origin'>): Text =>
  origin === 'reference' ? { en: ' (reference)', ko: ' (참조)' } : { en: '', ko: '' };

/** A figure as an item of a list. */
export function figureInWords(figure: Figure): Text {
  const { of, from, to } = figure;
  const effect = withVerdict(figure);
  const told = (lang: keyof Text) =>
    `${of[lang]}: ${from.median[lang]} → ${to.median[lang]}, ${effect[lang]}`;
  return { en: told('en'), ko: told('ko') };
}

export function insightInWords({ text, source }: Insight): Text {
  const origin = originOf(source);
  return { en: `${text.en}${origin.en}`, ko: `${text.ko}${origin.ko}` };
}

/** A figure as a sentence. Arms besides the two that the notes speak of are called as their run calls them. */
export function figureInProse(figure: Figure): Text {
  const { from, to } = figure;
  const { en, ko } = figure.of;
  const effect = withVerdict(figure);
  const isOfTheNotes = from.topology === 'monolith' && to.topology === 'microservices';
  const [first, second]: [Text, Text] = isOfTheNotes
    ? [
        { en: `${from.median.en} in the monolith`, ko: `모놀리스 ${from.median.ko}` },
        { en: `${to.median.en} with microservices`, ko: `마이크로서비스 ${to.median.ko}` },
      ]
    : [named(from), named(to)];
  return {
    en: `${en.charAt(0).toUpperCase()}${en.slice(1)}: ${first.en}, ${second.en}, ${effect.en}.`,
    ko: `${ko}: ${first.ko}, ${second.ko}, ${effect.ko}.`,
  };
}

const named = ({ topology, median }: Figure['from']): Text => ({
  en: `${median.en} with ${topology}`,
  ko: `${topology} ${median.ko}`,
});

/** What the values of a figure come to, whether that is settled, and whose run says so. */
function withVerdict(figure: Figure): Text {
  const [effect, verdict] = [effectOf(figure), VERDICT_WORDS[figure.comparison.verdict]];
  const origin = originOf(figure.source);
  const told = (lang: keyof Text) => `${effect[lang]}${verdict ? `, ${verdict[lang]}` : ''}${origin[lang]}`;
  return { en: told('en'), ko: told('ko') };
}

/** The figures that the short answer has: the first, and where the verdict is divided the first that goes another way. */
export function leading({ ruling, figures }: Finding): Figure[] {
  const [first, ...others] = figures;
  if (!first) return [];
  const other = others.find(({ comparison }) => comparison.verdict !== first.comparison.verdict);
  return ruling.verdict === 'mixed' && other ? [first, other] : [first];
}

/** What nobody has measured yet, in a sentence; undefined where there is nothing. */
export function unmeasured(statements: readonly AnsweredStatement[]): Text | undefined {
  const says = statements.filter(({ finding }) => !finding).map(({ statement }) => statement.says);
  if (says.length === 0) return undefined;
  return {
    en: `Not measured here: ${says.map(({ en }) => `whether ${en}`).join('; ')}.`,
    ko: `여기서 측정하지 않은 주장: ${says.map(({ ko }) => `“${ko}”`).join(', ')}.`,
  };
}

/** How many statements came to what, and where the notes and the measurement disagree. */
export function countsInWords({ aspects }: Answer): Text {
  const all = aspects.flatMap(({ statements }) => statements);
  const having = (...verdicts: RulingVerdict[]) =>
    all.filter(({ finding }) => finding && verdicts.includes(finding.ruling.verdict));
  const [open, against] = [having('inconclusive'), having('refuted', 'mixed')];
  const measured = all.filter(({ finding }) => finding);
  const ids = (some: readonly AnsweredStatement[]) =>
    some.length === 0 ? '' : ` (${some.map(({ statement }) => `\`${statement.claim}\``).join(', ')})`;
  return {
    en: `Statements of the notes: ${all.length}. Measured: ${measured.length}. Agreed: ${having('supported').length}. Contradicted, at least in part: ${against.length}${ids(against)}. Left open: ${open.length}${ids(open)}.`,
    ko: `노트의 주장 ${all.length}개 중 측정한 것 ${measured.length}개, 맞은 것 ${having('supported').length}개, 전부 또는 일부 모순된 것 ${against.length}개${ids(against)}, 결론이 없는 것 ${open.length}개${ids(open)}.`,
  };
}

/** Why, and what can be done about it. */
export const howToMeasure = ({ scenario }: AnsweredStatement): Text =>
  scenario === undefined
    ? { en: 'No scenario tests it yet.', ko: '아직 이 주장을 검증하는 시나리오가 없습니다.' }
    : {
        en: `No run here has tested it. \`make run-scenario SCENARIO=${scenario}\` does.`,
        ko: `이 주장을 검증한 실행이 없습니다. 실행하려면: \`make run-scenario SCENARIO=${scenario}\``,
      };

/** How the books of all arms were found, together; undefined where the run has no checks. */
export function booksInWords({ run, origin }: Source): Text | undefined {
  const { checks } = run.comparison;
  if (checks.length === 0) return undefined;
  const many = (result: string) => checks.filter((check) => check.result === result).length;
  const [passed, failed, unknown] = [many('pass'), many('fail'), many('unknown')];
  const kinds = [...new Set(checks.map(({ id }) => id))].join(', ');
  const { title } = run.manifest.scenario;
  const reference = originOf({ origin });
  return {
    en: `The books after the run of ${title.en} (${kinds}): ${passed} of ${checks.length} checks passed, ${failed} failed, ${unknown} could not tell${reference.en}`,
    ko: `${title.ko} 실행 뒤의 장부 검사(${kinds}): ${checks.length}개 중 통과 ${passed}개, 실패 ${failed}개, 알 수 없음 ${unknown}개${reference.ko}`,
  };
}

/** A run and what it was, as Markdown, for the list of those that are cited. */
export function sourceInWords({ run: { manifest, comparison, link }, origin }: Source): Text {
  const { environment, scenario, profile, runId, startedAt } = manifest;
  const { confidence, rounds } = comparison;
  const machine = `${inline(environment.cpuModel)}, ${environment.cpuCount} CPUs`;
  const [run, on] = [code(runId), startedAt.slice(0, 10)];
  const sure = confidence === null ? undefined : inPercent(confidence);
  const whose =
    origin === 'reference'
      ? {
          en: 'Reference: committed, made on another machine',
          ko: '참조: 다른 머신에서 측정해 저장소에 넣어 둔 결과',
        }
      : { en: 'This machine', ko: '이 머신' };
  return {
    en: `[${inline(scenario.title.en)}](${link}): run ${run} of ${on}, ${profile} profile, rounds: ${rounds}, ${sure ? `${sure} intervals` : 'no intervals'}. ${whose.en}: ${machine}.`,
    ko: `[${inline(scenario.title.ko)}](${link}): ${on}의 실행 ${run}, ${profile} 프로파일, 라운드 ${rounds}개, ${sure ? `${sure} 구간` : '구간 없음'}. ${whose.ko}: ${machine}.`,
  };
}
