import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { stageAlone } from '../bench/alone.ts';
import type { Plan } from '../bench/plan.ts';
import { besideDriver, type TrialSetting } from '../bench/round.ts';
import type { StagedTrial } from '../bench/staged-trial.ts';
import { runSteps, type TimedResponse } from '../drivers/run-steps.ts';
import { waitUntil } from '../host/processes/wait-until.ts';
import type { SpanRecord, TraceRecord, Traces } from '../records/traces.ts';
import type { Arm } from '../scenario/scenario.ts';
import type { PlannedRequest } from '../scenario/workload.ts';
import { type SpanReceiver, startSpanReceiver } from '../traces/receiver.ts';

/** A load as light as that, for so long: what is traced is not to be the code's first request. */
const WARM_UP = { perSecond: 20, seconds: 6 };
/** Spans are sent so often, ms. */
const SENT_EVERY_MS = 100;
/** After the last one that has come: what follows from a request, as an event, is over then. */
const QUIET_MS = 1_000;
const SPANS_MS = 15_000;

/** Arms whose requests are traced after the last round: one of each topology; none where the scenario traces none. */
export function armsToTrace({ scenario, profile, arms }: Pick<Plan, 'scenario' | 'profile' | 'arms'>): Arm[] {
  if (requestsToTrace({ scenario, profile }) === 0) return [];
  return arms.filter(({ topology }, nth) => arms.findIndex((arm) => arm.topology === topology) === nth);
}

const requestsToTrace = ({ scenario, profile }: Pick<Plan, 'scenario' | 'profile'>): number =>
  scenario.traced?.[profile.id] ?? 0;

/**
 * One request's way through each arm, for each endpoint. Each arm is started once more, traced, and gets requests of the load one after
 * the other. Of each endpoint the one with the median response time is kept.
 *
 * @param passOn gets what the arms send, as it comes
 * @throws when an arm cannot be started or its spans do not come, with the reason; the signal's reason when the run is called off
 */
export async function traceRequests(setting: TrialSetting, passOn?: (body: string) => void): Promise<Traces> {
  const receiver = await startSpanReceiver(passOn);
  try {
    const traces: TraceRecord[] = [];
    for (const arm of armsToTrace(setting.plan)) traces.push(...(await traceArm(setting, receiver, arm)));
    return { traces };
  } finally {
    await receiver.close();
  }
}

async function traceArm(setting: TrialSetting, receiver: SpanReceiver, arm: Arm): Promise<TraceRecord[]> {
  const { plan, cpus, scratch, step } = setting;
  // It is no trial of the run, and leaves no folder.
  const trial = { number: 0, round: 0, arm };
  const dir = join(scratch, 'traced', arm.name);
  const { staged, done } = await stageAlone(setting, trial, dir, async (staged, signal) => {
    step({ en: `starting ${arm.name}, to trace requests`, ko: `요청 추적을 위해 ${arm.name} 시작` });
    await staged.start({
      env: {
        TRACING: 'on',
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
        OTEL_BSP_SCHEDULE_DELAY: String(SENT_EVERY_MS),
      },
    });
    return besideDriver(cpus, async () => {
      step({ en: `tracing requests of ${arm.name}`, ko: `${arm.name} 요청 추적` });
      const first = WARM_UP.perSecond * WARM_UP.seconds;
      const count = requestsToTrace(plan);
      await staged.setUp({ iterations: first + count });
      await staged.turn().session.warmUp(WARM_UP.perSecond, WARM_UP.seconds);
      const requests = Array.from({ length: count }, (_, nth) => tracedRequest(staged, first + nth));
      for (const { traceId } of requests) receiver.expect(traceId);
      const answers = await runSteps(staged.system.url, oneByOne(requests), signal);
      const medians = medianOfEach(requests.map((request, nth) => ({ ...request, answer: answers[nth] })));
      return Promise.all(
        medians.map(async ({ request, of, traceId, parent }) => ({
          arm: arm.name,
          endpoint: request.endpoint,
          of,
          spans: fromItsStart(await allSpans(receiver, traceId, parent, signal), parent),
        })),
      );
    });
  });
  if (done) return done;
  throw new Error(staged.failure);
}

interface TracedRequest {
  readonly request: PlannedRequest;
  readonly traceId: string;
  /** The lab's own span, which nobody records. */
  readonly parent: string;
}

function tracedRequest(staged: StagedTrial, iteration: number): TracedRequest {
  const planned = staged.requestAt(iteration);
  const traceId = randomBytes(16).toString('hex');
  const parent = randomBytes(8).toString('hex');
  const headers = { ...planned.headers, traceparent: `00-${traceId}-${parent}-01` };
  return { request: { ...planned, headers }, traceId, parent };
}

function* oneByOne(
  requests: readonly TracedRequest[],
): Generator<readonly PlannedRequest[], TimedResponse[], readonly TimedResponse[]> {
  const answers: TimedResponse[] = [];
  for (const { request } of requests) answers.push(...(yield [request]));
  return answers;
}

/** Of each endpoint the request with the median response time, the lower one of two; without those that were not answered as expected. */
export function medianOfEach<T extends Asked>(asked: readonly T[]): (T & { readonly of: number })[] {
  const groups = new Map<string, { readonly each: T; readonly took: number }[]>();
  for (const each of asked) {
    const { request, answer } = each;
    if (!answer || !request.expect.includes(answer.status)) continue;
    const took = answer.endedAt - answer.startedAt;
    groups.set(request.endpoint, [...(groups.get(request.endpoint) ?? []), { each, took }]);
  }
  return [...groups.values()].flatMap((group) => {
    const median = group.toSorted((a, b) => a.took - b.took)[Math.floor((group.length - 1) / 2)];
    return median ? [{ ...median.each, of: group.length }] : [];
  });
}

interface Asked {
  readonly request: Pick<PlannedRequest, 'endpoint' | 'expect'>;
  readonly answer: Pick<TimedResponse, 'status' | 'startedAt' | 'endedAt'> | undefined;
}

/** All spans of a trace: that of the request itself is there, and none has come for a while. */
async function allSpans(
  receiver: SpanReceiver,
  traceId: string,
  parent: string,
  signal: AbortSignal,
): Promise<readonly SpanRecord[]> {
  let [known, since] = [0, performance.now()];
  await waitUntil(
    'the spans of a traced request',
    () => {
      const spans = receiver.spansOf(traceId);
      if (spans.length !== known) [known, since] = [spans.length, performance.now()];
      const isWhole = spans.some((span) => span.parent === parent) && performance.now() - since > QUIET_MS;
      return isWhole || `${spans.length} have come`;
    },
    { deadlineMs: SPANS_MS, signal },
  );
  return receiver.spansOf(traceId);
}

/** With times from the start of the request itself, and in the order of their starts. */
export function fromItsStart(spans: readonly SpanRecord[], parent: string): SpanRecord[] {
  const root = spans.find((span) => span.parent === parent);
  const rounded = (ms: number) => Number(ms.toFixed(3));
  return spans
    .map((span) => ({
      ...span,
      parent: span.parent === parent ? null : span.parent,
      start: rounded(span.start - (root?.start ?? 0)),
      took: rounded(span.took),
    }))
    .toSorted((a, b) => a.start - b.start);
}
