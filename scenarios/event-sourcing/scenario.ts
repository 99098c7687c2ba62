import type { Scenario } from '@lab/lab/scenario/scenario';
import { endpoints } from '../shop/endpoints.ts';
import { replaySpeed, restoredByReplay, withoutSnapshots } from './rule.ts';
import { experiment, PRICES } from './settings.ts';

const asked: readonly string[] = Object.values(PRICES);

const scenario: Scenario = {
  id: 'event-sourcing',
  title: { en: 'Event sourcing', ko: '이벤트 소싱' },
  question: {
    en: 'If the inventory keeps what has happened instead of what there is, does a replay give the state back, how long does that take, and what does each write and read cost?',
    ko: '재고가 현재 수량 대신 일어난 일을 저장하면, 재생해서 상태를 되찾을 수 있는가? 시간은 얼마나 걸리고, 쓰기와 읽기마다 비용은 얼마나 드는가?',
  },
  baseline: 'monolith',
  arms: {
    // That everything runs, the arm with the replays shows alone.
    smoke: ['monolith+store=events'],
    quick: ['monolith', 'monolith+store=events'],
    full: ['monolith', 'monolith+store=events', 'microservices', 'microservices+store=events'],
  },
  endpoints: endpoints.filter(({ id }) => asked.includes(id)),
  // An order costs a tenth more, and the limit is a quarter: three or four rounds never settle that.
  looks: { quick: [5], full: [5] },
  experiment,
  claims: [
    {
      id: 'data.event-sourcing',
      text: {
        en: 'state is rebuilt by replaying the stream of events',
        ko: '이벤트 소싱: 이벤트 스트림을 재생해 현재 상태를 복원',
      },
      decidedBy:
        'Supported when three things hold in every arm that keeps events. Each replay gives the stock that clients see, also after a kill, up to a time, and from snapshots. A rebuild from snapshots takes less than twice as long with the longest history as with the shortest. Placing an order, cancelling one and looking at a product take no more than a quarter longer than with tables (p50). Refuted when a replay gives another stock. Mixed when all replays are right, and the second or the third does not hold.',
      decidedByInKorean:
        '이벤트를 저장하는 모든 구성에서 다음 세 가지가 성립하면 지지. 첫째, 강제 종료 뒤에도, 과거 시각까지도, 스냅샷부터도, 재생한 재고가 클라이언트가 보는 재고와 같다. 둘째, 스냅샷부터 복원하는 시간이 가장 긴 이력에서 가장 짧은 이력의 2배 미만이다. 셋째, 주문하기, 주문 취소, 상품 보기의 p50이 테이블보다 4분의 1 넘게 크지 않다. 재생한 재고가 다르면 반박, 재생은 맞지만 둘째나 셋째가 성립하지 않으면 엇갈림.',
      decide: restoredByReplay,
      turn: {
        by: {
          en: 'Snapshots. Without them a rebuild takes as long as the history is, and so does every read of a product that is sold often.',
          ko: '스냅샷. 스냅샷이 없으면 복원 시간이 이력의 길이만큼 늘어나고, 자주 팔리는 상품을 읽을 때마다 그만큼 느려진다.',
        },
        measured: withoutSnapshots,
      },
      expected: 'supported',
    },
  ],
  keyRatios: [
    {
      metric: 'order-time',
      topology: 'monolith+store=events',
      text: { en: 'time to place an order, median', ko: '주문하기 시간(중앙값)' },
    },
    {
      metric: 'read-time',
      topology: 'monolith+store=events',
      text: { en: 'time to look at a product, median', ko: '상품 보기 시간(중앙값)' },
    },
    {
      metric: 'cpu-per-request',
      topology: 'monolith+store=events',
      text: { en: 'CPU time per request', ko: '요청당 CPU 시간' },
    },
  ],
  insights: (evidence) => {
    const text = replaySpeed(evidence);
    return text ? [{ id: 'replay-speed', text, metrics: ['replay-rate', 'replay-memory'] }] : [];
  },
};

export default scenario;
