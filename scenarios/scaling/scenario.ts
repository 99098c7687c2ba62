import { breakEven } from '@lab/lab/experiments/search/break-even';
import { limitsIn } from '@lab/lab/experiments/search/facts';
import { gainInsights } from '@lab/lab/experiments/search/insights';
import { type SearchSettings, search } from '@lab/lab/experiments/search/settings';
import { everywhere, findingsFor } from '@lab/lab/scenario/rules';
import type { Evidence, Ruling, Scenario, Text } from '@lab/lab/scenario/scenario';
import { endpoints } from '../shop/endpoints.ts';

/** The part that the load makes hot, and that is scaled alone. */
const HOT = 'recommendations';
/** How many instances there are of all of the shop, or of recommendations alone. */
const COUNTS = [1, 2, 3, 4] as const;
const whole = (count: number): string => `monolith-x${count}`;
const part = (count: number): string => `microservices-rec-x${count}`;

const warmUp = (minSeconds: number, maxSeconds: number, within: number) => ({
  minSeconds,
  maxSeconds,
  within,
});

export const settings: SearchSettings = {
  warmUpPerSecond: 20,
  objective: { percentile: 'p90', milliseconds: 250 },
  // Four instances at a quarter of a CPU, and all that they need besides, fit on two CPUs.
  quota: 0.25,
  cpus: 2,
  counterparts: Object.fromEntries(COUNTS.map((count) => [part(count), whole(count)])),
  loads: [
    {
      id: 'hot',
      title: { en: 'Recommendations are hot', ko: '추천에 몰린 부하' },
      workload: 'hot',
      mostPerSecond: 2_000,
      profiles: ['smoke', 'quick', 'full'],
    },
    {
      id: 'uniform',
      title: { en: 'Load on all contexts alike', ko: '모든 컨텍스트에 고른 부하' },
      workload: 'uniform',
      mostPerSecond: 2_000,
      profiles: ['full'],
      mostReplicas: 2,
    },
  ],
  search: {
    smoke: { warmUp: warmUp(2, 14, 4), trySeconds: 3, factor: 1.3, resolution: 0.4 },
    quick: { warmUp: warmUp(4, 14, 1.6), trySeconds: 3, factor: 1.35, resolution: 0.2 },
    full: { warmUp: warmUp(6, 20, 1.5), trySeconds: 3, factor: 1.3, resolution: 0.1 },
  },
};

/** Numbers of instances, beyond the first, that the run has both ways. */
function added(evidence: Evidence): number[] {
  const has = (topology: string) => evidence.arms.some((arm) => arm.topology === topology);
  return has(whole(1)) && has(part(1))
    ? COUNTS.slice(1).filter((count) => has(whole(count)) && has(part(count)))
    : [];
}

/** The name of the arm that has so many recommendations. */
const armWith = ({ arms }: Evidence, count: number): string =>
  arms.find(({ topology }) => topology === part(count))?.name ?? '';

/** Where recommendations are no longer what the services lack. */
interface Stop {
  /** So many instances suffice. */
  readonly count: number;
  readonly limitedBy: readonly string[];
  /** In how many of the rounds it was so. */
  readonly rounds: number;
  readonly of: number;
}

/**
 * The least number of recommendations with which, in most rounds, others alone were at their quota. One more of them then goes where
 * it is not needed: what it gains says nothing of scaling the part that is. Undefined when there is none.
 */
function stopOf(evidence: Evidence, counts: readonly number[]): Stop | undefined {
  return counts
    .map((count) => {
      const limits = limitsIn(evidence, 'hot', armWith(evidence, count));
      const elsewhere = limits.filter((parts) => parts.length > 0 && !parts.includes(HOT));
      return {
        count,
        limitedBy: [...new Set(elsewhere.flat())],
        rounds: elsewhere.length,
        of: limits.length,
      };
    })
    .find(({ rounds, of }) => rounds > of / 2);
}

/**
 * What adding recommendations gains for each unit added, beside what adding the whole does, for each number of instances up to
 * the one that suffices.
 *
 * @param gain the metric: to scale all for one part costs memory, which copies of the whole need for every part; and that resources go
 * where they are needed shows in what a CPU gains there
 * @param unit e.g. `100 MB`
 */
const compareGains =
  (gain: string, unit: string) =>
  (evidence: Evidence): Ruling => {
    const counts = added(evidence);
    if (counts.length === 0) return UNDECIDED;
    const stop = stopOf(evidence, [1, ...counts]);
    const judged = counts.filter((count) => count <= (stop?.count ?? count));
    if (stop && judged.length === 0) return unneeded(stop);
    const findings = judged.flatMap((count) => findingsFor(evidence, armWith(evidence, count), [gain]));
    const metrics = [...new Set(findings.map(({ metric }) => metric.id))];
    const what = `Recommendations alone gain more than the whole for each ${unit} added,`;
    const ruling = everywhere('higher', findings, judged.length, what);
    const unjudged = counts.filter((count) => !judged.includes(count));
    const because =
      stop && unjudged.length > 0
        ? `${ruling.because} Not judged: ${unjudged.map((count) => `×${count}`).join(', ')}, as ${inWords(stop)}.`
        : ruling.because;
    return { ...ruling, because, metrics };
  };

const inWords = ({ count, limitedBy, rounds, of }: Stop): string =>
  `with ${count} of them ${limitedBy.join(' or ')} is what limits (in ${rounds} of ${of} rounds)`;

const unneeded = (stop: Stop): Ruling => ({
  verdict: 'inconclusive',
  because: `Recommendations do not need more: ${inWords(stop)}.`,
  metrics: [],
  open: false,
});

/** A cost of the hot load, of which the two ways of scaling may break even. */
interface Cost {
  readonly metric: string;
  readonly of: Text;
  readonly unit: string;
  readonly digits: number;
}

const MEMORY: Cost = { metric: 'hot.memory', of: { en: 'memory', ko: '메모리' }, unit: 'MB', digits: 1 };
const CPU_USED: Cost = {
  metric: 'hot.cpu-used',
  of: { en: 'CPU time', ko: 'CPU 시간' },
  unit: 'ms',
  digits: 1,
};

/** The rate beyond which the services need less than the monolith, as far as recommendations are what limits them. */
function turnAt(evidence: Evidence, { metric, of, unit, digits }: Cost): Text | undefined {
  const counts = added(evidence);
  const last = stopOf(evidence, [1, ...counts])?.count ?? COUNTS.length;
  const within = [1, ...counts].filter((count) => count <= last);
  const growth = (times: (count: number) => string) => ({
    arms: within.flatMap(
      (count) => evidence.arms.find(({ topology }) => topology === times(count))?.name ?? [],
    ),
  });
  const found = breakEven(evidence, { rate: 'hot.rate', cost: metric }, growth(part), growth(whole));
  if (!found) return undefined;
  const { rate, interval, measuredUpTo, slopes } = found;
  // CPU seconds per second and request are told in milliseconds.
  const told = (slope: number) => `${(unit === 'ms' ? slope * 1000 : slope).toFixed(digits)} ${unit}`;
  const each = [told(slopes.one), told(slopes.other)] as const;
  if (rate === null)
    return {
      en: `Here each further request a second takes ${each[0]} with services and ${each[1]} with the monolith: at no rate do they need less ${of.en}.`,
      ko: `여기서는 초당 요청이 하나 늘 때 서비스는 ${each[0]}, 모놀리스는 ${each[1]}를 더 쓴다. 어떤 요청률에서도 서비스의 ${of.ko}이(가) 더 적어지지 않는다.`,
    };
  const at = `${rate.toFixed(0)}${interval ? ` [${interval.map((end) => end.toFixed(0)).join(', ')}]` : ''}`;
  const beyond = rate > measuredUpTo;
  const measured = measuredUpTo.toFixed(0);
  return {
    en: `Break-even for ${of.en}: ${at} requests a second (each further one takes ${each[0]} with services, ${each[1]} with the monolith).${beyond ? ` That is beyond the ${measured} that were measured: the lines are continued.` : ''}`,
    ko: `${of.ko} 손익분기점: 초당 ${at}건(한 건이 늘 때 서비스 ${each[0]}, 모놀리스 ${each[1]}).${beyond ? ` 측정한 초당 ${measured}건을 넘는 값으로, 직선을 연장한 것이다.` : ''}`,
  };
}

const UNDECIDED: Ruling = {
  verdict: 'inconclusive',
  because: `This run does not have one instance and more of them both ways, as PROFILE=quick has: it takes ${whole(1)}, ${part(1)}, and e.g. ${whole(2)}, ${part(2)}.`,
  metrics: [],
  open: false,
};

const scenario: Scenario = {
  id: 'scaling',
  title: { en: 'Scaling', ko: '확장' },
  question: {
    en: 'When one part of the shop needs more capacity, what does each added megabyte and CPU buy: copies of the whole, or of that part alone?',
    ko: '상점의 한 부분에 더 많은 용량이 필요할 때, 전체를 복제하는 것과 그 부분만 복제하는 것 중 메모리와 CPU를 더한 만큼 무엇이 더 많이 얻는가?',
  },
  baseline: whole(1),
  arms: {
    // Two minutes are too short for all four.
    smoke: [whole(2), part(2)],
    quick: [1, 2].flatMap((count) => [whole(count), part(count)]),
    full: COUNTS.flatMap((count) => [whole(count), part(count)]),
  },
  endpoints,
  experiment: search(settings),
  claims: [
    {
      id: 'mono.scale-whole',
      text: { en: 'to scale one part you scale all', ko: '하나의 서비스를 확장하기 위해 전체를 확장' },
      decidedBy:
        'Supported when, with recommendations hot, instances of the monolith gain fewer requests a second for each 100 MB added than as many of recommendations alone, for every number of them up to where recommendations are no longer what limits. Refuted when for none. Mixed when for some.',
      decide: compareGains('hot.gain-per-100mb', '100 MB'),
      turn: {
        by: {
          en: 'The rate. The services need more memory to start with and less for each further instance: only beyond some rate do they need less in all.',
          ko: '요청률. 서비스는 시작할 때 메모리를 더 쓰고 인스턴스를 더할 때는 덜 쓰므로, 어느 요청률을 넘어야 전체 메모리가 더 적어진다.',
        },
        measured: (evidence) => turnAt(evidence, MEMORY),
      },
      expected: 'supported',
    },
    {
      id: 'msa.flexible-scaling',
      text: { en: 'resources go where they are needed', ko: '필요에 따라 유연하게 리소스를 할당' },
      decidedBy:
        'Supported when, with recommendations hot, instances of recommendations gain more requests a second for each CPU reserved than as many of the monolith, for every number of them up to where they are no longer what limits. Refuted when for none. Mixed when for some.',
      decide: compareGains('hot.gain-per-cpu-reserved', 'CPU'),
      turn: {
        by: {
          en: 'Which CPU time counts. The claim rests on what is reserved. What is used grows with each request too, by the price of its calls.',
          ko: '어떤 CPU를 세는가. 판정은 예약한 CPU를 기준으로 한다. 실제로 쓴 CPU는 요청마다 호출 비용만큼 더 늘어난다.',
        },
        measured: (evidence) => turnAt(evidence, CPU_USED),
      },
      expected: 'supported',
    },
  ],
  insights: (evidence) =>
    gainInsights(
      evidence,
      settings.loads,
      [whole, part].flatMap((times) =>
        COUNTS.slice(1).map((count) => ({ arm: times(count), fewest: times(1) })),
      ),
    ),
};

export default scenario;
