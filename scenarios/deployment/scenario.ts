import type { Scenario } from '@lab/lab/scenario/scenario';
import { endpoints, MY_ORDERS } from '../shop/endpoints.ts';
import { ALL, QUICK, ROLLED_MONOLITH, ROLLED_SERVICE, SMOKE } from './arms.ts';
import { insights } from './insights.ts';
import { otherWays, RULE, RULE_IN_KOREAN, updatedAlone } from './rule.ts';
import { experiment } from './settings.ts';

const scenario: Scenario = {
  id: 'deployment',
  title: { en: 'Deployment', ko: '배포' },
  question: {
    en: 'While one context is updated under load, who notices: in a service and in a monolith, stopped and started or one by one, with a bad version, and with one that its callers do not fit?',
    ko: '부하가 있는 동안 컨텍스트 하나를 업데이트하면 누가 알아채는가? 서비스와 모놀리스에서, 중지 후 시작할 때와 하나씩 바꿀 때, 나쁜 버전과 호출하는 쪽에 맞지 않는 버전일 때는 어떤가?',
  },
  baseline: ROLLED_MONOLITH,
  arms: { smoke: SMOKE, quick: QUICK, full: ALL },
  topologies: ALL,
  endpoints: [...endpoints.filter(({ id }) => id !== 'cancel-order'), MY_ORDERS],
  experiment,
  claims: [
    {
      id: 'msa.independent-deploy',
      text: {
        en: 'an update of one service does not affect the whole system',
        ko: '한 서비스의 업데이트나 수정이 전체 시스템에 영향을 미치지 않는다',
      },
      decidedBy: RULE,
      decidedByInKorean: RULE_IN_KOREAN,
      decide: updatedAlone,
      turn: {
        by: {
          en: 'How it is updated. What is stopped before the new one starts is away for a time: a monolith for all requests, a service for those that need it. These wait in its queue, and feel the update only where the new one comes later than they can wait. And a version that does not fit its callers breaks them at once, unless it goes in steps that each fit.',
          ko: '업데이트하는 방법. 새것을 시작하기 전에 멈추면 한동안 없다. 모놀리스라면 모든 요청에, 서비스라면 그것이 필요한 요청에 없는 것이다. 서비스로 가는 요청은 큐에서 기다리므로, 기다릴 수 있는 시간보다 새것이 늦게 뜰 때만 업데이트를 느낀다. 호출하는 쪽과 맞지 않는 버전은 맞는 단계로 나누지 않으면 바로 호출을 깨뜨린다.',
        },
        measured: otherWays,
      },
      expected: 'mixed',
    },
  ],
  keyRatios: [
    {
      metric: 'next.took',
      topology: ROLLED_SERVICE,
      text: {
        en: 'time of an update, one by one, until all is new',
        ko: '하나씩 바꿔 모두 새 버전이 될 때까지의 시간',
      },
    },
    {
      metric: 'fails-later.bad',
      topology: ROLLED_SERVICE,
      text: {
        en: 'time from the first request that a bad version hits until it is taken back',
        ko: '잘못된 버전이 처음 요청에 영향을 준 때부터 되돌릴 때까지의 시간',
      },
    },
    {
      metric: 'next.beside',
      topology: ROLLED_SERVICE,
      text: {
        en: 'time with processes of two versions side by side',
        ko: '두 버전의 프로세스가 함께 있는 시간',
      },
    },
  ],
  insights,
};

export default scenario;
