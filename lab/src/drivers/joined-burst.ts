import type { BurstRecord } from '../records/burst.ts';

/**
 * What the turns of a burst say together: their windows are one, without the pauses between them.
 *
 * A percentile of several turns cannot be told, as records hold no histograms of them.
 *
 * @param turns of the same burst, in their order
 * @returns undefined without any
 */
export function joinedBurst(turns: readonly BurstRecord[]): BurstRecord | undefined {
  const [first, ...others] = turns;
  if (!first || others.length === 0) return first;
  const total = (of: (turn: BurstRecord) => number) => turns.reduce((sum, turn) => sum + of(turn), 0);
  const [seconds, completed] = [total((turn) => turn.seconds), total((turn) => turn.completed)];
  const isSeen = turns.every(({ driverCpu }) => driverCpu !== null);
  return {
    name: first.name,
    outstanding: first.outstanding,
    seconds,
    completed,
    errors: total(({ errors }) => errors),
    timeouts: total(({ timeouts }) => timeouts),
    perSecond: completed / seconds,
    timeline: turns.flatMap(({ timeline }) => timeline),
    response: { p50: null, p90: null, p95: null, p99: null },
    failures: failuresOf(turns),
    driverCpu: isSeen ? total((turn) => (turn.driverCpu ?? 0) * turn.seconds) / seconds : null,
  };
}

/** Those of one kind at one endpoint are counted together; the most frequent first. */
function failuresOf(turns: readonly BurstRecord[]): BurstRecord['failures'] {
  const failures = new Map<string, BurstRecord['failures'][number]>();
  for (const failure of turns.flatMap((turn) => turn.failures)) {
    const key = `${failure.endpoint} ${failure.kind}`;
    const known = failures.get(key);
    failures.set(key, known ? { ...known, count: known.count + failure.count } : failure);
  }
  return [...failures.values()].toSorted((a, b) => b.count - a.count);
}
