import { endpointsIn, hitsIn } from '@lab/lab/experiments/disturbance/facts';
import { isBystander, type PlannedFault } from '@lab/lab/experiments/disturbance/settings';
import type { Evidence } from '@lab/lab/scenario/scenario';
import { meanOf, tInterval } from '@lab/lab/stats/estimate';
import { bystandersIn, exactBounds } from './shares.ts';

/** A kind of request is hit when more than this part of it is: the same limit as in the reports' matrix. Percent. */
export const HIT = 5;
/** What is down for less is a pause: as long as a request may take before it counts as slow. */
export const LEAST_SECONDS = 1;

/** What a finding is known to be; `open` while more rounds could tell. */
export type Known = 'yes' | 'no' | 'open';

/** Whether a fault takes down the whole of a deployment, and what that rests on. */
export interface Down {
  readonly known: Known;
  /** Kinds of request that do not need the faulty part, and those of them that are hit. */
  readonly kinds: number;
  readonly kindsHit: number;
  /** In how many seconds as many bystanders arrive as are hit. */
  readonly secondsLost: number;
}

/**
 * A deployment is down when at least half of the kinds of request that do not need the faulty part are hit, and as many of these
 * requests are hit as arrive in {@link LEAST_SECONDS}.
 *
 * @returns undefined where the run has not measured it
 */
export function downBy(evidence: Evidence, fault: PlannedFault, arm: string): Down | undefined {
  const at = { arm, fault: fault.id };
  const kinds = endpointsIn(evidence, at).filter((id) => isBystander(fault, id));
  const lost = bystandersIn(evidence, fault, arm).flatMap(({ hit, started, seconds }) =>
    seconds === null ? [] : [(seconds * hit) / started],
  );
  if (kinds.length === 0 || lost.length === 0) return undefined;
  const ofKinds = kinds.map((kind) => hitsIn(evidence, at, (id) => id === kind));
  const time = meanOf(lost);
  const { confidence } = evidence;
  const within = tInterval(time, confidence);
  const known =
    within && confidence !== null
      ? both(
          reaches(ofKinds.map((hits) => exactBounds(hits, confidence))),
          within.low >= LEAST_SECONDS ? 'yes' : within.high < LEAST_SECONDS ? 'no' : 'open',
        )
      : 'open';
  const kindsHit = ofKinds.filter(({ hit, started }) => hit / started > HIT / 100).length;
  return { known, kinds: kinds.length, kindsHit, secondsLost: time.value };
}

/** Whether half of the kinds are hit: those that surely are suffice, or those that may be do not. */
function reaches(kinds: readonly { readonly low: number; readonly high: number }[]): Known {
  const above = (side: 'low' | 'high') => kinds.filter((bounds) => bounds[side] > HIT / 100).length;
  if (above('low') >= kinds.length / 2) return 'yes';
  return above('high') < kinds.length / 2 ? 'no' : 'open';
}

function both(...found: readonly Known[]): Known {
  if (found.includes('no')) return 'no';
  return found.includes('open') ? 'open' : 'yes';
}
