import type { Driver, Load, LoadSession } from '../drivers/driver.ts';
import type { LiveEvent, Tell } from '../live/events.ts';

type Told = Omit<Extract<LiveEvent, { type: 'load' }>, 'type' | 'arm'>;

/**
 * Gets a driver ready to load a system, and tells those who watch when a load begins, what ends in each second of it where the driver says
 * so, and when it is over.
 *
 * @param tell undefined where nobody watches: the session is then the driver's own
 */
export async function toldLoads(
  driver: Driver,
  load: Load,
  signal: AbortSignal,
  arm: string,
  tell: Tell | undefined,
): Promise<LoadSession> {
  if (!tell) return driver.open(load, signal);
  const session = await driver.open(load, signal, (second) => tell({ type: 'second', arm, ...second }));
  const during = async <T>(told: Told, work: () => Promise<T>): Promise<T> => {
    tell({ type: 'load', arm, ...told });
    try {
      return await work();
    } finally {
      tell({ type: 'load-over', arm });
    }
  };
  return {
    warmUp: (perSecond, seconds) =>
      during({ name: 'warm-up', perSecond, seconds }, () => session.warmUp(perSecond, seconds)),
    measure: (phase, seconds, started) => {
      const { name, perSecond } = phase;
      return during({ name, perSecond, seconds }, () => session.measure(phase, seconds, started));
    },
    burst: (burst, hooks) => {
      const { name, outstanding, seconds, leadInSeconds } = burst;
      const whole = { name, outstanding, seconds: leadInSeconds + seconds };
      return during(whole, () => session.burst(burst, hooks));
    },
    samples: (phase) => session.samples(phase),
    history: () => session.history(),
    results: () => session.results(),
    close: () => session.close(),
  };
}
