import { fileURLToPath } from 'node:url';
import type { Load } from '../driver.ts';
import type { Cut } from '../iteration.ts';

/** A stretch of load that one k6 process runs. */
export interface Segment {
  readonly pace: Pace;
  readonly seconds: number;
  /** Number of the load's iteration that the segment starts with. */
  readonly firstIteration: number;
}

/** Iterations begun at a rate, or kept under way in a closed loop. */
export type Pace = { readonly perSecond: number } | { readonly outstanding: number };

/** What a line of the script's console says about one request. Short names: there is one for every request. */
export interface K6Line {
  /** Iteration within the segment. */
  readonly i: number;
  /** Place in the iteration, from 0. */
  readonly step: number;
  readonly endpoint: string;
  /** Milliseconds since k6 started the test, with fractions: at its start and at its end. */
  readonly from: number;
  readonly to: number;
  /** When it was due, on the same clock; the schedule of first requests is found out afterwards. */
  readonly due?: number;
  /** Wall clock at the start of the iteration, epoch milliseconds, read just before `from` of its first request. */
  readonly wall: number;
  /** `res.timings.duration`: without waiting for a connection. */
  readonly service: number;
  readonly status: number;
  readonly ok: boolean;
  /** k6's error code; 0 for none. */
  readonly code: number;
  readonly example: string;
  readonly timing: string;
  /** What the workload made of the answer. */
  readonly observed?: string;
  readonly cut?: Cut;
}

/** Files of the lab that the script needs; k6 takes the sources as they are. */
const source = (file: string): string =>
  JSON.stringify(fileURLToPath(new URL(`../../../src/${file}`, import.meta.url)));

/**
 * k6 stops starting when its time is up: one that is late for its last start gets so many milliseconds more. Enough, too, for
 * its CPU time to be read once again after its last request.
 */
const TAIL_MS = 250;

/** In a closed loop, until a virtual user whose request failed sends its next. */
const AFTER_FAILURE_SECONDS = 0.1;

function executorOf({ pace, seconds }: Segment, { connections }: Load): object {
  const milliseconds = Math.round(seconds * 1000);
  if ('outstanding' in pace)
    return { executor: 'constant-vus', vus: pace.outstanding, duration: `${milliseconds}ms` };
  return {
    executor: 'constant-arrival-rate',
    rate: pace.perSecond,
    timeUnit: '1s',
    duration: `${milliseconds + TAIL_MS}ms`,
    // Enough for a pause of two seconds: k6 drops the starts for which it must first make a virtual user.
    preAllocatedVUs: Math.min(connections, Math.max(50, Math.ceil(2 * pace.perSecond))),
    maxVUs: connections,
  };
}

const mostIterations = ({ pace, seconds }: Segment): string =>
  'perSecond' in pace ? String(Math.round(pace.perSecond * seconds)) : 'Infinity';

/**
 * The k6 script of a segment. It imports the workload as it was written.
 *
 * One console line for each request instead of k6's metrics output, which has a dozen lines for each. `Date.now()` has
 * milliseconds only, so times come from `currentTestRunDuration`.
 */
export function k6Script(load: Load, segment: Segment): string {
  const timeout = `${load.timeoutMs}ms`;
  const options = {
    discardResponseBodies: false,
    systemTags: [],
    scenarios: {
      load: {
        ...executorOf(segment, load),
        // An iteration starts no request later than the timeout after its start, and that one has the timeout itself.
        gracefulStop: `${2 * load.timeoutMs + 1_000}ms`,
      },
    },
  };
  return `import exec from 'k6/execution';
import http from 'k6/http';
import { sleep } from 'k6';
import { react, usesAnswers } from ${source('drivers/iteration.ts')};
import { chanceOf } from ${source('stats/random.ts')};
import * as workload from ${JSON.stringify(load.workload.source)};

export const options = ${JSON.stringify(options, undefined, 2)};

const data = JSON.parse(open(${JSON.stringify(load.dataFile)}));

const chance = chanceOf(${load.seed});
const answersUsed = usesAnswers(workload);

export default function () {
  try {
    const ok = iterate();
    if (!ok) sleep(${'outstanding' in segment.pace ? AFTER_FAILURE_SECONDS : 0});
  } catch (error) {
    exec.test.abort(String(error?.stack ?? error));
  }
}

function iterate() {
  const wall = Date.now();
  const began = exec.instance.currentTestRunDuration;
  const i = exec.scenario.iterationInTest;
  // There is time for more than were planned.
  if (i >= ${mostIterations(segment)}) return true;
  const iteration = ${segment.firstIteration} + i;
  const exchanges = [];
  let planned = workload.request(data, iteration, chance);
  let due;
  let ok = true;
  for (let step = 0; planned; step += 1) {
    const from = step === 0 ? began : exec.instance.currentTestRunDuration;
    const response = http.request(planned.method, ${JSON.stringify(load.url)} + planned.path, planned.body ?? null, {
      headers: planned.headers ?? {},
      timeout: ${JSON.stringify(timeout)},
      redirects: 0,
      responseCallback: null,
    });
    const to = exec.instance.currentTestRunDuration;
    ok = planned.expect.includes(response.status);
    let reaction = {};
    if (ok && answersUsed) {
      const answer = { status: response.status, body: String(response.body ?? '') };
      exchanges.push({ request: planned, response: answer, startedMs: from - began, endedMs: to - began });
      reaction = react(workload, data, exchanges, iteration, chance, ${load.timeoutMs});
    }
    console.log(JSON.stringify({
      i,
      step,
      endpoint: planned.endpoint,
      due,
      from,
      to,
      wall,
      service: response.timings.duration,
      status: response.status,
      ok,
      code: response.error_code,
      example: ok ? '' : String(response.error || response.body).slice(0, 300),
      timing: response.headers['Server-Timing'] ?? '',
      observed: reaction.observed,
      cut: reaction.cut,
    }));
    planned = reaction.next;
    const pauseMs = planned?.afterMs ?? 0;
    due = to + pauseMs;
    if (pauseMs > 0) sleep(pauseMs / 1000);
  }
  return ok;
}
`;
}
