import { pathToFileURL } from 'node:url';
import { type FoundWorkload, workloadBeside } from '../../scenario/find-scenarios.ts';
import type { Probe, ProbeModule } from '../../scenario/probe.ts';

/** Name of the module in a scenario's folder, without an ending. */
export const PROBE = 'probe';

/** The probe that lies beside a scenario's workload, built. @throws when the module exports none */
export async function findProbe(workload: FoundWorkload): Promise<Probe> {
  const { built } = workloadBeside(workload, PROBE);
  const { probe } = (await import(pathToFileURL(built).href)) as Partial<ProbeModule>;
  if (typeof probe !== 'function') throw new Error(`${built} does not export a function "probe"`);
  return probe;
}
