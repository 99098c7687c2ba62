import type { ProfileId } from '@lab/lab/scenario/profile';
import { ALL, QUICK, SMOKE } from './arms.ts';
import { type StageId, stagesOf } from './stages.ts';

/** Requests a second of the load under which everything is updated. */
export const RATE = 20;
/** Who waits longer has gone; a shop with timeouts answers before. ms */
export const PATIENCE_MS = 8_000;
/** A version that is to fail gets so many times as long as a good one took until it was ready: one that only has not come so far would prove nothing. */
export const PATIENT = 3;

/** How long the load goes on before an update, and after it. ms */
export interface Size {
  readonly beforeMs: number;
  readonly afterMs: number;
}

export const SIZES: Readonly<Record<ProfileId, Size>> = {
  smoke: { beforeMs: 500, afterMs: 500 },
  quick: { beforeMs: 1_500, afterMs: 2_500 },
  full: { beforeMs: 2_000, afterMs: 3_000 },
};

/** A process that starts beside others on one CPU; with what it drains. s */
const [A_START, A_MOVE] = [2, 2.5];
/** A reading of the books, with time for sagas that are under way. s */
const BOOKS = 2;
/** Until somebody sees that a version fails. s */
const NOTICED = 4;

const PROCESSES: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  ALL.map((arm) => [
    arm,
    arm.startsWith('monolith')
      ? ['monolith']
      : ['orders', 'payments', ...(arm.includes('=2') ? ['payments-2'] : [])],
  ]),
);
const MOVES: Readonly<Record<string, number>> = { parts: 2, beside: 1, 'stop-and-start': 1 };

/** How long a stage takes on a quiet machine, about. s */
function secondsOfStage(arm: string, id: StageId, profile: ProfileId): number {
  const { beforeMs, afterMs } = SIZES[profile];
  const stage = stagesOf(arm, PROCESSES[arm] ?? [], profile).find((each) => each.id === id);
  if (!stage) return 0;
  const { way, moves, first = [], back = [] } = stage;
  const many = (first.length + moves.length + back.length) * (MOVES[way] ?? 1);
  const waits = moves.reduce((sum, { afterMs = 0 }) => sum + afterMs / 1_000, 0);
  const updates = id === 'unready' ? PATIENT * A_START : many * A_MOVE + (back.length > 0 ? NOTICED : 0);
  return (beforeMs + afterMs) / 1_000 + waits + updates;
}

/** How long the probe takes in a trial: of the arms of a profile on the whole, as each goes through other stages. s */
export function secondsOf(profile: ProfileId): number {
  const arms = { smoke: SMOKE, quick: QUICK, full: ALL }[profile];
  const ofArm = (arm: string) => {
    const stages = stagesOf(arm, PROCESSES[arm] ?? [], profile);
    // After the good version, and after all others.
    const books = Math.min(2, stages.length) * BOOKS;
    return stages.reduce((sum, { id }) => sum + secondsOfStage(arm, id, profile), books);
  };
  return arms.reduce((sum, arm) => sum + ofArm(arm), 0) / arms.length;
}
