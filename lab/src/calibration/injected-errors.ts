import { measure } from './instrument.ts';
import type { KnownAnswer } from './known-answer.ts';

const PER_SECOND = 200;
/** Every request whose number is a multiple of this fails: exactly one of so many in a row, wherever a driver begins to count. */
const EVERY = 100;
const ENDPOINT = 'sometimes-fails';
const KIND = '500';

/** One error in a hundred requests. The driver must count exactly these, each under its endpoint and its kind. */
export const injectedErrors = (seconds: number): KnownAnswer<'error-share' | 'errors-named'> => ({
  title: 'one error in a hundred',
  figures: {
    'error-share': {
      what: `errors, 1 in ${EVERY} injected`,
      unit: '%',
      expected: 100 / EVERY,
      tolerance: { absolute: 0 },
      better: 'nearer',
    },
    'errors-named': {
      what: 'of them under their endpoint and status',
      unit: '%',
      expected: 100,
      tolerance: { absolute: 0 },
      better: 'nearer',
    },
  },
  async read(instrument) {
    const { errors, started, failures } = await measure(instrument, {
      requests: [{ endpoint: ENDPOINT, path: `/error?every=${EVERY}&number=#` }],
      perSecond: PER_SECOND,
      seconds,
    });
    const named = failures.find(({ endpoint, kind }) => endpoint === ENDPOINT && kind === KIND)?.count ?? 0;
    const kinds = failures.map(({ endpoint, kind, count }) => `${count} × ${endpoint} ${kind}`).join(', ');
    return {
      'error-share': { value: (100 * errors) / started, note: `${errors} of ${started}` },
      'errors-named': {
        value: errors === 0 ? null : (100 * named) / errors,
        note: kinds || 'no failure was counted',
      },
    };
  },
});
