import { load } from '@lab/lab/experiments/load/settings';
import { attribute, type Gap, type Steps } from '@lab/lab/scenario/attribution';
import type { Scenario } from '@lab/lab/scenario/scenario';
import { endpoints, LARGE_PAGE } from '../shop/endpoints.ts';
import { binaryIsFaster, bySize, GRPC, JSON_OVER_HTTP, RABBITMQ, RULE, RULE_IN_KOREAN, TCP } from './rule.ts';

const MONOLITH = 'monolith';
const SERIALIZED = 'monolith-serialized';

/**
 * From a function call to a call over a broker, a step at a time. TCP has processes and the least protocol that carries JSON; HTTP and gRPC add
 * theirs, and RabbitMQ a process in between. What encoding alone costs is measured apart (`benchmarks/src/encoding.ts`).
 */
const STEPS: readonly Steps[] = [
  {
    ...{ from: MONOLITH, via: SERIALIZED, to: TCP },
    part: { en: 'JSON', ko: 'JSON' },
    rest: { en: 'processes and their connections', ko: '프로세스와 그 사이의 연결' },
  },
  {
    ...{ from: MONOLITH, via: TCP, to: JSON_OVER_HTTP },
    part: { en: 'JSON and processes', ko: 'JSON과 프로세스' },
    rest: { en: "HTTP's headers and connections", ko: 'HTTP 헤더와 연결' },
  },
  {
    ...{ from: MONOLITH, via: TCP, to: GRPC },
    part: { en: 'JSON and processes', ko: 'JSON과 프로세스' },
    rest: { en: 'HTTP/2, and protobuf in the place of JSON', ko: 'HTTP/2와 JSON 대신 쓰는 protobuf' },
  },
  {
    ...{ from: MONOLITH, via: TCP, to: RABBITMQ },
    part: { en: 'JSON and processes', ko: 'JSON과 프로세스' },
    rest: { en: 'the hop over the broker', ko: '브로커를 거치는 경로' },
  },
];

const GAPS: readonly Gap[] = [
  { metric: 'cpu-per-request', of: { en: 'CPU time per request', ko: '요청당 CPU 시간' } },
  {
    metric: 'product.p50',
    of: { en: 'response time of one product (p50)', ko: '상품 하나의 응답 시간(p50)' },
  },
  {
    metric: 'large-page.p50',
    of: { en: 'response time of a page of 100 products (p50)', ko: '상품 100개 페이지의 응답 시간(p50)' },
  },
];

const scenario: Scenario = {
  id: 'transports',
  title: { en: 'Transports', ko: '전송 방식' },
  question: {
    en: 'What do calls between services cost over gRPC, HTTP with JSON, TCP and RabbitMQ, and does binary beat JSON?',
    ko: '서비스 간 호출 비용은 gRPC, HTTP와 JSON, TCP, RabbitMQ에서 각각 얼마이며, 바이너리가 JSON보다 나은가?',
  },
  baseline: JSON_OVER_HTTP,
  arms: {
    // That everything runs, the arm with more to it shows alone.
    smoke: [GRPC],
    quick: [JSON_OVER_HTTP, GRPC],
    full: [JSON_OVER_HTTP, GRPC, TCP, RABBITMQ, MONOLITH, SERIALIZED],
  },
  endpoints: [...endpoints.filter(({ id }) => id === 'product' || id === 'browse'), LARGE_PAGE],
  experiment: load({
    capacity: {
      lighterOnOneCpu: [MONOLITH, SERIALIZED],
      outstanding: 16,
      seconds: { smoke: 0, quick: 3, full: 4 },
      leadInSeconds: { smoke: 1, quick: 3, full: 6 },
      rates: { least: 10, most: 800 },
    },
    warmUpPerSecond: 30,
    warmUpShare: 0.25,
    phases: [
      {
        name: 'light',
        perSecond: 30,
        share: 0.3,
        seconds: { smoke: 2, quick: 12, full: 20 },
        // The least for a p95, and for a p50 of each kind of request.
        requests: { smoke: 0, quick: 240, full: 240 },
      },
    ],
  }),
  claims: [
    {
      id: 'remedy.grpc',
      text: {
        en: 'binary gRPC improves the performance of communication',
        ko: '바이너리 형식의 gRPC를 사용하여 통신 성능을 향상시킨다',
      },
      decidedBy: RULE,
      decidedByInKorean: RULE_IN_KOREAN,
      decide: binaryIsFaster,
      turn: {
        by: {
          en: 'Where encoding runs. Node reads and writes JSON in native code, and protobuf and HTTP/2 frames largely in JavaScript. With a runtime whose protobuf is native, or over a network on which bytes are dear, gRPC has more to gain. The size of an answer sets the cost of the wire and that of encoding apart.',
          ko: '인코딩이 어디서 도는가. Node는 JSON을 네이티브 코드로 읽고 쓰지만 protobuf와 HTTP/2 프레임은 대부분 JavaScript로 처리한다. protobuf가 네이티브인 런타임이나 바이트가 비싼 네트워크에서는 gRPC가 얻을 것이 더 많다. 응답 크기를 바꿔 보면 전송 비용과 인코딩 비용을 구분할 수 있다.',
        },
        measured: bySize,
      },
      expected: 'refuted',
    },
  ],
  keyRatios: [
    {
      metric: 'product.p50',
      topology: GRPC,
      text: { en: 'time to look at a product, median', ko: '상품 보기 시간(중앙값)' },
    },
    {
      metric: 'large-page.p50',
      topology: GRPC,
      text: { en: 'time of a page of 100 products, median', ko: '상품 100개 페이지 시간(중앙값)' },
    },
    {
      metric: 'cpu-per-request',
      topology: GRPC,
      text: { en: 'CPU time per request', ko: '요청당 CPU 시간' },
    },
  ],
  insights: (evidence) =>
    STEPS.flatMap((steps) =>
      attribute(evidence, steps, GAPS).map((insight) => ({ ...insight, id: `${insight.id}.${steps.to}` })),
    ),
};

export default scenario;
