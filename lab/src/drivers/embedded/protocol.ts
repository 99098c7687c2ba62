import type { PlannedPhase } from '../../plan/plan.ts';
import type { PhaseRecord } from '../../run/records/trial.ts';
import type { Load } from '../driver.ts';

/** Messages between the lab and the process of the embedded driver: each of the lab's has one answer. */
export type ToDriver =
  | { readonly type: 'open'; readonly load: Load }
  | { readonly type: 'warm-up'; readonly perSecond: number; readonly seconds: number }
  | { readonly type: 'measure'; readonly phase: PlannedPhase; readonly seconds: number }
  | { readonly type: 'results' };

export type FromDriver =
  | { readonly type: 'done' }
  | { readonly type: 'warmed-up'; readonly windows: readonly (number | null)[] }
  | { readonly type: 'results'; readonly phases: readonly PhaseRecord[] }
  | { readonly type: 'failed'; readonly message: string };
