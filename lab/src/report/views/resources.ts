import type { RunFiles } from '../../records/run-files.ts';
import { phasesOf } from './latencies.ts';

/** A process's share of a resource: a mean over the arm's valid trials. */
export interface Share {
  readonly process: string;
  readonly value: number;
}

interface Part {
  readonly process: string;
  readonly value: number;
}

const MEGABYTE = 1024 * 1024;

/** Milliseconds of CPU time per successful request. */
export const cpuPerRequest = (files: RunFiles, arm: string, phase: string): Share[] =>
  shares(files, arm, ({ resources, phases }) => {
    const ok = phases.find(({ name }) => name === phase)?.ok ?? 0;
    if (ok === 0) return undefined;
    return resources?.phases[phase]?.cpu.map(({ process, seconds }) => ({
      process,
      value: (seconds * 1000) / ok,
    }));
  });

/** Megabytes at the end of a phase. */
export const memoryUnderLoad = (files: RunFiles, arm: string, phase: string): Share[] =>
  shares(files, arm, ({ resources }) => resources?.phases[phase]?.memory.map(inMegabytes));

/** Megabytes of the ready system before any load. */
export const memoryIdle = (files: RunFiles, arm: string): Share[] =>
  shares(files, arm, ({ resources }) => resources?.idle.map(inMegabytes));

/** Milliseconds of CPU time per second without any load; empty where that was not measured. */
export const cpuIdle = (files: RunFiles, arm: string): Share[] =>
  shares(files, arm, ({ resources }) => {
    const idle = resources?.idleCpu;
    if (!idle || idle.seconds <= 0) return undefined;
    return idle.cpu.map(({ process, seconds }) => ({ process, value: (seconds * 1000) / idle.seconds }));
  });

/** Megabytes of what a trial says of its processes besides its resources. */
export const sharesOf = (
  files: RunFiles,
  arm: string,
  read: (
    trial: RunFiles['trials'][number],
  ) => readonly { readonly process: string; readonly bytes: number }[] | undefined,
): Share[] => shares(files, arm, (trial) => read(trial)?.map(inMegabytes));

const inMegabytes = ({ process, bytes }: { process: string; bytes: number }): Part => ({
  process,
  value: bytes / MEGABYTE,
});

/** Means over the trials that have a value at all. */
function shares(
  { trials }: RunFiles,
  arm: string,
  read: (trial: RunFiles['trials'][number]) => readonly Part[] | undefined,
): Share[] {
  const readings = trials
    .filter((trial) => trial.valid && trial.arm === arm)
    .flatMap((trial) => {
      const parts = read(trial);
      return parts ? [parts] : [];
    });
  const names = [...new Set(readings.flatMap((parts) => parts.map(({ process }) => process)))];
  return names.map((process) => ({
    process,
    value: mean(readings.map((parts) => parts.find((part) => part.process === process)?.value ?? 0)),
  }));
}

/** What a request's time is made of, in the order in which charts stack it. */
export const TIME_PARTS = ['edge', 'databases', 'messages and waiting', 'other services'] as const;

/** Where a request's time went by the servers' own word (`Server-Timing`): mean milliseconds for each of {@link TIME_PARTS}. */
export function timeParts(
  { manifest, trials }: RunFiles,
  arm: string,
  phase: string,
): { readonly endpoint: string; readonly parts: readonly number[] }[] {
  return manifest.scenario.endpoints.flatMap(({ id, title }) => {
    const records = phasesOf(trials, arm, phase).flatMap(({ endpoints }) => endpoints[id] ?? []);
    const at = (name: string) => mean(records.map(({ serverTiming }) => serverTiming[name] ?? 0));
    const calls = at('calls');
    // Services called side by side report more time than passed while the edge waited for them: scaled to fit.
    const services = Math.min(calls, at('services'));
    const theirDatabases =
      at('services') > 0 ? (services * Math.min(at('remote-db'), at('services'))) / at('services') : 0;
    const parts = [at('edge'), at('db') + theirDatabases, calls - services, services - theirDatabases];
    return parts.some((part) => part > 0) ? [{ endpoint: title, parts }] : [];
  });
}

const mean = (values: readonly number[]): number =>
  values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
