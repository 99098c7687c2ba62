import { onOutput } from '@lab/lab/terminal/colours';
import Table from 'cli-table3';
import { isMet, type Measured } from './figures.ts';

const amount = (value: number) =>
  value.toLocaleString('en', value < 10 ? { maximumSignificantDigits: 2 } : { maximumFractionDigits: 0 });

/** A table for a terminal of 115 columns, and what each of its lines says. */
export function renderReport(measured: readonly Measured[]): string {
  const table = new Table({
    head: ['figure', 'counted', 'ours', 'other', 'value (min–max)', 'target', ''],
    colAligns: ['left', 'left', 'right', 'right', 'right', 'right', 'left'],
    style: { head: onOutput.isColorSupported ? ['bold'] : [], border: [] },
  });
  for (const figure of measured) {
    const { id, unit, better, target, spread, sides } = figure;
    table.push([
      id,
      sides?.counted ?? unit,
      sides ? amount(sides.ours) : '',
      sides ? amount(sides.other) : '',
      `${spread.median.toFixed(2)} (${spread.min.toFixed(2)}–${spread.max.toFixed(2)})`,
      `${better === 'higher' ? '≥' : '≤'} ${target.toFixed(2)}`,
      isMet(figure) ? onOutput.green('met') : onOutput.yellow('missed'),
    ]);
  }
  const reading =
    'A ratio is ours ÷ other: 0.60 orders/s says that 60 are done where the library alone does 100.';
  const meanings = measured.map(({ id, meaning }) => `${onOutput.bold(id)}: ${meaning}.`);
  return [table.toString(), reading, ...meanings, ...warnings(measured)].join('\n');
}

/** The lines that settle nothing, because the interval of the median contains the target. */
function warnings(measured: readonly Measured[]): string[] {
  return measured.flatMap(({ id, target, spread: { ci95 } }) => {
    if (!ci95 || target < ci95.low || target > ci95.high) return [];
    const interval = `${ci95.low.toFixed(2)}–${ci95.high.toFixed(2)}`;
    return onOutput.yellow(
      `${id}: too noisy to tell (95 % interval ${interval}); repeat it on a quieter machine.`,
    );
  });
}
