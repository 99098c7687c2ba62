import { type Cited, cited } from './question.ts';

/** The figures that answers cite, by what they are about. A run that does not have one is cited without it. */

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

/** Of many buyers who want the same product, with a lock of Redis beside one conditional statement. */
const rush = (id: string, en: string, ko: string): Cited => ({
  ...cited(`rush.${id}`, `${en} when 16 buyers want one product`, `16명이 한 상품을 살 때 ${ko}`),
  arms: ['microservices+inventory=2+lock=redis'],
});

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
  instead: atEdge(
    'duties.cpu',
    'duties=in-services',
    'CPU time of a request when each service does the common duties instead of the edge',
    '공통 기능을 엣지 대신 서비스마다 할 때 요청당 CPU 시간',
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

/** From sources in which nothing is compiled. */
export const BEGINNINGS = {
  order: cited('to-order', 'time from a checkout to the first order', '체크아웃부터 첫 주문까지의 시간'),
  memory: cited('memory-at-rest', 'memory at rest, broker included', '요청이 없을 때의 메모리(브로커 포함)'),
  lines: cited('feature.lines', 'lines that a new feature touches', '새 기능이 고치는 줄'),
  running: cited(
    'feature.running',
    'time from the patched sources until the feature answers',
    '패치한 소스부터 기능이 응답할 때까지의 시간',
  ),
  runningInside: cited(
    'inside.running',
    'that time inside a service that is there already',
    '이미 있는 서비스에 넣을 때의 그 시간',
  ),
  inside: cited(
    'inside.lines',
    'lines that it touches inside a service that is there already',
    '이미 있는 서비스에 넣을 때 고치는 줄',
  ),
} as const;
/** What an update takes, each deployment in the same way. */
export const UPDATES = {
  rolled: {
    ...cited(
      'next.took',
      'an update of one context, instance by instance or worker by worker, until all is new',
      '인스턴스나 워커를 하나씩 바꿔 컨텍스트 하나를 모두 새 버전으로 업데이트하는 시간',
    ),
    arms: ['microservices+payments=2'],
  },
  stopped: cited(
    'next.took',
    'an update of one context by a stop and a start, until all is new',
    '중지 후 시작해 컨텍스트 하나를 모두 새 버전으로 업데이트하는 시간',
  ),
} as const satisfies Readonly<Record<string, Cited>>;

/** Calls over gRPC, beside the same calls over HTTP with JSON. */
const overGrpc = (metric: string, en: string, ko: string): Cited => ({
  ...cited(metric, `${en} when services call over gRPC`, `서비스가 gRPC로 호출할 때 ${ko}`),
  arms: ['microservices+transport=grpc'],
});

export const GRPC = {
  product: overGrpc('product.p50', 'looking at a product, p50', '상품 보기(p50)'),
  cpu: overGrpc('cpu-per-request', 'CPU time of a request', '요청당 CPU 시간'),
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

/** A page of recommendations in another way, beside the same deployment as it is. */
const rankedBy = (arm: string, metric: string, en: string, ko: string): Cited => ({
  ...cited(metric, en, ko),
  arms: [arm],
});

export const STACKS = {
  go: rankedBy(
    'microservices+stack=go',
    'heavy.cpu',
    'CPU time of a page of 20 recommendations, in Go',
    '추천 20개를 담은 페이지의 CPU 시간, Go',
  ),
  python: rankedBy(
    'microservices+stack=python',
    'heavy.cpu',
    'CPU time of a page of 20 recommendations, in Python',
    '추천 20개를 담은 페이지의 CPU 시간, Python',
  ),
  goAtLight: rankedBy(
    'microservices+stack=go',
    'light.cpu',
    'CPU time of a page of one recommendation, in Go',
    '추천 1개를 담은 페이지의 CPU 시간, Go',
  ),
  wasm: rankedBy(
    'monolith+ranking=wasm',
    'heavy.cpu',
    'CPU time of a page of 20 recommendations in the monolith, in WebAssembly',
    '모놀리스에서 추천 20개를 담은 페이지의 CPU 시간, WebAssembly',
  ),
  wasmTime: rankedBy(
    'monolith+ranking=wasm',
    'heavy.time',
    'time of a page of 20 recommendations in the monolith, in WebAssembly',
    '모놀리스에서 추천 20개를 담은 페이지의 시간, WebAssembly',
  ),
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
