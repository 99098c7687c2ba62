import type { Scenario } from '@lab/lab/scenario/scenario';
import { MONOLITH, SERVICES } from './deployments.ts';
import { insights } from './insights.ts';
import { fasterToStartWith, inLines, PROTOTYPE_RULE, PROTOTYPE_RULE_IN_KOREAN } from './rule.ts';
import { experiment } from './settings.ts';

const scenario: Scenario = {
  id: 'first-run',
  title: { en: 'First run', ko: '처음 실행' },
  question: {
    en: 'What does it take from a fresh checkout to the first order, what stands there then, and what does a new feature cost?',
    ko: '새로 받은 소스에서 첫 주문까지 무엇이 필요하고, 그때 무엇이 돌고 있으며, 새 기능 하나를 추가하는 데 얼마나 드는가?',
  },
  baseline: MONOLITH,
  arms: {
    smoke: [SERVICES],
    quick: [MONOLITH, SERVICES],
    full: [MONOLITH, SERVICES],
  },
  // A patch is written for one of these.
  topologies: [MONOLITH, SERVICES],
  endpoints: [],
  // The feature inside a service takes 1.4 times as long, and the limit is 1.1: three or four rounds hardly ever settle that.
  looks: { quick: [6] },
  experiment,
  claims: [
    {
      id: 'mono.prototype-speed',
      text: {
        en: 'a monolith is good for the beginning: a prototype can be developed fast',
        ko: '초기 개발에 유리: 빠르게 프로토타입 개발이 가능하다',
      },
      decidedBy: PROTOTYPE_RULE,
      decidedByInKorean: PROTOTYPE_RULE_IN_KOREAN,
      decide: fasterToStartWith,
      turn: {
        by: {
          en: 'What is counted: times, or lines. In lines it depends on where the feature is put. In a service that is there already it needs no package, no process and no database of its own.',
          ko: '무엇을 세는가: 시간인가, 줄 수인가. 줄 수로는 새 기능을 어디에 두는지에 달려 있다. 이미 있는 서비스에 넣으면 패키지도 프로세스도 데이터베이스도 따로 필요 없다.',
        },
        measured: inLines,
      },
      expected: 'supported',
    },
  ],
  keyRatios: [
    {
      metric: 'to-order',
      topology: SERVICES,
      text: {
        en: 'time from a fresh checkout to the first order',
        ko: '새로 받은 소스에서 첫 주문까지의 시간',
      },
    },
    {
      metric: 'memory-at-rest',
      topology: SERVICES,
      text: { en: 'memory at rest, broker included', ko: '요청이 없을 때의 메모리(브로커 포함)' },
    },
    {
      metric: 'feature.lines',
      topology: SERVICES,
      text: { en: 'lines that a new feature touches', ko: '새 기능이 고치는 줄' },
    },
    {
      metric: 'feature.running',
      topology: SERVICES,
      text: {
        en: 'time from the patched sources until the new feature answers',
        ko: '패치한 소스부터 새 기능이 응답할 때까지의 시간',
      },
    },
  ],
  insights,
};

export default scenario;
