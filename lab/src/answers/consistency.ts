import { LOCKING, REPLICAS, SAGAS, STORES } from './cited.ts';
import { CALLS } from './core-figures.ts';
import { type Question, statement } from './question.ts';

/** The second question, and the claims that bear on it. */
export const CONSISTENCY: Question = {
  asked: {
    en: 'How do you keep data consistent in a microservice architecture?',
    ko: 'Microservice Architecture에서 데이터 일관성을 어떻게 유지하나요?',
  },
  opening: {
    en: 'Each service has a database of its own, and no transaction goes over two of them. Consistency then has to be built, and it has a price.',
    ko: '서비스마다 데이터베이스가 따로 있고, 두 데이터베이스에 걸친 트랜잭션은 없습니다. 그래서 일관성은 따로 만들어야 하며, 거기에는 비용이 듭니다.',
  },
  aspects: [
    {
      title: { en: 'How an order stays consistent', ko: '주문의 일관성' },
      intro: {
        en: 'Here an order is one transaction in the monolith. With microservices it is a saga over three databases: order, stock and wallet. Its steps are undone in reverse when one refuses. Events leave through an outbox, and an inbox sees to it that each takes effect once.',
        ko: '여기서 주문은 모놀리스에서는 트랜잭션 하나이고, 마이크로서비스에서는 주문, 재고, 지갑의 세 데이터베이스에 걸친 사가입니다. 한 단계가 거절되면 앞의 단계를 역순으로 되돌립니다. 이벤트는 아웃박스를 거쳐 나가고, 인박스 덕분에 한 번만 반영됩니다.',
      },
      statements: [
        statement(
          'data.saga',
          'a saga goes from step to step, runs compensating transactions on failure, and so keeps transactions consistent',
          '각 단계가 성공하면 다음 단계로 진행하고, 실패 시 보상 트랜잭션을 실행하여 이전 상태로 되돌립니다. 이로써 트랜잭션의 일관성을 유지합니다',
          [SAGAS.commits, SAGAS.order, SAGAS.declined],
        ),
      ],
      beside: [
        {
          scenario: 'latency',
          figures: [CALLS.order, CALLS.cancellation],
          insights: ['added-time.cancel-order+place-order'],
          books: true,
        },
        { scenario: 'fault-isolation', figures: [], books: true },
      ],
    },
    {
      title: { en: 'Other ways', ko: '다른 방법' },
      intro: {
        en: 'The notes name three more ways.',
        ko: '노트는 세 가지 방법을 더 듭니다.',
      },
      statements: [
        statement(
          'data.event-sourcing',
          'the present state can be restored by replaying the stream of events, which makes data reliable',
          '이벤트 스트림을 재생해 현재 상태를 복원할 수 있어 데이터의 신뢰성을 확보합니다',
          [STORES.order, STORES.read],
          ['replay-speed'],
        ),
        statement(
          'data.eventual',
          'consistency after some time improves performance and scalability, and lowers the load of synchronizing',
          '즉각적인 일관성을 요구하지 않고, 일정 시간이 지난 후에 일관성을 유지합니다. 이를 통해 성능과 확장성을 향상시키며, 동기화 작업을 줄여 시스템의 부하를 낮춥니다',
          [REPLICAS.page, REPLICAS.order, REPLICAS.capacity, REPLICAS.lag],
          ['price'],
        ),
        statement(
          'data.lock',
          'a distributed lock keeps several services from changing the same resource at the same time',
          '분산 잠금 메커니즘을 사용하여 여러 서비스가 동시에 동일한 리소스를 수정하지 않도록 합니다',
          [LOCKING.orders, LOCKING.tail, LOCKING.fairness],
          ['lease', 'price', 'server'],
        ),
      ],
    },
  ],
};
