import { pathToFileURL } from 'node:url';
import type { CheckoutProbe } from '../../scenario/checkout.ts';
import { type FoundWorkload, workloadBeside } from '../../scenario/find-scenarios.ts';
import type { Probe, ProbeModule } from '../../scenario/probe.ts';

/** Name of the module in a scenario's folder, without an ending. */
export const PROBE = 'probe';

/** The probe that lies in a scenario's folder, built: of the sort that the scenario's settings ask for. @throws when the module exports none */
export async function findProbe<P extends Probe | CheckoutProbe>(workload: FoundWorkload): Promise<P> {
  const { built } = workloadBeside(workload, PROBE);
  const { probe } = (await import(pathToFileURL(built).href)) as Partial<ProbeModule<P>>;
  if (typeof probe !== 'function') throw new Error(`${built} does not export a function "probe"`);
  return probe;
}
