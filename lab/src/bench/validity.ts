import type { LoadResult } from '../drivers/driver.ts';
import { lastWindows } from '../drivers/steady-state.ts';
import type { CompetingUse } from '../host/competing-use.ts';
import type { BurstRecord } from '../records/burst.ts';
import type { PhaseRecord } from '../records/trial.ts';
import { counted } from '../terminal/counted.ts';

/** Under this share of the planned starts on time, the load was not the load that was asked for. */
const LEAST_ACHIEVED = 0.99;
/** A driver busier than this delays what it measures. */
const MOST_DRIVER_CPU = 0.8;
/**
 * Share of a burst's requests that may fail. A failed one costs less CPU time than an answer, so others take its place: a capacity is
 * too great by about as much. At its limits a system may refuse some; who reads the result is told from a thousandth on.
 */
const MOST_FAILED = 0.02;
/**
 * Lateness of starts that a phase may show, milliseconds: each millisecond of it is in the response times. On a CPU of its own
 * the embedded driver shows 0.1 and 0.5, k6 1.0 and 1.1; there is room for machines on which driver and arms share CPUs, or
 * whose host takes the CPU away now and then.
 */
const MOST_LATE_MS = { p95: 5, p99: 20 } as const;
/** Fewer starts have no p99 worth the name: one pause of the machine would decide over the trial. */
const LEAST_FOR_P99 = 1_000;

/**
 * Share of the arms' CPUs' time that others may take in a phase. A desktop's own programs take a few percent; a program that
 * computes without a pause takes half of a CPU that the arm needs too.
 */
const MOST_COMPETING = 0.1;
const MOST_NAMED = 3;

/**
 * Why a trial's numbers cannot be believed, whatever they are; empty when they can.
 *
 * @param competition what others used of the arms' CPUs in each phase; without one it is not judged
 * @param shared whether others may use the machine, so that nobody uses the numbers: a driver that was kept from its work is forgiven then
 */
export function reasonsAgainst(
  { warmUp, phases }: Pick<LoadResult, 'warmUp' | 'phases'>,
  competition: ReadonlyMap<string, CompetingUse> = new Map(),
  shared = false,
): string[] {
  return [
    ...(warmUp.steady ? [] : [unsteady(warmUp)]),
    ...phases.flatMap((phase) => [
      ...(shared ? [] : driverReasons(phase)),
      ...(phase.ok === 0 ? [`${phase.name}: no request succeeded`] : []),
      ...competitionReasons(phase.name, competition.get(phase.name)),
    ]),
  ];
}

/**
 * Why a burst's capacity cannot be believed, whatever it is; empty when it can.
 *
 * @param competition what others used of the arms' CPUs while it was measured; without it that is not judged
 */
export function reasonsAgainstBurst(burst: BurstRecord, competition?: CompetingUse): string[] {
  const { name, completed, errors, timeouts, failures, driverCpu } = burst;
  const reasons: string[] = [];
  if (completed === 0) reasons.push(`${name}: no request succeeded`);
  if (errors > MOST_FAILED * (completed + errors)) {
    const kinds = failures.slice(0, MOST_NAMED).map(({ endpoint, kind }) => `${endpoint}: ${kind}`);
    const late = timeouts > 0 ? `, ${timeouts} of them without an answer in time` : '';
    reasons.push(
      `${name}: ${errors} of ${counted(completed + errors, 'request')} failed${late} (${kinds.join(', ')})`,
    );
  }
  return [...reasons, ...busyDriver(name, driverCpu), ...competitionReasons(name, competition)];
}

/** One reason where others used too much of the arms' CPUs, with those that used most. */
export function competitionReasons(phase: string, use: CompetingUse | undefined): string[] {
  if (!use || use.others <= MOST_COMPETING * use.cpus * use.wall) return [];
  const cpus = (seconds: number) => (seconds / use.wall).toFixed(2);
  const most = [...use.by].toSorted(([, a], [, b]) => b - a).slice(0, MOST_NAMED);
  const host: [string, number][] = use.stolen > 0 ? [["the machine's host", use.stolen]] : [];
  const who = [...host, ...most]
    .filter(([, seconds]) => seconds > (MOST_COMPETING * use.others) / 2)
    .map(([name, seconds]) => `${name} ${cpus(seconds)}`);
  return [
    `${phase}: others used ${cpus(use.others)} of the arms' ${counted(use.cpus, 'CPU')}, most of it: ${who.join(', ') || 'programs that have ended since, or interrupts'}`,
  ];
}

/** Says of a warm-up that it came to no end, and what its last windows looked like: still falling, or a system that cannot keep up. */
export function unsteady({ seconds, windows }: LoadResult['warmUp']): string {
  const last = lastWindows(windows).map((value) =>
    value === null ? 'none' : value.toFixed(value < 10 ? 1 : 0),
  );
  const seen = last.length > 0 ? ` (its last windows: ${last.join(', ')} ms)` : '';
  return `no steady state after ${seconds} s of warm-up${seen}`;
}

function driverReasons(phase: PhaseRecord): string[] {
  const reasons: string[] = [];
  if (phase.achieved < LEAST_ACHIEVED) {
    reasons.push(`${phase.name}: the driver started only ${percent(phase.achieved)} of the requests in time`);
  }
  reasons.push(...busyDriver(phase.name, phase.driverCpu));
  const { p95, p99 } = phase.lateness;
  if (p95 > MOST_LATE_MS.p95) reasons.push(lateStarts(phase.name, 'twenty', p95));
  if (p99 > MOST_LATE_MS.p99 && phase.started >= LEAST_FOR_P99) {
    reasons.push(lateStarts(phase.name, 'a hundred', p99));
  }
  return reasons;
}

const busyDriver = (phase: string, cpu: number | null): string[] =>
  cpu !== null && cpu > MOST_DRIVER_CPU ? [`${phase}: the driver used ${percent(cpu)} of its CPU time`] : [];

const lateStarts = (phase: string, howMany: string, ms: number): string =>
  `${phase}: one request in ${howMany} was sent ${ms.toFixed(0)} ms late or later, so something else kept the driver's CPU busy`;

const percent = (share: number): string => `${(share * 100).toFixed(1)} %`;
