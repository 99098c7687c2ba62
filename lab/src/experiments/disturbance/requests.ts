import type { Sample } from '../../drivers/sample.ts';

/** After the response of a request that failed. */
const FAILED = '!';

/**
 * A sample as a trial's file keeps it, to a tenth of a millisecond. What is measured is measured of this, so that it can be measured again
 * from the file, to the last digit.
 */
export const asStored = (sample: Sample): Sample => ({
  ...sample,
  intended: tenths(sample.intended),
  response: tenths(sample.response),
});

/**
 * The requests of a load by endpoint, each as `<intended>:<response>` in milliseconds, with `!` where it failed: `25:4.9 150:1203.4!`.
 * Text, because as JSON each number would have a line of its own.
 *
 * @param samples as {@link asStored} gives them
 */
export function requestsOf(samples: readonly Sample[]): Record<string, string> {
  const endpoints = [...new Set(samples.map(({ endpoint }) => endpoint))].toSorted();
  return Object.fromEntries(
    endpoints.map((id) => [
      id,
      samples
        .filter(({ endpoint }) => endpoint === id)
        .map(
          ({ intended, response, outcome }) =>
            `${intended}:${response}${outcome.kind === 'ok' ? '' : FAILED}`,
        )
        .join(' '),
    ]),
  );
}

const tenths = (ms: number): number => Math.round(10 * ms) / 10;
