import type { Scenario } from '@lab/lab/scenario/scenario';
import { endpoints } from '../shop/endpoints.ts';
import { ALL, GO, PYTHON, QUICK, SERVICES, SMOKE, STACKS, WASM } from './arms.ts';
import { insights } from './insights.ts';
import { LOCK_IN_RULE, LOCK_IN_RULE_IN_KOREAN, lockedIn, waysAtLight } from './lock-in.ts';
import { DIVERSITY_RULE, DIVERSITY_RULE_IN_KOREAN, stacksAtLight, stacksPay } from './rule.ts';
import { experiment } from './settings.ts';

const ASKED = ['browse', 'product', 'recommendations', 'place-order'];

const scenario: Scenario = {
  id: 'tech-diversity',
  title: { en: 'Technology', ko: '기술 스택' },
  question: {
    en: 'What does a service gain on another stack, can it be exchanged while the shop runs, and what of that can the monolith have without a second stack?',
    ko: '한 서비스를 다른 스택으로 쓰면 무엇을 얻고, 상점이 도는 동안 교체할 수 있는가? 그 가운데 모놀리스가 두 번째 스택 없이 얻을 수 있는 것은 무엇인가?',
  },
  baseline: SERVICES,
  arms: { smoke: SMOKE, quick: QUICK, full: ALL },
  topologies: ALL,
  skippable: STACKS,
  endpoints: endpoints.filter(({ id }) => ASKED.includes(id)),
  // What Go gains spreads between rounds. Looks after three and four of them settle it in few runs, one look after four in most.
  looks: { quick: [4] },
  experiment,
  claims: [
    {
      id: 'msa.tech-diversity',
      text: {
        en: 'each service can use the stack that suits it best',
        ko: '서비스마다 최적의 기술 스택을 사용할 수 있다',
      },
      decidedBy: DIVERSITY_RULE,
      decidedByInKorean: DIVERSITY_RULE_IN_KOREAN,
      decide: stacksPay,
      turn: {
        by: {
          en: 'The weight of the work. The less a service computes, the more of a request is the way to it and back, which its stack does not shorten. A page with one recommendation has less to rank. Its figures say whether that is enough to turn the verdict.',
          ko: '일의 무게. 서비스의 계산이 적을수록 요청에서 서비스를 오가는 비용의 몫이 커지고, 그 비용은 서비스의 스택으로 줄지 않는다. 추천이 하나인 페이지는 순위 계산이 더 적다. 그것으로 판정이 바뀌는지는 그 페이지의 값에 나타난다.',
        },
        measured: stacksAtLight,
      },
      expected: 'mixed',
    },
    {
      id: 'mono.lock-in',
      text: {
        en: 'the whole system is tied to one stack, and other technology is hard to adopt',
        ko: '전체 시스템이 하나의 기술 스택에 묶여 있어, 다른 기술을 도입하기 어렵다',
      },
      decidedBy: LOCK_IN_RULE,
      decidedByInKorean: LOCK_IN_RULE_IN_KOREAN,
      decide: lockedIn,
      turn: {
        by: {
          en: 'What the work is made of. A loop over numbers can go to WebAssembly or to a thread. A framework, or a library that there is for one stack alone, cannot. All arms do the same work, and only its weight is varied: its figures say whether that turns the verdict.',
          ko: '일의 내용. 숫자를 도는 반복문은 WebAssembly나 스레드로 옮길 수 있다. 프레임워크나 한 스택에만 있는 라이브러리는 그럴 수 없다. 모든 대상이 같은 일을 하고 무게만 바꿔 본다. 그것으로 판정이 바뀌는지는 가벼운 페이지의 값에 나타난다.',
        },
        measured: waysAtLight,
      },
      expected: 'refuted',
    },
  ],
  keyRatios: [
    {
      metric: 'heavy.cpu',
      topology: GO,
      text: {
        en: 'CPU time of a page of 20 recommendations',
        ko: '추천 20개를 담은 페이지의 CPU 시간',
      },
    },
    {
      metric: 'light.cpu',
      topology: PYTHON,
      text: {
        en: 'CPU time of a page of one recommendation',
        ko: '추천 1개를 담은 페이지의 CPU 시간',
      },
    },
    {
      metric: 'heavy.time',
      topology: WASM,
      text: {
        en: 'time of a page of 20 recommendations, one at a time, p50',
        ko: '한 번에 하나씩 받은, 추천 20개를 담은 페이지의 시간(p50)',
      },
    },
  ],
  insights,
};

export default scenario;
