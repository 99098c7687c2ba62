import type { LoadSession } from '../drivers/driver.ts';

/** What a trial does around all that its driver does. */
export interface Guards {
  /** Notes the trial's failure. */
  orFail<T>(work: () => Promise<T>): Promise<T>;
  /** Watches the arms' CPUs from when the work says so until its end. */
  watched<T>(phase: string, work: (started: () => void) => Promise<T>): Promise<T>;
}

/** A driver's session as a trial hands it out: what fails is the trial's failure, and what is measured is watched. */
export const guarded = (session: LoadSession, { orFail, watched }: Guards): LoadSession => ({
  warmUp: (perSecond, seconds) => orFail(() => session.warmUp(perSecond, seconds)),
  measure: (phase, seconds, started) =>
    orFail(() =>
      watched(phase.name, (watch) =>
        session.measure(phase, seconds, async () => {
          await started();
          watch();
        }),
      ),
    ),
  burst: (burst, { started, ended }) =>
    orFail(() =>
      watched(burst.name, (watch) =>
        session.burst(burst, {
          started: async () => {
            await started();
            watch();
          },
          ended,
        }),
      ),
    ),
  history: () => orFail(() => session.history()),
  samples: (phase) => orFail(() => session.samples(phase)),
  results: () => orFail(() => session.results()),
  close: () => session.close(),
});
