import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Command } from 'commander';
import { PROJECT_ROOT } from '../host/project-root.ts';
import { DEFAULT_SCENARIO } from './run-flags.ts';

/** `lab/bin/doctor.mjs`, which needs nothing installed and is no part of what is compiled. */
interface Doctor {
  /** @returns the exit code */
  main(args: readonly string[]): Promise<number>;
}

/** Adds `lab doctor`: what this machine has for the lab, what each piece enables, and which scenarios can be run. */
export function registerDoctor(program: Command): void {
  program
    .command('doctor')
    .description(
      `show what this machine has, and which scenarios it can run (exit 3: ${DEFAULT_SCENARIO} cannot be run)`,
    )
    .option('--json', 'print the findings as JSON')
    .action(async ({ json = false }: { json?: boolean }) => {
      const path = join(PROJECT_ROOT, 'lab', 'bin', 'doctor.mjs');
      const doctor = (await import(pathToFileURL(path).href)) as Doctor;
      process.exitCode = await doctor.main(json ? ['--json'] : []);
    });
}
