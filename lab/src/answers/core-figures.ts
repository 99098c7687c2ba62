import { type Cited, cited } from './question.ts';

/** Of the figures that answers cite, those of calls, changes and faults. */

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
