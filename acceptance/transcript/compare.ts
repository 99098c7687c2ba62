import { ALLOWED_DIFFERENCES, type AllowedDifference } from '../behaviour/allowed-differences.ts';
import type { Transcript } from './transcript.ts';

interface Difference {
  readonly path: string;
  readonly text: string;
}

const show = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value));

/** Paths at which two JSON values differ, each with both values. */
function differences(path: string, expected: unknown, actual: unknown): Difference[] {
  if (Object.is(expected, actual)) return [];
  const comparable =
    typeof expected === 'object' &&
    typeof actual === 'object' &&
    expected !== null &&
    actual !== null &&
    Array.isArray(expected) === Array.isArray(actual);
  if (!comparable) return [{ path, text: `${show(expected)} here, ${show(actual)} there` }];
  const [one, other] = [expected as Record<string, unknown>, actual as Record<string, unknown>];
  const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  const reordered =
    keys.length === Object.keys(one).length &&
    keys.length === Object.keys(other).length &&
    Object.keys(one).join() !== Object.keys(other).join();
  return [
    ...(reordered
      ? [{ path, text: `fields in the order ${Object.keys(one)} here, ${Object.keys(other)} there` }]
      : []),
    ...keys.flatMap((key) => differences(`${path}.${key}`, one[key], other[key])),
  ];
}

/**
 * What an HTTP client would notice when one deployment is replaced by the other: nothing, if the result is empty.
 * @param allowed the listed differences that `actual` makes use of
 */
export function compareTranscripts(
  expected: Transcript,
  actual: Transcript,
  allowed: readonly AllowedDifference[] = [],
): string[] {
  const steps = Math.max(expected.length, actual.length);
  return Array.from({ length: steps }, (_, i) => i).flatMap((i) => {
    const [here, there] = [expected[i], actual[i]];
    if (!here || !there) return [`step ${i + 1} "${(here ?? there)?.step}" was made in one deployment only`];
    const found = [
      ...differences('status', here.status, there.status),
      ...differences('headers', here.headers, there.headers),
      ...differences('body', here.body, there.body),
    ].filter(({ path }) => !allowed.some((each) => ALLOWED_DIFFERENCES[each].covers({ ...there, path })));
    if (found.length === 0) return [];
    return [
      [
        `step ${i + 1} "${here.step}", ${here.request}`,
        ...found.map(({ path, text }) => `    ${path}: ${text}`),
      ].join('\n'),
    ];
  });
}
