import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { summarize } from '../../measurement/summarize.ts';
import type { PlannedPhase } from '../../plan/plan.ts';
import { acquireGuardian } from '../../processes/guardian.ts';
import type { PhaseRecord, WarmUpRecord } from '../../run/records/trial.ts';
import { type Driver, LEAD_IN_SECONDS, type Load, type LoadHooks } from '../driver.ts';
import type { Sample } from '../sample.ts';
import { isSteady, windowMedians } from '../steady-state.ts';
import type { K6 } from './find-k6.ts';
import { samplesOf, scheduleStart } from './samples.ts';
import type { K6Line } from './script.ts';
import { SegmentRunner } from './segment-runner.ts';

/**
 * k6's constant arrival rate, a process for the warm-up and one for each phase. A process starts with a second of lead-in
 * that is not measured, as its virtual users have yet to open their connections. The load does not wait for the hooks.
 *
 * k6's own report of each phase is kept; it holds the lead-in too, and counts from the actual start of a request.
 */
export function k6Driver(k6: K6, root: string): Driver {
  return {
    id: 'k6',
    description: k6.description,
    run: async (load, hooks, signal) => {
      const guardian = acquireGuardian(load.runId);
      const runner = new SegmentRunner(k6, root, { ...load, url: k6.reach(load.url) }, guardian, signal);
      try {
        const warmUp = await warmUpSystem(runner, load);
        await hooks.warmedUp();
        const phases: PhaseRecord[] = [];
        for (const phase of load.phases) phases.push(await measure(runner, phase, hooks, load.artifactDir));
        return { warmUp, phases, artifacts: await dashboardsOf(load) };
      } finally {
        await runner.end();
        await guardian.release();
      }
    },
  };
}

async function warmUpSystem(runner: SegmentRunner, load: Load): Promise<WarmUpRecord> {
  const { perSecond, minSeconds, maxSeconds, within } = load.warmUp;
  let windows: (number | null)[] = [];
  const lines = await runner.start('warm-up', perSecond, maxSeconds, (soFar) => {
    const samples = samplesOf(soFar, perSecond, 0);
    windows = windowMedians(samples, (samples.at(-1)?.intended ?? 0) / 1000);
    return windows.length >= minSeconds && isSteady(windows, within);
  });
  const samples = samplesOf(lines, perSecond, 0);
  const steady = windows.length >= minSeconds && isSteady(windows, within);
  if (!steady) windows = windowMedians(samples, maxSeconds);
  return { seconds: windows.length, steady: steady || isSteady(windows, within), windows };
}

const dashboardName = (phase: PlannedPhase): string => `k6-${phase.name}.html`;

/** k6 makes none of a test that was too short for it. */
async function dashboardsOf({ artifactDir, phases }: Load): Promise<string[]> {
  if (artifactDir === undefined) return [];
  const names = phases.map(dashboardName);
  const there = await Promise.allSettled(names.map((name) => access(join(artifactDir, name))));
  return names.filter((_, index) => there[index]?.status === 'fulfilled');
}

async function measure(
  runner: SegmentRunner,
  phase: PlannedPhase,
  hooks: LoadHooks,
  artifactDir: string | undefined,
): Promise<PhaseRecord> {
  let started: Promise<void> | undefined;
  const startHook = async (first: K6Line, scheduled: number) => {
    const measuredFrom = first.wall - first.from + scheduled + LEAD_IN_SECONDS * 1000;
    await runner.findProcess();
    await sleep(Math.max(0, measuredFrom - Date.now()));
    runner.countCpuFromHere();
    await hooks.phaseStarts(phase.name);
  };
  const watch = (soFar: readonly K6Line[]) => {
    const [first] = soFar;
    if (first) started ??= startHook(first, scheduleStart(soFar, phase.perSecond));
    return false;
  };
  const seconds = LEAD_IN_SECONDS + phase.seconds;
  const dashboard = artifactDir && join(artifactDir, dashboardName(phase));
  const lines = await runner.start(phase.name, phase.perSecond, seconds, watch, dashboard);
  await started;
  await hooks.phaseEnded(phase.name);
  const samples: Sample[] = samplesOf(lines, phase.perSecond, LEAD_IN_SECONDS);
  return summarize(phase, samples, runner.cpuShare(phase.seconds));
}
