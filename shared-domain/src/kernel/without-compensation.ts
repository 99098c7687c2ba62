import type { BusinessProcessRunner } from './business-process.ts';
import { changedProcesses } from './changed-processes.ts';

/**
 * Runs business processes, and takes no step back: one that is refused leaves what it has done so far. It is what remains of a saga whose
 * author has not thought of failures. For experiments that show what compensation is for.
 */
export const withoutCompensation = (runner: BusinessProcessRunner): BusinessProcessRunner =>
  changedProcesses(runner, (businessProcess) => ({
    ...businessProcess,
    steps: businessProcess.steps.map(({ undo: _, ...step }) => step),
  }));
