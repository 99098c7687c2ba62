import { disturbance } from '@lab/lab/experiments/disturbance/settings';
import type { Endpoint, Scenario } from '@lab/lab/scenario/scenario';
import { MY_ORDERS, endpoints as ofTheShop } from '../shop/endpoints.ts';
import { NO_COMPENSATION, TWO_OF_EACH } from './faults.ts';
import { keepsDataConsistent, RULE, RULE_IN_KOREAN, withoutCompensation } from './rulings.ts';
import { settings } from './settings.ts';

const ordering = ofTheShop.filter(({ id }) => id === 'place-order' || id === 'cancel-order');

/** Orders that are refused: when the stock has been reserved, and when it is asked for. */
const REFUSED: readonly Endpoint[] = [
  { id: 'declined-order', title: 'order that is taken back', hops: 5, calls: 5 },
  { id: 'short-order', title: 'order of what is sold out', hops: 3, calls: 3 },
];

const scenario: Scenario = {
  id: 'distributed-transaction',
  title: { en: 'Distributed transaction', ko: '분산 트랜잭션' },
  question: {
    en: 'Does a saga with compensation keep data consistent when any process may die at any moment, and what does it cost against one transaction?',
    ko: '어느 프로세스가 언제 죽더라도 보상 트랜잭션이 있는 사가는 데이터 일관성을 지키는가? 트랜잭션 하나와 비교하면 비용은 얼마인가?',
  },
  baseline: 'monolith',
  arms: {
    smoke: ['monolith', 'microservices'],
    quick: ['monolith', 'microservices', NO_COMPENSATION],
    full: ['monolith', 'microservices', TWO_OF_EACH, NO_COMPENSATION],
  },
  topologies: ['monolith', 'microservices', TWO_OF_EACH, NO_COMPENSATION],
  endpoints: [...ordering, ...REFUSED, MY_ORDERS],
  experiment: disturbance(settings),
  claims: [
    {
      id: 'data.saga',
      text: {
        en: 'a saga with compensating transactions keeps data consistent',
        ko: 'Sagas 패턴: 실패 시 보상 트랜잭션을 실행하여 이전 상태로 되돌린다',
      },
      decidedBy: RULE,
      decidedByInKorean: RULE_IN_KOREAN,
      decide: keepsDataConsistent,
      turn: {
        by: {
          en: 'Compensation. Services that take nothing back leave stock reserved for orders that were rejected.',
          ko: '보상 트랜잭션. 되돌리지 않는 서비스에는 거절된 주문의 재고 예약이 남는다.',
        },
        measured: withoutCompensation,
      },
      expected: 'supported',
    },
  ],
  keyRatios: [
    {
      metric: 'place-order.p50',
      topology: 'microservices',
      text: { en: 'time to place an order', ko: '주문하는 데 걸리는 시간' },
    },
    {
      metric: 'declined-order.p50',
      topology: 'microservices',
      text: {
        en: 'time until an order that is taken back is answered',
        ko: '되돌리는 주문의 응답까지 걸리는 시간',
      },
    },
    {
      metric: 'commits',
      topology: 'microservices',
      text: { en: 'transactions that are committed for a request', ko: '요청 하나에 커밋되는 트랜잭션 수' },
    },
  ],
};

export default scenario;
