import { probe } from '@lab/lab/experiments/probe/settings';
import type { Scenario } from '@lab/lab/scenario/scenario';
import { endpoints } from '../shop/endpoints.ts';
import { CONSUL, LOCKS, NONE, REDIS, REDIS_FENCED, ROW, UPDATE, ZOOKEEPER } from './arms.ts';
import { insights } from './insights.ts';
import { byFencing, locksKeepStock, RULE, RULE_IN_KOREAN } from './rulings.ts';
import { settings } from './settings.ts';

const scenario: Scenario = {
  id: 'distributed-lock',
  title: { en: 'Distributed lock', ko: '분산 잠금' },
  question: {
    en: 'When several instances sell the last units of a product, what keeps them from promising one unit twice, also when the holder of a lock stands still or the server of the lock restarts or is cut off, and what does it cost?',
    ko: '여러 인스턴스가 한 상품의 마지막 재고를 팔 때 무엇이 같은 재고를 두 번 약속하지 않게 하는가? 잠금 보유자가 멈춰 서거나, 잠금 서버가 재시작되거나 연결이 끊겨도 그런가? 비용은 얼마인가?',
  },
  baseline: ROW,
  arms: {
    smoke: [NONE, REDIS],
    quick: [ROW, UPDATE, NONE, REDIS, REDIS_FENCED],
    full: [ROW, UPDATE, NONE, REDIS, REDIS_FENCED, ZOOKEEPER, CONSUL],
  },
  topologies: [ROW, UPDATE, NONE, ...LOCKS.map(({ topology }) => topology)],
  skippable: LOCKS.map(({ topology }) => topology),
  endpoints: endpoints.filter(({ id }) => id === 'place-order'),
  experiment: probe(settings),
  claims: [
    {
      id: 'data.lock',
      text: {
        en: 'a distributed lock keeps data consistent that several services change at the same time',
        ko: '분산 잠금으로 여러 서비스가 동시에 수정하는 데이터의 일관성을 유지한다',
      },
      decidedBy: RULE,
      decidedByInKorean: RULE_IN_KOREAN,
      decide: locksKeepStock,
      turn: {
        by: {
          en: 'Fencing. A store that remembers the greatest token refuses a holder who comes too late.',
          ko: '펜싱 토큰. 가장 큰 토큰을 기억하는 저장소는 너무 늦게 온 보유자를 거절한다.',
        },
        measured: byFencing,
      },
      expected: 'mixed',
    },
  ],
  keyRatios: [
    {
      metric: 'rush.throughput',
      topology: REDIS,
      text: {
        en: 'orders confirmed per second when 16 buyers want one product',
        ko: '16명이 한 상품을 살 때 초당 확정되는 주문',
      },
    },
    {
      metric: 'rush.evenness',
      topology: REDIS,
      text: {
        en: 'fairness, by the orders of each buyer, when 16 buyers want one product',
        ko: '16명이 한 상품을 살 때 구매자별 주문 수로 본 공정성',
      },
    },
    {
      metric: 'rush.p95',
      topology: REDIS,
      text: {
        en: 'time of an order when 16 buyers want one product, p95',
        ko: '16명이 한 상품을 살 때 주문에 걸리는 시간(p95)',
      },
    },
  ],
  insights,
};

export default scenario;
