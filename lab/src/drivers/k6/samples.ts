import type { Outcome, Sample } from '../sample.ts';
import type { K6Line } from './script.ts';

/** k6's code of a request that got no answer in time (grafana.com/docs/k6, "Error codes"). */
const TIMEOUT = 1050;

/** Reads the console that the script writes, as it grows. */
export class ConsoleReader {
  readonly lines: K6Line[] = [];
  readonly #decoder = new TextDecoder();
  #rest = '';

  /** @param bytes what was appended since the last time; may end in the middle of a line, or of a character */
  append(bytes: Uint8Array): void {
    const lines = (this.#rest + this.#decoder.decode(bytes, { stream: true })).split('\n');
    this.#rest = lines.pop() ?? '';
    // k6 itself may have something to say there too.
    this.lines.push(
      ...lines.filter((line) => line.startsWith('{"i":')).map((line) => JSON.parse(line) as K6Line),
    );
  }
}

/**
 * k6 tells when its test began and when an iteration began, but not when the schedule of a scenario did. The earliest
 * iteration, by its distance from its own place in the schedule, was on time: the schedule began there.
 */
export function scheduleStart(lines: readonly K6Line[], perSecond: number): number {
  return lines.reduce(
    (least, { i, step, from }) => (step === 0 ? Math.min(least, from - (i * 1000) / perSecond) : least),
    Number.POSITIVE_INFINITY,
  );
}

/**
 * When k6 started the test, epoch milliseconds. Its wall clock has whole milliseconds, cut off, and is read a little earlier than the
 * other: the reading that lies least behind is the best of many.
 */
export function testStart(lines: readonly K6Line[]): number {
  return lines.reduce(
    (latest, { step, wall, from }) => (step === 0 ? Math.max(latest, wall - from) : latest),
    Number.NEGATIVE_INFINITY,
  );
}

/**
 * Samples of the iterations from `leadIn` seconds on, with times counted from there.
 *
 * An iteration that k6 dropped for want of a free virtual user has no number, so all after it seem late by one place of the
 * schedule: a segment with more than a few of them is found invalid by its lateness.
 */
export function samplesOf(
  lines: readonly K6Line[],
  perSecond: number,
  leadIn: number,
  firstIteration = 0,
): Sample[] {
  const start = scheduleStart(lines, perSecond);
  const firstMeasured = Math.round(leadIn * perSecond);
  const phaseStart = start + (firstMeasured * 1000) / perSecond;
  return lines
    .filter(({ i }) => i >= firstMeasured)
    .map((line) => {
      const due = line.due ?? start + (line.i * 1000) / perSecond;
      return {
        iteration: firstIteration + line.i,
        step: line.step,
        endpoint: line.endpoint,
        // Whole milliseconds as planned: a difference of the two clocks would have noise in its last digits.
        intended: line.due === undefined ? ((line.i - firstMeasured) * 1000) / perSecond : due - phaseStart,
        late: line.from - due,
        response: line.to - due,
        service: line.service,
        outcome: outcomeOf(line),
        serverTiming: line.timing || undefined,
      };
    });
}

/** Samples of a closed loop, where a first request is due when it starts; times count from the first one's start. */
export function samplesOfBurst(lines: readonly K6Line[], firstIteration: number): Sample[] {
  const start = burstStart(lines);
  return lines.map((line) => {
    const due = line.due ?? line.from;
    return {
      iteration: firstIteration + line.i,
      step: line.step,
      endpoint: line.endpoint,
      intended: due - start,
      late: line.from - due,
      response: line.to - due,
      service: line.service,
      outcome: outcomeOf(line),
      serverTiming: line.timing || undefined,
    };
  });
}

/** When the first request of a closed loop started, milliseconds since k6 started the test. */
export const burstStart = (lines: readonly K6Line[]): number =>
  lines.reduce((least, { from }) => Math.min(least, from), Number.POSITIVE_INFINITY);

function outcomeOf({ ok, code, status, example }: K6Line): Outcome {
  if (ok) return { kind: 'ok' };
  if (code === TIMEOUT) return { kind: 'timeout' };
  return { kind: 'error', what: status > 0 ? String(status) : `k6 error ${code}`, example };
}
