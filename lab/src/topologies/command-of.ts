import type { StdioOptions } from 'node:child_process';
import { resolve } from 'node:path';
import type { Command, ProcessSpec } from './topology.ts';

/** What starts a process. A path is made absolute; the name of a program is left to be found on PATH. */
export const commandOf = (spec: ProcessSpec, root: string): Command =>
  'entry' in spec ? [process.execPath, resolve(root, spec.entry)] : located(spec.command, root);

/** What fills a process's database. */
export const seedCommandOf = (spec: ProcessSpec, root: string): Command =>
  spec.seed ? located(spec.seed, root) : [...commandOf(spec, root), 'seed'];

/** Whether a process has an IPC channel to the lab: only a Node program can use one. */
export const hasChannel = (spec: ProcessSpec): boolean => 'entry' in spec;

/** What a process reads, which is nothing, and where it writes: to a file. Its IPC channel besides. */
export const stdioOf = (channel: boolean, file: number): StdioOptions => [
  'ignore',
  file,
  file,
  ...(channel ? (['ipc'] as const) : []),
];

/** Programs that must have been built before a topology can start, relative to the project's root. */
export const entriesOf = (processes: readonly ProcessSpec[]): string[] =>
  processes.flatMap((spec) => ('entry' in spec ? [spec.entry] : []));

/** Ids of the stacks that their programs are built with. */
export const stacksOf = (processes: readonly ProcessSpec[]): string[] => [
  ...new Set(
    processes.flatMap((spec) => ('command' in spec && spec.stack !== undefined ? [spec.stack] : [])),
  ),
];

const located = ([program, ...args]: Command, root: string): Command => [
  program.includes('/') ? resolve(root, program) : program,
  ...args,
];
