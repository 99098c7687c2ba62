import { z } from 'zod';
import type { Plan, Trial } from './files.ts';

/** docs/method.md and the scenario's README: when a request counts as slow, and which share of requests counts as hit. */
const [SLOW_MS, HIT] = [1_000, 0.05];
/** A second is good or not as a whole, and an outage is told to a quarter. ms. */
const [SECOND, QUARTER] = [1_000, 250];
/** Ratios need a floor: percent, requests, and ms. */
const LEAST = { percent: 0.1, lost: 1, outage: 250, detect: 10, recover: 1_000 };

const plannedSchema = z.looseObject({
  faults: z.array(
    z.looseObject({
      id: z.string(),
      seconds: z.number(),
      fault: z.looseObject({ kind: z.string() }),
      needed: z.union([z.array(z.string()), z.literal('by all')]),
    }),
  ),
});
type Planned = z.infer<typeof plannedSchema>['faults'][number];

const struckSchema = z.looseObject({
  faults: z.array(
    z.looseObject({
      id: z.string(),
      seconds: z.number(),
      window: z.object({ from: z.number(), to: z.number() }).nullable(),
      requests: z.record(z.string(), z.string()).nullish(),
    }),
  ),
});
type Struck = z.infer<typeof struckSchema>['faults'][number];

interface Request {
  readonly endpoint: string;
  /** When it should have started, and how long it took; ms from the start of the load. */
  readonly due: number;
  readonly took: number;
  readonly failed: boolean;
}

/** A figure of a fault, as the trial has it and as its requests give it. */
export interface FaultFigure {
  readonly what: string;
  readonly file: unknown;
  readonly own: unknown;
}

/** What each fault did in a trial, made again of the requests that the trial kept. Nothing of a trial that kept none. */
export function faultFigures(scenario: Plan['scenario'], trial: Trial): FaultFigure[] {
  const planned = plannedSchema.safeParse(scenario.experiment?.settings).data?.faults ?? [];
  const struck = struckSchema.safeParse(trial.details).data?.faults ?? [];
  return struck.flatMap((fault) => {
    const plan = planned.find(({ id }) => id === fault.id);
    const { requests, window } = fault;
    if (!plan || !requests || !window) return [];
    const name = `trial ${trial.number} of ${trial.arm}, ${fault.id}`;
    const own = recomputed(plan, fault, window, requestsIn(requests));
    const record = Object.entries(own.record).map(([key, value]) => ({
      ...{ what: `${name}: ${key}`, file: (fault as Record<string, unknown>)[key] ?? null, own: value },
    }));
    const values = Object.entries(own.values).map(([key, value]) => ({
      ...{ what: `${name}.${key}`, file: trial.values?.[`${fault.id}.${key}`] ?? null, own: value },
    }));
    return [...record, ...values];
  });
}

/** As `<due>:<took>`, with `!` where it failed. */
function requestsIn(stored: Readonly<Record<string, string>>): Request[] {
  return Object.entries(stored).flatMap(([endpoint, text]) =>
    [...text.matchAll(/([\d.-]+):([\d.]+)(!?)/g)].map(([, due, took, mark]) => ({
      ...{ endpoint, due: Number(due), took: Number(took), failed: mark === '!' },
    })),
  );
}

function recomputed(
  { needed, fault, seconds: planned }: Planned,
  { seconds }: Struck,
  { from, to }: { readonly from: number; readonly to: number },
  all: readonly Request[],
) {
  const end = 1_000 * seconds;
  const lasted = fault.kind === 'broker-outage' ? to - from : 1_000 * planned;
  const felt = all.filter(({ due, took }) => due + took >= from);
  const counted = felt.filter(({ due }) => due < from + lasted);
  const isBystander = ({ endpoint }: Request) => needed !== 'by all' && !needed.includes(endpoint);
  const bystanders = counted.filter(isBystander);
  const known = counted.filter(isHit).map(({ due, took, failed }) => due + (failed ? took : SLOW_MS) - from);
  const detectMs = known.length > 0 ? Math.max(0, Math.min(...known)) : null;
  const badSeconds = stretches(all, to, SECOND, Math.floor((end - to) / SECOND));
  const recovered = badSeconds.lastIndexOf(true) + 1;
  const recoverMs = recovered < badSeconds.length ? recovered * SECOND : null;
  const concerned = needed === 'by all' ? felt : felt.filter(isBystander);
  const first = Math.floor(from / QUARTER);
  const quarters = stretches(concerned, first * QUARTER, QUARTER, Math.ceil(end / QUARTER) - first);
  const outageMs = QUARTER * quarters.filter(Boolean).length;
  const failed = counted.filter((request) => request.failed).length;
  const lost = (needed === 'by all' ? counted : bystanders).filter(isHit).length;
  const floor = (least: number, value: number | null) => value !== null && Math.max(least, value);
  const values = {
    hit: floor(LEAST.percent, 100 * shareOf(counted)),
    'bystanders-hit': bystanders.length > 0 && floor(LEAST.percent, 100 * shareOf(bystanders)),
    lost: floor(LEAST.lost, lost),
    outage: floor(LEAST.outage, outageMs),
    detect: floor(LEAST.detect, detectMs),
    recover: floor(LEAST.recover, recoverMs ?? end - to),
  };
  return {
    record: { failed, slow: counted.filter(isHit).length - failed, outageMs, detectMs, recoverMs },
    values: Object.fromEntries(
      Object.entries(values).map(([key, value]) => [key, value === false ? null : value]),
    ),
  };
}

const isHit = ({ failed, took }: Request): boolean => failed || took > SLOW_MS;

const shareOf = (requests: readonly Request[]): number =>
  requests.length === 0 ? 0 : requests.filter(isHit).length / requests.length;

/** Whether each of so many stretches of time, from a moment on, had more than the share of its requests hit. */
const stretches = (requests: readonly Request[], start: number, length: number, count: number): boolean[] =>
  Array.from({ length: Math.max(0, count) }, (_, index) => {
    const begin = start + index * length;
    return shareOf(requests.filter(({ due }) => due >= begin && due < begin + length)) > HIT;
  });
