import type { Loaded } from '../../bench/trial-record.ts';
import type { PlannedPhase } from '../../scenario/scenario.ts';
import type { CheckResult } from '../../scenario/workload.ts';

/**
 * Phases that follow each other and have the same workload. They are set up, warmed up and checked together, and what comes of
 * another workload's load is no part of that: when its set-up reads the system, the load before it has ended and been checked.
 */
export interface Part {
  /** A module of the scenario's folder; undefined for the scenario's own. */
  readonly workload: string | undefined;
  /** Of what it draws, and of the keys that it sends: no two parts of a trial have the same. */
  readonly seed: number;
  readonly phases: readonly PlannedPhase[];
}

/** @param seed of the run: the first part's is the same, so that a load is not another one for what follows it */
export function partsOf(phases: readonly PlannedPhase[], seed: number): Part[] {
  const parts: { workload: string | undefined; seed: number; phases: PlannedPhase[] }[] = [];
  for (const phase of phases) {
    const last = parts.at(-1);
    if (last && last.workload === phase.workload) last.phases.push(phase);
    else parts.push({ workload: phase.workload, seed: seed + parts.length * 7_919, phases: [phase] });
  }
  return parts;
}

/** What the parts of a trial come to together. */
export function joinedParts(parts: readonly Loaded[]): Loaded {
  return {
    warmUp: {
      seconds: parts.reduce((sum, { warmUp }) => sum + warmUp.seconds, 0),
      steady: parts.every(({ warmUp }) => warmUp.steady),
      windows: parts.flatMap(({ warmUp }) => warmUp.windows),
    },
    phases: parts.flatMap(({ phases }) => phases),
    artifacts: parts.flatMap(({ artifacts }) => artifacts),
    checks: worstOfEach(parts.flatMap(({ checks }) => checks)),
  };
}

const GRAVITY: readonly CheckResult['result'][] = ['pass', 'unknown', 'fail'];

function worstOfEach(checks: readonly CheckResult[]): CheckResult[] {
  const worst = new Map<string, CheckResult>();
  for (const check of checks) {
    const known = worst.get(check.id);
    if (!known || GRAVITY.indexOf(check.result) > GRAVITY.indexOf(known.result)) worst.set(check.id, check);
  }
  return [...worst.values()];
}
