import {
  type ProbeChart,
  type ProbeMeasure,
  type ProbeSettings,
  probe,
} from '@lab/lab/experiments/probe/settings';
import type { ProfileId } from '@lab/lab/scenario/profile';
import type { Text } from '@lab/lab/scenario/scenario';
import { AGAINST, AGAINST_DEFAULT } from './arms.ts';
import type { Hot } from './hot.ts';

export const LOAD = 'shopping';

/** How much a trial asks besides the load. */
export interface Size {
  /** Requests at each hit rate of the curves. */
  readonly asks: number;
  /** Prices that are changed and watched. */
  readonly changes: number;
  /** Crowds, each of many who ask at once for one product of which there is no copy. */
  readonly crowds: number;
  readonly crowd: number;
  /** Pages that are asked for while the server of the cache is away. */
  readonly away: number;
  readonly hot: Hot;
}

/** Half a second is long for a page, and short of all deadlines. */
const hotFor = (seconds: number): Hot => ({ seconds, everyMs: 20, slowMs: 500 });

export const SIZES: Readonly<Record<ProfileId, Size>> = {
  smoke: { asks: 10, changes: 1, crowds: 1, crowd: 8, away: 5, hot: hotFor(0) },
  quick: { asks: 20, changes: 4, crowds: 4, crowd: 32, away: 20, hot: hotFor(0) },
  full: { asks: 40, changes: 5, crowds: 8, crowd: 32, away: 40, hot: hotFor(7) },
};

/** Shares of the requests of a curve that ask for a page of which there is a copy. The requests of each profile can be divided so. */
export const HIT_RATES: readonly number[] = [0, 0.5, 0.9, 1];

/** What the load asks for, by the measure of its mean time: a median would say what most requests met, a hit or a miss, and nothing of the rest. */
export const PAGES = {
  'browse-time': 'browse',
  'recommendations-time': 'recommendations',
  'product-time': 'product',
} as const;

/** Of what there is none of, a ratio cannot be made: a lag is told to a millisecond. */
export const LEAST_MS = 1;

const LOADED: Text = { en: 'Pages under load', ko: '부하 중의 페이지' };
const ORIGIN: Text = { en: 'What reaches the origin', ko: '원본까지 가는 요청' };
const COPIES: Text = { en: 'With and without a copy', ko: '사본이 있을 때와 없을 때' };
const HOT: Text = { en: 'A dear copy expires that many want', ko: '인기 있고 비싼 사본이 만료될 때' };
const CHANGED: Text = { en: 'After a change', ko: '변경 뒤' };
const AWAY: Text = { en: 'While the cache is away', ko: '캐시 서버가 없는 동안' };

const measure = (
  id: string,
  unit: string,
  group: Text,
  [en, ko]: readonly [string, string],
  more: Partial<Pick<ProbeMeasure, 'better' | 'kind' | 'delta' | 'against' | 'least'>> = {},
): ProbeMeasure => ({
  ...{ id, unit, group, label: { en, ko }, against: AGAINST },
  ...{ better: 'lower', kind: 'duration', delta: 0.1, ...more },
});

export const measures: readonly ProbeMeasure[] = [
  measure('browse-time', 'ms', LOADED, ['browse products, mean', '상품 목록(평균)']),
  measure('recommendations-time', 'ms', LOADED, ['recommendations, mean', '추천(평균)']),
  measure('product-time', 'ms', LOADED, ['look at a product, mean', '상품 보기(평균)']),
  measure('hit-rate', '%', ORIGIN, ['lookups that find a copy', '사본을 찾은 조회'], {
    better: 'higher',
    kind: 'amount',
  }),
  measure(
    'origin-messages',
    'messages',
    ORIGIN,
    [
      'messages of catalog and recommendations for 100 requests',
      '요청 100건당 카탈로그와 추천 서비스가 보낸 메시지',
    ],
    { kind: 'amount' },
  ),
  measure(
    'origin-loads',
    'values',
    ORIGIN,
    ['values asked of the origin for 100 requests', '요청 100건당 원본에 요청한 값'],
    { kind: 'amount' },
  ),
  measure(
    'crowd-loads',
    'questions',
    ORIGIN,
    [
      'questions to the origin when a crowd asks for one product at once',
      '여러 명이 한 상품을 한꺼번에 볼 때 원본에 간 조회',
    ],
    { kind: 'amount', against: AGAINST_DEFAULT },
  ),
  measure('hot-waits', '%', HOT, ['pages that waited for the origin', '원본을 기다린 페이지'], {
    kind: 'amount',
    against: AGAINST_DEFAULT,
  }),
  measure('hot-loads', 'questions', HOT, ['questions to the origin', '원본에 간 조회'], {
    kind: 'amount',
    against: AGAINST_DEFAULT,
  }),
  measure('browse-miss', 'ms', COPIES, ['page of the list, no copy', '상품 목록, 사본 없음']),
  measure('browse-hit', 'ms', COPIES, ['page of the list, all copies', '상품 목록, 모두 사본']),
  measure('recommendations-miss', 'ms', COPIES, ['recommendations, no copy', '추천, 사본 없음']),
  measure('recommendations-hit', 'ms', COPIES, ['recommendations, all copies', '추천, 모두 사본']),
  measure('overview-hit', 'ms', COPIES, [
    'my overview, copies of what it recommends',
    '내 현황, 추천 상품만 사본',
  ]),
  measure('price-lag', 'ms', CHANGED, ['until pages show a new price', '새 가격이 페이지에 보일 때까지'], {
    ...{ delta: 0.2, least: LEAST_MS },
  }),
  measure('late-refused', 'values', CHANGED, ['late values that were refused', '거절한 늦은 값'], {
    kind: 'amount',
  }),
  measure('late-kept', 'pages', CHANGED, ['late values that were kept', '사본으로 남은 늦은 값'], {
    kind: 'amount',
  }),
  measure('away-answered', '%', AWAY, ['pages answered', '응답한 페이지'], {
    better: 'higher',
    kind: 'amount',
  }),
  measure('away-time', 'ms', AWAY, ['time of a page, median', '페이지 응답 시간(중앙값)'], { delta: 0.2 }),
];

const curve = (id: string, title: Text, caption: Text): ProbeChart => ({
  ...{ id, kind: 'curve', title, caption },
  x: { en: 'pages of which there is a copy, %', ko: '사본이 있는 페이지(%)' },
  y: { en: 'mean time of a page, ms', ko: '페이지의 평균 시간(ms)' },
});

const charts: readonly ProbeChart[] = [
  curve(
    'browse',
    { en: 'A cheap page: products of the list', ko: '싼 페이지: 상품 목록' },
    {
      en: 'One request after the other, without other load. Where a line with a cache lies above its deployment without one, a cache does not pay.',
      ko: '다른 부하 없이 한 번에 하나씩 요청했다. 캐시가 있는 선이 캐시 없는 선보다 위에 있으면 캐시가 손해인 구간이다.',
    },
  ),
  curve(
    'recommendations',
    { en: 'A dear page: recommendations', ko: '비싼 페이지: 추천' },
    {
      en: 'The same for a page that takes the shop more work. The dearer the origin, the lower the hit rate from which a cache pays.',
      ko: '만드는 데 일이 더 드는 페이지다. 원본이 비쌀수록 더 낮은 적중률에서도 캐시가 이득이다.',
    },
  ),
  {
    ...{ id: 'hot', kind: 'curve' },
    title: { en: 'A dear copy expires that many want', ko: '인기 있고 비싼 사본이 만료될 때' },
    x: { en: 'seconds since there is the copy', ko: '사본이 생긴 뒤 지난 시간(초)' },
    y: { en: 'slowest page, ms', ko: '가장 느린 페이지(ms)' },
    caption: {
      en: 'The copy lives for five seconds, and takes half a second to make. Without single-flight all ask who come in that time. With early refreshes few wait, and before the copy has expired.',
      ko: '사본은 5초 동안 살고, 다시 만드는 데 0.5초가 걸린다. single-flight가 없으면 그동안 온 요청이 모두 원본에 묻는다. 미리 갱신하면 만료되기 전에 몇몇만 기다린다.',
    },
  },
];

const seconds = (smoke: number, quick: number, full: number): Readonly<Record<ProfileId, number>> => ({
  ...{ smoke, quick, full },
});

export const settings: ProbeSettings = {
  does: {
    en: 'puts a load on it whose products are popular as pages of the web are, and asks for pages of which nobody has a copy and of which there is one, in several proportions. It asks for my overview again and again. It changes prices and reads them until all readers see them, sends crowds after products that no cache has, and kills the server of the cache and starts it again. In some arms of the full profile the copy of a page expires that many ask for and that is dear to make',
    ko: '웹 페이지처럼 인기가 쏠린 상품에 부하를 주고, 사본이 없는 페이지와 있는 페이지를 여러 비율로 섞어 요청한다. 내 현황 페이지를 되풀이해 요청한다. 가격을 바꾸고 모든 읽기에 보일 때까지 읽고, 캐시에 없는 상품을 여러 명이 한꺼번에 보게 하고, 캐시 서버를 강제 종료했다가 다시 시작한다. full 프로파일의 일부 대상에서는 많은 요청이 몰리고 만들기 비싼 페이지의 사본이 만료되게 한다',
  },
  measures,
  charts,
  // Evenly spaced: of requests that meet, a mean would tell more of the queue than of the page.
  phases: [{ name: LOAD, perSecond: 50, seconds: seconds(2, 10, 8) }],
  warmUpPerSecond: 40,
  warmUp: {
    smoke: { minSeconds: 2, maxSeconds: 14, within: 8 },
    quick: { minSeconds: 6, maxSeconds: 16, within: 1.6 },
    full: { minSeconds: 5, maxSeconds: 20, within: 1.5 },
  },
  takesFaults: true,
  // With the load, a round of quick took 69 s.
  seconds: seconds(3, 1.5, 11),
  own: SIZES,
};

export const experiment = probe(settings);
