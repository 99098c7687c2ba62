// @ts-check
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { findProgram } from './programs.mjs';

/** @typedef {import('./finding.mjs').Finding} Finding */

/**
 * What `lab/src/topologies/stacks/<id>.json` says of a stack that a program of the shop is built with.
 *
 * @typedef {object} StackFacts
 * @property {string} id
 * @property {string} name of what is built with it
 * @property {string} tool what builds it
 * @property {readonly string[]} programs names of the tool's program, any one of which will do
 * @property {string} folder of the sources, relative to the project's root
 * @property {readonly string[]} sources how the names of those files end that it is built of
 * @property {string} program what is started, relative to the folder
 * @property {string} built what the build writes last, relative to the folder
 * @property {string} build the command that builds it
 * @property {string} remedy how to get the tool and the program
 */

/** Which programs of other stacks are there. @param {string} root the project's @returns {Finding[]} */
export function examineStacks(root) {
  const folder = join(root, 'lab/src/topologies/stacks');
  return readdirSync(folder)
    .filter((name) => name.endsWith('.json'))
    .map((name) => examineStack(root, JSON.parse(readFileSync(join(folder, name), 'utf8'))));
}

/**
 * One that is older than its sources is as good as none: runs leave its arms out.
 *
 * @param {string} root @param {StackFacts} facts @returns {Finding}
 */
export function examineStack(root, facts) {
  const { id, name, tool, programs, build, remedy } = facts;
  const state = isBuilt(root, facts) ? 'found' : 'missing';
  const program = findProgram(programs);
  return {
    id,
    name,
    state,
    found:
      state === 'found' ? 'built' : program ? `not built yet; ${tool} is there` : `not built; no ${tool}`,
    enables: `Recommendations on another stack, for arms with stack=${id}.`,
    remedy: program ? build : remedy,
  };
}

/** As in `stack.ts`, which needs a build. @param {string} root @param {StackFacts} facts */
function isBuilt(root, { folder, sources, program, built }) {
  const made = modified(join(root, folder, built));
  if (made === undefined || modified(join(root, folder, program)) === undefined) return false;
  return readdirSync(join(root, folder))
    .filter((name) => sources.some((ending) => name.endsWith(ending)))
    .every((name) => (modified(join(root, folder, name)) ?? 0) <= made);
}

/** @param {string} path @returns {number | undefined} epoch ms; undefined for a file that does not exist */
const modified = (path) => statSync(path, { throwIfNoEntry: false })?.mtimeMs;
