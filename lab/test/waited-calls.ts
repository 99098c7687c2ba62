import type { SpanRecord } from '../src/records/traces.ts';

/** Times are rounded to the microsecond, each for itself. ms. */
const ROUNDED_MS = 0.003;

/**
 * Calls to other processes that a traced request waits for.
 *
 * Where a caller waits for a call, its own span ends after it. A saga's step behind the pivot begins within the span of who was answered at the
 * pivot, and ends after that span, however soon: also before the request itself is answered, on a machine that is slow. So a call is held
 * against the span of its caller, which the same process's clock has measured, and that one against its own caller's, up to the request.
 */
export function waitedCalls(spans: readonly SpanRecord[]): SpanRecord[] {
  const known = new Map(spans.map((span) => [span.id, span]));
  const isWaitedFor = (span: SpanRecord): boolean => {
    if (span.parent === null) return true;
    const caller = known.get(span.parent);
    if (!caller || span.kind === 'consumer') return false;
    // What another process does for a call ends with the call, and its clock is another one.
    const inTime =
      caller.process !== span.process || span.start + span.took <= caller.start + caller.took + ROUNDED_MS;
    return inTime && isWaitedFor(caller);
  };
  const isAnswered = ({ id, process }: SpanRecord) =>
    spans.some((inside) => inside.parent === id && inside.kind === 'server' && inside.process !== process);
  return spans.filter((span) => span.kind === 'client' && isAnswered(span) && isWaitedFor(span));
}

/** How many of these calls follow each other at most: one begins when the one before has ended, or in the work for it. */
export function longestWay(calls: readonly SpanRecord[], spans: readonly SpanRecord[]): number {
  const isCall = (span: SpanRecord) => calls.includes(span);
  const below = (span: SpanRecord): SpanRecord[] => spans.filter(({ parent }) => parent === span.id);
  /** The first calls on each way down. */
  const first = (span: SpanRecord): SpanRecord[] =>
    below(span).flatMap((each) => (isCall(each) ? [each] : first(each)));
  const wayOf = (call: SpanRecord): number => 1 + inSequence(first(call));
  // Of those that lie side by side only the longest counts; of those one after the other, each.
  const inSequence = (siblings: readonly SpanRecord[]): number => {
    let [sum, atOnce, end] = [0, 0, Number.NEGATIVE_INFINITY];
    for (const call of siblings.toSorted((a, b) => a.start - b.start)) {
      if (call.start >= end) [sum, atOnce] = [sum + atOnce, 0];
      atOnce = Math.max(atOnce, wayOf(call));
      end = Math.max(end, call.start + call.took);
    }
    return sum + atOnce;
  };
  const root = spans.find(({ parent }) => parent === null);
  return root ? inSequence(first(root)) : 0;
}
