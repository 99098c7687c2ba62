import { ACCEPTANCE, BEGINNINGS, CACHING, EDGE, GAINS, GRPC, STACKS, UPDATES } from './cited.ts';
import { CONSISTENCY } from './consistency.ts';
import { CALLS, CHANGES, FAULTS } from './core-figures.ts';
import { type Question, statement } from './question.ts';

/**
 * The two interview questions with which the notes end, and the claims that bear on each.
 *
 * A new claim is one statement here. One may be named before its scenario exists: the answer lists it as not measured.
 */
export const QUESTIONS: readonly Question[] = [
  {
    asked: {
      en: 'Tell me about the differences between a monolithic architecture and a microservice architecture.',
      ko: '모놀리식 아키텍처와 Microservice Architecture의 차이에 대해 말해보세요.',
    },
    opening: {
      en: 'A monolith is one program with all functions in it. Microservices are many programs, and each can be deployed on its own. This lab deploys the same domain code both ways, so what follows is the price and the worth of the composition alone.',
      ko: '모놀리스는 모든 기능이 들어 있는 프로그램 하나이고, 마이크로서비스는 저마다 따로 배포할 수 있는 여러 프로그램입니다. 이 실습에서는 같은 도메인 코드를 두 방식으로 배포합니다. 따라서 아래의 차이는 모두 조립 방식에서 온 것입니다.',
    },
    aspects: [
      {
        title: { en: 'What a call costs', ko: '호출의 비용' },
        intro: {
          en: 'In the monolith one part of the shop calls another as a function. With microservices the call is a message over RabbitMQ, and so is its answer.',
          ko: '모놀리스에서는 상점의 한 부분이 다른 부분을 함수로 호출합니다. 마이크로서비스에서는 호출도 응답도 RabbitMQ를 거치는 메시지입니다.',
        },
        statements: [
          statement(
            'mono.direct-calls',
            'functions are called directly, without complex communication, and so perform well',
            '복잡한 통신 없이 기능을 직접 호출할 수 있어 성능이 뛰어납니다',
            [CALLS.order, CALLS.recommendations, CALLS.browsing],
            ['added-time.', 'attribution.place-order.p50'],
          ),
          statement(
            'msa.slow-calls',
            'calls between services go through an API and so are slow',
            '서비스 별로 호출 시 API로 통신하므로 속도가 느리다',
            [CALLS.cpu, CALLS.tail, CALLS.busyOrder, CALLS.busyTail],
            ['attribution.cpu-per-request'],
          ),
        ],
      },
      {
        title: { en: 'What a change costs', ko: '변경의 비용' },
        intro: {
          en: 'Tools build again what depends on a change. What runs in the same process is started again with it.',
          ko: '도구는 바뀐 코드에 의존하는 것을 다시 빌드하고, 같은 프로세스에서 도는 것은 함께 다시 시작됩니다.',
        },
        statements: [
          statement(
            'mono.build-grows',
            'one change makes you build the whole system',
            '하나를 수정해도 시스템 전체를 빌드해야 한다',
            [CHANGES.contexts, CHANGES.files, CHANGES.tests, CHANGES.growth],
          ),
          statement(
            'msa.dev-speed',
            'a team can concentrate on its service, and so develops faster',
            '개발팀이 특정 서비스에 집중할 수 있어, 개발 속도가 빨라진다',
            [CHANGES.own, CHANGES.ownInLarge, CHANGES.shared, CHANGES.sharedInLarge],
          ),
          statement(
            'msa.independent-deploy',
            'an update of one service does not affect the whole system',
            '한 서비스의 업데이트나 수정이 전체 시스템에 영향을 미치지 않는다',
            [UPDATES.rolled, UPDATES.stopped],
            ['beside', 'fails-later'],
          ),
          statement(
            'mono.prototype-speed',
            'a prototype can be developed fast',
            '빠르게 프로토타입 개발이 가능하다',
            [
              ...[BEGINNINGS.order, BEGINNINGS.running, BEGINNINGS.runningInside],
              ...[BEGINNINGS.memory, BEGINNINGS.lines, BEGINNINGS.inside],
            ],
            ['feature'],
          ),
        ],
      },
      {
        title: { en: 'How far a fault reaches', ko: '장애의 범위' },
        intro: {
          en: 'A fault takes what it is in: a process, a database, or what all share.',
          ko: '장애는 그것이 일어난 곳을 무너뜨립니다. 프로세스일 수도, 데이터베이스일 수도, 모두가 함께 쓰는 부분일 수도 있습니다.',
        },
        statements: [
          statement(
            'mono.blast-radius',
            'a small problem becomes a problem of the whole system',
            '작은 문제가 시스템 전체의 문제를 일으킴',
            [FAULTS.crash, FAULTS.leak, FAULTS.recovery],
            ['shared-database'],
          ),
          statement(
            'msa.isolation',
            'the failure of one service does not spread to others, so the whole is more stable',
            '한 서비스의 장애가 다른 서비스로 확산되지 않으므로, 시스템 전체의 안정성이 높아진다',
            [FAULTS.catalogCrash, FAULTS.block, FAULTS.slow, FAULTS.transaction],
            ['timeouts.'],
          ),
        ],
      },
      {
        title: { en: 'What growth costs', ko: '확장의 비용' },
        intro: {
          en: 'The monolith grows by copies of the whole. With microservices the part that is short can be copied alone.',
          ko: '모놀리스는 전체를 복제해 늘리고, 마이크로서비스는 부족한 부분만 복제할 수 있습니다.',
        },
        statements: [
          statement(
            'mono.scale-whole',
            'to scale one service you have to scale the whole project',
            '하나의 서비스를 확장하기 위해 전체 프로젝트를 확장해야한다',
            [GAINS.memory],
            ['gain.'],
          ),
          statement(
            'msa.flexible-scaling',
            'each service scales on its own, and resources go where they are needed',
            '각 서비스가 독립적으로 확장될 수 있어, 필요에 따라 유연하게 리소스를 할당할 수 있다',
            [GAINS.reserved, GAINS.used],
          ),
        ],
      },
      {
        title: { en: 'Which technology', ko: '기술 스택' },
        intro: {
          en: 'The monolith here is one NestJS program. Of the services six use NestJS, and notifications are plain Express. Recommendations, which compute most, exist in Go and in Python as well. In the monolith they can be ranked on threads or in WebAssembly.',
          ko: '여기서 모놀리스는 NestJS 프로그램 하나입니다. 서비스는 여섯 개가 NestJS를 쓰고, 알림 서비스는 NestJS 없이 Express만 씁니다. 계산이 가장 많은 추천 서비스는 Go와 Python으로 쓴 것도 있습니다. 모놀리스에서는 추천 순위를 스레드나 WebAssembly로 계산할 수 있습니다.',
        },
        statements: [
          statement(
            'mono.lock-in',
            'the whole system is tied to one stack, and other technology is hard to adopt',
            '전체 시스템이 하나의 기술 스택에 묶여 있어, 다른 기술을 도입하기 어렵다',
            [STACKS.wasm, STACKS.wasmTime],
            ['rest.mean'],
          ),
          statement(
            'msa.tech-diversity',
            'each service can use the stack that suits it best',
            '서비스마다 최적의 기술 스택을 사용할 수 있다',
            [STACKS.go, STACKS.python, STACKS.goAtLight],
            ['price', 'swap.time'],
          ),
        ],
      },
      {
        title: { en: 'What helps against slow calls', ko: '느린 호출의 해결 방법' },
        intro: {
          en: 'The notes name several remedies for the delay between services.',
          ko: '노트는 서비스 간 통신 지연의 해결 방법을 여럿 듭니다.',
        },
        statements: [
          statement(
            'remedy.async',
            'what can be processed asynchronously goes through a messaging system such as RabbitMQ or Kafka',
            '비동기적으로 처리할 수 있는 부분은 비동기 메시징 시스템 (예: RabbitMQ, Kafka) 을 사용한다',
            [ACCEPTANCE.wait, ACCEPTANCE.outcome, ACCEPTANCE.peak, ACCEPTANCE.cpu],
            ['decided', 'cpu'],
          ),
          statement(
            'remedy.cache',
            'caching shortens the response time for data that is asked for again and again',
            '반복적으로 요청되는 데이터에 대해서는 캐싱을 사용하여 응답 시간을 줄인다',
            [CACHING.list, CACHING.recommendations, CACHING.product],
            ['break-even.browse', 'break-even.recommendations', 'staleness'],
          ),
          statement(
            'remedy.gateway',
            'an API gateway aggregates requests and does what is common, and so takes load off each service',
            'API Gateway를 통해 요청을 집계하고, 공통 기능(인증, 로깅, 모니터링 등)을 처리하여 각 서비스의 부하를 줄인다',
            [EDGE.instead],
            ['page-cpu-one', 'duties.cpu'],
          ),
          statement(
            'remedy.load-balancing',
            'load balancing spreads incoming traffic evenly over several instances of a service, and so manages their load',
            '들어오는 트래픽을 여러 서비스 인스턴스에 고르게 분배하여 서버 부하 관리',
            [EDGE.slow, EDGE.share],
            ['slow.share', 'dies.noticed'],
          ),
          statement(
            'remedy.rate-limit-qos',
            'limits on traffic and quality of service, by how important data are, make a service more stable',
            '트래픽 제한 및 QoS 정책(데이터의 중요도에 따라 처리)을 적용해 서비스 안정성 높이기',
            [EDGE.orders, EDGE.orderTime],
            ['crowd.orders', 'crowd.times'],
          ),
          statement(
            'remedy.grpc',
            'binary gRPC improves the performance of communication',
            '바이너리 형식의 gRPC를 사용하여 통신 성능을 향상시킨다',
            [GRPC.product, GRPC.cpu],
            ['attribution.cpu-per-request.'],
          ),
        ],
      },
    ],
  },
  CONSISTENCY,
];
