import Table from 'cli-table3';
import type { Command } from 'commander';
import { type Diagnosis, diagnose } from '../doctor/diagnosis.ts';
import { examine } from '../doctor/examination.ts';
import { onOutput } from '../terminal/colours.ts';

const MISSING = 3;
const SIGNS = {
  found: onOutput.green('yes'),
  limited: onOutput.yellow('partly'),
  missing: onOutput.red('no'),
};

/** Adds `lab doctor`: what this machine has for the lab, and what each missing piece would enable. */
export function registerDoctor(program: Command): void {
  program
    .command('doctor')
    .description(
      'show what this machine has, and what each missing piece would enable (exit 3: no run is possible)',
    )
    .option('--json', 'print the findings as JSON')
    .action(async ({ json = false }: { json?: boolean }) => {
      const diagnosis = diagnose(await examine());
      process.stdout.write(`${json ? JSON.stringify(diagnosis, undefined, 2) : render(diagnosis)}\n`);
      process.exitCode = diagnosis.possible ? 0 : MISSING;
    });
}

/** A table for a terminal of 115 columns. */
export function render(diagnosis: Diagnosis): string {
  const table = new Table({
    head: ['piece', '', 'found', 'what it is for, and how to get it'],
    colWidths: [15, 8, 41, 46],
    wordWrap: true,
    style: { head: onOutput.isColorSupported ? ['bold'] : [], border: [] },
  });
  for (const { piece, state, found, advice } of diagnosis.findings) {
    table.push([piece, SIGNS[state], found, advice]);
  }
  const verdict = diagnosis.possible
    ? onOutput.green('A run is possible: make run-scenario')
    : onOutput.red(
        `No run is possible yet: ${diagnosis.findings
          .filter(({ needed, state }) => needed && state === 'missing')
          .map(({ piece }) => piece)
          .join(', ')}.`,
      );
  return `${table.toString()}\n${verdict}`;
}
