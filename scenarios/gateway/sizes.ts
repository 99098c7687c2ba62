import type { ProfileId } from '@lab/lab/scenario/profile';
import { ALL, PARTS, QUICK, SMOKE } from './arms.ts';

/** Round trips of the links, ms. Even, as each direction has half. */
export const DELAYS = [0, 20, 100] as const;

/** So many times the capacity of its deployment without a limit a shop is asked for. */
export const TIMES = 2;

/**
 * What a customer may send with a fixed rate, requests a second. About what each of a crowd of eight sends at twice 80 a second, which is the capacity of two
 * CPUs: nobody of that crowd is refused, and one customer who sends as much as all of them is. A machine that does more has a crowd that is refused in part.
 */
export const FIXED_RATE = 20;
/** At once, after a pause. The set-up reads the catalog and signs customers in, from one address: about 120 requests. */
export const FIXED_BURST = 150;

/** What stands for nothing, which has no ratio: a percent, and a request in ten seconds. */
export const LEAST_VALUE = { percent: 1, perSecond: 0.1 } as const;

/** How much a trial does. */
export interface Size {
  /** Pages of each way over each link. */
  readonly pages: number;
  /** Pages of each way of which the CPU time is read; an even number. */
  readonly cpuPages: number;
  /** How often each of the arms with other duties gets {@link dutyRequests}: the first time is a warm-up. 0 where none does; an even number. */
  readonly dutyBlocks: number;
  readonly dutyRequests: number;
  readonly slowSeconds: number;
  /** How long an instance stays dead, and how long the load goes on before. 0 where none dies. */
  readonly downMs: number;
  /** How long the load goes on when the instance is back. */
  readonly afterSeconds: number;
  /** Of a closed load before what counts of it. */
  readonly warmSeconds: number;
  /** What counts of it. */
  readonly capacitySeconds: number;
  readonly crowdSeconds: number;
  /** 0 where there is none. */
  readonly greedySeconds: number;
}

export const SIZES: Readonly<Record<ProfileId, Size>> = {
  smoke: {
    ...{ dutyBlocks: 2, dutyRequests: 8 },
    ...{ pages: 2, cpuPages: 4, slowSeconds: 1, downMs: 200, afterSeconds: 0.2 },
    ...{ warmSeconds: 0.5, capacitySeconds: 0.5, crowdSeconds: 1, greedySeconds: 0 },
  },
  quick: {
    ...{ dutyBlocks: 0, dutyRequests: 0 },
    ...{ pages: 5, cpuPages: 12, slowSeconds: 3, downMs: 0, afterSeconds: 0 },
    ...{ warmSeconds: 4, capacitySeconds: 2, crowdSeconds: 8, greedySeconds: 0 },
  },
  full: {
    ...{ dutyBlocks: 6, dutyRequests: 200 },
    ...{ pages: 8, cpuPages: 30, slowSeconds: 4, downMs: 500, afterSeconds: 1 },
    ...{ warmSeconds: 6, capacitySeconds: 3, crowdSeconds: 8, greedySeconds: 4 },
  },
};

const ARMS: Readonly<Record<ProfileId, readonly string[]>> = { smoke: SMOKE, quick: QUICK, full: ALL };

/** What a page costs besides its link, and a process to start. s */
const [A_PAGE, A_START] = [0.025, 2.5];
/** A request of those that duties are compared by, and all readings of a block. s */
const [A_REQUEST, A_READING] = [0.011, 0.1];
/** What is left of a flood when its last request has been sent, and the books after it. s */
const [A_REST, BOOKS] = [2, 2];

/** How long each part takes on a quiet machine, about. s */
const SECONDS: Readonly<Record<keyof typeof PARTS, (size: Size) => number>> = {
  duties: ({ dutyBlocks, dutyRequests }) => dutyBlocks * (A_READING + dutyRequests * A_REQUEST),
  // Over each link one page takes a round trip and the other one two, and the link's own is measured.
  page: ({ pages, cpuPages }) =>
    1 + pages * sum(DELAYS.map((ms) => (4 * ms) / 1_000 + 2 * A_PAGE)) + cpuPages * 2 * A_PAGE,
  balance: ({ slowSeconds, downMs, afterSeconds }) =>
    0.5 + slowSeconds + (downMs > 0 ? (2 * downMs) / 1_000 + A_START + afterSeconds : 0),
  overload: ({ warmSeconds, capacitySeconds, crowdSeconds }) =>
    1 + warmSeconds + capacitySeconds + crowdSeconds + A_REST + BOOKS,
  greedy: ({ greedySeconds }) => (greedySeconds > 0 ? 1 + greedySeconds + A_REST : 0),
};

/** How long the probe takes in a trial besides the light load: of the arms of a profile on the whole, as each has other parts. s */
export function secondsOf(profile: ProfileId): number {
  const arms = ARMS[profile];
  const parts = Object.keys(PARTS) as (keyof typeof PARTS)[];
  const many = (part: keyof typeof PARTS) =>
    arms.filter((arm) => (PARTS[part] as readonly string[]).includes(arm)).length;
  return sum(parts.map((part) => many(part) * SECONDS[part](SIZES[profile]))) / arms.length;
}

const sum = (values: readonly number[]): number => values.reduce((all, each) => all + each, 0);
