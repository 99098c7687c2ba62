import type { ProbeBurst, ProbeMeasure, ProbePhase } from '@lab/lab/experiments/probe/settings';
import type { ProfileId } from '@lab/lab/scenario/profile';
import type { Text } from '@lab/lab/scenario/scenario';

/** The load under which time and CPU time are judged: the probe asks nothing meanwhile. */
export const CLEAN = 'moderate';
/** Loads under which changes are watched, as far as the profile has them; the greatest last. */
export const WATCHED_PHASES = ['few', 'many'] as const;
export const BURST = 'burst';

/** What is nothing has no ratio: less than a millisecond counts as one, and less than a percent as one. The labels say so. */
export const LEAST_MS = 1;
export const LEAST_PERCENT = 1;

const least = ({ en, ko }: Text, unit: 'ms' | '%'): Text => {
  const floor = unit === 'ms' ? `${LEAST_MS} ms` : `${LEAST_PERCENT} %`;
  return { en: `${en} (less counts as ${floor})`, ko: `${ko} (${floor} 미만은 ${floor})` };
};

const seconds = (smoke: number, quick: number, full: number): Readonly<Record<ProfileId, number>> => ({
  ...{ smoke, quick, full },
});

export const phases: readonly ProbePhase[] = [
  {
    ...{ name: CLEAN, perSecond: 25, arrivals: 'poisson' },
    // Of seven requests one is an order, and a p50 needs twenty.
    ...{ seconds: seconds(2, 7, 12), inTurns: true, turnSeconds: 1 },
  },
  { name: 'few', perSecond: 15, arrivals: 'poisson', seconds: seconds(0, 0, 6) },
  { name: 'many', perSecond: 40, arrivals: 'poisson', seconds: seconds(2, 3, 8) },
];

/**
 * What decides whether the shop bears more or less. The machine is slower for two or three seconds at a time, so many short turns tell more than a long one.
 * The seconds before each are as long as its window: what one arm has left to do is done before another one's counts.
 */
export const bursts: readonly ProbeBurst[] = [
  {
    ...{ name: BURST, outstanding: 16, leadInSeconds: 1, mostPerSecond: 1_500 },
    ...{ seconds: seconds(1, 5, 14), inTurns: true, turnSeconds: 1 },
  },
];

const STALENESS: Text = { en: 'Staleness', ko: '낡은 읽기' };
const DOWN: Text = { en: 'While somebody is down', ko: '누군가 멈춘 동안' };
const THROUGHPUT: Text = { en: 'Throughput', ko: '처리량' };

const lag = (id: string, label: Text, group: Text): ProbeMeasure => ({
  ...{ id, label: least(label, 'ms'), group, unit: 'ms', better: 'lower', delta: 0.2, kind: 'duration' },
});

export const measures: readonly ProbeMeasure[] = [
  {
    ...{ id: 'capacity', unit: '1/s', better: 'higher', delta: 0.1, kind: 'throughput', group: THROUGHPUT },
    label: { en: 'requests a second in a burst', ko: '버스트에서 초당 요청' },
  },
  lag('price-lag', { en: 'until pages show a new price', ko: '페이지에 새 가격이 보일 때까지' }, STALENESS),
  lag(
    'order-price-lag',
    { en: 'until orders are charged a new price', ko: '주문에 새 가격이 적용될 때까지' },
    STALENESS,
  ),
  lag(
    'stock-lag',
    { en: 'until pages show what was bought', ko: '페이지의 재고에 구매가 반영될 때까지' },
    STALENESS,
  ),
  {
    ...{ id: 'stale-at-once', unit: '%', better: 'lower', delta: 0.2, kind: 'amount', group: STALENESS },
    label: least(
      { en: 'reads right after a change that miss it', ko: '변경 직후 읽기 중 변경을 놓친 비율' },
      '%',
    ),
  },
  {
    ...{ id: 'never-seen', unit: '%', better: 'lower', delta: 0.2, kind: 'amount', group: STALENESS },
    label: { en: 'changes that no read saw within 3 s', ko: '3초 안에 읽히지 않은 변경의 비율' },
  },
  {
    ...{ id: 'prediction-error', unit: '%', better: 'lower', delta: 0.2, kind: 'amount', group: STALENESS },
    label: least({ en: 'distance of the prediction from what was measured', ko: '예측과 측정의 차이' }, '%'),
  },
  lag(
    'catch-up',
    {
      en: 'old prices after orders were killed and are back',
      ko: '주문 서비스가 강제 종료 뒤 돌아와 옛 가격을 쓰는 시간',
    },
    DOWN,
  ),
  lag(
    'resume',
    { en: 'old prices after orders stood still', ko: '주문 서비스가 멈췄다 다시 돌 때 옛 가격을 쓰는 시간' },
    DOWN,
  ),
  {
    ...{ id: 'fresh-down', unit: '%', better: 'higher', delta: 0.2, kind: 'amount', group: DOWN },
    label: least(
      {
        en: 'new prices, of purchases made while orders stand still',
        ko: '주문 서비스가 멈춘 동안 넣은 주문 중 새 가격이 적용된 비율',
      },
      '%',
    ),
  },
  {
    ...{ id: 'owner-down', unit: '%', better: 'higher', delta: 0.2, kind: 'amount', group: DOWN },
    label: least(
      { en: 'pages answered while the catalog is down', ko: '카탈로그가 멈춘 동안 응답한 페이지' },
      '%',
    ),
  },
];
