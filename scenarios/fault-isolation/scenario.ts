import { disturbance } from '@lab/lab/experiments/disturbance/settings';
import type { Scenario } from '@lab/lab/scenario/scenario';
import { endpoints, MY_ORDERS } from '../shop/endpoints.ts';
import { TWO_WORKERS, WITHOUT_TIMEOUTS } from './faults.ts';
import { insights } from './insights.ts';
import { blastRadius, isolation, RULES, RULES_IN_KOREAN } from './rulings.ts';
import { settings } from './settings.ts';
import { byPlace, byWorkers } from './turns.ts';

const scenario: Scenario = {
  id: 'fault-isolation',
  title: { en: 'Fault isolation', ko: '장애 격리' },
  question: {
    en: 'When one part of the shop fails, how much of the rest do customers lose, for how long, and is anything lost or wrong afterwards?',
    ko: '상점의 한 부분에 장애가 나면 고객은 나머지를 얼마나, 얼마 동안 잃으며, 그 뒤에 잃거나 틀린 것이 있는가?',
  },
  baseline: 'monolith',
  arms: {
    smoke: ['monolith', 'microservices'],
    quick: ['monolith', 'microservices'],
    full: ['monolith', TWO_WORKERS, 'microservices', ...WITHOUT_TIMEOUTS],
  },
  // A crash is over about a second after it, which is the limit. An early look would settle none, and would make the last interval wider.
  looks: { full: [6] },
  topologies: ['monolith', TWO_WORKERS, 'monolith-serialized', 'microservices', ...WITHOUT_TIMEOUTS],
  endpoints: [...endpoints, MY_ORDERS],
  experiment: disturbance(settings),
  claims: [
    {
      id: 'mono.blast-radius',
      text: { en: 'a small fault takes the system down', ko: '작은 문제가 시스템 전체의 문제를 일으킴' },
      decidedBy: RULES.blastRadius,
      decidedByInKorean: RULES_IN_KOREAN.blastRadius,
      decide: blastRadius,
      turn: {
        by: {
          en: 'The number of workers. A second process of the whole goes on when the first one is lost.',
          ko: '워커 수. 전체를 담은 두 번째 프로세스는 첫 번째가 죽어도 계속 응답한다.',
        },
        measured: byWorkers,
      },
      expected: 'supported',
    },
    {
      id: 'msa.isolation',
      text: {
        en: "a service's failure does not spread",
        ko: '한 서비스의 장애가 다른 서비스로 확산되지 않는다',
      },
      decidedBy: RULES.isolation,
      decidedByInKorean: RULES_IN_KOREAN.isolation,
      decide: isolation,
      turn: {
        by: {
          en: "The fault's place. What all services share is no service of its own: the gateway and the broker.",
          ko: '장애 위치. 모든 서비스가 함께 쓰는 게이트웨이와 브로커는 격리된 서비스가 아니다.',
        },
        measured: byPlace,
      },
      expected: 'supported',
    },
  ],
  keyRatios: [
    {
      metric: 'crash.hit',
      topology: 'microservices',
      text: {
        en: 'requests that fail or are slow when recommendations crash',
        ko: '추천 프로세스가 죽었을 때 실패하거나 느려진 요청의 비율',
      },
    },
    {
      metric: 'catalog-crash.hit',
      topology: 'microservices',
      text: {
        en: 'requests that fail or are slow when the catalog crashes',
        ko: '카탈로그 프로세스가 죽었을 때 실패하거나 느려진 요청의 비율',
      },
    },
    {
      metric: 'block.hit',
      topology: 'microservices',
      text: {
        en: 'requests that fail or are slow when recommendations block their process',
        ko: '추천이 이벤트 루프를 막았을 때 실패하거나 느려진 요청의 비율',
      },
    },
  ],
  insights,
};

export default scenario;
