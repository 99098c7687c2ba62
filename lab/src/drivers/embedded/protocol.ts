import type { BurstRecord } from '../../records/burst.ts';
import type { PhaseRecord } from '../../records/trial.ts';
import type { PlannedPhase } from '../../scenario/scenario.ts';
import type { Burst, Load, LoadSecond } from '../driver.ts';
import type { History } from '../history.ts';
import type { Sample } from '../sample.ts';

/** Messages between the lab and the process of the embedded driver: each of the lab's has one answer. */
export type ToDriver =
  | { readonly type: 'open'; readonly load: Load; readonly watched: boolean }
  | { readonly type: 'warm-up'; readonly perSecond: number; readonly seconds: number }
  | { readonly type: 'measure'; readonly phase: PlannedPhase; readonly seconds: number }
  | { readonly type: 'burst'; readonly burst: Burst }
  | { readonly type: 'samples'; readonly phase: string }
  | { readonly type: 'history' }
  | { readonly type: 'results' };

/** What the process says of itself while a load goes on, where somebody watches. */
export interface SecondTold {
  readonly type: 'second';
  readonly second: LoadSecond;
}

export type FromDriver =
  | { readonly type: 'opened' }
  | { readonly type: 'measured'; readonly startedAt: number }
  | { readonly type: 'burst'; readonly record: BurstRecord }
  | { readonly type: 'samples'; readonly samples: readonly Sample[] }
  | { readonly type: 'warmed-up'; readonly windows: readonly (number | null)[] }
  | { readonly type: 'results'; readonly phases: readonly PhaseRecord[] }
  | { readonly type: 'history'; readonly history: History }
  | { readonly type: 'failed'; readonly message: string };
