import Table from 'cli-table3';
import { onOutput } from '../terminal/colours.ts';
import type { Calibration, Figure } from './figures.ts';

/** Expected and read values, one table for each driver with its notes below; for a terminal of 115 columns. */
export function renderCalibration({ drivers, skipped, figures, pass }: Calibration): string {
  const sections = drivers.map(({ id, description }) => {
    const own = figures.filter((figure) => figure.id.startsWith(`${id}.`));
    return [onOutput.bold(description), tableOf(own), ...notesOf(own), ''].join('\n');
  });
  const gaps = skipped.map(({ driver, because }) =>
    onOutput.yellow(`SKIPPED: ${driver} was not calibrated, because it is not on this machine: ${because}\n`),
  );
  return [...sections, ...gaps, pass ? passed(figures) : failed(figures)].join('\n');
}

/** A line for each figure: what it is of, what is expected, what was read, and whether it passes. */
export function tableOf(figures: readonly Figure[]): string {
  const table = new Table({
    head: ['known answer', 'expected', 'read', ''],
    colAligns: ['left', 'right', 'right', 'left'],
    style: { head: onOutput.isColorSupported ? ['bold'] : [], border: [] },
  });
  for (const figure of figures) {
    const { what, value, unit, pass } = figure;
    const read = value === null ? 'not read' : `${number(value, unit)}${suffix(unit)}`;
    table.push([what, expectedOf(figure), read, pass ? onOutput.green('ok') : onOutput.red('OFF')]);
  }
  return table.toString();
}

function expectedOf({ better, expected, tolerance, unit }: Figure): string {
  if (better === 'lower') return `at most ${number(expected + tolerance)}${suffix(unit)}`;
  const margin = tolerance === 0 ? '' : ` ± ${number(tolerance)}`;
  return `${tolerance === 0 ? 'exactly ' : ''}${number(expected)}${margin}${suffix(unit)}`;
}

/** A line for each note, with the names of all figures that it belongs to. */
function notesOf(figures: readonly Figure[]): string[] {
  const notes = [...new Set(figures.map(({ note }) => note))].filter((note) => note !== '');
  return notes.map((note) => {
    const names = figures.filter((figure) => figure.note === note).map(({ id }) => id.split('.')[1]);
    return onOutput.dim(`  ${names.join(', ')}: ${note}`);
  });
}

const passed = (figures: readonly Figure[]): string =>
  onOutput.green(`All ${figures.length} known answers were read right.`);

function failed(figures: readonly Figure[]): string {
  const off = figures.filter(({ pass }) => !pass).map(({ id }) => id);
  return [
    onOutput.red(`${off.length} of ${figures.length} known answers are off: ${off.join(', ')}.`),
    'Do not believe numbers that this machine measures now. Possible causes:',
    '  - The machine is busy. Close other programs and repeat. Run a laptop on mains power.',
    '  - The driver starts requests late, and every reading includes that. See start-lateness, and the reading of 0 ms.',
    '  - Other guests of the host use the CPUs. See the load and the steal time (top).',
    '  - None of these, and it stays off: the driver, or this version of k6, is in error.',
  ].join('\n');
}

const suffix = (unit: Figure['unit']): string => ({ ratio: '', ms: ' ms', '%': ' %', '1/s': ' per s' })[unit];

/** Three decimals for values near one, fewer for greater values; a ratio always has three. */
const number = (value: number, unit?: Figure['unit']): string =>
  value.toLocaleString('en', {
    minimumFractionDigits: unit === 'ratio' ? 3 : 0,
    maximumFractionDigits: unit === 'ratio' || Math.abs(value) < 10 ? 3 : 1,
  });
