import type { Scenario } from '@lab/lab/scenario/scenario';
import { endpoints } from '../shop/endpoints.ts';
import { ALL, LEAST, ON_REQUEST, PRIORITY, QUICK, SERVICES, SMOKE } from './arms.ts';
import { insights } from './insights.ts';
import {
  BALANCING_RULE,
  BALANCING_RULE_IN_KOREAN,
  balancingHelps,
  byCompeting,
  byFixedRate,
  GATEWAY_RULE,
  GATEWAY_RULE_IN_KOREAN,
  gatewayHelps,
  LIMIT_RULE,
  LIMIT_RULE_IN_KOREAN,
  prioritiesHelp,
  withoutDelay,
} from './rule.ts';
import { experiment } from './settings.ts';

const ASKED = ['browse', 'recommendations', 'overview', 'place-order'];

const scenario: Scenario = {
  id: 'gateway',
  title: { en: 'Gateway', ko: '게이트웨이' },
  question: {
    en: 'What does a page spare that the gateway puts together, what do its common duties cost, who gets the work when an instance is slow or dies, and what becomes of orders at twice the capacity?',
    ko: '게이트웨이가 조립한 페이지는 무엇을 덜어 주고, 공통 기능의 비용은 얼마인가? 인스턴스가 느리거나 죽으면 누가 일을 받고, 처리량의 두 배가 오면 주문은 어떻게 되는가?',
  },
  baseline: SERVICES,
  arms: { smoke: SMOKE, quick: QUICK, full: ALL },
  topologies: [...ALL, ...SMOKE, ...ON_REQUEST],
  endpoints: endpoints.filter(({ id }) => ASKED.includes(id)),
  experiment,
  claims: [
    {
      id: 'remedy.gateway',
      text: {
        en: 'an API gateway aggregates requests and does what is common (sign-in, logs, metrics), and so takes load off each service',
        ko: 'API Gateway를 통해 요청을 집계하고, 공통 기능(인증, 로깅, 모니터링 등)을 처리하여 각 서비스의 부하를 줄인다',
      },
      decidedBy: GATEWAY_RULE,
      decidedByInKorean: GATEWAY_RULE_IN_KOREAN,
      decide: gatewayHelps,
      turn: {
        by: {
          en: 'The way between client and gateway. What one answer spares is a round trip, so where that takes no time there is little to spare.',
          ko: '클라이언트와 게이트웨이 사이의 거리. 한 번에 받아서 아끼는 것은 왕복 한 번이므로, 왕복에 시간이 들지 않으면 아낄 것도 적다.',
        },
        measured: withoutDelay,
      },
      expected: 'supported',
    },
    {
      id: 'remedy.load-balancing',
      text: {
        en: 'load balancing spreads incoming traffic evenly over several instances of a service, and so manages their load',
        ko: '로드밸런싱: 들어오는 트래픽을 여러 서비스 인스턴스에 고르게 분배하여 서버 부하 관리',
      },
      decidedBy: BALANCING_RULE,
      decidedByInKorean: BALANCING_RULE_IN_KOREAN,
      decide: balancingHelps,
      turn: {
        by: {
          en: 'Who chooses. Over RabbitMQ nobody does: instances compete, and a slow one that waits without work takes as much as the others.',
          ko: '누가 고르는가. RabbitMQ에서는 아무도 고르지 않는다. 인스턴스가 경쟁하므로, 느려도 바쁘지 않은 인스턴스는 다른 인스턴스만큼 가져간다.',
        },
        measured: byCompeting,
      },
      expected: 'supported',
    },
    {
      id: 'remedy.rate-limit-qos',
      text: {
        en: 'limits on traffic and quality of service, by how important data are, make a service more stable',
        ko: '트래픽 제한 및 QoS 정책(데이터의 중요도에 따라 처리)을 적용해 서비스 안정성 높이기',
      },
      decidedBy: LIMIT_RULE,
      decidedByInKorean: LIMIT_RULE_IN_KOREAN,
      decide: prioritiesHelp,
      turn: {
        by: {
          en: 'What the limit counts. A fixed rate for each customer knows nothing of the load. It is meant for one who sends too much, and many who each send little stay below it. Its figures say whether it helps under either flood.',
          ko: '제한이 세는 것. 고객별 고정 제한은 부하를 모른다. 너무 많이 보내는 한 고객을 막으려는 것이고, 저마다 조금씩 보내는 여러 고객은 제한에 걸리지 않는다. 두 경우에 실제로 도움이 되는지는 각각의 값에 나타난다.',
        },
        measured: byFixedRate,
      },
      expected: 'supported',
    },
  ],
  keyRatios: [
    {
      metric: 'slow.mean',
      topology: LEAST,
      text: {
        en: 'time of recommendations with one slow instance of three, mean, against callers that take turns',
        ko: '인스턴스 셋 중 하나가 느릴 때 추천의 평균 시간, 차례대로 보낼 때 대비',
      },
    },
    {
      metric: 'crowd.orders',
      topology: PRIORITY,
      text: {
        en: 'share of orders placed within a second at twice the capacity',
        ko: '처리량의 두 배에서 1초 안에 처리한 주문의 비율',
      },
    },
    {
      metric: 'crowd.order-time',
      topology: PRIORITY,
      text: {
        en: 'time of an order at twice the capacity, p50',
        ko: '처리량의 두 배에서 주문에 걸린 시간(p50)',
      },
    },
  ],
  insights,
};

export default scenario;
