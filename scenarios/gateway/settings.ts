import {
  type ProbeChart,
  type ProbeMeasure,
  type ProbeSettings,
  probe,
} from '@lab/lab/experiments/probe/settings';
import type { ProfileId } from '@lab/lab/scenario/profile';
import type { Text } from '@lab/lab/scenario/scenario';
import { LEAST_MS } from '../shop/paced.ts';
import { DEPLOYMENTS, IN_TURNS, USUAL_DUTIES, WITHOUT_LIMIT } from './arms.ts';
import { DELAYS, FIXED_BURST, FIXED_RATE, LEAST_VALUE, SIZES, secondsOf } from './sizes.ts';

/** The load that every arm gets. No claim is judged by it, so quick runs leave it out. */
export const LIGHT = 'light';

const DUTIES: Text = { en: 'Common duties', ko: '공통 기능' };
const PAGE: Text = {
  en: 'My overview, as one answer and as five',
  ko: '내 현황 페이지: 한 번에 받기와 다섯 번에 받기',
};
const SLOW: Text = { en: 'One of three instances is slow', ko: '인스턴스 셋 중 하나가 느릴 때' };
const DEATH: Text = { en: 'One instance dies and comes back', ko: '인스턴스 하나가 죽었다가 돌아올 때' };
const CROWD: Text = {
  en: 'Twice the capacity, of many customers',
  ko: '여러 고객이 처리량의 두 배를 요청할 때',
};
const GREEDY: Text = {
  en: 'Twice the capacity, most of it of one customer',
  ko: '한 고객이 대부분인 처리량의 두 배',
};

type More = Partial<Pick<ProbeMeasure, 'better' | 'kind' | 'delta' | 'least'>>;

/** @param against by arm, what it is compared with instead of the baseline */
const measuresOf =
  (group: Text, against: Readonly<Record<string, string>>) =>
  (id: string, unit: string, en: string, ko: string, more: More = {}): ProbeMeasure => ({
    ...{ id, unit, group, against, label: { en, ko } },
    ...{ better: 'lower', kind: 'duration', delta: 0.1, ...more },
  });

const amount: More = { kind: 'amount' };
const higher: More = { kind: 'amount', better: 'higher' };
const share: More = { kind: 'amount', least: LEAST_VALUE.percent };
const late: More = { least: LEAST_MS };

const ofPage = measuresOf(PAGE, DEPLOYMENTS);
const ofSlow = measuresOf(SLOW, IN_TURNS);
const ofDeath = measuresOf(DEATH, IN_TURNS);

const overLink = (ms: number): ProbeMeasure[] => [
  ofPage(`page-one-${ms}`, 'ms', `one answer, link of ${ms} ms`, `한 번에, 왕복 ${ms} ms 회선`),
  ofPage(`page-five-${ms}`, 'ms', `five answers, link of ${ms} ms`, `다섯 번에, 왕복 ${ms} ms 회선`),
  ofPage(
    `page-saves-${ms}`,
    '×',
    `five answers ÷ one, link of ${ms} ms`,
    `다섯 번 ÷ 한 번, 왕복 ${ms} ms 회선`,
    higher,
  ),
  ofPage(`link-${ms}`, 'ms', `round trip measured, link of ${ms} ms`, `실제로 잰 왕복, ${ms} ms 회선`),
];

const flood = (name: string, group: Text): ProbeMeasure[] => {
  const of = measuresOf(group, WITHOUT_LIMIT);
  return [
    of(`${name}.orders`, '%', 'orders placed within a second', '1초 안에 처리한 주문', {
      ...{ ...share, better: 'higher' },
    }),
    of(`${name}.order-time`, 'ms', 'time of an order, p50', '주문에 걸린 시간(p50)'),
    of(`${name}.sent-late`, 'ms', 'sent later than due, p99', '예정보다 늦게 보낸 시간(p99)', late),
    of(`${name}.goodput`, 'requests/s', 'requests answered within a second', '1초 안에 응답한 요청', {
      ...{ kind: 'throughput', better: 'higher', least: LEAST_VALUE.perSecond },
    }),
    of(`${name}.times`, '×', 'requests sent ÷ answered meanwhile', '보낸 요청 ÷ 그동안 응답한 요청', amount),
  ];
};

const measures: readonly ProbeMeasure[] = [
  measuresOf(DUTIES, USUAL_DUTIES)(
    'duties.cpu',
    'ms',
    'CPU time of the shop for a request with a token',
    '토큰이 있는 요청 하나에 상점이 쓴 CPU 시간',
    // As of the CPU time of a load's request.
    { kind: 'cpu', delta: 0.05 },
  ),
  ...DELAYS.flatMap(overLink),
  ofPage('page-cpu-one', 'ms', 'CPU time of the shop, one answer', '상점의 CPU 시간, 한 번에'),
  ofPage('page-cpu-five', 'ms', 'CPU time of the shop, five answers', '상점의 CPU 시간, 다섯 번에'),
  ofSlow('slow.mean', 'ms', 'recommendations, mean time', '추천의 평균 시간'),
  ofSlow('slow.p50', 'ms', 'recommendations, p50', '추천(p50)'),
  ofSlow('slow.p90', 'ms', 'recommendations, p90', '추천(p90)'),
  ofSlow('slow.sent-late', 'ms', 'sent later than due, p99', '예정보다 늦게 보낸 시간(p99)', late),
  ofSlow('slow.share', '%', 'answers of the slow instance', '느린 인스턴스가 응답한 비율', share),
  ofSlow(
    'slow.share-most',
    '%',
    'answers of the busier one of the two others',
    '나머지 둘 중 더 많이 응답한 인스턴스의 비율',
    share,
  ),
  ofDeath('dies.lost', 'requests', 'requests lost that were under way', '처리 중에 잃은 요청', amount),
  ofDeath('dies.failed', 'requests', 'failed requests, sent later', '그 뒤에 보내 실패한 요청', amount),
  ofDeath(
    'dies.late',
    'requests',
    'requests answered after half a second',
    '0.5초가 지나 응답한 요청',
    amount,
  ),
  ofDeath('dies.noticed', 'ms', 'until the death troubles nobody', '죽음의 영향이 사라질 때까지', late),
  ofDeath(
    'joins.after',
    'ms',
    'until the new instance answers, 5,000 at most',
    '돌아온 인스턴스가 응답할 때까지(최대 5,000)',
    late,
  ),
  ofDeath(
    'joins.share',
    '%',
    'answers of the new instance then',
    '그 뒤 돌아온 인스턴스가 응답한 비율',
    share,
  ),
  measuresOf(CROWD, WITHOUT_LIMIT)(
    'capacity',
    'requests/s',
    'capacity without a limit, which the flood is twice of',
    '제한이 없을 때의 처리량(몰린 요청은 그 두 배)',
    { ...{ kind: 'throughput', better: 'higher' } },
  ),
  ...flood('crowd', CROWD),
  ...flood('greedy', GREEDY),
];

const charts: readonly ProbeChart[] = [
  {
    ...{ id: 'pages', kind: 'curve' },
    title: { en: 'My overview over a link', ko: '회선을 거친 내 현황 페이지' },
    x: { en: 'round trip of the link, ms', ko: '회선의 왕복 시간(ms)' },
    y: { en: 'time of the page, ms', ko: '페이지가 걸린 시간(ms)' },
    lines: [
      { id: 'one', title: { en: 'one answer', ko: '한 번에' } },
      { id: 'five', title: { en: 'five answers', ko: '다섯 번에' } },
    ],
    caption: {
      en: 'The client asks for four of the five at once, and for the last one when it knows what is recommended. So five answers take two round trips, and one answer takes one.',
      ko: '클라이언트는 다섯 요청 중 넷을 한꺼번에 보내고, 추천 상품을 안 뒤에 나머지 하나를 보낸다. 그래서 다섯 번에 받으면 왕복이 두 번, 한 번에 받으면 한 번이다.',
    },
  },
  {
    ...{ id: 'slow', kind: 'distribution', log: true },
    title: {
      en: 'Recommendations while one of three instances is slow',
      ko: '인스턴스 셋 중 하나가 느릴 때의 추천',
    },
    x: { en: 'time until the answer, ms', ko: '응답까지 시간(ms)' },
    caption: {
      en: 'The step at the right is the slow instance. Its height is the share of requests that went there.',
      ko: '오른쪽 계단이 느린 인스턴스다. 계단의 높이는 그 인스턴스로 간 요청의 비율이다.',
    },
  },
  {
    ...{ id: 'orders', kind: 'distribution', log: true },
    title: { en: 'Orders at twice the capacity', ko: '처리량의 두 배일 때의 주문' },
    x: { en: 'time until the answer, ms', ko: '응답까지 시간(ms)' },
    caption: {
      en: 'All orders of the crowd. A line that ends below 100 % has orders that were refused, or that nobody waited for any more.',
      ko: '몰린 주문 전부다. 100 %에 닿지 않는 선에는 거절했거나 고객이 기다리다 떠난 주문이 있다.',
    },
  },
];

const seconds = (smoke: number, quick: number, full: number): Readonly<Record<ProfileId, number>> => ({
  ...{ smoke, quick, full },
});

const settings: ProbeSettings = {
  does: {
    en: 'puts the same light load on every arm, except in a quick run. Then each arm has its own part. Arms with other duties get the same requests, a block each in turns, and their CPU time is read. A client puts my overview together itself, or has it from the edge, over links of several delays. Three instances answer while one of them is slow, and, except in a quick run, while one dies and comes back. Or the shop is asked for twice as much as it can answer. What it can answer is measured before, in the same deployment without a limit, after a warm-up by the same requests',
    ko: 'quick이 아니면 모든 대상에 같은 가벼운 부하를 준다. 그다음은 대상마다 다르다. 공통 기능이 다른 대상에는 같은 요청을 한 묶음씩 번갈아 보내고 CPU 시간을 읽는다. 클라이언트가 내 현황 페이지를 직접 조립하거나 엣지에서 한 번에 받으면서 지연이 다른 회선을 거친다. 인스턴스 셋 중 하나를 느리게 하고, quick이 아니면 하나를 죽였다가 되살린다. 또는 처리할 수 있는 양의 두 배를 요청한다. 그 양은 같은 배포에서 제한이 없는 대상을 같은 요청으로 워밍업한 뒤 먼저 잰다',
  },
  measures,
  charts,
  phases: [{ name: LIGHT, perSecond: 30, arrivals: 'poisson', inTurns: true, seconds: seconds(2, 0, 4) }],
  warmUpPerSecond: 30,
  warmUp: {
    smoke: { minSeconds: 1, maxSeconds: 12, within: 8 },
    quick: { minSeconds: 2, maxSeconds: 14, within: 2 },
    full: { minSeconds: 4, maxSeconds: 18, within: 1.8 },
  },
  takesFaults: true,
  // Trials are silent otherwise, and the access log is one of the duties.
  env: { LOG_LEVEL: 'info', LIMIT_RATE: `${FIXED_RATE}`, LIMIT_BURST: `${FIXED_BURST}` },
  seconds: seconds(secondsOf('smoke'), secondsOf('quick'), secondsOf('full')),
  own: SIZES,
};

export const experiment = probe(settings);
