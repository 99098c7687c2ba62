import { decodeFromCompressedBase64 } from 'hdr-histogram-js';
import { DRAWN } from '../../charts/curves.ts';
import type { RunFiles } from '../../records/run-files.ts';
import type { Latency, PhaseRecord, TrialRecord } from '../../records/trial.ts';
import { leastFor, mergeLatencies } from '../../stats/latency.ts';

/** Latencies of one endpoint in one phase: an arm's valid trials merged into one histogram. */
export interface MergedRow {
  readonly phase: string;
  readonly id: string;
  readonly endpoint: string;
  readonly arms: readonly {
    readonly arm: string;
    readonly response: Latency | null;
    readonly service: Latency | null;
  }[];
}

/** Merging takes a second or two, and several figures and a table of a page show it. */
const merged = new WeakMap<RunFiles, MergedRow[]>();

export function mergedLatencies(files: RunFiles): MergedRow[] {
  const rows = merged.get(files) ?? merge(files);
  merged.set(files, rows);
  return rows;
}

function merge({ manifest, trials }: RunFiles): MergedRow[] {
  return manifest.scenario.phases.flatMap(({ name: phase }) =>
    [...manifest.scenario.endpoints, { id: 'all', title: 'all requests' }].map(({ id, title }) => ({
      phase,
      id,
      endpoint: title,
      arms: manifest.arms.map(({ name: arm }) => {
        const records = phasesOf(trials, arm, phase).map((record) =>
          id === 'all' ? record.all : record.endpoints[id],
        );
        const all = (series: 'response' | 'service') =>
          mergeLatencies(records.map((record) => record?.[series] ?? null));
        return { arm, response: all('response'), service: all('service') };
      }),
    })),
  );
}

/** An arm's valid trials in a phase. */
export const phasesOf = (trials: readonly TrialRecord[], arm: string, phase: string): PhaseRecord[] =>
  trials
    .filter((trial) => trial.valid && trial.arm === arm)
    .flatMap((trial) => trial.phases.filter(({ name }) => name === phase));

/** Latency by percentile in milliseconds, as far as there are requests enough. */
export function percentilesOf(
  latency: Latency | null,
  at: readonly number[] = DRAWN,
): { readonly percentile: number; readonly ms: number }[] {
  if (!latency) return [];
  const histogram = decodeFromCompressedBase64(latency.histogram);
  return at
    .filter((percentile) => latency.count >= leastFor(percentile))
    .map((percentile) => ({ percentile, ms: histogram.getValueAtPercentile(percentile) / 1000 }));
}
