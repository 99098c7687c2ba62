/** Korean for what runs store in English alone: labels and groups of metrics, titles of requests, names of loads and limits. */
export const KOREAN: Readonly<Record<string, string>> = {
  // Requests of the shop.
  'browse products': '상품 목록',
  'look at a product': '상품 보기',
  recommendations: '추천',
  'my overview': '내 현황',
  'my orders': '내 주문',
  'cancel an order': '주문 취소',
  'place an order': '주문하기',
  'all requests': '모든 요청',

  // Loads.
  light: '가벼운',
  moderate: '보통',
  near: '한계에 가까운',
  'warm-up': '워밍업',
  'Before any load': '부하를 주기 전',

  // Metrics of load.
  'successful requests': '성공한 요청',
  'CPU per successful request': '성공한 요청당 CPU',
  'memory under load': '부하 중 메모리',
  'CPU when idle': '유휴 CPU',
  'memory when idle': '유휴 메모리',
  'start to ready': '시작부터 준비까지',

  // Faults.
  'requests that failed or were slow': '실패했거나 느린 요청',
  'requests hit that did not need the context': '장애 부분이 필요 없는데도 영향을 받은 요청',
  'requests lost': '잃은 요청',
  'requests lost that did not need the context': '장애 부분이 필요 없는데도 잃은 요청',
  'time in which requests were lost': '요청을 잃은 시간',
  'time in which requests that did not need the context were lost': '장애 부분이 필요 없는 요청을 잃은 시간',
  'until a client knew': '클라이언트가 알기까지',
  'time to stable recovery': '안정적으로 회복하기까지',
  Crash: '프로세스 중단',
  'Crash of the catalog': '카탈로그 프로세스 중단',
  'Crash of payments': '결제 프로세스 중단',
  'Blocked event loop': '이벤트 루프 정지',
  'Memory leak until the limit': '한계까지의 메모리 누수',
  'Long write transaction': '긴 쓰기 트랜잭션',
  'Slow dependency': '느린 의존 서비스',
  'Slow catalog': '느린 카탈로그',
  'Slow payments': '느린 결제',
  'Failing dependency': '실패하는 의존 서비스',
  'Broker outage': '브로커 중단',

  // Changes of code.
  'everything from scratch': '처음부터 전체 빌드',
  'nothing changed': '변경 없음',
  "one context's implementation": '컨텍스트 하나의 구현',
  'the body of something that all share': '공유 코드의 본문',
  'the signature of something that all share': '공유 코드의 시그니처',
  code: '코드',
  'one CPU': 'CPU 하나',
  'as the code grows': '코드가 커질 때',
  'edit to running': '편집부터 실행까지',
  CPU: 'CPU',
  'type-check and compile': '타입 검사와 컴파일',
  'tests concerned': '관련 테스트',
  'restart until ready': '재시작부터 준비까지',
  'of it, tools looking for what to do': '그중 도구가 할 일을 찾는 시간',
  'contexts in packages rebuilt': '다시 빌드한 패키지의 컨텍스트',
  'packages rebuilt': '다시 빌드한 패키지',
  'files emitted': '새로 쓴 파일',
  'tests run': '실행한 테스트',
  'largest code base ÷ smallest': '가장 큰 코드베이스 ÷ 가장 작은 것',
  'edit to running, largest code base ÷ smallest': '편집부터 실행까지, 가장 큰 코드베이스 ÷ 가장 작은 것',

  // Capacity.
  'Recommendations are hot': '추천에 몰린 부하',
  capacity: '처리량',
  'memory at capacity': '처리량 한계의 메모리',
  'CPU reserved': '예약한 CPU',
  'CPU used at capacity': '처리량 한계에서 쓴 CPU',
  'capacity per 100 MB': '100 MB당 처리량',
  'capacity per CPU used': '쓴 CPU당 처리량',
  'throughput as a share of linear scaling': '선형 확장 대비 처리량',
  'capacity gained per 100 MB added': '더한 100 MB당 늘어난 처리량',
  'capacity gained per CPU reserved': '더 예약한 CPU당 늘어난 처리량',
  'capacity gained per CPU used': '더 쓴 CPU당 늘어난 처리량',
  'cannot be told': '알 수 없음',

  // The machine.
  'not at all': '하지 않음',
  'as the kernel sees fit': '커널에 맡김',

  // Parts of a request's time.
  edge: '엣지',
  'messages and waiting': '메시지와 대기',
  'other services': '다른 서비스',
  databases: '데이터베이스',
};
