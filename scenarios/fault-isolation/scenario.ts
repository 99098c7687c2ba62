import type { FaultExperiment, PlannedFault } from '@lab/lab/fault-experiment/fault-experiment';
import { faultMeasures } from '@lab/lab/fault-experiment/values';
import { everywhere, findingsFor, pairOf, undecidable } from '@lab/lab/scenario/rules';
import type { Evidence, Ruling, Scenario } from '@lab/lab/scenario/scenario';
import { medianInterval } from '@lab/lab/stats/order-statistics';
import { endpoints } from '../shop/endpoints.ts';

const context = 'recommendations';

/** Faults that take the whole process with them, wherever in it they are. */
const OF_THE_PROCESS: readonly PlannedFault[] = [
  {
    id: 'crash',
    title: { en: 'Crash', ko: '프로세스 중단' },
    context,
    fault: { kind: 'crash' },
    seconds: 2,
    profiles: ['smoke', 'quick', 'full'],
  },
  {
    id: 'block',
    title: { en: 'Blocked event loop', ko: '이벤트 루프 정지' },
    context,
    fault: { kind: 'block', ms: 3_000 },
    seconds: 4,
    profiles: ['quick', 'full'],
  },
  {
    id: 'leak',
    title: { en: 'Memory leak until the limit', ko: '한계까지의 메모리 누수' },
    context,
    fault: { kind: 'leak', bytes: 8 * 1024 * 1024 },
    seconds: 12,
    profiles: ['full'],
  },
];

/** Faults of which only calls, or other writers, can feel something. */
const OF_CALLS: readonly PlannedFault[] = [
  {
    id: 'slow',
    title: { en: 'Slow dependency', ko: '느린 의존 서비스' },
    context,
    fault: { kind: 'slow', ms: 2_000 },
    seconds: 3,
    profiles: ['quick', 'full'],
  },
  {
    id: 'fail',
    title: { en: 'Failing dependency', ko: '실패하는 의존 서비스' },
    context,
    fault: { kind: 'fail', share: 0.3 },
    seconds: 4,
    profiles: ['full'],
  },
  {
    id: 'hold-writer',
    title: { en: 'Long write transaction', ko: '긴 쓰기 트랜잭션' },
    context,
    fault: { kind: 'hold-writer', ms: 3_000 },
    seconds: 4,
    profiles: ['full'],
  },
];

const experiment: FaultExperiment = {
  kind: 'faults',
  perSecond: 40,
  before: { smoke: 1, quick: 1, full: 2 },
  after: { smoke: 3, quick: 3, full: 6 },
  // The overview leaves recommendations out when there are none to be had.
  needed: ['recommendations'],
  faults: [...OF_THE_PROCESS, ...OF_CALLS],
};

/** Below this a bystander has noticed nothing, above that it has. Percent of its requests. */
const UNHARMED = 1;
const HARMED = 5;

const bystandersOf = ({ id }: PlannedFault): string => `${id}.bystanders-hit`;

const measuredIn = (evidence: Evidence, faults: readonly PlannedFault[]): PlannedFault[] =>
  faults.filter((fault) => evidence.metrics.some(({ id }) => id === bystandersOf(fault)));

function blastRadius(evidence: Evidence): Ruling {
  const pair = pairOf(evidence, 'monolith', 'microservices');
  if (!pair) return undecidable('monolith', 'microservices');
  const faults = measuredIn(evidence, OF_THE_PROCESS);
  const findings = findingsFor(evidence, pair.arm.name, faults.map(bystandersOf));
  const what = 'Of the requests that did not need the faulty part, fewer are hit with microservices';
  return everywhere('lower', findings, Math.max(1, faults.length), what);
}

type Harm = 'none' | 'some' | 'open';

function harmOf(interval: ReturnType<typeof medianInterval>): Harm {
  if (interval && interval.high <= UNHARMED) return 'none';
  return interval && interval.low > HARMED ? 'some' : 'open';
}

/** An absolute claim: that bystanders notice nothing, not that they notice less than elsewhere. */
function isolation(evidence: Evidence): Ruling {
  const pair = pairOf(evidence, 'monolith', 'microservices');
  if (!pair) return undecidable('monolith', 'microservices');
  const faults = measuredIn(evidence, experiment.faults);
  const judged = faults.map((fault) => {
    const values = [...evidence.values(bystandersOf(fault), pair.arm.name).values()];
    return { fault, harm: harmOf(medianInterval(values, evidence.confidence)) };
  });
  const having = (harm: Harm) => judged.filter((each) => each.harm === harm);
  const names = (harm: Harm) => having(harm).map(({ fault }) => fault.title.en.toLowerCase());
  const metrics = faults.map(bystandersOf);
  const spread = names('some');
  if (spread.length > 0) {
    const because = `With microservices a fault of the one context also hits more than ${HARMED} % of the requests that do not need it: ${spread.join(', ')}.`;
    return { verdict: 'refuted', because, metrics, open: false };
  }
  if (judged.length > 0 && having('none').length === judged.length) {
    const because = `Of the requests that do not need the faulty service, at most ${UNHARMED} % are hit, for ${judged.length} of ${judged.length} faults.`;
    return { verdict: 'supported', because, metrics, open: false };
  }
  const because = `At most ${UNHARMED} % of the requests that do not need the faulty service are hit for ${having('none').length} of ${judged.length} faults; the rounds do not settle ${names('open').join(', ')}.`;
  return { verdict: 'inconclusive', because, metrics, open: judged.length > 0 };
}

const scenario: Scenario = {
  id: 'fault-isolation',
  title: { en: 'Fault isolation', ko: '장애 격리' },
  question: {
    en: 'When one part of the shop fails, how much of the rest do customers lose, for how long, and is anything lost or wrong afterwards?',
    ko: '상점의 한 부분에 장애가 나면 고객은 나머지를 얼마나, 얼마 동안 잃으며, 그 뒤에 잃거나 틀린 것이 있는가?',
  },
  baseline: 'monolith',
  arms: {
    smoke: ['monolith', 'microservices'],
    quick: ['monolith', 'microservices'],
    full: ['monolith', 'microservices'],
  },
  endpoints,
  warmUpPerSecond: 40,
  phases: [],
  experiment,
  measures: faultMeasures(experiment),
  claims: [
    {
      id: 'mono.blast-radius',
      text: { en: 'a small fault takes the system down', ko: '작은 문제가 시스템 전체의 문제를 일으킴' },
      decidedBy:
        'Supported when every fault that takes its process with it (crash, blocked event loop, leak) hits fewer of the requests that do not need the faulty context with microservices than in the monolith; refuted when none does.',
      decide: blastRadius,
      expected: 'supported',
    },
    {
      id: 'msa.isolation',
      text: {
        en: "a service's failure does not spread",
        ko: '한 서비스의 장애가 다른 서비스로 확산되지 않는다',
      },
      decidedBy: `Supported when, for every fault, at most ${UNHARMED} % of the requests that do not need the faulty service are hit; refuted when one hits more than ${HARMED} % of them.`,
      decide: isolation,
      expected: 'supported',
    },
  ],
};

export default scenario;
