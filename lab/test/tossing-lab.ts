import { join } from 'node:path';
import { execa } from 'execa';
import { PROJECT_ROOT } from '../src/host/project-root.ts';

const plugIn = new URL('./fixtures/plugged/plug-in.mjs', import.meta.url).href;

/**
 * The lab with the kind, the component, the choice and the scenario of `fixtures/plugged`. A trial of that scenario starts its system, asks it
 * once and ends it: a run takes seconds, and to all that is no kind's business it is a run like any other.
 *
 * @param env besides the tests' own. `TOSS_AS` is the scenario's id: with another one than `toss` its runs have a folder of their own.
 *   `HAND_ON_THE_COIN` is the path of a file: as long as it is there, trials wait, but for those up to the number in it. With `COIN_ON_EDGE=1`
 *   the claim stays open
 */
export const tossingLab =
  (env: Readonly<Record<string, string>> = {}) =>
  (...args: string[]) =>
    execa(process.execPath, ['--import', plugIn, join(PROJECT_ROOT, 'lab', 'bin', 'lab.js'), ...args], {
      reject: false,
      cwd: PROJECT_ROOT,
      env: { CI: 'true', FORCE_COLOR: undefined, ...env },
    });
