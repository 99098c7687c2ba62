import { summarize } from '../../measurement/summarize.ts';
import type { PlannedPhase } from '../../plan/plan.ts';
import type { WarmUpRecord } from '../../run/records/trial.ts';
import type { PlannedRequest } from '../../scenario/workload.ts';
import type { Load, LoadHooks, LoadResult } from '../driver.ts';
import type { Sample } from '../sample.ts';
import { isSteady, windowMedians } from '../steady-state.ts';
import { HttpClient } from './http-client.ts';
import { intendedNs, nsToMs, type Schedule } from './schedule.ts';
import { Ticker } from './ticker.ts';

/** The n-th request of the load. */
export type RequestAt = (iteration: number) => PlannedRequest;

/** Time between the decision to start a phase and its first request, so that the first is not late already. */
const LEAD_NS = 100_000_000n;
const WINDOW_MS = 1000;

/** Warms the system up and then runs the phases, one after the other, with one stream of iterations through all. */
export async function generateLoad(load: Load, requestAt: RequestAt, hooks: LoadHooks): Promise<LoadResult> {
  const client = new HttpClient(load.url, load);
  const ticker = new Ticker();
  let iteration = 0;
  const next = () => requestAt(iteration++);
  const sender = { client, ticker, next };
  try {
    await ticker.untilReady();
    const warmUp = await warmUpSystem(load, sender);
    await hooks.warmedUp();
    const measured: { phase: PlannedPhase; samples: Sample[]; driverCpu: number }[] = [];
    for (const phase of load.phases) {
      await hooks.phaseStarts(phase.name);
      const cpuBefore = process.cpuUsage();
      const samples = await arrive(sender, phase, () => false);
      const { user, system } = process.cpuUsage(cpuBefore);
      const driverCpu = (user + system) / 1e6 / phase.seconds;
      measured.push({ phase, samples, driverCpu });
      await hooks.phaseEnded(phase.name);
    }
    // Only now: summing up takes CPU time that belongs to no phase.
    return {
      warmUp,
      phases: measured.map(({ phase, samples, driverCpu }) => summarize(phase, samples, driverCpu)),
      artifacts: [],
    };
  } finally {
    await ticker.close();
    client.close();
  }
}

interface Sender {
  readonly client: HttpClient;
  readonly ticker: Ticker;
  readonly next: () => PlannedRequest;
}

async function warmUpSystem(load: Load, sender: Sender): Promise<WarmUpRecord> {
  const { perSecond, minSeconds, maxSeconds, within } = load.warmUp;
  const windowsAt = (samples: readonly Sample[], elapsedMs: number) =>
    windowMedians(samples, elapsedMs / WINDOW_MS);
  const steadyAt = (samples: readonly Sample[], elapsedMs: number) =>
    elapsedMs >= minSeconds * 1000 && isSteady(windowsAt(samples, elapsedMs), within);
  let stoppedAt = maxSeconds * 1000;
  let steady = false;
  let looked = 0;
  const phase = { name: 'warm-up', perSecond, seconds: maxSeconds };
  const samples = await arrive(sender, phase, (soFar, elapsedMs) => {
    if (Math.floor(elapsedMs / WINDOW_MS) === looked) return false;
    looked = Math.floor(elapsedMs / WINDOW_MS);
    steady = steadyAt(soFar, looked * WINDOW_MS);
    if (steady) stoppedAt = looked * WINDOW_MS;
    return steady;
  });
  steady ||= steadyAt(samples, stoppedAt);
  return { seconds: stoppedAt / 1000, steady, windows: windowsAt(samples, stoppedAt) };
}

/**
 * Starts requests on schedule until the phase is over or `enough` says so, and resolves when the last one has ended.
 *
 * @param enough asked before each start, with the samples so far and the milliseconds since the first intended start
 */
function arrive(
  { client, ticker, next }: Sender,
  phase: PlannedPhase,
  enough: (samples: readonly Sample[], elapsedMs: number) => boolean,
): Promise<Sample[]> {
  const { perSecond } = phase;
  const count = Math.round(perSecond * phase.seconds);
  const schedule: Schedule = { startNs: process.hrtime.bigint() + LEAD_NS, perSecond, count };
  const samples: Sample[] = [];
  return new Promise((resolve, reject) => {
    let started = 0;
    let goal = schedule.count;
    const settleWhenDone = () => {
      if (samples.length === goal) ended.then(() => resolve(samples));
    };
    const start = (nowNs: bigint) => {
      const intended = intendedNs(schedule, started);
      started += 1;
      const request = next();
      const late = nsToMs(nowNs - intended);
      client.send(request, intended, ({ outcome, service, endedNs, serverTiming }) => {
        const response = nsToMs(endedNs - intended);
        const sample = { endpoint: request.endpoint, intended: nsToMs(intended - schedule.startNs), late };
        samples.push({ ...sample, response, service, outcome, serverTiming });
        settleWhenDone();
      });
    };
    const due = () => {
      try {
        for (let now = process.hrtime.bigint(); started < goal && intendedNs(schedule, started) <= now; ) {
          if (enough(samples, nsToMs(now - schedule.startNs))) {
            goal = started;
            ticker.stop();
            return settleWhenDone();
          }
          start(now);
          now = process.hrtime.bigint();
        }
      } catch (error) {
        ticker.stop();
        reject(error);
      }
    };
    const ended = ticker.run(schedule, due);
    // A tick that came while this thread was busy may have been the last one.
    ended.then(due);
  });
}
