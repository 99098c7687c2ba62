import {
  type ProbeChart,
  type ProbeMeasure,
  type ProbeSettings,
  probe,
} from '@lab/lab/experiments/probe/settings';
import type { ProfileId } from '@lab/lab/scenario/profile';
import type { Text } from '@lab/lab/scenario/scenario';
import { AS_IT_IS } from './arms.ts';
import { SIZES, secondsOf, WEIGHTS, type Weight } from './sizes.ts';

/** The load that every arm gets where a profile has the time: customers who shop. It decides nothing. */
export const SHOPPING = 'shopping';

/** Of everything that is compared here: CPU time, times and rates. */
export const DELTA = 0.1;

const ON_A_PAGE: Readonly<Record<Weight, Text>> = {
  heavy: { en: `${WEIGHTS.heavy} recommendations on a page`, ko: `페이지에 추천 ${WEIGHTS.heavy}개` },
  light: { en: `${WEIGHTS.light} recommendation on a page`, ko: `페이지에 추천 ${WEIGHTS.light}개` },
};
const REST: Text = { en: 'Pages while somebody gets recommendations', ko: '추천을 받는 동안의 다른 페이지' };
const PART: Text = { en: 'The process that ranks', ko: '순위를 계산하는 프로세스' };
const SWAP: Text = { en: 'Replaced while the shop runs', ko: '상점이 도는 동안 교체' };
const PRICE: Text = { en: 'Price', ko: '비용' };

type More = Partial<Pick<ProbeMeasure, 'better' | 'kind' | 'against'>>;

const measuresOf =
  (group: Text) =>
  (id: string, unit: string, en: string, ko: string, more: More = {}): ProbeMeasure => ({
    ...{ id, unit, group, label: { en, ko }, against: AS_IT_IS },
    ...{ better: 'lower', kind: 'duration', delta: DELTA, ...more },
  });

/** Told of each arm, and compared with nothing. */
const told: More = { kind: 'amount', against: {} };

const ofWeight = (weight: Weight): ProbeMeasure[] => {
  const of = measuresOf(ON_A_PAGE[weight]);
  return [
    of(`${weight}.cpu`, 'ms', 'CPU time of the shop for a page', '페이지 하나에 상점이 쓴 CPU 시간'),
    of(
      `${weight}.time`,
      'ms',
      'time of a page, one at a time, p50',
      '한 번에 하나씩 받은 페이지의 시간(p50)',
    ),
    of(`${weight}.capacity`, 'requests/s', 'pages a second, at most', '초당 최대 페이지', {
      ...{ kind: 'throughput', better: 'higher' },
    }),
  ];
};

const [ofRest, ofPart, ofSwap, ofPrice] = [
  measuresOf(REST),
  measuresOf(PART),
  measuresOf(SWAP),
  measuresOf(PRICE),
];

const measures: readonly ProbeMeasure[] = [
  ...ofWeight('heavy'),
  ...ofWeight('light'),
  ofRest('rest.mean', 'ms', 'look at a product, mean', '상품 보기(평균)'),
  ofRest('rest.p90', 'ms', 'look at a product, p90', '상품 보기(p90)'),
  ofPart('part.memory', 'MB', 'memory', '메모리', { kind: 'amount' }),
  ofPart('part.start', 'ms', 'killed and ready again', '강제 종료 후 다시 준비될 때까지'),
  ofSwap(
    'swap.failed',
    'requests',
    'recommendations during it that failed',
    '교체 중 실패한 추천 요청',
    told,
  ),
  ofSwap('swap.sent', 'requests', 'recommendations asked for during it', '교체 중 보낸 추천 요청', told),
  ofSwap(
    'swap.other-failed',
    'requests',
    'other requests during it that failed',
    '교체 중 실패한 다른 요청',
    told,
  ),
  ofSwap('swap.other-sent', 'requests', 'other requests during it', '교체 중 보낸 다른 요청', told),
  ofSwap(
    'swap.time',
    'ms',
    'from the start of the other one until it was there alone, the longest',
    '다른 쪽을 시작해 혼자 남을 때까지(가장 긴 것)',
  ),
  ofPrice('lines', 'lines', 'lines of code for it alone', '이것만을 위한 코드 줄 수', told),
  ofPrice('lines.ranking', 'lines', 'of these, ranking and tables', '그중 순위 계산과 테이블', told),
  ofPrice('lines.messaging', 'lines', 'of these, messages and their checks', '그중 메시지와 그 검사', told),
  ofPrice('lines.observability', 'lines', 'of these, logs and metrics', '그중 로그와 지표', told),
  ofPrice('lines.settings', 'lines', 'of these, settings', '그중 설정', told),
  ofPrice('lines.start', 'lines', 'of these, start and end', '그중 시작과 종료', told),
  ofPrice('lines.toolchain', 'lines', 'besides, what builds it', '프로그램 외, 빌드용 코드', told),
  ofPrice('lines.tests', 'lines', 'besides, what tests it', '프로그램 외, 테스트 코드', told),
  ofPrice('dependencies', 'packages', 'packages of others', '외부 패키지', told),
  ofPrice('artefact', 'MB', 'what is deployed', '배포할 파일', told),
  ofPrice('build', 's', 'to build after a change', '변경 뒤 빌드', told),
];

const charts: readonly ProbeChart[] = [
  {
    ...{ id: 'cost', kind: 'curve' },
    title: { en: 'What a page of recommendations costs', ko: '추천 페이지의 비용' },
    x: { en: 'recommendations on the page', ko: '페이지의 추천 수' },
    y: { en: 'CPU time of the shop, ms', ko: '상점이 쓴 CPU 시간(ms)' },
    caption: {
      en: 'What a line has at the left is the way to the service and back, where there is one, and the ranking for one recommendation. What it grows by is more ranking, and the look-up of each product on the page.',
      ko: '선의 왼쪽 끝은 서비스가 있을 때 서비스를 오가는 비용과 추천 하나의 순위 계산이고, 오른쪽으로 늘어나는 만큼이 더 많은 순위 계산과 페이지에 담은 상품의 조회다.',
    },
  },
  {
    ...{ id: 'times', kind: 'distribution', log: true },
    title: {
      en: `${WEIGHTS.heavy} recommendations, one customer after the other`,
      ko: `추천 ${WEIGHTS.heavy}개를 한 명씩 차례로 받을 때`,
    },
    x: { en: 'time until the answer, ms', ko: '응답까지 시간(ms)' },
    caption: {
      en: 'One customer at a time gets recommendations, while others look at products.',
      ko: '한 번에 한 명만 추천을 받고, 그동안 다른 손님들은 상품을 본다.',
    },
  },
  {
    ...{ id: 'rest', kind: 'distribution', log: true },
    title: { en: 'Pages of the others meanwhile', ko: '그동안 다른 손님의 페이지' },
    x: { en: 'time until the answer, ms', ko: '응답까지 시간(ms)' },
    caption: {
      en: 'Where ranking is done on the event loop that answers pages too, a page waits until it is over.',
      ko: '페이지에도 응답하는 이벤트 루프에서 순위를 계산하면, 페이지는 계산이 끝날 때까지 기다린다.',
    },
  },
];

const seconds = (smoke: number, quick: number, full: number): Readonly<Record<ProfileId, number>> => ({
  ...{ smoke, quick, full },
});

const settings: ProbeSettings = {
  does: {
    en: 'puts a light load of shopping on every arm, except in quick. Then clients ask for recommendations, for many on a page and for one, as fast as they are answered, and one at a time while others look at products. Where the arm has a service of recommendations, that is replaced by the one in Nest while customers go on shopping, and back, until enough was asked for meanwhile; the books are read afterwards',
    ko: 'quick 프로파일을 제외하면 모든 대상에 가벼운 쇼핑 부하를 준다. 그다음 클라이언트들이 추천을, 페이지에 여러 개와 한 개씩, 응답받는 대로 요청하고, 이어 한 번에 하나씩 요청하는 동안 다른 손님들은 상품을 본다. 추천 서비스가 있는 대상에서는 손님들이 쇼핑하는 동안 추천 서비스를 Nest로 쓴 것과 교체했다가 되돌리기를 그동안의 요청이 충분할 때까지 반복하고, 끝난 뒤 장부를 읽는다',
  },
  measures,
  charts,
  phases: [{ name: SHOPPING, perSecond: 24, arrivals: 'poisson', seconds: seconds(2, 0, 6) }],
  warmUpPerSecond: 30,
  warmUp: {
    smoke: { minSeconds: 1, maxSeconds: 12, within: 8 },
    quick: { minSeconds: 2, maxSeconds: 14, within: 2 },
    full: { minSeconds: 4, maxSeconds: 18, within: 1.8 },
  },
  seconds: seconds(secondsOf('smoke'), secondsOf('quick'), secondsOf('full')),
  own: SIZES,
};

export const experiment = probe(settings);
