import type { Cited } from './question.ts';

/** The figures that answers cite, by what they are about. A run that does not have one is cited without it. */

const cited = (metric: string, en: string, ko: string): Cited => ({ metric, of: { en, ko } });

export const CALLS = {
  order: cited('place-order.p50', 'placing an order at light load, p50', '가벼운 부하에서 주문하기(p50)'),
  cancellation: cited(
    'cancel-order.p50',
    'cancelling an order at light load, p50',
    '가벼운 부하에서 주문 취소(p50)',
  ),
  recommendations: cited(
    'recommendations.p50',
    'recommendations at light load, p50',
    '가벼운 부하에서 추천(p50)',
  ),
  browsing: cited('browse.p50', 'browsing products at light load, p50', '가벼운 부하에서 상품 목록(p50)'),
  cpu: cited('cpu-per-request', 'CPU time for each request at light load', '가벼운 부하에서 요청당 CPU 시간'),
  tail: cited('all.p95', 'all requests at light load, p95', '가벼운 부하에서 모든 요청(p95)'),
  busyOrder: cited(
    'place-order.p50@moderate',
    'placing an order at moderate load, p50',
    '보통 부하에서 주문하기(p50)',
  ),
  busyTail: cited('all.p99@moderate', 'all requests at moderate load, p99', '보통 부하에서 모든 요청(p99)'),
} as const;

/** In code so many times the shop's, from edit to running. */
const running = (change: string, size: number, en: string, ko: string): Cited =>
  cited(
    `${change}@x${size}.running`,
    `${en}, code ×${size}, from edit to running`,
    `${ko}, 코드 ${size}배, 수정부터 실행까지`,
  );

/** After one context's change in the largest code base. */
const redone = (count: string, en: string, ko: string): Cited =>
  cited(
    `service-body@x16.${count}`,
    `${en} after one context's change, code ×16`,
    `컨텍스트 하나를 바꾼 뒤 ${ko}, 코드 16배`,
  );

export const CHANGES = {
  contexts: redone(
    'contexts',
    'contexts in packages that are built again',
    '다시 빌드한 패키지 안의 컨텍스트',
  ),
  files: redone('files', 'files written', '새로 쓴 파일'),
  tests: redone('tests', 'tests run', '실행한 테스트'),
  growth: cited(
    'service-body.growth',
    "growth of the time for one context's change, from the smallest code base to the largest",
    '컨텍스트 하나를 바꾸는 시간이 가장 작은 코드베이스에서 가장 큰 코드베이스까지 늘어난 배율',
  ),
  own: running('service-body', 1, 'change of one context', '컨텍스트 하나의 변경'),
  ownInLarge: running('service-body', 16, 'change of one context', '컨텍스트 하나의 변경'),
  shared: running(
    'domain-signature',
    1,
    'change of a signature that all share',
    '모두가 쓰는 시그니처의 변경',
  ),
  sharedInLarge: running(
    'domain-signature',
    16,
    'change of a signature that all share',
    '모두가 쓰는 시그니처의 변경',
  ),
} as const;

/** How many of the requests a fault hit that do not need the faulty part. */
const bystanders = (fault: string, en: string, ko: string): Cited =>
  cited(
    `${fault}.bystanders-hit`,
    `requests hit that do not need the faulty part, ${en}`,
    `장애 부분이 필요 없는데도 영향을 받은 요청, ${ko}`,
  );

export const FAULTS = {
  crash: bystanders('crash', 'crash of recommendations', '추천 프로세스 중단'),
  catalogCrash: bystanders('catalog-crash', 'crash of the catalog', '카탈로그 프로세스 중단'),
  block: bystanders('block', 'blocked event loop', '이벤트 루프 정지'),
  leak: bystanders('leak', 'memory leak until the limit', '한계까지의 메모리 누수'),
  slow: bystanders('slow', 'slow recommendations', '느린 추천'),
  transaction: bystanders('hold-writer', 'long write transaction', '긴 쓰기 트랜잭션'),
  recovery: cited(
    'crash.recover',
    'from the end of a crash to lasting good seconds',
    '프로세스 중단이 끝난 뒤 정상으로 돌아오기까지',
  ),
} as const;

/** Slopes over the numbers of instances: the largest family that was compared counts. */
const gain = (unit: string, en: string, ko: string): Cited => ({
  ...cited(`gain-per-${unit}`, `capacity gained for each ${en}`, `${ko}당 늘어난 처리량`),
  arms: ['microservices-rec-x3', 'microservices-rec-x2'],
});

/** Of the scenario that crashes processes. */
export const SAGAS = {
  order: cited('place-order.p50', 'placing an order, p50', '주문하기(p50)'),
  declined: cited('declined-order.p50', 'an order that is taken back, p50', '되돌리는 주문(p50)'),
  commits: cited('commits', 'transactions committed for each request', '요청당 커밋'),
} as const;

/** Of many buyers who want the same product. */
const rush = (id: string, en: string, ko: string): Cited =>
  cited(`rush.${id}`, `${en} when 16 buyers want one product`, `16명이 한 상품을 살 때 ${ko}`);

export const LOCKING = {
  orders: rush('throughput', 'orders confirmed per second', '초당 확정되는 주문'),
  tail: rush('p95', 'time of an order, p95', '주문에 걸리는 시간(p95)'),
  fairness: rush(
    'evenness',
    "fairness: orders by buyer (Jain's index)",
    '공정성: 구매자별 주문 수(Jain 지수)',
  ),
} as const;

/** Of orders that are accepted first, beside those that are answered once decided. */
const accepted = (metric: string, en: string, ko: string): Cited => ({
  ...cited(metric, `${en} when orders are accepted first`, `주문을 먼저 접수할 때 ${ko}`),
  arms: ['microservices+orders=accepted'],
});

export const ACCEPTANCE = {
  wait: accepted('place-order.p50', 'what the client waits, p50', '클라이언트가 기다리는 시간(p50)'),
  outcome: accepted('outcome.p50', 'time until the outcome is seen, p50', '결과가 보일 때까지의 시간(p50)'),
  peak: accepted(
    'peak.soon',
    'share of a peak of five times the capacity that is taken within a second',
    '처리량의 다섯 배로 몰린 주문 중 1초 안에 받아들인 비율',
  ),
  cpu: accepted('cpu-per-request', 'CPU time of an order', '주문 하나에 드는 CPU 시간'),
} as const;

/** What a gateway does for services, of the arm that has it so. */
const atEdge = (metric: string, arm: string, en: string, ko: string): Cited => ({
  ...cited(metric, en, ko),
  arms: [`microservices+${arm}`],
});

const LEAST = 'recommendations=3+transport=http+balancing=least-outstanding';

export const EDGE = {
  everywhere: atEdge(
    'cpu-per-request',
    'duties=services',
    'CPU time of a request when each service does the common duties as well',
    '서비스마다 공통 기능을 함께 할 때 요청당 CPU 시간',
  ),
  slow: atEdge(
    'slow.mean',
    LEAST,
    'recommendations with one slow instance of three, mean time, where the least busy one is asked',
    '인스턴스 셋 중 하나가 느릴 때 가장 덜 바쁜 인스턴스에 보내는 추천의 평균 시간',
  ),
  share: atEdge(
    'slow.share',
    LEAST,
    'answers of the slow instance, where the least busy one is asked',
    '가장 덜 바쁜 인스턴스에 보낼 때 느린 인스턴스가 응답한 비율',
  ),
  orders: atEdge(
    'crowd.orders',
    'limit=priority',
    'orders placed within a second at twice the capacity, with priorities',
    '우선순위가 있을 때 처리량의 두 배에서 1초 안에 처리한 주문',
  ),
  orderTime: atEdge(
    'crowd.order-time',
    'limit=priority',
    'time of an order at twice the capacity, p50, with priorities',
    '우선순위가 있을 때 처리량의 두 배에서 주문에 걸린 시간(p50)',
  ),
} as const;

export const GAINS = {
  memory: gain('100mb', '100 MB of memory added', '추가한 메모리 100 MB'),
  reserved: gain('cpu-reserved', 'CPU reserved', '예약한 CPU 1개'),
  used: gain('cpu-used', 'CPU used', '사용한 CPU 1개'),
} as const;

/** What local replicas buy over services that ask each other. */
const replicated = (metric: string, en: string, ko: string): Cited => ({
  ...cited(metric, en, ko),
  arms: ['microservices+replicas=local'],
});

/** The services with Redis, beside the same services without a cache. */
const cachedByRedis = (metric: string, en: string, ko: string): Cited => ({
  ...cited(metric, `${en} with Redis in the services, mean`, `서비스에서 Redis를 쓸 때 ${ko}(평균)`),
  arms: ['microservices+cache=redis'],
});

export const CACHING = {
  list: cachedByRedis('browse-time', 'a page of the product list', '상품 목록'),
  recommendations: cachedByRedis('recommendations-time', 'recommendations', '추천'),
  product: cachedByRedis('product-time', 'the page of a product', '상품 페이지'),
} as const;

export const REPLICAS = {
  page: replicated('product.p50', 'looking at a product, p50', '상품 보기(p50)'),
  order: replicated('place-order.p50', 'placing an order, p50', '주문하기(p50)'),
  capacity: replicated('capacity', 'requests a second in a burst', '버스트에서 초당 요청'),
  lag: replicated('price-lag', 'time until pages show a new price', '새 가격이 페이지에 보이기까지의 시간'),
} as const;

/** The same deployment, with its inventory on events and on tables. */
const onEvents = (metric: string, en: string, ko: string): Cited => ({
  ...cited(metric, `${en} where the inventory keeps events, p50`, `재고가 이벤트를 저장할 때 ${ko}(p50)`),
  arms: ['monolith+store=events'],
});

export const STORES = {
  order: onEvents('order-time', 'placing an order', '주문하기'),
  read: onEvents('read-time', 'looking at a product', '상품 보기'),
} as const;
