import {
  type ProbeChart,
  type ProbeMeasure,
  type ProbeSettings,
  probe,
} from '@lab/lab/experiments/probe/settings';
import type { ProfileId } from '@lab/lab/scenario/profile';
import type { Text } from '@lab/lab/scenario/scenario';
import { COMPARED_WITH } from './arms.ts';
import { RATE, SIZES, secondsOf } from './sizes.ts';
import { STAGES, type StageId, VERSIONS } from './stages.ts';

/** What the load asks for, as reports name it. */
const ENDPOINTS: Readonly<Record<string, Text>> = {
  browse: { en: 'browse products', ko: '상품 목록' },
  product: { en: 'look at a product', ko: '상품 보기' },
  recommendations: { en: 'recommendations', ko: '추천' },
  'my-orders': { en: 'my orders', ko: '내 주문' },
  overview: { en: 'my overview', ko: '내 현황' },
  'place-order': { en: 'place an order', ko: '주문하기' },
};

type Kind = Pick<ProbeMeasure, 'unit' | 'kind' | 'delta'>;

const REQUESTS: Kind = { unit: 'requests', kind: 'amount', delta: 0.1 };
const TIME: Kind = { unit: 'ms', kind: 'duration', delta: 0.1 };

const of = (stage: StageId, id: string, kind: Kind, en: string, ko: string): ProbeMeasure => ({
  ...kind,
  id: `${stage}.${id}`,
  label: { en, ko },
  better: 'lower',
  group: STAGES[stage],
  against: COMPARED_WITH,
});

/** How many there were says nothing of an arm: it is compared with no other one. */
const alone = (measure: ProbeMeasure): ProbeMeasure => ({ ...measure, against: {} });

/** What is counted of each stage. */
const counted = (stage: StageId): ProbeMeasure[] => [
  of(stage, 'failed', REQUESTS, 'requests that failed', '실패한 요청'),
  of(stage, 'slow', REQUESTS, 'requests answered after a second', '1초가 지나 응답한 요청'),
  of(
    stage,
    'bystanders',
    REQUESTS,
    'requests hit that do not need the payments',
    '영향을 받은 요청 중 결제가 필요 없는 요청',
  ),
  alone(of(stage, 'asked', REQUESTS, 'requests that could feel it', '영향을 받을 수 있던 요청')),
  alone(
    of(
      stage,
      'bystanders-asked',
      REQUESTS,
      'of these, such as do not need the payments',
      '그중 결제가 필요 없는 요청',
    ),
  ),
  of(stage, 'orders-lost', REQUESTS, 'orders that were never confirmed', '끝내 확정되지 않은 주문'),
  of(stage, 'outage', TIME, 'time in which requests were lost', '요청을 잃은 시간'),
  of(stage, 'took', TIME, 'until all is done', '모두 끝날 때까지'),
];

/** And of one whose versions stay: for how long old and new programs were there, and what became of the requests that an old one had when it ended. */
const exchanged = (stage: StageId): ProbeMeasure[] => [
  of(stage, 'beside', TIME, 'two versions side by side, as processes', '두 버전의 프로세스가 함께 있던 시간'),
  alone(
    of(
      stage,
      'drained',
      REQUESTS,
      'requests for the payments under way at an end, and answered',
      '종료 신호를 받을 때 처리 중이었고 응답한 요청 중 결제가 필요한 것',
    ),
  ),
  alone(
    of(
      stage,
      'cut',
      REQUESTS,
      'requests of any kind under way at an end, and failed',
      '종료 신호를 받을 때 처리 중이었고 실패한 모든 요청',
    ),
  ),
];

const measures: readonly ProbeMeasure[] = [
  ...counted('next'),
  ...Object.entries(ENDPOINTS).map(([endpoint, { en, ko }]) =>
    of('next', `hit-${endpoint}`, REQUESTS, `requests hit: ${en}`, `영향을 받은 요청: ${ko}`),
  ),
  ...exchanged('next'),
  of('next', 'mixed', TIME, 'two versions side by side, as answers', '두 버전의 응답이 섞인 시간'),
  ...counted('fails-later'),
  of(
    'fails-later',
    'noticed',
    TIME,
    'from the first request that is hit until it is noticed',
    '처음 영향을 받은 요청부터 알아챌 때까지',
  ),
  of(
    'fails-later',
    'bad',
    TIME,
    'from the first request that is hit until it is taken back',
    '처음 영향을 받은 요청부터 되돌릴 때까지',
  ),
  ...counted('unready'),
  of('unready', 'served', REQUESTS, 'answers of the version that is not ready', '준비되지 않은 버전의 응답'),
  ...counted('in-order'),
  ...exchanged('in-order'),
  ...counted('at-once'),
  ...exchanged('at-once'),
];

const SINCE: Text = { en: 'seconds since the load began', ko: '부하를 시작한 뒤의 시간(초)' };
const BEGINS = (Object.keys(SIZES) as ProfileId[])
  .map((profile) => `${SIZES[profile].beforeMs / 1_000} s (${profile})`)
  .join(', ');

const charts: readonly ProbeChart[] = [
  {
    ...{ id: 'hits', kind: 'curve' },
    title: { en: 'Requests that failed or were slow', ko: '실패했거나 느린 요청' },
    x: SINCE,
    y: { en: '% of the requests that were due', ko: '보내야 했던 요청 중 비율(%)' },
    caption: {
      en: `All requests of half a second, by when they should have been sent. The update begins after ${BEGINS}.`,
      ko: `0.5초마다 그때 보내야 했던 모든 요청이다. 업데이트를 시작하는 시점: ${BEGINS}.`,
    },
  },
  {
    ...{ id: 'versions', kind: 'curve' },
    title: { en: 'Answers of both versions', ko: '두 버전의 응답' },
    x: SINCE,
    y: { en: '% of what the payments were asked', ko: '결제에 물은 것 중 비율(%)' },
    lines: [
      { id: 'new', title: { en: 'new', ko: '새 버전' } },
      { id: 'old', title: { en: 'old', ko: '옛 버전' } },
    ],
    caption: {
      en: 'Where both lines of an arm are above 0, both versions answer. Where both are at 0, nobody does.',
      ko: '한 대상의 두 선이 모두 0보다 높으면 두 버전이 모두 응답한다. 모두 0이면 아무도 응답하지 않는다.',
    },
  },
];

export const settings: ProbeSettings = {
  does: {
    en: `puts a steady load of ${RATE} requests a second on it, and updates the payments meanwhile. Besides, a client asks the payments for their ledger 40 ms after each answer, to see which version it is. The new version adds a column to the table of wallets, and a field to an answer. In a full run a version follows that fails later and is taken back, one that never gets ready, and one that does not fit its callers`,
    ko: `초당 요청 ${RATE}건의 일정한 부하를 주면서 결제를 업데이트한다. 그와 별도로 클라이언트 하나가 응답을 받을 때마다 40ms 뒤에 결제의 원장을 다시 물어 어느 버전인지 확인한다. 새 버전은 지갑 테이블에 열을, 응답에 필드를 하나 추가한다. full 실행에서는 나중에 실패해서 되돌리는 버전, 준비되지 않는 버전, 호출하는 쪽과 맞지 않는 버전이 이어진다`,
  },
  measures,
  charts,
  phases: [],
  versions: VERSIONS,
  warmUpPerSecond: RATE,
  warmUp: {
    smoke: { minSeconds: 1, maxSeconds: 12, within: 8 },
    quick: { minSeconds: 2, maxSeconds: 14, within: 2 },
    full: { minSeconds: 4, maxSeconds: 18, within: 1.8 },
  },
  seconds: { smoke: secondsOf('smoke'), quick: secondsOf('quick'), full: secondsOf('full') },
};

export const experiment = probe(settings);
