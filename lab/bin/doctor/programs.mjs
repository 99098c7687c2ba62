// @ts-check
import { execFile } from 'node:child_process';
import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';

/** What every question to another program must be answered in, milliseconds. */
const ANSWER_MS = 5_000;

/** @param {string} path @param {number} [mode] of `constants` of node:fs */
export function allows(path, mode = constants.F_OK) {
  try {
    accessSync(path, mode);
    return true;
  } catch {
    return false;
  }
}

/** @param {string} path */
const isProgram = (path) => allows(path, constants.X_OK) && statSync(path).isFile();

/**
 * The first of these programs that is on PATH, or in one of these places.
 *
 * @param {readonly string[]} names
 * @param {readonly string[]} [places] whole paths
 * @returns {string | undefined} its path
 */
export function findProgram(names, places = []) {
  const folders = (process.env.PATH ?? '').split(delimiter).filter(Boolean);
  const onPath = names.flatMap((name) => folders.map((folder) => join(folder, name)));
  return [...places, ...onPath].find(isProgram);
}

/**
 * Asks a program something.
 *
 * @param {string} program
 * @param {readonly string[]} args
 * @returns {Promise<{ readonly answer: string } | { readonly problem: string }>} its output, or why there is none
 */
export function ask(program, args) {
  return new Promise((resolve) => {
    const options = { timeout: ANSWER_MS, killSignal: /** @type {const} */ ('SIGKILL') };
    const child = execFile(program, args, options, (error, stdout, stderr) => {
      if (!error) resolve({ answer: stdout.trim() });
      else if (error.code === 'ENOENT' || error.code === 'EACCES')
        resolve({ problem: `no ${program} on PATH` });
      else if (error.killed) resolve({ problem: `${program} gave no answer within ${ANSWER_MS / 1000} s` });
      else resolve({ problem: stderr.trim().split('\n').at(-1) || `${program} failed` });
    });
    child.stdin?.end();
  });
}
