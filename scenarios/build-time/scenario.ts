import { type Cell, cellId, steps } from '@lab/lab/experiments/steps/settings';
import { everywhere, findingsFor, pairOf, undecidable } from '@lab/lab/scenario/rules';
import type { Evidence, Ruling, Scenario, Text } from '@lab/lab/scenario/scenario';
import { exponential, meanLogOf, tInterval } from '@lab/lab/stats/estimate';
import { CELLS } from './cells.ts';

const running = (cell: Cell): string => `${cellId(cell)}.running`;

/** The change that a single team makes, in code bases of every size. */
const oneContext: readonly string[] = [
  ...new Set(
    Object.values(CELLS)
      .flat()
      .filter(({ change, cpus }) => change === 'service-body' && cpus === 'all')
      .map(running),
  ),
];

const measuredOf = (evidence: Evidence, ids: readonly string[]): string[] =>
  ids.filter((id) => evidence.metrics.some((metric) => metric.id === id));

/** The largest code base's time over the smallest's: below this a team does not notice that the rest has grown. */
const NOTICED = 1.1;
const GROWTH = 'service-body.growth';

/**
 * That one change means work on the whole shows in the slope and not at one size: the time from the edit to the running change
 * must grow with code that the change has nothing to do with, and the division must be what prevents it.
 */
function buildGrows(evidence: Evidence): Ruling {
  const pair = pairOf(evidence, 'monolith', 'microservices');
  if (!pair) return undecidable('monolith', 'microservices');
  const [finding] = findingsFor(evidence, pair.arm.name, [GROWTH]);
  const grown = (arm: string) => [...evidence.values(GROWTH, arm).values()];
  const own = exponential(tInterval(meanLogOf(grown(pair.baseline.name)), evidence.confidence));
  const metrics = measuredOf(evidence, [GROWTH]);
  const median = (arm: string) => finding?.metric.arms[arm]?.median.toFixed(2) ?? '?';
  const interval = own ? ` [${own.low.toFixed(2)}, ${own.high.toFixed(2)}]` : '';
  const because = `From the smallest code base to the largest, a change in one context takes ${median(pair.baseline.name)}×${interval} as long in a monolith of one package, ${median(pair.arm.name)}× as long in its service.${divided(evidence)}`;
  if (!finding || !own) return { verdict: 'inconclusive', because, metrics, open: finding !== undefined };
  const { verdict } = finding.comparison;
  if (own.low > NOTICED && verdict === 'lower')
    return { verdict: 'supported', because, metrics, open: false };
  if (own.high <= NOTICED || verdict === 'equivalent' || verdict === 'higher')
    return { verdict: 'refuted', because, metrics, open: false };
  // It grows, and the division prevents too little of it to count.
  if (own.low > NOTICED && verdict === 'small') return { verdict: 'mixed', because, metrics, open: false };
  return { verdict: 'inconclusive', because, metrics, open: true };
}

/** How much of it the monolith's owners could have for less than a division into services. */
function divided({ arms, metrics }: Evidence): string {
  const name = arms.find(({ topology }) => topology === 'monolith-packages')?.name ?? '';
  const median = metrics.find(({ id }) => id === GROWTH)?.arms[name]?.median;
  return median === undefined
    ? ''
    : ` In a monolith that has a package for each context it takes ${median.toFixed(2)}× as long.`;
}

/** The time of a change in one context at each size of the code base. */
function bySize(evidence: Evidence): Text | undefined {
  const sizes = measuredOf(evidence, oneContext);
  const told = (topology: string) =>
    sizes
      .flatMap((id) => evidence.metrics.find((metric) => metric.id === id)?.arms[topology]?.median ?? [])
      .map((seconds) => `${seconds.toFixed(1)} s`)
      .join(', ');
  const [monolith, services] = ['monolith', 'microservices'].map(told);
  if (sizes.length < 2 || !monolith || !services) return undefined;
  return {
    en: `From the smallest code base to the largest: monolith ${monolith}; as a service ${services}.`,
    ko: `가장 작은 코드베이스부터 가장 큰 것까지: 모놀리스 ${monolith}; 서비스 ${services}.`,
  };
}

/** The changes of what all share, as the services need them, against the monolith. */
function byShared(evidence: Evidence): Text | undefined {
  const pair = pairOf(evidence, 'monolith', 'microservices');
  const ids = [...new Set(Object.values(CELLS).flat())]
    .filter(({ change, cpus }) => change.startsWith('domain-') && cpus === 'all')
    .map(running);
  const found = pair ? findingsFor(evidence, pair.arm.name, measuredOf(evidence, [...new Set(ids)])) : [];
  if (found.length === 0) return undefined;
  const list = found
    .map(({ metric, comparison }) => `${metric.id} ${comparison.ratio.toFixed(2)}×`)
    .join(', ');
  return {
    en: `As services, such a change takes this many times as long as in the monolith: ${list}.`,
    ko: `서비스에서 이런 변경에 걸리는 시간은 모놀리스의 몇 배인가: ${list}.`,
  };
}

function devSpeed(evidence: Evidence): Ruling {
  const pair = pairOf(evidence, 'monolith', 'microservices');
  if (!pair) return undecidable('monolith', 'microservices');
  const ids = measuredOf(evidence, oneContext);
  const what = 'A change of one context is compiled, tested and running sooner as a service';
  return everywhere('lower', findingsFor(evidence, pair.arm.name, ids), Math.max(1, ids.length), what);
}

const scenario: Scenario = {
  id: 'build-time',
  title: { en: 'Build time', ko: '빌드 시간' },
  question: {
    en: 'How long does a change take until it is compiled, tested and running, and how does that grow with code that it has nothing to do with?',
    ko: '변경 하나가 컴파일되고 테스트를 거쳐 실행되기까지 얼마나 걸리며, 그 시간은 변경과 무관한 코드가 늘어남에 따라 어떻게 늘어나는가?',
  },
  baseline: 'monolith',
  arms: {
    smoke: ['monolith', 'microservices'],
    quick: ['monolith', 'monolith-packages', 'microservices'],
    full: ['monolith', 'monolith-packages', 'microservices'],
  },
  // The others are built from the code of one of these.
  topologies: ['monolith', 'monolith-packages', 'microservices'],
  endpoints: [],
  experiment: steps({ cells: CELLS }),
  claims: [
    {
      id: 'mono.build-grows',
      text: {
        en: 'one change rebuilds and retests the whole',
        ko: '하나를 수정해도 시스템 전체를 빌드해야 한다',
      },
      decidedBy: `Supported when the time from the edit of one context to its running grows with the rest of the monolith's code, to more than ${NOTICED}× from the smallest code base to the largest, and by less where the context is a service. Refuted when it does not grow so in the monolith, or as much with services. Mixed when services prevent some of it, but less than counts.`,
      decide: buildGrows,
      turn: {
        by: {
          en: 'The size of the code base. With little code the whole takes hardly longer than a part.',
          ko: '코드베이스의 크기. 코드가 적으면 전체를 빌드해도 일부를 빌드하는 것과 거의 같다.',
        },
        measured: bySize,
      },
      expected: 'supported',
    },
    {
      id: 'msa.dev-speed',
      text: {
        en: 'a team works on its service alone, faster',
        ko: '개발팀이 특정 서비스에 집중할 수 있어 개발 속도가 빨라진다',
      },
      decidedBy:
        'Supported when, in code bases of every size, a change in one context is sooner compiled, tested and running as a service than in the monolith. Refuted when in none. Mixed when in some.',
      decide: devSpeed,
      turn: {
        by: {
          en: 'What is changed. A change of what all share is a change of every service.',
          ko: '무엇을 바꾸는가. 모두가 함께 쓰는 코드를 바꾸면 모든 서비스를 바꾸는 것이다.',
        },
        measured: byShared,
      },
      expected: 'supported',
    },
  ],
};

export default scenario;
