import { everywhere, findingsFor, pairOf, undecidable } from '@lab/lab/scenario/rules';
import type { Evidence, Ruling } from '@lab/lab/scenario/scenario';
import { meanOf, tInterval } from '@lab/lab/stats/estimate';
import { OF_CALLS, OF_THE_PROCESS, SHARED } from './faults.ts';
import { bystandersOf, hitsInWords, measuredIn } from './shares.ts';

/** Below this a bystander has noticed nothing, above that it has. Percent of its requests. */
export const UNHARMED = 1;
export const HARMED = 5;

/** Whether faults that take their process with them take less with them where a process is a part of the shop. */
export function blastRadius(evidence: Evidence): Ruling {
  const pair = pairOf(evidence, 'monolith', 'microservices');
  if (!pair) return undecidable('monolith', 'microservices');
  const faults = measuredIn(evidence, OF_THE_PROCESS);
  const findings = findingsFor(evidence, pair.arm.name, faults.map(bystandersOf));
  const what = 'Of the requests that did not need the faulty part, fewer are hit with microservices';
  // Counts and not their ratio: a hundred times less than next to nothing would say nothing.
  const said = faults.flatMap((fault) => {
    const hits = [pair.baseline.name, pair.arm.name].flatMap(
      (arm) => hitsInWords(evidence, fault, arm) ?? [],
    );
    return hits.length === 2 ? [`${fault.title.en.toLowerCase()} ${hits.join(' → ')}`] : [];
  });
  return everywhere('lower', findings, Math.max(1, faults.length), what, said.join(', '));
}

type Harm = 'none' | 'little' | 'some' | 'open';

function harmOf(interval: ReturnType<typeof tInterval>): Harm {
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
    return { fault, harm: harmOf(tInterval(meanOf(values), evidence.confidence)) };
  });
  const having = (harm: Harm) => judged.filter((each) => each.harm === harm);
  const names = (harm: Harm) => having(harm).map(({ fault }) => fault.title.en.toLowerCase());
  const metrics = faults.map(bystandersOf);
  const spread = names('some');
  const shared = sharedInWords(evidence, pair.arm.name);
  if (spread.length > 0) {
    const because = `With microservices a fault of one context also hits more than ${HARMED} % of the requests that do not need it: ${spread.join(', ')}.${shared}`;
    return { verdict: 'refuted', because, metrics, open: false };
  }
  if (judged.length > 0 && having('none').length === judged.length) {
    const because = `Of the requests that do not need the faulty service, at most ${UNHARMED} % are hit, for ${judged.length} of ${judged.length} faults.${shared}`;
    return { verdict: 'supported', because, metrics, open: false };
  }
  const because = `At most ${UNHARMED} % of the requests that do not need the faulty service are hit for ${having('none').length} of ${judged.length} faults; it is more, or not settled, for ${[...names('little'), ...names('open')].join(', ')}.${shared}`;
  const open = having('open').length > 0 || judged.length === 0;
  return { verdict: open ? 'inconclusive' : 'mixed', because, metrics, open: having('open').length > 0 };
}

/**
 * What is no service decides nothing, and who relies on the isolation should know of it. Runs of before all requests were said to need the
 * broker have a share of those that did not need recommendations.
 */
function sharedInWords({ metrics }: Evidence, arm: string): string {
  const medianOf = (id: string) => metrics.find((metric) => metric.id === id)?.arms[arm]?.median;
  const said = [
    { fault: SHARED.broker, event: 'an outage of the broker', end: 'it is back' },
    { fault: SHARED.edge, event: 'a crash of the gateway', end: 'it' },
  ].flatMap(({ fault, event, end }) => {
    const some = medianOf(bystandersOf(fault));
    const [hit, recover] = [some ?? medianOf(`${fault.id}.hit`), medianOf(`${fault.id}.recover`)];
    if (hit === undefined || recover === undefined) return [];
    const lasts = recover <= 1_000 ? 'at most a second' : `about ${(recover / 1000).toFixed(0)} s`;
    const whom = some === undefined ? 'all' : 'these';
    return [
      `${event} hits ${hit.toFixed(0)} % of ${whom} requests in its time, and for ${lasts} after ${end}`,
    ];
  });
  return said.length === 0 ? '' : ` What all services share is not isolated: ${said.join('; ')}.`;
}
