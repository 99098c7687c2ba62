#!/usr/bin/env node
// The front door of `make doctor`. It is written for any Node, so that an old one can say that it is too old: everything newer
// lies behind the import below.
import { readFileSync, realpathSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

const root = new URL('../../', import.meta.url);

/** @param {string[]} args what follows the program's name @returns {Promise<number>} the exit code */
export async function main(args) {
  const oldest = JSON.parse(readFileSync(new URL('package.json', root), 'utf8')).engines.node.replace(
    '>=',
    '',
  );
  const [major, minor] = process.versions.node.split('.').map(Number);
  const [oldestMajor, oldestMinor] = oldest.split('.').map(Number);
  if (major < oldestMajor || (major === oldestMajor && minor < oldestMinor)) {
    process.stderr.write(
      `Node.js ${process.versions.node} is too old. The lab needs ${oldest} or later: https://nodejs.org\n`,
    );
    return 3;
  }
  const { doctor } = await import('./doctor/doctor.mjs');
  return doctor(args, root);
}

if (process.argv[1] && import.meta.url === pathToFileURL(realpathSync(process.argv[1])).href) {
  process.exitCode = await main(process.argv.slice(2));
}
