// @ts-check
import { execFileSync } from 'node:child_process';
import {
  cpSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';

/** What a copy shares with the project, or has no use for. */
const NOT_COPIED = ['node_modules/', '.lab/'];

/**
 * Makes copies of the project as it was committed, with what make and runs have left in it. Nothing has to be installed or compiled in a copy:
 * its files are as old as the project's, and the installed packages are the same files.
 *
 * The copies go with `remove`. After a `kill -9` they go with `make stop`, because their folder says whose it is.
 *
 * @param {string} root the project's
 */
export function copiesOf(root) {
  mkdirSync(join(root, '.lab'), { recursive: true });
  const folder = mkdtempSync(join(root, '.lab', 'lessons-'));
  writeFileSync(join(folder, 'owner.pid'), String(process.pid));
  let made = 0;
  return {
    /** @returns the copy's path */
    make() {
      made += 1;
      const copy = join(folder, String(made));
      copyTo(root, copy);
      return copy;
    },
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** @param {string} root @param {string} copy */
function copyTo(root, copy) {
  const git = (/** @type {string[]} */ ...args) =>
    execFileSync('git', ['-C', root, ...args], { encoding: 'utf8' });
  const list = (/** @type {string[]} */ ...args) =>
    git('ls-files', '-z', ...args)
      .split('\0')
      .filter(Boolean);
  git('clone', '--quiet', '--no-checkout', root, copy);
  git('-C', copy, 'checkout', '--quiet', '--detach', git('rev-parse', 'HEAD').trim());
  for (const file of list()) {
    const { atime, mtime } = lstatSync(join(root, file));
    utimesSync(join(copy, file), atime, mtime);
  }
  const ignored = list('--others', '--ignored', '--exclude-standard', '--directory');
  for (const path of ignored.filter((each) => !NOT_COPIED.includes(each)))
    cpSync(join(root, path), join(copy, path), {
      recursive: true,
      preserveTimestamps: true,
      verbatimSymlinks: true,
    });
  if (ignored.includes('node_modules/')) linkAll(join(root, 'node_modules'), join(copy, 'node_modules'));
}

/** The same files under another path. Links stay what they are: those to the project's packages lead to the copy's. @param {string} from @param {string} to */
function linkAll(from, to) {
  mkdirSync(to);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const [here, there] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory()) linkAll(here, there);
    else if (entry.isSymbolicLink()) symlinkSync(readlinkSync(here), there);
    else linkSync(here, there);
  }
}
