import { addedTime, type EndpointGroup } from '@lab/lab/experiments/load/added-time';
import { cpuIndependence } from '@lab/lab/experiments/load/cpu-independence';
import { load } from '@lab/lab/experiments/load/settings';
import { tracingPrice } from '@lab/lab/experiments/load/tracing-price';
import { attribute, type Gap, type Steps } from '@lab/lab/scenario/attribution';
import { pairOf } from '@lab/lab/scenario/rules';
import type { Scenario } from '@lab/lab/scenario/scenario';
import { endpoints } from '../shop/endpoints.ts';
import { claims, KOREAN } from './claims.ts';

/** What the microservices' price is made of: the serialized monolith does the work of messages, and nothing else of theirs. */
const STEPS: Steps = {
  from: 'monolith',
  via: 'monolith-serialized',
  to: 'microservices',
  part: { en: 'serialization', ko: '직렬화' },
  rest: { en: 'processes, broker and data split', ko: '프로세스, 브로커, 데이터 분할' },
};

const GAPS: readonly Gap[] = [
  { metric: 'cpu-per-request', of: { en: 'CPU time per request', ko: '요청당 CPU 시간' } },
  ...endpoints.map(({ id, title }) => ({
    metric: `${id}.p50`,
    of: { en: `response time of “${title}” (p50)`, ko: `“${KOREAN[id]}” 응답 시간(p50)` },
  })),
];

const LIGHT = { id: 'light', of: { en: 'light load', ko: '가벼운 부하' } };

const isWrite = (id: string) => ['place-order', 'cancel-order'].includes(id);

/** A write waits for the disk at each of its calls, a read does not. */
const GROUPS: readonly EndpointGroup[] = [
  {
    of: { en: 'requests that read', ko: '조회 요청' },
    endpoints: endpoints.filter(({ id }) => !isWrite(id)),
  },
  {
    of: { en: 'requests that write', ko: '변경 요청' },
    endpoints: endpoints.filter(({ id }) => isWrite(id)),
  },
];

const scenario: Scenario = {
  id: 'latency',
  title: { en: 'Latency', ko: '지연 시간' },
  question: {
    en: 'What does it cost a request that the parts of the shop call each other over the network instead of directly?',
    ko: '상점의 각 부분이 직접 호출 대신 네트워크로 서로를 호출하면 요청 하나에 어떤 비용이 드는가?',
  },
  baseline: 'monolith',
  arms: {
    smoke: ['monolith', 'microservices'],
    quick: ['monolith', 'microservices'],
    full: ['monolith', 'monolith-serialized', 'microservices'],
  },
  endpoints,
  // Three cycles of the mix: six cancellations at least.
  traced: { smoke: 0, quick: 60, full: 100 },
  experiment: load({
    capacity: {
      lighterOnOneCpu: ['monolith', 'monolith-serialized', 'monolith+cpus=2', 'microservices+cpus=2'],
      // Twice the load's customers: enough to keep several CPUs busy.
      outstanding: 16,
      seconds: { smoke: 0, quick: 3, full: 8 },
      leadInSeconds: { smoke: 1, quick: 3, full: 12 },
      rates: { least: 5, most: 400 },
    },
    // On a machine with two CPUs all arms of a round share one while they warm up side by side, and code that is not compiled yet takes
    // several times as long: a rate as moderate as below made a monolith wait for seconds.
    warmUpPerSecond: 20,
    warmUpShare: 0.25,
    // The rates are those of smoke. Some 10 ms of one CPU go into a request of the microservices, and 20 on a machine that is slow.
    phases: [
      {
        name: 'light',
        perSecond: 20,
        share: 0.3,
        seconds: { smoke: 2, quick: 10, full: 24 },
        // The least for a p95, and for a p50 of each kind of request.
        requests: { smoke: 0, quick: 200, full: 200 },
      },
      // Evenly spaced, few would meet: most requests have ended when the next one starts.
      {
        name: 'moderate',
        perSecond: 35,
        share: 0.5,
        arrivals: 'poisson',
        seconds: { smoke: 2, quick: 0, full: 36 },
      },
      {
        name: 'near',
        perSecond: 45,
        share: 0.8,
        arrivals: 'poisson',
        seconds: { smoke: 2, quick: 0, full: 28 },
      },
    ],
  }),
  claims,
  keyRatios: [
    {
      metric: 'place-order.p50',
      topology: 'microservices',
      text: { en: 'time to place an order, median at light load', ko: '주문하기 시간(가벼운 부하, 중앙값)' },
    },
    {
      metric: 'recommendations.p50',
      topology: 'microservices',
      text: { en: 'time of recommendations, median at light load', ko: '추천 시간(가벼운 부하, 중앙값)' },
    },
    {
      metric: 'cpu-per-request',
      topology: 'microservices',
      text: { en: 'CPU time per request at light load', ko: '요청당 CPU 시간(가벼운 부하)' },
    },
    {
      metric: 'memory',
      topology: 'microservices',
      text: { en: 'memory at light load', ko: '메모리(가벼운 부하)' },
    },
  ],
  insights: (evidence) => [
    ...addedTime(evidence, pairOf(evidence, 'monolith', 'microservices'), LIGHT, GROUPS),
    ...attribute(evidence, STEPS, GAPS),
    ...cpuIndependence(evidence),
    ...tracingPrice(evidence),
  ],
};

export default scenario;
