import { setTimeout as sleep } from 'node:timers/promises';
import { percentileOf } from '../stats/latency.ts';
import { closedLoopUser } from './closed-loop-user.ts';
import { type Instrument, measure } from './instrument.ts';
import type { KnownAnswer, Reading } from './known-answer.ts';
import { stoppedPercentile } from './stopped-arithmetic.ts';

const PER_SECOND = 100;
const PATH = '/delay/0';

export interface Stop {
  readonly windowSeconds: number;
  readonly pauseSeconds: number;
}

/**
 * A server that is stopped (SIGSTOP) for a while. Arithmetic gives the percentiles that an open loop must read when it counts
 * from the intended start. The clock measures the pause, because signals and timers are a little late.
 */
export const stoppedServer = ({
  windowSeconds,
  pauseSeconds,
}: Stop): KnownAnswer<'stopped-p99' | 'stopped-p90'> => {
  const windowMs = windowSeconds * 1000;
  const expectation = (percentile: number) =>
    ({
      what: `p${percentile} with the server stopped for ${pauseSeconds} of ${windowSeconds} s`,
      unit: 'ms',
      expected: stoppedPercentile({ windowMs, pauseMs: pauseSeconds * 1000 }, percentile),
      tolerance: { relative: 0.1 },
      better: 'nearer',
    }) as const;
  return {
    title: `a server stopped for ${pauseSeconds} s`,
    figures: { 'stopped-p99': expectation(99), 'stopped-p90': expectation(90) },
    async read(instrument) {
      let pauseMs = 0;
      let closed: readonly number[] = [];
      const { all } = await measure(instrument, {
        requests: [{ endpoint: 'stopped', path: PATH }],
        perSecond: PER_SECOND,
        seconds: windowSeconds,
        meanwhile: async (signal) => {
          const enough = new AbortController();
          const user = closedLoopUser(instrument.server.url, PATH, AbortSignal.any([signal, enough.signal]));
          user.catch(() => undefined);
          const aroundMs = (windowMs - pauseSeconds * 1000) / 2;
          try {
            await sleep(aroundMs, undefined, { signal });
            pauseMs = await stop(instrument, pauseSeconds * 1000, signal);
            await sleep(aroundMs, undefined, { signal });
          } finally {
            enough.abort();
          }
          closed = await user;
        },
      });
      const reading = (percentile: number): Reading => ({
        value: percentileOf(all.response, percentile),
        expected: stoppedPercentile({ windowMs, pauseMs }, percentile),
      });
      const lie = at(closed, 0.99).toFixed(1);
      return {
        'stopped-p99': {
          ...reading(99),
          note: `stopped for ${(pauseMs / 1000).toFixed(3)} s. A closed loop of one user, at the same time, read a p99 of ${lie} ms from ${closed.length} answers: it hides the pause`,
        },
        'stopped-p90': reading(90),
      };
    },
  };
};

/** @returns for how long the server was stopped, in milliseconds */
async function stop({ server }: Instrument, forMs: number, signal: AbortSignal): Promise<number> {
  const stoppedAt = performance.now();
  process.kill(server.pid, 'SIGSTOP');
  try {
    await sleep(forMs, undefined, { signal });
  } finally {
    process.kill(server.pid, 'SIGCONT');
  }
  return performance.now() - stoppedAt;
}

function at(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}
