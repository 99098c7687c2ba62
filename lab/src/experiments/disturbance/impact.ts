import type { Sample } from '../../drivers/sample.ts';

/** A request this slow counts as hit: who waits longer has lost the thread (Nielsen, "Usability Engineering", 1993). ms. */
export const SLOW_MS = 1_000;
/** An endpoint is hit when more than this share of its requests failed or were slow: one accident is not a fault. */
const HIT_SHARE = 0.05;
const SECOND_MS = 1_000;
const STEP_MS = 250;

/** When a fault was there, in milliseconds from the start of the load. */
export interface FaultWindow {
  /** When it was injected. */
  readonly from: number;
  /** When its cause was gone: cleared, over by itself, or, for a crash, the moment of the crash. */
  readonly to: number;
}

/** What became of the requests of one endpoint that should have started while the fault could be felt. */
export interface EndpointImpact {
  readonly started: number;
  readonly failed: number;
  /** Answered as it should be, but only after {@link SLOW_MS}. */
  readonly slow: number;
  readonly hit: boolean;
}

/** What a fault did to those who used the system. */
export interface Impact {
  readonly endpoints: Readonly<Record<string, EndpointImpact>>;
  /** Share of all requests of the fault's time, see {@link impactOf}, that failed or were slow. */
  readonly hitShare: number;
  /** Requests that failed or were slow. */
  readonly failed: number;
  readonly slow: number;
  /** From the injection until the first request was known to have failed or to be slow, ms; null when none was. */
  readonly detectMs: number | null;
  /**
   * From the end of the fault to the start of the first second from which on every second was good, ms: 0 when it was so from the
   * end of the fault on, null when the load ended before.
   */
  readonly recoverMs: number | null;
}

/**
 * What a fault did, from the requests of a constant load that began before it and went on after it.
 *
 * Its time begins with its first bite and is equally long for all arms, so that their shares are of equally many requests: for as long as
 * it was planned to be there. Requests belong to it by the moment at which they should have started, so that one which waited for its
 * end is charged to it; and so do those that were under way when it began.
 *
 * A second is good when at most the share {@link HIT_SHARE} of its requests was hit.
 *
 * @param samples all of the load; times count from its start
 * @param plannedMs for how long the fault was planned to be there
 * @param endMs end of the load
 */
export function impactOf(
  samples: readonly Sample[],
  { from, to }: FaultWindow,
  plannedMs: number,
  endMs: number,
): Impact {
  const recovered = recoveredAt(samples, to, endMs);
  const during = samples.filter((sample) => endOf(sample) >= from && sample.intended < from + plannedMs);
  const endpoints = [...new Set(samples.map(({ endpoint }) => endpoint))].toSorted();
  const known = during
    .filter(isHit)
    .map((sample) => sample.intended + (hasFailed(sample) ? sample.response : SLOW_MS));
  return {
    endpoints: Object.fromEntries(
      endpoints.map((id) => [id, endpointImpact(during.filter(({ endpoint }) => endpoint === id))]),
    ),
    hitShare: hitShareOf(during),
    failed: during.filter(hasFailed).length,
    slow: during.filter(isSlow).length,
    detectMs: known.length === 0 ? null : Math.max(0, Math.min(...known) - from),
    recoverMs: recovered === null ? null : Math.max(0, recovered - to),
  };
}

function endpointImpact(samples: readonly Sample[]): EndpointImpact {
  return {
    started: samples.length,
    failed: samples.filter(hasFailed).length,
    slow: samples.filter(isSlow).length,
    hit: hitShareOf(samples) > HIT_SHARE,
  };
}

/** The start of the first second, counted from the end of the fault, from which on all are good. */
function recoveredAt(samples: readonly Sample[], to: number, endMs: number): number | null {
  let recovered: number | null = null;
  for (let second = to; second + SECOND_MS <= endMs; second += SECOND_MS) {
    const own = samples.filter(({ intended }) => intended >= second && intended < second + SECOND_MS);
    if (hitShareOf(own) > HIT_SHARE) recovered = null;
    else recovered ??= second;
  }
  return recovered;
}

/**
 * For how long requests of a load were lost, ms: the quarter seconds from the first bite on in which more than the share
 * {@link HIT_SHARE} of them was hit. Unlike a share of the fault's time, it does not depend on how long that was planned to be.
 */
export function outageOf(samples: readonly Sample[], from: number, endMs: number): number {
  const felt = samples.filter((sample) => endOf(sample) >= from);
  let outage = 0;
  for (let step = Math.floor(from / STEP_MS) * STEP_MS; step < endMs; step += STEP_MS) {
    const own = felt.filter(({ intended }) => intended >= step && intended < step + STEP_MS);
    if (hitShareOf(own) > HIT_SHARE) outage += STEP_MS;
  }
  return outage;
}

/** A load in steps of a quarter second, by when requests should have started. */
export function timelineOf(samples: readonly Sample[], endMs: number) {
  return Array.from({ length: Math.ceil(endMs / STEP_MS) }, (_, step) => {
    const own = samples.filter(({ intended }) => Math.floor(intended / STEP_MS) === step);
    const times = own.filter((sample) => !hasFailed(sample)).map(({ response }) => response);
    return {
      ms: step * STEP_MS,
      started: own.length,
      failed: own.filter(hasFailed).length,
      slow: own.filter(isSlow).length,
      max: times.length === 0 ? null : Math.max(...times),
    };
  });
}

/** When it was answered, or given up. */
export const endOf = ({ intended, response }: Sample): number => intended + response;

const hasFailed = ({ outcome }: Sample): boolean => outcome.kind !== 'ok';
const isSlow = ({ outcome, response }: Sample): boolean => outcome.kind === 'ok' && response > SLOW_MS;
const isHit = (sample: Sample): boolean => hasFailed(sample) || isSlow(sample);

/** Share of requests that failed or were slow; 0 of none. */
export const hitShareOf = (samples: readonly Sample[]): number =>
  samples.length === 0 ? 0 : samples.filter(isHit).length / samples.length;
