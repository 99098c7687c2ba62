import type { PlannedFault } from '@lab/lab/experiments/disturbance/settings';
import type { Evidence, Ruling } from '@lab/lab/scenario/scenario';
import { type Down, downBy, HIT, type Known, LEAST_SECONDS } from './down.ts';
import { OF_CALLS, OF_THE_PROCESS, SHARED } from './faults.ts';
import { bystanderBounds, bystandersIn, bystandersOf, hitsInWords, measuredIn } from './shares.ts';

/** The two absolute rules in words, as both the scenario and the README have them. */
export const RULES = {
  blastRadius: `Judged over the faults of the profile that take their process with them: crashes in recommendations, in the catalog and in payments; a blocked event loop and a leak in recommendations. A fault takes the monolith of one process down when at least half of the kinds of request that do not need the faulty context are hit (more than ${HIT} % of each), and when as many of these requests are hit as arrive in ${LEAST_SECONDS} s. Supported when each fault takes it down. Refuted when none does. Mixed when some do. What the same faults hit in the microservices stands beside it and decides nothing.`,
  isolation: `Judged over the faults of the profile in recommendations, in the catalog and in payments, in the microservices alone. A fault does not spread when at most ${HIT} % of the requests that do not need the faulty service can be hit, by the exact binomial bound over all rounds and by the interval of the rounds' mean. It spreads when both say that it is more. Supported when no fault spreads. Refuted when each does. Mixed when some do. Faults of the gateway and of the broker, which all services share, are not judged.`,
} as const;

/** Whether faults that take their process with them take the whole monolith down. */
export function blastRadius(evidence: Evidence): Ruling {
  const arm = armOf(evidence, 'monolith');
  if (arm === undefined) return undecidable('monolith');
  const found = measuredIn(evidence, OF_THE_PROCESS).flatMap((fault) => {
    const down = downBy(evidence, fault, arm);
    return down
      ? [{ fault, known: down.known, said: `${nameOf(fault)} ${inWords(evidence, fault, arm, down)}` }]
      : [];
  });
  const because = [
    `Faults that take the monolith of one process down: ${counted('yes', found)}.`,
    ...others('Not so', 'no', found),
    ...others('Not settled', 'open', found),
    ...beside(evidence, found),
    ...notMeasured(OF_THE_PROCESS, found),
  ];
  return {
    ...verdictOf(found),
    because: because.join(' '),
    metrics: found.map(({ fault }) => bystandersOf(fault)),
  };
}

/** Whether bystanders of a service's faults are left alone, and not only more so than elsewhere. */
export function isolation(evidence: Evidence): Ruling {
  const arm = armOf(evidence, 'microservices');
  if (arm === undefined) return undecidable('microservices');
  const faults = [...OF_THE_PROCESS, ...OF_CALLS];
  const found = measuredIn(evidence, faults).flatMap((fault) => {
    if (bystandersIn(evidence, fault, arm).length === 0) return [];
    const said = `${nameOf(fault)} ${hitsInWords(evidence, fault, arm)}`;
    return [{ fault, known: isContained(evidence, fault, arm), said }];
  });
  const because = [
    `Faults that can hit at most ${HIT} % of the requests that do not need the faulty service: ${counted('yes', found)}.`,
    ...others('More are hit by', 'no', found),
    ...others('Not settled', 'open', found),
    ...sharedInWords(evidence, arm),
    ...notMeasured(faults, found),
  ];
  return {
    ...verdictOf(found),
    because: because.join(' '),
    metrics: found.map(({ fault }) => bystandersOf(fault)),
  };
}

function isContained(evidence: Evidence, fault: PlannedFault, arm: string): Known {
  const bounds = bystanderBounds(evidence, fault, arm);
  if (bounds && bounds.high <= HIT / 100) return 'yes';
  return bounds && bounds.low > HIT / 100 ? 'no' : 'open';
}

/** What is known of a fault, and in words. */
interface Found {
  readonly fault: PlannedFault;
  readonly known: Known;
  readonly said: string;
}

/** All, none, or settled and divided. */
function verdictOf(found: readonly Found[]): Pick<Ruling, 'verdict' | 'open'> {
  const having = (known: Known) => found.filter((each) => each.known === known).length;
  if (found.length === 0) return { verdict: 'inconclusive', open: false };
  if (having('open') > 0) return { verdict: 'inconclusive', open: true };
  const verdict = having('yes') === found.length ? 'supported' : having('yes') === 0 ? 'refuted' : 'mixed';
  return { verdict, open: false };
}

/** The baseline where it is of the topology, and else the first arm that is. */
function armOf({ arms, baseline }: Evidence, topology: string): string | undefined {
  const own = arms.filter((arm) => arm.topology === topology).map(({ name }) => name);
  return own.find((name) => name === baseline) ?? own[0];
}

const undecidable = (topology: string): Ruling => ({
  ...{ verdict: 'inconclusive', because: `This run has no arm of ${topology}.`, metrics: [], open: false },
});

const nameOf = ({ title }: PlannedFault): string => title.en.toLowerCase();

/** How many of all, and what was found of each. */
function counted(known: Known, found: readonly Found[]): string {
  const own = listed(known, found);
  return `${found.filter((each) => each.known === known).length} of ${found.length}${own === '' ? '' : ` (${own})`}`;
}

/** The others that it was found of; nothing where there are none. */
function others(what: string, known: Known, found: readonly Found[]): string[] {
  const own = listed(known, found);
  return own === '' ? [] : [`${what}: ${own}.`];
}

const listed = (known: Known, found: readonly Found[]): string =>
  found.flatMap((each) => (each.known === known ? [each.said] : [])).join('; ');

const inWords = (evidence: Evidence, fault: PlannedFault, arm: string, down: Down): string =>
  `${hitsInWords(evidence, fault, arm)} in ${down.kindsHit} of ${down.kinds} kinds, as many as arrive in ${down.secondsLost.toFixed(1)} s`;

/** The comparison. Counts and not their ratio: a hundred times less than next to nothing would say nothing. */
function beside(evidence: Evidence, found: readonly Found[]): string[] {
  const arm = armOf(evidence, 'microservices');
  const said = found.flatMap(({ fault }) => {
    const hits = arm === undefined ? undefined : hitsInWords(evidence, fault, arm);
    return hits === undefined ? [] : [`${nameOf(fault)} ${hits}`];
  });
  return said.length === 0 ? [] : [`With microservices the same faults hit: ${said.join('; ')}.`];
}

/** Faults that a profile leaves out, and those of after the run, decide nothing. */
function notMeasured(faults: readonly PlannedFault[], found: readonly Found[]): string[] {
  const missing = faults.filter((fault) => !found.some((each) => each.fault === fault));
  return missing.length === 0 ? [] : [`Not measured in this run: ${missing.map(nameOf).join(', ')}.`];
}

/**
 * What is no service decides nothing, and who relies on the isolation should know of it. Runs of before all requests were said to need the
 * broker have a share of those that did not need recommendations.
 */
function sharedInWords({ metrics }: Evidence, arm: string): string[] {
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
  return said.length === 0 ? [] : [`What all services share is not isolated: ${said.join('; ')}.`];
}
