import { measure } from './instrument.ts';
import type { KnownAnswer } from './known-answer.ts';

const PER_SECOND = 500;

/** How late the embedded driver starts requests. The target is for an idle machine: the response times include every millisecond of it. */
export const startLateness = (seconds: number): KnownAnswer<'start-lateness'> => ({
  title: `starts at ${PER_SECOND}/s`,
  figures: {
    'start-lateness': {
      what: `lateness of starts at ${PER_SECOND}/s, p99, on an idle machine`,
      unit: 'ms',
      expected: 0,
      tolerance: { absolute: 1 },
      better: 'lower',
      drivers: ['embedded'],
    },
  },
  async read(instrument) {
    const { lateness, started, driverCpu } = await measure(instrument, {
      requests: [{ endpoint: 'on-time', path: '/delay/0' }],
      perSecond: PER_SECOND,
      seconds,
    });
    const cpu = driverCpu === null ? '' : `; the driver used ${(driverCpu * 100).toFixed(0)} % of its CPU`;
    return {
      'start-lateness': {
        value: lateness.p99,
        note: `of ${started} starts: p50 ${lateness.p50.toFixed(2)} ms, greatest ${lateness.max.toFixed(1)} ms${cpu}`,
      },
    };
  },
});
