import type { BusinessProcess, BusinessProcessRunner } from './business-process.ts';

/** A runner of business processes that gets each of them changed, e.g. with something around its steps. */
export const changedProcesses = (
  runner: BusinessProcessRunner,
  change: <C extends object>(businessProcess: BusinessProcess<C>) => BusinessProcess<C>,
): BusinessProcessRunner => ({
  executorOf: <C extends object>(businessProcess: BusinessProcess<C>) =>
    runner.executorOf(change(businessProcess)),
  resume: () => runner.resume(),
  stop: () => runner.stop(),
});
