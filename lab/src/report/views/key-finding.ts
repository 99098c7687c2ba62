import type { ClaimRecord, Comparison, MetricRecord } from '../../records/comparison.ts';
import type { RunFiles } from '../../records/run-files.ts';
import { baseOf } from '../../topologies/base-of.ts';
import { type MetricRow, metricGroups } from '../view.ts';
import { rolesOf } from './roles.ts';

/** The comparison that stands for a claim's result in numbers. */
export interface KeyFinding extends MetricRow {
  readonly found: Comparison;
  /** The two arms and their medians: what the other is compared with comes first. */
  readonly from: Side;
  readonly to: Side;
  /** Of how many comparisons of the claim it is one. */
  readonly of: number;
  /** Whether it is the middle one of them, and not the first. */
  readonly middle: boolean;
}

interface Side {
  readonly arm: string;
  readonly median: number;
}

/**
 * Of the metrics that a claim rests on, the one with the middle ratio: neither the one that impresses most nor the least. Where they are
 * divided it is the author's first. Undefined where the claim rests on no comparison of two arms.
 */
export function keyFinding(
  files: RunFiles,
  claim: Pick<ClaimRecord, 'metrics' | 'verdict'>,
): KeyFinding | undefined {
  const rows = metricGroups(files).flatMap((group) => group.rows);
  const { main } = rolesOf(files);
  const found = claim.metrics.flatMap((id) => {
    const row = rows.find(({ metric }) => metric.id === id);
    const comparison = row && (of(row.record, main) ?? acrossBases(files, row.record));
    const sides = row && comparison && sidesOf(row.record, comparison, files.comparison.baseline);
    return row && comparison && sides ? [{ ...row, found: comparison, ...sides }] : [];
  });
  const size = ({ found: { ratio } }: (typeof found)[number]) => Math.abs(Math.log(ratio));
  const middle = claim.verdict !== 'mixed';
  const inOrder = found.toSorted((a, b) => size(a) - size(b));
  const key = middle ? inOrder[Math.floor((inOrder.length - 1) / 2)] : found[0];
  return key && { ...key, of: found.length, middle };
}

/** That of the arm that the scenario is about. */
const of = ({ comparisons }: MetricRecord, main: string | undefined): Comparison | undefined =>
  comparisons.find(({ arm }) => arm === main);

/** Where that arm has none, the last of an arm with one of another base: multiples are listed by their number. */
function acrossBases({ manifest }: RunFiles, { comparisons }: MetricRecord): Comparison | undefined {
  const baseOfArm = (arm: string) => baseOf(manifest.arms.find(({ name }) => name === arm)?.topology ?? arm);
  return comparisons.findLast(
    ({ arm, against }) => against !== undefined && baseOfArm(arm) !== baseOfArm(against),
  );
}

function sidesOf(
  { arms }: MetricRecord,
  { arm, against }: Comparison,
  baseline: string,
): { readonly from: Side; readonly to: Side } | undefined {
  const other = against ?? baseline;
  const [from, to] = [arms[other], arms[arm]];
  if (!from || !to) return undefined;
  return { from: { arm: other, median: from.median }, to: { arm, median: to.median } };
}
