import { steps } from '@lab/lab/experiments/steps/settings';
import type { Scenario } from '@lab/lab/scenario/scenario';
import { BUILD_GROWS_RULE, BUILD_GROWS_RULE_IN_KOREAN, buildGrows } from './build-grows.ts';
import { CELLS } from './cells.ts';
import { DEV_SPEED_RULE, DEV_SPEED_RULE_IN_KOREAN, devSpeed } from './dev-speed.ts';
import { byPackages, byShared } from './turns.ts';

const scenario: Scenario = {
  id: 'build-time',
  title: { en: 'Build time', ko: '빌드 시간' },
  question: {
    en: 'How long does a change take until it is compiled, tested and running, and how does that grow with code that it has nothing to do with?',
    ko: '변경 하나가 컴파일되고 테스트를 거쳐 실행되기까지 얼마나 걸리며, 그 시간은 변경과 무관한 코드가 늘어남에 따라 어떻게 늘어나는가?',
  },
  baseline: 'monolith',
  arms: {
    smoke: ['monolith', 'microservices'],
    quick: ['monolith', 'monolith-packages', 'microservices'],
    full: ['monolith', 'monolith-packages', 'microservices'],
  },
  // The others are built from the code of one of these.
  topologies: ['monolith', 'monolith-packages', 'microservices'],
  endpoints: [],
  experiment: steps({ cells: CELLS }),
  claims: [
    {
      id: 'mono.build-grows',
      text: {
        en: 'one change rebuilds and retests the whole',
        ko: '하나를 수정해도 시스템 전체를 빌드해야 한다',
      },
      decidedBy: BUILD_GROWS_RULE,
      decidedByInKorean: BUILD_GROWS_RULE_IN_KOREAN,
      decide: buildGrows,
      turn: {
        by: {
          en: 'Packages. A monolith that has a package for each context rebuilds no more than that context, and stays one deployment.',
          ko: '패키지 구성. 컨텍스트마다 패키지를 두면 모놀리스도 해당 컨텍스트만 다시 빌드하며, 배포 단위는 여전히 하나다.',
        },
        measured: byPackages,
      },
      expected: 'mixed',
    },
    {
      id: 'msa.dev-speed',
      text: {
        en: 'a team works on its service alone, faster',
        ko: '개발팀이 특정 서비스에 집중할 수 있어 개발 속도가 빨라진다',
      },
      decidedBy: DEV_SPEED_RULE,
      decidedByInKorean: DEV_SPEED_RULE_IN_KOREAN,
      decide: devSpeed,
      turn: {
        by: {
          en: 'What is changed. A change of what all share is a change of every service.',
          ko: '무엇을 바꾸는가. 모두가 함께 쓰는 코드를 바꾸면 모든 서비스를 바꾸는 것이다.',
        },
        measured: byShared,
      },
      expected: 'mixed',
    },
  ],
  keyRatios: [
    {
      metric: 'service-body@x1.running',
      topology: 'microservices',
      text: {
        en: 'a change in one context, from edit to running',
        ko: '컨텍스트 하나를 고친 뒤 실행되기까지의 시간',
      },
    },
    {
      metric: 'service-body@x16.running',
      topology: 'microservices',
      text: {
        en: 'a change in one context, in sixteen times the code',
        ko: '코드가 16배일 때, 컨텍스트 하나를 고친 뒤 실행되기까지의 시간',
      },
    },
    {
      metric: 'domain-signature@x1.running',
      topology: 'microservices',
      text: {
        en: 'a changed signature that all contexts share, from edit to running',
        ko: '모든 컨텍스트가 함께 쓰는 시그니처를 고친 뒤 실행되기까지의 시간',
      },
    },
  ],
};

export default scenario;
