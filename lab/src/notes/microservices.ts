import { line, list, type Section, said, section } from './note.ts';

/** The middle of the notes: what microservices give, what they cost, and what helps. */
export const MICROSERVICES: readonly Section[] = [
  section(
    2,
    'MSA 의 등장과 장점',
    'The rise of MSA, and its advantages',
    list(
      said('Microservice Architecture의 장점', 'Advantages of a microservice architecture'),
      line(
        said(
          '**독립적 배포 가능**: 각 서비스가 독립적으로 배포될 수 있어, 한 서비스의 업데이트나 수정이 전체 시스템에 영향을 미치지 않는다.',
          '**Deployed independently**: each service can be deployed on its own, so an update or a change of one service does not affect the whole system.',
          'msa.independent-deploy',
        ),
      ),
      line(
        said(
          '**개발 속도 향상**: 개발팀이 특정 서비스에 집중할 수 있어, 개발 속도가 빨라진다.',
          '**Faster development**: a team can concentrate on one service, so it develops faster.',
          'msa.dev-speed',
        ),
      ),
      line(
        said(
          '**유연한 확장성**: 각 서비스가 독립적으로 확장될 수 있어, 필요에 따라 유연하게 리소스를 할당할 수 있다.',
          '**Flexible scaling**: each service can be scaled on its own, so resources can go where they are needed.',
          'msa.flexible-scaling',
        ),
      ),
      line(
        said(
          '**향상된 장애 격리**: 한 서비스의 장애가 다른 서비스로 확산되지 않으므로, 시스템 전체의 안정성이 높아진다.',
          '**Better isolation of faults**: the failure of one service does not spread to others, so the whole system is more stable.',
          'msa.isolation',
        ),
      ),
      line(
        said(
          '**기술 다양성**: 각 서비스가 독립적이기 때문에, 서비스마다 최적의 기술 스택을 사용할 수 있다.',
          '**Diverse technology**: as services are independent, each can use the technology stack that suits it best.',
          'msa.tech-diversity',
        ),
      ),
    ),
    line(
      said(
        'Microservice Architecture의 단점과 다양한 해결 방법',
        'Disadvantages of a microservice architecture, and various remedies',
      ),
    ),
    list(
      said(
        '1. 서비스 별로 호출 시 API로 통신하므로 속도가 느리다.',
        '1. Calls between services go through an API and so are slow.',
        'msa.slow-calls',
      ),
      line(
        said(
          '**비동기 통신**: 요청과 응답이 동시에 이루어지지 않도록 하여, 비동기적으로 처리할 수 있는 부분은 비동기 메시징 시스템 (예: RabbitMQ, Kafka) 을 사용한다.',
          '**Asynchronous communication**: request and response do not happen at the same time, and what can be processed asynchronously goes through an asynchronous messaging system (e.g. RabbitMQ, Kafka).',
          'remedy.async',
        ),
      ),
      line(
        said(
          '**캐싱**: 반복적으로 요청되는 데이터에 대해서는 캐싱을 사용하여 응답 시간을 줄인다.',
          '**Caching**: for data that is asked for again and again, caching shortens the response time.',
          'remedy.cache',
        ),
        said(
          'Redis, Memcached와 같은 인메모리 데이터 저장소를 사용할 수 있다.',
          'In-memory data stores such as Redis and Memcached can be used.',
          'remedy.cache',
        ),
      ),
      list(
        said(
          '**API Gateway 최적화**: API Gateway를 통해 요청을 집계하고, 공통 기능(인증, 로깅, 모니터링 등)을 처리하여 각 서비스의 부하를 줄인다.',
          '**Optimizing with an API gateway**: an API gateway aggregates requests and does what is common (authentication, logging, monitoring and so on), and so takes load off each service.',
          'remedy.gateway',
        ),
        line(
          said(
            '로드밸런싱 : 들어오는 트래픽을 여러 서비스 인스턴스에 고르게 분배하여 서버 부하 관리',
            'Load balancing: incoming traffic is spread evenly over several instances of a service, to manage the load of servers',
            'remedy.load-balancing',
          ),
        ),
        line(
          said(
            '보안 기능 통합 : 인증, 권한 부여, 데이터 암호화 등의 보안 기능을 API Gateway에서 처리 ( ex : JWT )',
            'Security in one place: the API gateway does authentication, authorization, encryption of data and other security (e.g. JWT)',
            'remedy.gateway',
          ),
        ),
        line(
          said(
            '모니터링 및 로깅 : 모든 요청과 응답을 로깅하여, 성능 병목이나 오류를 감지하여 대응하기',
            'Monitoring and logging: all requests and responses are logged, to notice bottlenecks and errors and to react to them',
            'remedy.gateway',
          ),
        ),
        line(
          said(
            '트래픽 제한 및 QoS 정책(서비스 품질 : 네트워크 상에서 데이터의 중요도에 따라 처리 ) 을 적용해 서비스 안정성 높이기',
            'Limits on traffic and QoS policies (quality of service: the network treats data by how important they are) make a service more stable',
            'remedy.rate-limit-qos',
          ),
        ),
      ),
      line(
        said(
          '**gRPC 사용**: JSON을 사용하는 RESTful API 대신, 바이너리 형식의 gRPC를 사용하여 통신 성능을 향상시킨다.',
          '**Using gRPC**: gRPC with its binary format, instead of a RESTful API with JSON, improves the performance of communication.',
          'remedy.grpc',
        ),
      ),
    ),
    line(
      said(
        '2. DB 또한 개별적으로 운영되어 트랜잭션으로 묶기 힘들다 -> 분산 트랜잭션 관리',
        '2. Databases are run separately, too, and are hard to tie together in a transaction -> managing distributed transactions',
        'data.saga',
      ),
    ),
    list(
      [
        said(
          '(분산 트랜잭션은 두 개 이상의 독립적인 데이터베이스나 시스템에서 트랜잭션을 처리하는 것을 의미합니다.',
          '(A distributed transaction is one that is carried out in two or more independent databases or systems.',
        ),
        said(
          '예를 들어, 한 서비스에서 시작된 트랜잭션이 다른 서비스의 데이터베이스 변경을 포함할 때 이를 분산 트랜잭션이라고 합니다.)',
          "For example, a transaction that begins in one service and changes another service's database is called a distributed transaction.)",
        ),
      ],
      line(
        said(
          '**Sagas 패턴**: 장기 실행 트랜잭션을 여러 단계로 나누어 처리하고, 각 단계가 성공적으로 완료되면 다음 단계로 진행하는 방식이다.',
          '**The saga pattern**: a long transaction is divided into several steps, and each step that succeeds is followed by the next one.',
          'data.saga',
        ),
        said(
          '실패 시 보상 트랜잭션을 실행하여 이전 상태로 되돌린다.',
          'On failure, compensating transactions restore the earlier state.',
          'data.saga',
        ),
      ),
      line(
        said(
          '**이벤트 소싱**: 데이터 상태를 이벤트의 시퀀스로 저장하여, 이벤트 스트림을 재생해 현재 상태를 복원한다.',
          '**Event sourcing**: the state of data is stored as a sequence of events, and the present state is restored by replaying the stream of events.',
          'data.event-sourcing',
        ),
        said(
          '이벤트 기반 아키텍처로 구현하여 각 서비스가 독립적으로 트랜잭션을 처리하도록 한다.',
          'It is built as an event-driven architecture, so that each service carries out its transactions independently.',
        ),
      ),
      line(
        said(
          '**최종 일관성**: 모든 시스템이 즉각적으로 일관성을 유지하기보다는, 일정 시간이 지난 후에 일관성을 유지하도록 설계한다.',
          '**Eventual consistency**: systems are designed to be consistent after some time, rather than all at once.',
          'data.eventual',
        ),
        said(
          '이는 일관성 유지를 위한 동기화 작업이 줄어서 성능과 확장성을 향상시킨다.',
          'Less work goes into synchronizing for consistency, which improves performance and scalability.',
          'data.eventual',
        ),
      ),
      line(
        said(
          '**분산 잠금**: 여러 서비스가 동시에 동일한 리소스를 수정하지 않도록, 분산 잠금 메커니즘 (예: Redis 분산 잠금)을 사용하여 데이터 일관성을 유지한다.',
          '**Distributed locks**: a distributed lock (e.g. one in Redis) keeps several services from changing the same resource at the same time, and so keeps data consistent.',
          'data.lock',
        ),
        said(
          '( 외에도 Zookeeper, Consul등을 활용 가능 )',
          '(ZooKeeper, Consul and others can be used as well)',
          'data.lock',
        ),
      ),
    ),
  ),
];
