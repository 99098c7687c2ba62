import type { PlannedFault } from '@lab/lab/experiments/disturbance/settings';
import { LEAST_PERCENT } from '@lab/lab/experiments/disturbance/values';
import { everywhere, findingsFor, pairOf, undecidable } from '@lab/lab/scenario/rules';
import type { Evidence, Insight, Ruling } from '@lab/lab/scenario/scenario';
import { medianInterval } from '@lab/lab/stats/order-statistics';
import { LONG_TRANSACTION, OF_CALLS, OF_THE_PROCESS, OUTAGE } from './faults.ts';

/** Below this a bystander has noticed nothing, above that it has. Percent of its requests. */
export const UNHARMED = 1;
export const HARMED = 5;

const bystandersOf = ({ id }: PlannedFault): string => `${id}.bystanders-hit`;

const measuredIn = (evidence: Evidence, faults: readonly PlannedFault[]): PlannedFault[] =>
  faults.filter((fault) => evidence.metrics.some(({ id }) => id === bystandersOf(fault)));

export function blastRadius(evidence: Evidence): Ruling {
  const pair = pairOf(evidence, 'monolith', 'microservices');
  if (!pair) return undecidable('monolith', 'microservices');
  const faults = measuredIn(evidence, OF_THE_PROCESS);
  const findings = findingsFor(evidence, pair.arm.name, faults.map(bystandersOf));
  const what = 'Of the requests that did not need the faulty part, fewer are hit with microservices';
  // Shares and not their ratio: a hundred times less than next to nothing would say nothing.
  const said = findings.flatMap(({ metric: { id, arms } }) => {
    const title = faults.find((fault) => bystandersOf(fault) === id)?.title.en.toLowerCase() ?? id;
    const shares = [pair.baseline.name, pair.arm.name].flatMap((name) => arms[name]?.median ?? []);
    return shares.length === 2 ? [`${title} ${shares.map(share).join(' → ')}`] : [];
  });
  return everywhere('lower', findings, Math.max(1, faults.length), what, said.join(', '));
}

/** Percent; what is told as the least share there is may be none at all. */
const share = (percent: number): string =>
  percent <= LEAST_PERCENT ? `at most ${LEAST_PERCENT} %` : `${percent.toFixed(percent < 10 ? 1 : 0)} %`;

type Harm = 'none' | 'little' | 'some' | 'open';

function harmOf(interval: ReturnType<typeof medianInterval>): Harm {
  if (interval && interval.high <= UNHARMED) return 'none';
  if (interval && interval.low > HARMED) return 'some';
  return interval && interval.low > UNHARMED && interval.high <= HARMED ? 'little' : 'open';
}

/** An absolute claim: that bystanders notice nothing, not that they notice less than elsewhere. */
export function isolation(evidence: Evidence): Ruling {
  const pair = pairOf(evidence, 'monolith', 'microservices');
  if (!pair) return undecidable('monolith', 'microservices');
  const faults = measuredIn(evidence, [...OF_THE_PROCESS, ...OF_CALLS]);
  const judged = faults.map((fault) => {
    const values = [...evidence.values(bystandersOf(fault), pair.arm.name).values()];
    return { fault, harm: harmOf(medianInterval(values, evidence.confidence)) };
  });
  const having = (harm: Harm) => judged.filter((each) => each.harm === harm);
  const names = (harm: Harm) => having(harm).map(({ fault }) => fault.title.en.toLowerCase());
  const metrics = faults.map(bystandersOf);
  const spread = names('some');
  const shared = outageInWords(evidence, pair.arm.name);
  if (spread.length > 0) {
    const because = `With microservices a fault of the one context also hits more than ${HARMED} % of the requests that do not need it: ${spread.join(', ')}.${shared}`;
    return { verdict: 'refuted', because, metrics, open: false };
  }
  if (judged.length > 0 && having('none').length === judged.length) {
    const because = `Of the requests that do not need the faulty service, at most ${UNHARMED} % are hit, for ${judged.length} of ${judged.length} faults.${shared}`;
    return { verdict: 'supported', because, metrics, open: false };
  }
  const because = `At most ${UNHARMED} % of the requests that do not need the faulty service are hit for ${having('none').length} of ${judged.length} faults; it is more, or not settled, for ${[...names('little'), ...names('open')].join(', ')}.${shared}`;
  return { verdict: 'inconclusive', because, metrics, open: having('open').length > 0 };
}

/** The broker is no service, so its outage decides nothing; but who relies on the isolation should know of it. */
function outageInWords({ metrics }: Evidence, arm: string): string {
  const medianOf = (id: string) => metrics.find((metric) => metric.id === id)?.arms[arm]?.median;
  const [hit, recover] = [medianOf(bystandersOf(OUTAGE)), medianOf(`${OUTAGE.id}.recover`)];
  if (hit === undefined || recover === undefined) return '';
  return ` What all services share is not isolated: an outage of the broker hits ${hit.toFixed(0)} % of these requests in its time, and for ${recover <= 1_000 ? 'at most a second' : `about ${(recover / 1000).toFixed(0)} s`} after it is back.`;
}

/** What borders are worth besides those of processes, as far as the run shows it. */
export const insights = (evidence: Evidence): Insight[] => [
  ...sharedDatabase(evidence),
  ...withoutTimeouts(evidence),
];

/** Median share of bystanders hit in the arm of a topology, percent. */
function shareIn({ arms, metrics }: Evidence, fault: PlannedFault, topology: string): number | undefined {
  const arm = arms.find((candidate) => candidate.topology === topology)?.name ?? '';
  return metrics.find(({ id }) => id === bystandersOf(fault))?.arms[arm]?.median;
}

function sharedDatabase(evidence: Evidence): Insight[] {
  const [one, own] = ['monolith', 'microservices'].map((topology) =>
    shareIn(evidence, LONG_TRANSACTION, topology),
  );
  if (one === undefined || own === undefined) return [];
  const said = `monolith ${share(one)}, microservices ${share(own)}`;
  return [
    {
      id: 'shared-database',
      text: {
        en: `A long write transaction takes no process away, and keeps the other writers of its database waiting. Of the requests that do not need the part that holds it, it hits: ${said}.`,
        ko: `긴 쓰기 트랜잭션은 프로세스를 죽이지 않지만 같은 데이터베이스에 쓰는 다른 작업을 기다리게 한다. 그 부분이 필요 없는 요청 중 영향을 받은 비율: ${said}.`,
      },
      metrics: [bystandersOf(LONG_TRANSACTION)],
    },
  ];
}

/** What borders between processes are worth without timeouts, as far as the run has the arms for it. */
function withoutTimeouts(evidence: Evidence): Insight[] {
  const faults = measuredIn(evidence, [...OF_THE_PROCESS, ...OF_CALLS]);
  return faults.flatMap((fault) => {
    const shares = ['monolith', 'microservices'].flatMap((topology) => {
      const patient = shareIn(evidence, fault, `${topology}-no-timeouts`);
      const impatient = shareIn(evidence, fault, topology);
      return patient === undefined || impatient === undefined ? [] : [{ topology, patient, impatient }];
    });
    if (shares.length === 0) return [];
    const said = shares
      .map(({ topology, patient, impatient }) => `${topology} ${share(impatient)} → ${share(patient)}`)
      .join(', ');
    return [
      {
        id: `timeouts.${fault.id}`,
        text: {
          en: `${fault.title.en}, with timeouts → without: share of the requests hit that do not need the faulty part, ${said}.`,
          ko: `${fault.title.ko}, 타임아웃이 있을 때 → 없을 때: 장애 부분이 필요 없는 요청 중 영향을 받은 비율, ${said}.`,
        },
        metrics: [bystandersOf(fault)],
      },
    ];
  });
}
