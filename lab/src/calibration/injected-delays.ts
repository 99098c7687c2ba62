import { measure } from './instrument.ts';
import type { KnownAnswer } from './known-answer.ts';
import { leastSquaresSlope } from './straight-line.ts';

const DELAYS_MS = [0, 1, 5, 20, 100] as const;
/** No two answers must fall into the same millisecond. Starts come 10.87 ms apart, and no delay is near a multiple of that. */
const PER_SECOND = 92;

const endpointOf = (delay: number) => `delay-${delay}`;

/**
 * Delays of 0 to 100 ms, in turns, and their p50s. The slope says whether a millisecond is a millisecond. The delay of 5 ms is
 * read twice: with the way to the server and back, and as the difference from a delay of 0 ms. Only the embedded driver must pass
 * the first reading: k6 starts requests up to a millisecond late, and this belongs to the response time.
 */
export const injectedDelays = (
  seconds: number,
): KnownAnswer<'delay-slope' | 'delay-5ms' | 'delay-5ms-added'> => ({
  title: 'injected delays of 0, 1, 5, 20 and 100 ms',
  figures: {
    'delay-slope': {
      what: 'slope of read over injected delays, 0-100 ms',
      unit: 'ratio',
      expected: 1,
      tolerance: { absolute: 0.02 },
      better: 'nearer',
    },
    'delay-5ms': {
      what: 'p50 of a delay of 5 ms, nothing subtracted',
      unit: 'ms',
      expected: 5,
      tolerance: { absolute: 0.5 },
      better: 'nearer',
      drivers: ['embedded'],
    },
    'delay-5ms-added': {
      what: 'p50 of 5 ms, less that of 0 ms',
      unit: 'ms',
      expected: 5,
      tolerance: { absolute: 0.5 },
      better: 'nearer',
    },
  },
  async read(instrument) {
    const requests = DELAYS_MS.map((delay) => ({ endpoint: endpointOf(delay), path: `/delay/${delay}` }));
    const { endpoints, lateness } = await measure(instrument, { requests, perSecond: PER_SECOND, seconds });
    const p50Of = (delay: number) => endpoints[endpointOf(delay)]?.response?.p50 ?? Number.NaN;
    const points = DELAYS_MS.map((x) => ({ x, y: p50Of(x) }));
    const read = points.map(({ x, y }) => `${x} → ${y.toFixed(2)}`).join(', ');
    const held = endpoints[endpointOf(5)]?.serverTiming.held;
    return {
      'delay-slope': { value: leastSquaresSlope(points), note: `p50s in ms: ${read}` },
      'delay-5ms': { value: p50Of(5) },
      'delay-5ms-added': {
        value: p50Of(5) - p50Of(0),
        note: `0 ms reads as ${p50Of(0).toFixed(2)} ms, of which starts were ${lateness.p50.toFixed(2)} ms late (p50); the server held the 5 ms for ${held?.toFixed(2)} ms by its own clock (mean)`,
      },
    };
  },
});
