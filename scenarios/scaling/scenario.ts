import { breakEven } from '@lab/lab/experiments/capacity/break-even';
import { limitsIn } from '@lab/lab/experiments/capacity/facts';
import { gainInsights } from '@lab/lab/experiments/capacity/insights';
import { type CapacitySettings, capacity } from '@lab/lab/experiments/capacity/settings';
import { everywhere, findingsFor } from '@lab/lab/scenario/rules';
import type { Evidence, Insight, Ruling, Scenario, Text } from '@lab/lab/scenario/scenario';
import { endpoints } from '../shop/endpoints.ts';

/** The part that the load makes hot, and that is scaled alone. */
const HOT = 'recommendations';
/** How many instances there are of all of the shop, or of recommendations alone. */
const COUNTS = [1, 2, 3] as const;
const whole = (count: number): string => `monolith-x${count}`;
const part = (count: number): string => `microservices-rec-x${count}`;
/** The largest monolith, where the cluster's primary hands out requests instead of connections. */
const BALANCED = 'monolith+workers=3+balancing=request';

const effort = (seconds: number, minSeconds: number, maxSeconds: number, within: number) => ({
  seconds,
  warmUp: { minSeconds, maxSeconds, within },
});

export const settings: CapacitySettings = {
  title: { en: 'Recommendations are hot', ko: '추천에 몰린 부하' },
  workload: 'hot',
  part: HOT,
  // Three instances at a quarter of a CPU, and all that they need besides, fit on two CPUs.
  quota: 0.25,
  // It serves three times the recommendations of one instance. With a single quota it would be what limits.
  timesQuota: { gateway: 2 },
  cpus: 2,
  counterparts: {
    ...Object.fromEntries(COUNTS.slice(1).map((count) => [whole(count), whole(1)])),
    ...Object.fromEntries(COUNTS.map((count) => [part(count), whole(count)])),
    [BALANCED]: whole(3),
  },
  warmUpPerSecond: 20,
  outstanding: 12,
  leadInSeconds: 2,
  mostPerSecond: 1_000,
  effort: {
    smoke: effort(3, 2, 14, 4),
    quick: effort(8, 4, 14, 1.6),
    full: effort(10, 6, 20, 1.5),
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
      const limits = limitsIn(evidence, armWith(evidence, count));
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
 * What adding recommendations gains for each unit added, beside what adding the whole does: slopes over the numbers of instances from one
 * up to the one that suffices. A slope is a value of the arm with the largest of these numbers.
 *
 * @param gains metrics, all of which have to be higher
 * @param units e.g. `for each 100 MB added`
 */
function compareGains(evidence: Evidence, gains: readonly string[], units: string): Ruling {
  const counts = added(evidence);
  if (counts.length === 0) return UNDECIDED;
  const stop = stopOf(evidence, [1, ...counts]);
  const largest = counts.findLast((count) => count <= (stop?.count ?? count));
  if (largest === undefined) return stop ? unneeded(stop) : UNDECIDED;
  const findings = findingsFor(evidence, armWith(evidence, largest), gains);
  const what = `From ×1 to ×${largest}, recommendations alone gain more than the whole ${units},`;
  const ruling = everywhere('higher', findings, gains.length, what);
  const because =
    stop && largest !== counts.at(-1)
      ? `${ruling.because} More of them are not judged, as ${inWords(stop)}.`
      : ruling.because;
  return { ...ruling, because };
}

const inWords = ({ count, limitedBy, rounds, of }: Stop): string =>
  `with ${count} of them ${limitedBy.join(' or ')} is what limits (in ${rounds} of ${of} rounds)`;

const unneeded = (stop: Stop): Ruling => ({
  verdict: 'inconclusive',
  because: `Recommendations do not need more: ${inWords(stop)}.`,
  metrics: [],
  open: false,
});

/** A cost, of which the two ways of scaling may break even. */
interface Cost {
  readonly metric: string;
  readonly of: Text;
  readonly unit: string;
  readonly digits: number;
}

const MEMORY: Cost = {
  metric: 'memory-at-capacity',
  of: { en: 'memory', ko: '메모리' },
  unit: 'MB',
  digits: 1,
};
const CPU_USED: Cost = {
  metric: 'cpu-used',
  of: { en: 'CPU time', ko: 'CPU 시간' },
  unit: 'ms',
  digits: 1,
};

/** The capacity beyond which the services need less than the monolith, as far as recommendations are what limits them. */
function turnAt(evidence: Evidence, { metric, of, unit, digits }: Cost): Text | undefined {
  const counts = added(evidence);
  const last = stopOf(evidence, [1, ...counts])?.count ?? COUNTS.length;
  const within = [1, ...counts].filter((count) => count <= last);
  const growth = (times: (count: number) => string) => ({
    arms: within.flatMap(
      (count) => evidence.arms.find(({ topology }) => topology === times(count))?.name ?? [],
    ),
  });
  const found = breakEven(evidence, { capacity: 'capacity', cost: metric }, growth(part), growth(whole));
  if (!found) return undefined;
  const { rate, interval, measuredUpTo, slopes } = found;
  // CPU seconds per second and request are told in milliseconds.
  const told = (slope: number) => `${(unit === 'ms' ? slope * 1000 : slope).toFixed(digits)} ${unit}`;
  const each = [told(slopes.one), told(slopes.other)] as const;
  if (rate === null)
    return {
      en: `Here each further request a second takes ${each[0]} with services and ${each[1]} with the monolith: at no capacity do they need less ${of.en}.`,
      ko: `여기서는 초당 요청이 하나 늘 때 서비스는 ${each[0]}, 모놀리스는 ${each[1]}를 더 쓴다. 처리량이 얼마이든 서비스의 ${of.ko}이(가) 더 적어지지 않는다.`,
    };
  const at = `${rate.toFixed(0)}${interval ? ` [${interval.map((end) => end.toFixed(0)).join(', ')}]` : ''}`;
  const beyond = rate > measuredUpTo;
  const measured = measuredUpTo.toFixed(0);
  return {
    en: `Break-even for ${of.en}: ${at} requests a second (each further one takes ${each[0]} with services, ${each[1]} with the monolith).${beyond ? ` That is beyond the ${measured} that were measured: the lines are continued.` : ''}`,
    ko: `${of.ko} 손익분기점: 초당 ${at}건(한 건이 늘 때 서비스 ${each[0]}, 모놀리스 ${each[1]}).${beyond ? ` 측정한 초당 ${measured}건을 넘는 값으로, 직선을 연장한 것이다.` : ''}`,
  };
}

/** What it is worth that a request, and not a connection, goes to the worker with the least to do. */
function balancing({ arms, metrics }: Evidence): Insight[] {
  const name = arms.find(({ topology }) => topology === BALANCED)?.name;
  const found = metrics.find(({ id }) => id === 'capacity')?.comparisons.find(({ arm }) => arm === name);
  if (!found) return [];
  const ratio = found.ratio.toFixed(2);
  const interval = found.ci95 ? ` [${found.ci95.map((end) => end.toFixed(2)).join(', ')}]` : '';
  return [
    {
      id: 'balancing',
      text: {
        en: `A monolith of three workers whose primary hands out requests, and not connections, has ${ratio}×${interval} the capacity.`,
        ko: `워커가 셋인 모놀리스에서 프라이머리가 연결 대신 요청 단위로 분배하면 처리량은 ${ratio}배${interval}가 된다.`,
      },
      metrics: ['capacity'],
    },
  ];
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
    // Two minutes are too short for all of them.
    smoke: [whole(2), part(2)],
    quick: [1, 2].flatMap((count) => [whole(count), part(count)]),
    full: [...COUNTS.flatMap((count) => [whole(count), part(count)]), BALANCED],
  },
  endpoints,
  experiment: capacity(settings),
  claims: [
    {
      id: 'mono.scale-whole',
      text: { en: 'to scale one part you scale all', ko: '하나의 서비스를 확장하기 위해 전체를 확장' },
      decidedBy:
        'Supported when, with recommendations hot, instances of recommendations alone gain more capacity for each 100 MB added than instances of the monolith, as slopes from one instance up to where recommendations are no longer what limits. Refuted when they gain as much, or less. Never mixed, as one slope decides.',
      decide: (evidence) => compareGains(evidence, ['gain-per-100mb'], 'for each 100 MB added'),
      turn: {
        by: {
          en: 'The capacity. The services need more memory to start with and less for each further instance: only beyond some capacity do they need less in all.',
          ko: '필요한 처리량. 서비스는 시작할 때 메모리를 더 쓰고 인스턴스를 더할 때는 덜 쓰므로, 어느 처리량을 넘어야 전체 메모리가 더 적어진다.',
        },
        measured: (evidence) => turnAt(evidence, MEMORY),
      },
      expected: 'supported',
    },
    {
      id: 'msa.flexible-scaling',
      text: { en: 'resources go where they are needed', ko: '필요에 따라 유연하게 리소스를 할당' },
      decidedBy:
        'Supported when, with recommendations hot, instances of recommendations alone gain more capacity than instances of the monolith both for each CPU reserved and for each CPU used, as slopes from one instance up to where recommendations are no longer what limits. Refuted when for neither. Mixed when for one.',
      decide: (evidence) =>
        compareGains(
          evidence,
          ['gain-per-cpu-reserved', 'gain-per-cpu-used'],
          'for each CPU reserved and each CPU used',
        ),
      turn: {
        by: {
          en: 'Which CPU time counts. What is reserved grows with the instances alone. What is used grows with each request too, by the price of its calls.',
          ko: '어떤 CPU를 세는가. 예약한 CPU는 인스턴스를 더한 만큼만 늘지만, 실제로 쓴 CPU는 요청마다 호출 비용만큼 더 늘어난다.',
        },
        measured: (evidence) => turnAt(evidence, CPU_USED),
      },
      expected: 'mixed',
    },
  ],
  insights: (evidence) => [
    ...gainInsights(
      evidence,
      settings.title,
      [whole, part].flatMap((times) =>
        COUNTS.slice(1).map((count) => ({ arm: times(count), fewest: times(1) })),
      ),
    ),
    ...balancing(evidence),
  ],
};

export default scenario;
