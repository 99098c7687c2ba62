import { listed } from '@lab/lab/charts/said';
import { type Finding, findingsFor, higherEverywhere, pairOf, undecidable } from '@lab/lab/scenario/rules';
import type { Claim, Evidence, Ruling, Text } from '@lab/lab/scenario/scenario';
import { endpoints } from '../shop/endpoints.ts';

/** How the endpoints are called in sentences, by their ids. */
export const KOREAN: Readonly<Record<string, string>> = {
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
  const found = findingsFor(
    evidence,
    pair.arm.name,
    TAILS.flatMap((tail) => atEach(`all.${tail}`)),
  );
  const findings = [...findingsFor(evidence, pair.arm.name, ids), ...found];
  return higherEverywhere(findings, ids.length + found.length, higherIn(loads.includes(MODERATE), found));
}

const TAILS = ['p95', 'p99'] as const;

/** What was looked at. A tail of too few requests was not, and is not named: a p99 takes more than most runs have. */
function higherIn(moderate: boolean, found: readonly Finding[]): Text {
  const tails = TAILS.filter((tail) => found.some(({ metric }) => metric.id.startsWith(`all.${tail}`)));
  const inBrackets = tails.join(', ');
  const parts: Text[] = [
    ...(moderate ? [{ en: 'time at moderate load (p50)', ko: '보통 부하의 시간(p50)' }] : []),
    ...(tails.length > 0 ? [{ en: `tails (${inBrackets})`, ko: `꼬리(${inBrackets})` }] : []),
    { en: 'CPU per request', ko: '요청당 CPU' },
  ];
  const { en, ko } = listed(parts);
  const sentence = `${en.slice(0, 1).toUpperCase()}${en.slice(1)}`;
  return { en: `${sentence} ${parts.length > 1 ? 'are' : 'is'} higher`, ko: `${ko}가 더 큼` };
}

/** Written before the first run. */
export const claims: readonly Claim[] = [
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
];
