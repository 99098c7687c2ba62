import { inflateSync } from 'node:zlib';

/** How often each latency occurred: by microseconds, the greatest that the histogram cannot tell apart from it. */
export type Counts = ReadonlyMap<number, number>;

/** Bytes before the compressed part, and before the counts in it. */
const [ENVELOPE, HEADER] = [8, 40];
/** Of a histogram of three significant digits: values below twice this have a count each. */
const FINE = 1024;

/**
 * Reads a stored histogram (HdrHistogram V2, deflated, base64, three significant digits from one microsecond on). Its counts follow
 * each other as ZigZag LEB128 numbers; a negative one is a number of values that did not occur. From 2,048 on a count stands for 2
 * values that follow each other, from 4,096 on for 4, and so on.
 */
export function countsOf(base64: string): Counts {
  const bytes = inflateSync(Buffer.from(base64, 'base64').subarray(ENVELOPE)).subarray(HEADER);
  const counts = new Map<number, number>();
  let index = 0;
  for (let at = 0; at < bytes.length; ) {
    let [number, scale, byte] = [0, 1, 0];
    do {
      byte = bytes[at++] ?? 0;
      number += (byte & 127) * scale;
      scale *= 128;
    } while (byte >= 128);
    const count = number % 2 === 0 ? number / 2 : -(number + 1) / 2;
    if (count > 0) counts.set(greatestAt(index), count);
    index += count < 0 ? -count : 1;
  }
  return counts;
}

function greatestAt(index: number): number {
  if (index < 2 * FINE) return index;
  const width = 2 ** (Math.floor(index / FINE) - 1);
  return ((index % FINE) + FINE + 1) * width - 1;
}

export function merged(histograms: readonly Counts[]): Counts {
  const all = new Map<number, number>();
  for (const counts of histograms)
    for (const [value, count] of counts) all.set(value, (all.get(value) ?? 0) + count);
  return all;
}

export const requestsIn = (counts: Counts): number =>
  [...counts.values()].reduce((sum, count) => sum + count, 0);

/** In milliseconds: the least latency that so many percent of the requests do not exceed. NaN without a request. */
export function percentileOf(counts: Counts, percent: number): number {
  const rank = Math.ceil((percent * requestsIn(counts)) / 100);
  let seen = 0;
  for (const [value, count] of [...counts].toSorted(([a], [b]) => a - b)) {
    seen += count;
    if (seen >= rank) return value / 1000;
  }
  return Number.NaN;
}
