import { onOutput } from '@lab/lab/terminal/colours';
import Table from 'cli-table3';
import type { Measured } from './figures.ts';

const rate = (perSecond: number) => perSecond.toLocaleString('en', { maximumFractionDigits: 0 });

/** A table for a terminal of 115 columns, and what each of its lines says. */
export function renderReport(measured: readonly Measured[]): string {
  const table = new Table({
    head: ['layered vs bare', 'per second', 'layered', 'bare', 'ratio (min–max)', 'target', ''],
    colAligns: ['left', 'left', 'right', 'right', 'right', 'right', 'left'],
    style: { head: onOutput.isColorSupported ? ['bold'] : [], border: [] },
  });
  for (const { benchmark, comparison } of measured) {
    const { ratio, layered, bare } = comparison;
    table.push([
      benchmark.id,
      benchmark.unit,
      rate(layered),
      rate(bare),
      `${ratio.median.toFixed(2)} (${ratio.min.toFixed(2)}–${ratio.max.toFixed(2)})`,
      benchmark.target.toFixed(2),
      ratio.median >= benchmark.target ? onOutput.green('met') : onOutput.yellow('below target'),
    ]);
  }
  const reading = 'A ratio of 0.60: while the library alone does 100, 60 are done through our layers.';
  const meanings = measured.map(({ benchmark }) => `${onOutput.bold(benchmark.id)}: ${benchmark.meaning}.`);
  return [table.toString(), reading, ...meanings, ...warnings(measured)].join('\n');
}

/** The lines that say less than they seem to, because the interval of the median holds the target. */
function warnings(measured: readonly Measured[]): string[] {
  return measured.flatMap(({ benchmark: { id, target }, comparison: { ratio } }) => {
    if (!ratio.ci95 || target < ratio.ci95.low || target > ratio.ci95.high) return [];
    const interval = `${ratio.ci95.low.toFixed(2)}–${ratio.ci95.high.toFixed(2)}`;
    return onOutput.yellow(
      `${id}: too noisy to tell (95 % interval ${interval}); repeat it on a quieter machine.`,
    );
  });
}
