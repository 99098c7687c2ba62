import { gainInsights } from '@lab/lab/experiments/capacity/insights';
import { type CapacitySettings, capacity } from '@lab/lab/experiments/capacity/settings';
import { everywhere, findingsFor } from '@lab/lab/scenario/rules';
import type { Evidence, Insight, Ruling, Scenario, Text } from '@lab/lab/scenario/scenario';
import { endpoints } from '../shop/endpoints.ts';
import {
  added,
  armWith,
  BALANCED,
  COUNTS,
  HOT,
  inWords,
  part,
  type Stop,
  stopOf,
  whole,
} from './instances.ts';
import { CPU_USED, MEMORY, turnAt } from './turn.ts';

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
  outstanding: 8,
  leadInSeconds: 2,
  mostPerSecond: 1_000,
  effort: {
    smoke: effort(3, 2, 14, 8),
    quick: effort(8, 4, 14, 1.6),
    full: effort(10, 6, 20, 1.5),
  },
};

/**
 * What adding recommendations gains for each unit added, beside what adding the whole does: slopes over the numbers of instances from one
 * up to the one that suffices. A slope is a value of the arm with the largest of these numbers.
 *
 * @param gains metrics, all of which have to be higher
 * @param units e.g. `for each 100 MB added`
 */
function compareGains(evidence: Evidence, gains: readonly string[], units: Text): Ruling {
  const counts = added(evidence);
  if (counts.length === 0) return UNDECIDED;
  const stop = stopOf(evidence, [1, ...counts]);
  const largest = counts.findLast((count) => count <= (stop?.count ?? count));
  if (largest === undefined) return stop ? unneeded(stop) : UNDECIDED;
  const findings = findingsFor(evidence, armWith(evidence, largest), gains);
  const what = {
    en: `From ×1 to ×${largest}, recommendations alone gain more than the whole ${units.en},`,
    ko: `×1에서 ×${largest}까지 추천만 늘릴 때 전체를 늘릴 때보다 ${units.ko} 더 많이 늘어남`,
  };
  const ruling = everywhere('higher', findings, gains.length, what);
  if (!stop || largest === counts.at(-1)) return ruling;
  return {
    ...ruling,
    because: `${ruling.because} More of them are not judged, as ${inWords(stop).en}.`,
    becauseInKorean: `${ruling.becauseInKorean} 그보다 많은 수는 판정하지 않는다: ${inWords(stop).ko}.`,
  };
}

const unneeded = (stop: Stop): Ruling => ({
  verdict: 'inconclusive',
  because: `Recommendations do not need more: ${inWords(stop).en}.`,
  becauseInKorean: `추천은 더 필요하지 않다: ${inWords(stop).ko}.`,
  metrics: [],
  open: false,
});

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
  becauseInKorean: `이 실행에는 PROFILE=quick처럼 양쪽 모두 인스턴스 하나와 여럿이 있지 않다. ${whole(1)}, ${part(1)}, 그리고 예를 들어 ${whole(2)}, ${part(2)}이 필요하다.`,
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
  // Gains spread by a fifth from round to round. That takes all the rounds there is time for, and early looks would make the last interval wider.
  looks: { full: [10] },
  endpoints,
  experiment: capacity(settings),
  claims: [
    {
      id: 'mono.scale-whole',
      text: { en: 'to scale one part you scale all', ko: '하나의 서비스를 확장하기 위해 전체를 확장' },
      decidedBy:
        'Supported when, with recommendations hot, instances of recommendations alone gain more capacity for each 100 MB added than instances of the monolith, as slopes from one instance up to where recommendations are no longer what limits. Refuted when they gain as much, or less. Never mixed, as one slope decides.',
      decidedByInKorean:
        '추천에 부하가 몰릴 때, 더한 100 MB마다 늘어나는 처리량이 추천만 늘릴 때가 모놀리스 전체를 늘릴 때보다 크면 지지(인스턴스 하나부터 추천이 더는 한계가 아닐 때까지의 기울기). 같거나 작으면 반박. 기울기 하나로 정하므로 엇갈림은 없다.',
      decide: (evidence) =>
        compareGains(evidence, ['gain-per-100mb'], { en: 'for each 100 MB added', ko: '더한 100 MB당' }),
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
      decidedByInKorean:
        '추천에 부하가 몰릴 때, 예약한 CPU와 쓴 CPU 각각에 대해 늘어나는 처리량이 추천만 늘릴 때가 모놀리스 전체를 늘릴 때보다 모두 크면 지지(인스턴스 하나부터 추천이 더는 한계가 아닐 때까지의 기울기). 둘 다 아니면 반박, 하나만 크면 엇갈림.',
      decide: (evidence) =>
        compareGains(evidence, ['gain-per-cpu-reserved', 'gain-per-cpu-used'], {
          en: 'for each CPU reserved and each CPU used',
          ko: '예약한 CPU당, 쓴 CPU당',
        }),
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
  keyRatios: [
    {
      metric: 'capacity',
      topology: whole(2),
      text: { en: 'capacity', ko: '처리량' },
    },
    {
      metric: 'memory-at-capacity',
      topology: part(2),
      text: { en: 'memory of the whole shop at capacity', ko: '최대 처리량에서 상점 전체의 메모리' },
    },
    {
      metric: 'gain-per-100mb',
      topology: part(2),
      text: { en: 'capacity gained for each 100 MB added', ko: '메모리 100 MB를 더할 때 늘어나는 처리량' },
    },
    {
      metric: 'capacity-per-cpu',
      topology: part(2),
      text: { en: 'capacity for each CPU used', ko: '사용한 CPU당 처리량' },
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
