import { addedTime, type EndpointGroup } from '@lab/lab/experiments/load/added-time';
import { cpuIndependence } from '@lab/lab/experiments/load/cpu-independence';
import { load } from '@lab/lab/experiments/load/settings';
import { attribute, type Gap, type Steps } from '@lab/lab/scenario/attribution';
import { type Finding, findingsFor, higherEverywhere, pairOf, undecidable } from '@lab/lab/scenario/rules';
import type { Evidence, Ruling, Scenario, Text } from '@lab/lab/scenario/scenario';
import { endpoints } from '../shop/endpoints.ts';

/** How the endpoints are called in sentences. */
const KOREAN: Readonly<Record<string, string>> = {
  browse: '상품 목록',
  product: '상품 보기',
  recommendations: '추천',
  overview: '내 현황',
  'cancel-order': '주문 취소',
  'place-order': '주문하기',
};

/** End the ids of metrics of the second load, and of the third. */
const MODERATE = '@moderate';
const NEAR = '@near';

const p50s = endpoints.map(({ id }) => `${id}.p50`);

/** The greatest ratio and the least: what a request has to do itself sets them apart. */
function byWork(evidence: Evidence): Text | undefined {
  const pair = pairOf(evidence, 'monolith', 'microservices');
  if (!pair) return undefined;
  const found = findingsFor(evidence, pair.arm.name, p50s).toSorted(
    (a, b) => a.comparison.ratio - b.comparison.ratio,
  );
  const [least, greatest] = [found[0], found.at(-1)];
  if (!least || !greatest || least === greatest) return undefined;
  const told = ({ metric, comparison }: Finding, name: string) =>
    `${name} ${metric.arms[pair.baseline.name]?.median.toFixed(1)} ms → ${comparison.ratio.toFixed(2)}×`;
  const english = (finding: Finding) => told(finding, titleOf(finding));
  const korean = (finding: Finding) => told(finding, KOREAN[endpointOf(finding)] ?? '');
  return {
    en: `In the monolith, and times that with microservices: ${english(greatest)}; ${english(least)}.`,
    ko: `모놀리스에서 걸린 시간과 마이크로서비스의 배율: ${korean(greatest)}; ${korean(least)}.`,
  };
}

const endpointOf = ({ metric }: Finding): string => metric.id.slice(0, -'.p50'.length);
const titleOf = (finding: Finding): string =>
  endpoints.find(({ id }) => id === endpointOf(finding))?.title ?? endpointOf(finding);

const LOADS: readonly (Text & { readonly at: string })[] = [
  { at: '', en: 'light load', ko: '가벼운 부하' },
  { at: MODERATE, en: 'moderate load', ko: '보통 부하' },
  { at: NEAR, en: 'a load near capacity', ko: '한계에 가까운 부하' },
];

/** The tail at each load that has one: what the microservices' is times the monolith's. */
function byRate(evidence: Evidence): Text | undefined {
  const pair = pairOf(evidence, 'monolith', 'microservices');
  if (!pair) return undefined;
  const told = LOADS.flatMap(({ at, en, ko }) =>
    findingsFor(evidence, pair.arm.name, [`all.p95${at}`]).map(({ metric, comparison: { ratio } }) => {
      const [base, own] = [pair.baseline, pair.arm].map(({ name }) => metric.arms[name]?.median.toFixed(0));
      const times = `${ratio.toFixed(2)}× (${base} → ${own} ms)`;
      return { en: `${times} at ${en}`, ko: `${ko}에서 ${times}` };
    }),
  );
  if (told.length < 2) return undefined;
  const each = (of: keyof Text) => told.map((text) => text[of]);
  return {
    en: `The p95 of all requests is ${each('en').slice(0, -1).join(', ')} and ${each('en').at(-1)}.`,
    ko: `모든 요청의 p95 배율: ${each('ko').join(', ')}.`,
  };
}

function directCalls(evidence: Evidence): Ruling {
  const pair = pairOf(evidence, 'monolith', 'microservices');
  if (!pair) return undecidable('monolith', 'microservices');
  const findings = findingsFor(evidence, pair.arm.name, p50s);
  return higherEverywhere(findings, p50s.length, {
    en: 'At light load the microservices need longer (p50)',
    ko: '가벼운 부하에서 마이크로서비스가 더 오래 걸림(p50)',
  });
}

/**
 * What the claim about direct calls does not look at: the tails, CPU time, and the time of every request when requests meet, which takes
 * a second load. A cost of calls that shows in the p50 at light load alone would support only that one.
 *
 * The load near capacity decides nothing. What requests wait for there is a queue that CPU time makes, and CPU time is looked at already:
 * a deployment that needs more of it would be called slow twice.
 */
function slowCalls(evidence: Evidence): Ruling {
  const pair = pairOf(evidence, 'monolith', 'microservices');
  if (!pair) return undecidable('monolith', 'microservices');
  const loads = evidence.metrics.some(({ id }) => id.endsWith(MODERATE)) ? ['', MODERATE] : [''];
  const atEach = (id: string) => loads.map((at) => `${id}${at}`);
  const ids = [
    ...(loads.includes(MODERATE) ? p50s.map((id) => `${id}${MODERATE}`) : []),
    ...atEach('cpu-per-request'),
  ];
  const tails = ['all.p95', 'all.p99'].flatMap(atEach);
  const found = findingsFor(evidence, pair.arm.name, tails);
  const findings = [...findingsFor(evidence, pair.arm.name, ids), ...found];
  return higherEverywhere(
    findings,
    ids.length + found.length,
    loads.includes(MODERATE)
      ? {
          en: 'Time at moderate load (p50), tails (p95, p99) and CPU per request are higher',
          ko: '보통 부하의 시간(p50), 꼬리(p95, p99), 요청당 CPU가 더 큼',
        }
      : { en: 'Tails (p95, p99) and CPU per request are higher', ko: '꼬리(p95, p99)와 요청당 CPU가 더 큼' },
  );
}

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
  claims: [
    {
      id: 'mono.direct-calls',
      text: {
        en: 'direct calls need no communication',
        ko: '직접적인 기능 호출: 복잡한 통신 없이 직접 사용',
      },
      decidedBy:
        'Supported when the p50 of every endpoint at light load is higher with microservices. Refuted when none is. Mixed when some are.',
      decidedByInKorean:
        '가벼운 부하에서 모든 요청의 p50이 마이크로서비스에서 더 크면 지지, 하나도 크지 않으면 반박, 일부만 크면 엇갈림.',
      decide: directCalls,
      turn: {
        by: {
          en: 'Work. The more a request has to do itself, the less its calls count: enough work brings the ratio below the threshold.',
          ko: '작업량. 요청 자체가 할 일이 많을수록 호출 비용의 비중은 줄어들고, 충분히 많으면 비율이 기준 아래로 내려간다.',
        },
        measured: byWork,
      },
      expected: 'supported',
    },
    {
      id: 'msa.slow-calls',
      text: {
        en: 'calls between services are slow',
        ko: '서비스 별로 호출 시 API로 통신하므로 속도가 느리다',
      },
      decidedBy:
        'Supported when all of these are higher with microservices: at light load, and at moderate load where the run has it, the CPU per request, and the p95 and p99 of all requests where there are enough of them; and the p50 of every endpoint at moderate load. The load near capacity decides nothing. Refuted when none is. Mixed when some are.',
      decidedByInKorean:
        '다음이 모두 마이크로서비스에서 더 크면 지지: 가벼운 부하와 (실행에 있으면) 보통 부하에서 요청당 CPU와, 요청이 충분할 때 모든 요청의 p95와 p99, 그리고 보통 부하에서 모든 요청의 p50. 한계에 가까운 부하는 판정에 쓰지 않는다. 하나도 크지 않으면 반박, 일부만 크면 엇갈림.',
      decide: slowCalls,
      turn: {
        by: {
          en: 'Rate, on more CPUs than one. Where the monolith is near the capacity of its one process, it queues, and services that have CPUs of their own do not yet. On one CPU the services queue first.',
          ko: '요청률(CPU가 여럿일 때). 모놀리스가 프로세스 하나의 한계에 가까워지면 대기열이 생기지만, CPU를 따로 쓰는 서비스는 아직 그렇지 않다. CPU가 하나이면 서비스 쪽이 먼저 밀린다.',
        },
        measured: byRate,
      },
      expected: 'supported',
    },
  ],
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
  ],
};

export default scenario;
