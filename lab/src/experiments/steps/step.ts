import type { Guardian } from '../../host/processes/guardian.ts';
import type { AppliedChange } from './changes.ts';
import type { CodeBase } from './code-base.ts';
import { compile } from './compile.ts';
import { restart, type System } from './restart.ts';
import type { Step } from './settings.ts';
import { taskOf } from './task.ts';
import { test } from './test-step.ts';

/** A step that was carried out, and was seen to have had to do with the change. */
export interface MeasuredStep {
  readonly step: Step;
  readonly wallMs: number;
  readonly cpuSeconds: number;
  /** Packages that the compiler built. */
  readonly packagesRebuilt?: number;
  /** Contexts whose implementations lie in these packages. */
  readonly contextsRebuilt?: number;
  /** Files that it wrote, its own notes not counted. */
  readonly filesEmitted?: number;
  readonly testsRun?: number;
  readonly testFiles?: number;
  readonly processesRestarted?: number;
  /** Milliseconds in which the tool looked for what to do, its own start not counted. Nothing where there was nothing to look for. */
  readonly lookingMs?: number;
}

/** Where a step is carried out. */
export interface StepSetting {
  readonly runId: string;
  /** CPUs as `taskset -c` lists them; all by default. */
  readonly cpus?: string | undefined;
  readonly guardian: Guardian;
  readonly signal?: AbortSignal | undefined;
  /** Folder for files that nobody needs afterwards. */
  readonly scratch: string;
  /** Asked for when processes are to be started. */
  readonly system: () => Promise<System>;
}

/** A step failed, or did not show what the change should have made it show: nothing that was measured may count. */
export class StepFailed extends Error {
  constructor(step: Step, { change }: AppliedChange, { side, growth }: CodeBase, why: string) {
    super(`${change} in the ${side} ×${growth}: ${step}: ${why}`);
    this.name = 'StepFailed';
  }
}

/**
 * Carries out one step after a change, and takes its time.
 *
 * @throws {StepFailed} when it fails, or when its effect is not seen
 */
export function measureStep(
  codeBase: CodeBase,
  applied: AppliedChange,
  step: Step,
  setting: StepSetting,
): Promise<MeasuredStep> {
  const task = taskOf(codeBase, applied.change);
  const fail = (why: string): never => {
    throw new StepFailed(step, applied, codeBase, why);
  };
  switch (step) {
    case 'compile':
      return compile(codeBase, applied, task, setting, fail);
    case 'test':
      return test(codeBase, applied, task, setting, fail);
    case 'restart':
      return restart(codeBase, applied, task, setting, fail);
  }
}

/** Ends a step because of this. */
export type Fail = (why: string) => never;
