import type { Comparison } from '../records/comparison.ts';
import type { MetricKind } from '../records/metric-kinds.ts';
import type { RulingVerdict, Verdict } from '../records/verdict.ts';
import type { Text } from '../scenario/scenario.ts';
import { alike } from './said.ts';

/** More of a quantity, and less of it, in a reader's words. */
const WORDS = {
  p50: ['slower', 'faster'],
  p95: ['slower', 'faster'],
  p99: ['slower', 'faster'],
  startup: ['slower', 'faster'],
  throughput: ['more throughput', 'less throughput'],
  cpu: ['more CPU', 'less CPU'],
  memory: ['more memory', 'less memory'],
  duration: ['longer', 'shorter'],
  amount: ['more', 'less'],
} as const satisfies Record<MetricKind, readonly [string, string]>;

/** The same in Korean: after `2.9배`. */
const KOREAN = {
  p50: ['느림', '빠름'],
  p95: ['느림', '빠름'],
  p99: ['느림', '빠름'],
  startup: ['느림', '빠름'],
  throughput: ['많은 처리량', '적은 처리량'],
  cpu: ['많은 CPU', '적은 CPU'],
  memory: ['많은 메모리', '적은 메모리'],
  duration: ['오래 걸림', '짧게 걸림'],
  amount: ['많음', '적음'],
} as const satisfies Record<MetricKind, readonly [string, string]>;

/** A ratio in words: `2.9× slower`. A ratio below 1 is inverted; one that rounds to 1 is `about the same`. */
export const ratioInWords = (kind: MetricKind, ratio: number): string => ratioSaid(kind, ratio).en;

/** The same in both languages. */
export function ratioSaid(kind: MetricKind, ratio: number): Text {
  const shown = times(Math.max(ratio, 1 / ratio));
  if (shown === '1.00') return { en: 'about the same', ko: '거의 같음' };
  const side = ratio < 1 ? 1 : 0;
  return { en: `${shown}× ${WORDS[kind][side]}`, ko: `${shown}배 ${KOREAN[kind][side]}` };
}

type Ratio = Pick<Comparison, 'ratio' | 'ci95' | 'pairs'>;

/** A comparison with its interval: `2.9× slower [2.7, 3.2]`, inverted like its ratio. */
export function comparisonSaid(kind: MetricKind, { ratio, ci95, pairs }: Ratio): Text {
  const words = ratioSaid(kind, ratio);
  if (!ci95)
    return {
      en: `${words.en} (${pairs} ${pairs === 1 ? 'round' : 'rounds'}: no interval)`,
      ko: `${words.ko} (라운드 ${pairs}번: 구간 없음)`,
    };
  const turned = ratio < 1 && words.en !== 'about the same';
  const [low, high] = turned ? [1 / ci95[1], 1 / ci95[0]] : ci95;
  return alike`${words} [${times(low)}, ${times(high)}]`;
}

/** A difference with its interval, in the metric's unit: `+1.21 [1.10, 1.32] ms`. Of percentages it is one in points. */
export const differenceInWords = (difference: Comparison['difference'], unit: string): string =>
  differenceSaid(difference, unit).en;

/** The same in both languages. */
export const differenceSaid = (difference: Comparison['difference'], unit: string): Text =>
  withUnit(signed(difference, unit), unit === '%' ? 'points' : unit);

/** The same without its unit, which says only whether it is a count. */
export function signed({ value, ci95 }: Comparison['difference'], unit: string): string {
  const all = [value, ...(ci95 ?? [])];
  const digits = isCount(all, unit) ? 0 : digitsOf(Math.max(...all.map(Math.abs)));
  const shown = (number: number) => number.toFixed(digits).replace('-', '−');
  const interval = ci95 ? ` [${ci95.map(shown).join(', ')}]` : '';
  return `${value < 0 ? '' : '+'}${shown(value)}${interval}`;
}

/** Two or three significant digits, e.g. 0.0015, 0.52, 1.04, 2.9, 12, 140. */
export function times(ratio: number): string {
  if (ratio > 0 && ratio < 0.1) return String(Number(ratio.toPrecision(2)));
  if (ratio < 2) return ratio.toFixed(2);
  return ratio < 10 ? ratio.toFixed(1) : ratio.toFixed(0);
}

/** A value with its unit, e.g. `4.21 ms`, `312 MB`, `59.8/s`, `3 files`. */
export const quantity = (value: number, unit: string): string => quantitySaid(value, unit).en;

/** The same in both languages. */
export const quantitySaid = (value: number, unit: string): Text =>
  withUnit(
    unit === '1/s' ? value.toFixed(1) : value.toFixed(isCount([value], unit) ? 0 : digitsOf(value)),
    unit,
  );

/** Units in which things are counted, and what follows a figure of them in Korean. */
const KOREAN_COUNTS: Readonly<Record<string, string>> = {
  commands: '개 명령',
  commits: '회',
  contexts: '개 컨텍스트',
  contracts: '개 계약',
  events: '건',
  files: '개 파일',
  lines: '줄',
  messages: '건',
  orders: '건',
  packages: '개 패키지',
  pages: '쪽',
  processes: '개 프로세스',
  products: '개 상품',
  questions: '회',
  requests: '건',
  tests: '개 테스트',
  units: '개',
  values: '개',
};

/** The same of other units, where it is not what follows in English. */
const KOREAN_UNITS: Readonly<Record<string, string>> = { ...KOREAN_COUNTS, points: '%p', 'of 1': '(최대 1)' };

/** Whether these are counts, and not what lies between two of them: a count has no digits after the point. */
const isCount = (values: readonly number[], unit: string): boolean =>
  unit in KOREAN_COUNTS && values.every(Number.isInteger);

const withUnit = (figure: string, unit: string): Text => {
  if (unit === '1/s') return { en: `${figure}/s`, ko: `초당 ${figure}` };
  if (unit === 'times') return { en: `${figure}×`, ko: `${figure}배` };
  const [, perSecond = ''] = /^(\w+)\/s$/.exec(unit) ?? [];
  const rate = KOREAN_COUNTS[perSecond];
  if (rate !== undefined) return { en: `${figure} ${unit}`, ko: `초당 ${figure}${rate}` };
  const korean = KOREAN_UNITS[unit];
  return { en: `${figure} ${unit}`, ko: korean === undefined ? `${figure} ${unit}` : `${figure}${korean}` };
};

/** Digits after the point that show three or so in all. */
function digitsOf(value: number): number {
  if (Math.abs(value) >= 100) return 0;
  return Math.abs(value) >= 10 ? 1 : 2;
}

/** What a comparison came to, in a word: better or worse where it counts. @param better which side is */
export function verdictSaid(better: 'lower' | 'higher', verdict: Verdict): Text {
  if (verdict === 'higher' || verdict === 'lower')
    return verdict === better ? { en: 'better', ko: '더 좋음' } : { en: 'worse', ko: '더 나쁨' };
  return VERDICT_WORDS[verdict];
}

/** The verdict's own word. */
export const VERDICT_WORDS = {
  higher: { en: 'higher', ko: '높음' },
  lower: { en: 'lower', ko: '낮음' },
  equivalent: { en: 'equivalent', ko: '동등' },
  small: { en: 'small', ko: '미미' },
  inconclusive: { en: 'inconclusive', ko: '결론 없음' },
} as const satisfies Record<Verdict, Text>;

/** What a claim came to. */
export const RULING_WORDS = {
  supported: { en: 'supported', ko: '지지됨' },
  refuted: { en: 'refuted', ko: '반박됨' },
  mixed: { en: 'mixed', ko: '엇갈림' },
  inconclusive: { en: 'inconclusive', ko: '결론 없음' },
} as const satisfies Record<RulingVerdict, Text>;

/** The same for those who do not see colours. */
export const RULING_SIGNS = {
  supported: '✓',
  refuted: '✗',
  mixed: '±',
  inconclusive: '?',
} as const satisfies Record<RulingVerdict, string>;

/** e.g. `45 s`, `3 min 05 s`. */
export const duration = (seconds: number): string => durationSaid(seconds).en;

/** The same in both languages. */
export function durationSaid(seconds: number): Text {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return { en: `${whole} s`, ko: `${whole}초` };
  const [minutes, rest] = [Math.floor(whole / 60), String(whole % 60).padStart(2, '0')];
  return { en: `${minutes} min ${rest} s`, ko: `${minutes}분 ${rest}초` };
}
