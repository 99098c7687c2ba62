import { probe } from '@lab/lab/experiments/probe/settings';
import type { Scenario } from '@lab/lab/scenario/scenario';
import { endpoints } from '../shop/endpoints.ts';
import { ANSWERED, MONOLITH, ON_KAFKA, OVER_KAFKA, OVER_RABBITMQ, QUEUED, UNFLUSHED } from './arms.ts';
import { insights } from './insights.ts';
import { asynchronous, byOutcome, RULE, RULE_IN_KOREAN } from './rule.ts';
import { settings } from './settings.ts';

const scenario: Scenario = {
  id: 'async-messaging',
  title: { en: 'Asynchronous messaging', ko: '비동기 메시징' },
  question: {
    en: 'When orders are accepted first and carried out by messages, what does the client wait, what does the order take in all, and what becomes of a peak of five times the capacity?',
    ko: '주문을 먼저 접수하고 메시지로 처리하면 클라이언트는 얼마나 기다리고, 주문은 모두 얼마나 걸리며, 처리량의 다섯 배로 몰린 주문은 어떻게 되는가?',
  },
  baseline: ANSWERED,
  arms: {
    // That everything runs, the arm with most to it shows alone.
    smoke: [OVER_RABBITMQ],
    quick: [ANSWERED, OVER_RABBITMQ, OVER_KAFKA],
    full: [ANSWERED, OVER_RABBITMQ, OVER_KAFKA, MONOLITH, QUEUED],
  },
  topologies: [ANSWERED, OVER_RABBITMQ, OVER_KAFKA, UNFLUSHED, MONOLITH, QUEUED],
  skippable: ON_KAFKA,
  endpoints: endpoints.filter(({ id }) => id === 'place-order'),
  experiment: probe(settings),
  claims: [
    {
      id: 'remedy.async',
      text: {
        en: 'asynchronous messaging (RabbitMQ, Kafka) makes up for slow calls between services',
        ko: '비동기 통신 (RabbitMQ, Kafka)으로 서비스 간 호출의 느린 속도를 보완한다',
      },
      decidedBy: RULE,
      decidedByInKorean: RULE_IN_KOREAN,
      decide: asynchronous,
      turn: {
        by: {
          en: 'What the client needs. One who needs the outcome waits for the same work, and for the messages besides.',
          ko: '클라이언트에게 필요한 것. 결과가 필요한 클라이언트는 같은 일에 더해 메시지가 오가는 시간까지 기다린다.',
        },
        measured: byOutcome,
      },
      expected: 'supported',
    },
  ],
  keyRatios: [
    {
      metric: 'place-order.p50',
      topology: OVER_RABBITMQ,
      text: { en: 'what the client waits for an order, p50', ko: '클라이언트가 주문에 기다리는 시간(p50)' },
    },
    {
      metric: 'outcome.p50',
      topology: OVER_RABBITMQ,
      text: {
        en: 'time until the outcome of an order is seen, p50',
        ko: '주문의 결과가 보일 때까지의 시간(p50)',
      },
    },
    {
      metric: 'peak.soon',
      topology: OVER_RABBITMQ,
      text: {
        en: 'share of a peak of five times the capacity that is taken within a second',
        ko: '처리량의 다섯 배로 몰린 주문 중 1초 안에 받아들인 비율',
      },
    },
    {
      metric: 'cpu-per-request',
      topology: OVER_RABBITMQ,
      text: { en: 'CPU time of an order', ko: '주문 하나에 드는 CPU 시간' },
    },
  ],
  insights,
};

export default scenario;
