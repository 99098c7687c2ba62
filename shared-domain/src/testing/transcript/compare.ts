import type { AllowedDifference } from '../behaviour/allowed-differences.ts';
import type { Entry, Transcript } from './transcript.ts';

const show = (value: unknown): string => (value === undefined ? 'nothing' : JSON.stringify(value));

/** Paths at which two JSON values differ, each with both values. */
function differences(path: string, expected: unknown, actual: unknown): string[] {
  if (Object.is(expected, actual)) return [];
  const comparable =
    typeof expected === 'object' &&
    typeof actual === 'object' &&
    expected !== null &&
    actual !== null &&
    Array.isArray(expected) === Array.isArray(actual);
  if (!comparable) return [`${path}: ${show(expected)} here, ${show(actual)} there`];
  const [one, other] = [expected as Record<string, unknown>, actual as Record<string, unknown>];
  const keys = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  const reordered =
    keys.length === Object.keys(one).length &&
    keys.length === Object.keys(other).length &&
    Object.keys(one).join() !== Object.keys(other).join();
  return [
    ...(reordered ? [`${path}: fields in the order ${Object.keys(one)} here, ${Object.keys(other)} there`] : []),
    ...keys.flatMap((key) => differences(`${path}.${key}`, one[key], other[key])),
  ];
}

/** @returns whether an entry of `actual` may differ because its order had not ended when it was answered. */
const isPending = (entry: Entry, allowed: readonly AllowedDifference[]): boolean =>
  allowed.includes('order-still-pending') && entry.status === 202;

/**
 * What an HTTP client would notice when one deployment is replaced by the other: nothing, if the result is empty.
 * @param allowed the listed differences that `actual` makes use of
 */
export function compareTranscripts(expected: Transcript, actual: Transcript, allowed: readonly AllowedDifference[] = []): string[] {
  const steps = Math.max(expected.length, actual.length);
  return Array.from({ length: steps }, (_, i) => i).flatMap((i) => {
    const [here, there] = [expected[i], actual[i]];
    if (!here || !there) return [`step ${i + 1} "${(here ?? there)?.step}" was made in one deployment only`];
    if (isPending(there, allowed)) return [];
    const found = [
      ...differences('status', here.status, there.status),
      ...differences('headers', here.headers, there.headers),
      ...differences('body', here.body, there.body),
    ];
    return found.length === 0 ? [] : [`step ${i + 1} "${here.step}", ${here.request}\n${found.map((each) => `    ${each}`).join('\n')}`];
  });
}
