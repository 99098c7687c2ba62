import type { Arrivals } from '../records/arrivals.ts';
import type { BurstRecord } from '../records/burst.ts';
import type { EndpointRecord, PhaseRecord } from '../records/trial.ts';
import type { PlannedPhase } from '../scenario/scenario.ts';
import { latencyOf, newHistogram, recordInto } from '../stats/latency.ts';
import type { Burst } from './driver.ts';
import type { Sample } from './sample.ts';
import { parseServerTiming } from './server-timing.ts';

/** A stretch of a phase without a pause, and what was sent in it: times count from the start of the block. */
export interface Block {
  readonly seconds: number;
  readonly samples: readonly Sample[];
}

/** A start this much past the end of its block still counts as on schedule. */
const SLACK_MS = 20;

/**
 * What the blocks of a phase say together: their times are those of one phase without the pauses.
 *
 * Response times hold every request that was answered as it should be, and those given up at the deadline with the time
 * they had waited: leaving those out would flatter a stalled system. Answers with another status are errors only.
 *
 * Requests that follow in an iteration count as any other; whether the driver kept its schedule is judged by first ones alone.
 *
 * @param driverCpu share of the CPU time that the driver could have used; null where it cannot be seen
 * @param arrivals how the driver really spaced the requests, whatever the plan says
 */
export function summarize(
  phase: PlannedPhase,
  blocks: readonly Block[],
  driverCpu: number | null,
  arrivals: Arrivals,
): PhaseRecord {
  const planned = Math.round(phase.perSecond * phase.seconds);
  const samples = joined(blocks);
  const inTime = blocks.reduce((sum, block) => sum + startedInTime(block), 0);
  const endpoints = grouped(samples, ({ endpoint }) => endpoint);
  const all = summarizeEndpoint(samples);
  return {
    name: phase.name,
    offeredPerSecond: phase.perSecond,
    arrivals,
    seconds: phase.seconds,
    planned,
    started: all.started,
    ok: all.ok,
    errors: all.errors,
    timeouts: all.timeouts,
    achieved: inTime / planned,
    throughput: all.ok / phase.seconds,
    all,
    endpoints: Object.fromEntries([...endpoints].map(([id, own]) => [id, summarizeEndpoint(own)])),
    timeline: timelineOf(samples, phase.seconds),
    failures: failuresOf(samples),
    lateness: delays(samples.filter(({ step }) => step === 0).map(({ late }) => late)),
    driverCpu,
  };
}

/**
 * What a closed loop came to: requests count where they end, so that those under way at the window's ends even out.
 *
 * @param samples times count from the start of the burst
 * @param driverCpu see {@link summarize}
 */
export function summarizeBurst(
  { name, outstanding, seconds, leadInSeconds }: Burst,
  samples: readonly Sample[],
  driverCpu: number | null,
): BurstRecord {
  const secondOf = ({ intended, response }: Sample) => (intended + response) / 1000 - leadInSeconds;
  const within = samples.filter((sample) => secondOf(sample) >= 0 && secondOf(sample) < seconds);
  const done = within.filter(({ outcome }) => outcome.kind === 'ok');
  const bySecond = grouped(done, (sample) => Math.floor(secondOf(sample)));
  const { response } = summarizeEndpoint(done);
  return {
    name,
    outstanding,
    seconds,
    completed: done.length,
    errors: within.length - done.length,
    timeouts: within.filter(({ outcome }) => outcome.kind === 'timeout').length,
    perSecond: done.length / seconds,
    timeline: Array.from({ length: seconds }, (_, second) => bySecond.get(second)?.length ?? 0),
    response: {
      p50: response?.p50 ?? null,
      p90: response?.p90 ?? null,
      p95: response?.p95 ?? null,
      p99: response?.p99 ?? null,
    },
    failures: failuresOf(within),
    driverCpu,
  };
}

function startedInTime({ seconds, samples }: Block): number {
  const end = seconds * 1000 + SLACK_MS;
  return samples.filter(({ step, intended, late }) => step === 0 && intended + late <= end).length;
}

/** The samples of a phase's blocks, with times as if there were no pauses between them. */
export function joined(blocks: readonly Block[]): Sample[] {
  let startMs = 0;
  return blocks.flatMap(({ seconds, samples }) => {
    const from = startMs;
    startMs += seconds * 1000;
    return samples.map((sample) => ({ ...sample, intended: from + sample.intended }));
  });
}

function summarizeEndpoint(samples: readonly Sample[]): EndpointRecord {
  const response = newHistogram();
  const service = newHistogram();
  for (const sample of samples) {
    if (sample.outcome.kind === 'error') continue;
    recordInto(response, sample.response);
    if (sample.service !== undefined) recordInto(service, sample.service);
  }
  const ok = samples.filter(({ outcome }) => outcome.kind === 'ok');
  return {
    started: samples.length,
    ok: ok.length,
    errors: samples.length - ok.length,
    timeouts: samples.filter(({ outcome }) => outcome.kind === 'timeout').length,
    response: latencyOf(response),
    service: latencyOf(service),
    serverTiming: meanServerTiming(ok),
  };
}

/** Means over all successful requests: one that does not mention a name spent no time there. */
function meanServerTiming(samples: readonly Sample[]): Record<string, number> {
  const sums = new Map<string, number>();
  for (const { serverTiming } of samples) {
    for (const [name, duration] of parseServerTiming(serverTiming ?? '')) {
      sums.set(name, (sums.get(name) ?? 0) + duration);
    }
  }
  return Object.fromEntries([...sums].map(([name, sum]) => [name, sum / samples.length]));
}

function timelineOf(samples: readonly Sample[], seconds: number): PhaseRecord['timeline'] {
  const bySecond = grouped(samples, ({ intended }) => Math.floor(intended / 1000));
  return Array.from({ length: Math.ceil(seconds) }, (_, second) => {
    const own = bySecond.get(second) ?? [];
    const times = own.filter(({ outcome }) => outcome.kind !== 'error').map(({ response }) => response);
    const answered = times.length === 0 ? null : delays(times);
    const errors = own.filter(({ outcome }) => outcome.kind !== 'ok').length;
    return { second, started: own.length, errors, p50: answered?.p50 ?? null, max: answered?.max ?? null };
  });
}

function failuresOf(samples: readonly Sample[]): PhaseRecord['failures'] {
  const failures = new Map<string, PhaseRecord['failures'][number]>();
  for (const { endpoint, outcome } of samples) {
    if (outcome.kind === 'ok') continue;
    const kind = outcome.kind === 'timeout' ? 'timeout' : outcome.what;
    const example = outcome.kind === 'timeout' ? '' : outcome.example;
    const known = failures.get(`${endpoint} ${kind}`);
    failures.set(`${endpoint} ${kind}`, {
      endpoint,
      kind,
      count: (known?.count ?? 0) + 1,
      example: known?.example ?? example,
    });
  }
  return [...failures.values()].toSorted((a, b) => b.count - a.count);
}

function grouped<K>(samples: readonly Sample[], keyOf: (sample: Sample) => K): Map<K, Sample[]> {
  const groups = new Map<K, Sample[]>();
  for (const sample of samples) {
    const key = keyOf(sample);
    const group = groups.get(key);
    if (group) group.push(sample);
    else groups.set(key, [sample]);
  }
  return groups;
}

function delays(values: readonly number[]): PhaseRecord['lateness'] {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (share: number) => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0;
  return { p50: at(0.5), p95: at(0.95), p99: at(0.99), max: at(1) };
}
