import { line, type Section, said, section } from './note.ts';

/** The end of the notes: two questions of an interview, each with its answer. `answers/` answers them from verdicts. */
export const INTERVIEW: readonly Section[] = [
  section(1, '면접 답변', 'Answers for an interview'),
  section(
    2,
    '질문 1: 모놀리식 아키텍처와 Microservice Architecture의 차이에 대해 말해보세요.',
    'Question 1: Tell me about the differences between a monolithic architecture and a microservice architecture.',
    line(
      said(
        '모놀리식 아키텍처와 Microservice Architecture는 소프트웨어 개발 및 배포 방식에서 큰 차이점을 보입니다.',
        'A monolithic architecture and a microservice architecture differ greatly in how software is developed and deployed.',
      ),
    ),
    line(
      said(
        '모놀리식 아키텍처는 모든 기능이 하나의 애플리케이션에 통합된 구조입니다.',
        'In a monolithic architecture, all functions are integrated into one application.',
      ),
      said(
        '이 방식의 장점으로는 초기 개발이 빠르고, 복잡한 통신 없이 기능을 직접 호출할 수 있어 성능이 뛰어납니다.',
        'Its advantages are that early development is fast, and that functions are called directly, without complex communication, and so perform well.',
        'mono.prototype-speed',
        'mono.direct-calls',
      ),
      said(
        '하지만 시스템이 커질수록 빌드와 테스트 시간이 증가하고, 작은 문제도 시스템 전체에 영향을 미칠 수 있습니다.',
        'But as the system grows, builds and tests take longer, and even a small problem can affect the whole system.',
        'mono.build-grows',
        'mono.blast-radius',
      ),
      said(
        '또한, 특정 기능을 확장하기 위해 전체 애플리케이션을 확장해야 하며, 하나의 프레임워크와 언어에 종속적이어서 기술 스택 변경이 어렵습니다.',
        'Besides, to scale one function you have to scale the whole application, and as it is tied to one framework and language, its technology stack is hard to change.',
        'mono.scale-whole',
        'mono.lock-in',
      ),
    ),
    line(
      said(
        '반면, Microservice Architecture는 각각 독립적으로 배포 가능한 여러 서비스로 구성된 구조입니다.',
        'A microservice architecture, on the other hand, is made of several services, each of which can be deployed independently.',
      ),
      said(
        '각 서비스가 독립적으로 배포되고 관리되기 때문에, 한 서비스의 업데이트나 수정이 전체 시스템에 영향을 미치지 않습니다.',
        'As each service is deployed and managed on its own, an update or a change of one service does not affect the whole system.',
        'msa.independent-deploy',
      ),
      said(
        '개발팀이 특정 서비스에 집중할 수 있어 개발 속도가 빨라지고, 서비스별로 유연한 확장이 가능합니다.',
        'A team can concentrate on one service and so develops faster, and each service can be scaled flexibly.',
        'msa.dev-speed',
        'msa.flexible-scaling',
      ),
      said(
        '또한, 한 서비스의 장애가 다른 서비스에 영향을 미치지 않으며, 서비스마다 최적의 기술 스택을 사용할 수 있어 기술 다양성을 제공합니다.',
        'Besides, the failure of one service does not affect others, and as each service can use the technology stack that suits it best, technology is diverse.',
        'msa.isolation',
        'msa.tech-diversity',
      ),
      said(
        '그러나 서비스 간 통신에 따른 지연과 데이터 일관성 유지의 어려움이 있으며, 이를 해결하기 위해 비동기 통신, API Gateway 최적화, gRPC 사용 등 다양한 방법을 도입합니다.',
        'But communication between services brings delay, and data are hard to keep consistent; against that, various remedies are used, such as asynchronous communication, an API gateway and gRPC.',
        'msa.slow-calls',
        'remedy.async',
        'remedy.gateway',
        'remedy.grpc',
      ),
    ),
  ),
  section(
    2,
    '질문 2: Microservice Architecture에서 데이터 일관성을 어떻게 유지하나요?',
    'Question 2: How do you keep data consistent in a microservice architecture?',
    line(
      said(
        'Microservice Architecture에서는 각 서비스가 독립적으로 데이터베이스를 관리하기 때문에 데이터 일관성을 유지하는 것이 도전적입니다.',
        'In a microservice architecture each service manages its own database, so it is a challenge to keep data consistent.',
      ),
      said('이를 해결하기 위해 여러 가지 방법을 사용합니다.', 'Several ways are used to meet it.'),
    ),
    line(
      said(
        '첫째, Sagas 패턴을 사용하여 장기 실행 트랜잭션을 여러 단계로 나누어 처리합니다.',
        'First, the saga pattern divides a long transaction into several steps.',
        'data.saga',
      ),
      said(
        '각 단계가 성공하면 다음 단계로 진행하고, 실패 시 보상 트랜잭션을 실행하여 이전 상태로 되돌립니다.',
        'Each step that succeeds is followed by the next one, and on failure compensating transactions restore the earlier state.',
        'data.saga',
      ),
      said('이로써 트랜잭션의 일관성을 유지합니다.', 'This keeps transactions consistent.', 'data.saga'),
    ),
    line(
      said(
        '둘째, 이벤트 소싱을 통해 상태 변화를 이벤트로 기록하고, 모든 변경 내역을 추적합니다.',
        'Second, event sourcing records changes of state as events, and all changes can be traced.',
        'data.event-sourcing',
      ),
      said(
        '이벤트 스트림을 재생해 현재 상태를 복원할 수 있어 데이터의 신뢰성을 확보합니다.',
        'The present state can be restored by replaying the stream of events, which makes data reliable.',
        'data.event-sourcing',
      ),
    ),
    line(
      said(
        '셋째, 최종 일관성 개념을 도입하여 즉각적인 일관성을 요구하지 않고, 일정 시간이 지난 후에 일관성을 유지합니다.',
        'Third, with eventual consistency data need not be consistent at once, but are consistent after some time.',
        'data.eventual',
      ),
      said(
        '이를 통해 성능과 확장성을 향상시키며, 동기화 작업을 줄여 시스템의 부하를 낮춥니다.',
        'This improves performance and scalability, and less work of synchronizing means less load on the system.',
        'data.eventual',
      ),
    ),
    line(
      said(
        '마지막으로, 분산 잠금 메커니즘을 사용하여 여러 서비스가 동시에 동일한 리소스를 수정하지 않도록 합니다.',
        'Last, a distributed lock keeps several services from changing the same resource at the same time.',
        'data.lock',
      ),
      said(
        'Redis, Zookeeper, Consul 등을 활용해 데이터 일관성을 보장합니다.',
        'Redis, ZooKeeper, Consul and others are used to guarantee that data are consistent.',
        'data.lock',
      ),
    ),
  ),
];
