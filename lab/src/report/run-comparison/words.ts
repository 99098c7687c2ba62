import { alike, joined } from '../../charts/said.ts';
import { comparisonSaid, quantitySaid, RULING_WORDS, times } from '../../charts/words.ts';
import type { ChangeRecord, Difference, RunComparison } from '../../compare/run-comparison.ts';
import type { RulingVerdict } from '../../records/verdict.ts';
import type { Text } from '../../scenario/scenario.ts';
import { roundsSaid } from '../view.ts';

const OUTCOMES: readonly { readonly title: Text; readonly verdicts: readonly string[] }[] = [
  { title: { en: 'Changed beyond the noise', ko: '잡음을 넘어 달라진 것' }, verdicts: ['higher', 'lower'] },
  {
    title: { en: 'Did not change by as much as matters', ko: '의미를 둘 만큼 달라지지 않은 것' },
    verdicts: ['small', 'equivalent'],
  },
  {
    title: { en: 'Cannot be told from these runs', ko: '이 실행들로는 알 수 없는 것' },
    verdicts: ['inconclusive'],
  },
];

export interface Outcome {
  readonly title: Text;
  readonly changes: readonly ChangeRecord[];
}

/** What changed beyond the noise, what did not, and what cannot be told, in the order in which reports say it. */
export const byOutcome = ({ changes }: RunComparison): Outcome[] =>
  OUTCOMES.map(({ title, verdicts }) => ({
    title,
    changes: changes.filter(({ verdict }) => verdicts.includes(verdict)),
  }));

/** The arm, or the arms whose ratio it is. */
export const subjectOf = ({ arm, baseline }: ChangeRecord): string =>
  baseline === null ? arm : `${arm} ÷ ${baseline}`;

export function labelOf({ label, labelInKorean = label, phase, phaseInKorean }: ChangeRecord): Text {
  const own = { en: label, ko: labelInKorean };
  return phase === null ? own : alike`${own} (${{ en: phase, ko: phaseInKorean ?? phase }})`;
}

/** A value of one of the runs: a quantity, or the ratio between two arms. */
export const amountOf = (value: number, { baseline, unit }: ChangeRecord): Text =>
  baseline === null ? quantitySaid(value, unit) : { en: `${times(value)}×`, ko: `${times(value)}배` };

/** B against A, e.g. `1.31× slower [1.28, 1.35]`. */
export function changeSaid(change: ChangeRecord): Text {
  const { kind, baseline, ratio, ci95, samples } = change;
  if (baseline === null) return comparisonSaid(kind, { ratio, ci95, pairs: Math.min(...samples) });
  const shown = times(Math.max(ratio, 1 / ratio));
  const smaller = ratio < 1;
  const [low, high] = smaller && ci95 ? [1 / ci95[1], 1 / ci95[0]] : (ci95 ?? []);
  const words: Text =
    shown === '1.00'
      ? { en: 'the same ratio', ko: '같은 배율' }
      : {
          en: `a ${shown}× ${smaller ? 'smaller' : 'greater'} ratio`,
          ko: `배율이 ${shown}배 ${smaller ? '작아짐' : '커짐'}`,
        };
  return low === undefined || high === undefined ? words : alike`${words} [${times(low)}, ${times(high)}]`;
}

/** Why a change cannot be told, and what would help. */
export function whyOpen({ ci95, samples, roundsToSettle }: ChangeRecord): Text {
  const [a, b] = samples;
  if (!ci95)
    return {
      en: `too few rounds for an interval (${a} and ${b}); the least is 3 of each run`,
      ko: `구간을 내기에 라운드가 부족하다(${a}번과 ${b}번). 실행마다 3번 이상이어야 한다`,
    };
  return roundsToSettle
    ? {
        en: `the interval reaches over the threshold; about ${roundsToSettle} rounds of each run would settle it`,
        ko: `구간이 기준에 걸쳐 있다. 실행마다 라운드 약 ${roundsToSettle}번이면 결론이 난다`,
      }
    : {
        en: 'the interval reaches over the threshold; more rounds than are practical',
        ko: '구간이 기준에 걸쳐 있다. 현실적인 라운드 수로는 결론이 나지 않는다',
      };
}

/** What a run made of a claim. */
export const rulingSaid = (verdict: RulingVerdict | null): Text =>
  verdict === null ? { en: 'not decided', ko: '판정하지 않음' } : RULING_WORDS[verdict];

const SETTINGS: Readonly<Record<RunComparison['setting'], Text>> = {
  same: {
    en: 'Same setting: the numbers can be compared.',
    ko: '조건이 같다. 수치를 그대로 비교할 수 있다.',
  },
  'with-care': {
    en: 'Comparable with care: the runs differ in more than the code.',
    ko: '주의해서 비교한다. 코드 말고도 다른 조건이 있다.',
  },
  'ratios-only': {
    en: 'Milliseconds, megabytes and CPU time must not be compared: only the ratios between arms are.',
    ko: '밀리초, 메가바이트, CPU 시간은 비교할 수 없다. 대상 사이의 배율만 비교한다.',
  },
};

export const settingSaid = ({ setting }: RunComparison): Text => SETTINGS[setting];

const REACHES: Readonly<Record<Difference['reach'], Text>> = {
  told: { en: '', ko: '' },
  care: { en: 'care', ko: '주의' },
  'ratios-only': { en: 'only ratios', ko: '배율만 비교' },
};

export const reachSaid = ({ reach }: Difference): Text => REACHES[reach];

/** What of the circumstances a difference is in. Its values are data, and the same in both languages. */
const CIRCUMSTANCES: Readonly<Record<string, string>> = {
  commit: '커밋',
  'uncommitted changes': '커밋하지 않은 변경',
  'packages (lockfile)': '패키지(lockfile)',
  'CPU model': 'CPU 모델',
  CPUs: 'CPU 수',
  'CPU limit': 'CPU 제한',
  'CPU sets': 'CPU 배정',
  platform: '플랫폼',
  driver: '부하 발생기',
  capacity: '처리량',
  load: '부하',
  'operating system': '운영체제',
  Node: 'Node',
  memory: '메모리',
  'memory limit': '메모리 제한',
  'sleep of CPUs': 'CPU 유휴 상태',
  governor: 'CPU 거버너',
  "driver's version": '부하 발생기 버전',
  profile: '프로파일',
  'time measured': '측정 시간',
  'warm-up': '워밍업',
  'seed of the data': '데이터 시드',
  components: '구성 요소',
  arrivals: '요청 도착 방식',
};

export const circumstanceSaid = ({ what }: Difference): Text => ({
  en: what,
  ko: CIRCUMSTANCES[what] ?? what,
});

/** What a reader should know before believing it. */
export const warningsSaid = ({ warnings, warningsInKorean }: RunComparison): Text[] =>
  warnings.map((en, index) => ({ en, ko: warningsInKorean?.[index] ?? en }));

/** e.g. `2026-07-01 10:00 UTC, commit 1a2b3c4d5e6f with changes, quick, 6 rounds, embedded, Some CPU, 2 CPUs`. */
export function runSaid(run: RunComparison['a']): Text {
  const { startedAt, commit, dirty, profile, rounds, driver, machine } = run;
  const short = commit?.slice(0, 12);
  return joined([
    `${startedAt.slice(0, 16).replace('T', ' ')} UTC`,
    {
      en: `${short ? `commit ${short}` : 'no commit'}${dirty ? ' with changes' : ''}`,
      ko: `${short ? `커밋 ${short}` : '커밋 없음'}${dirty ? '(수정 있음)' : ''}`,
    },
    { en: `${profile} profile`, ko: `프로파일 ${profile}` },
    roundsSaid(rounds),
    { en: `${driver} driver`, ko: `부하 발생기 ${driver}` },
    machine,
  ]);
}

/** What the comparison is called. */
export const titleSaid = ({ scenario }: RunComparison): Text => ({
  en: `${scenario.title.en}: run B compared with run A`,
  ko: `${scenario.title.ko}: 실행 A 대비 실행 B`,
});

/** Heads of the table of changes. */
export const CHANGE_HEAD: readonly Text[] = [
  { en: 'of', ko: '대상' },
  { en: 'metric', ko: '지표' },
  { en: 'A', ko: 'A' },
  { en: 'B', ko: 'B' },
  { en: 'B compared with A', ko: 'A 대비 B' },
  { en: 'verdict', ko: '판정' },
];

/** Heads of the table of differences. */
export const DIFFERENCE_HEAD: readonly Text[] = [
  { en: 'differs', ko: '다른 조건' },
  { en: 'A', ko: 'A' },
  { en: 'B', ko: 'B' },
  { en: 'asks for', ko: '필요한 것' },
];

export const CLAIMS: Text = { en: 'Claims', ko: '주장' };
export const WARNINGS: Text = { en: 'Warnings', ko: '주의' };
