import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { cachedDataVersionTag } from 'node:v8';
import { Script } from 'node:vm';

/**
 * Runs the program beside it: `scripts/bundle.mjs` says how the files are made. Compiling is half of what a start costs, so it is done
 * by the build. Another Node.js than the build's, or one with flags that V8 minds, compiles for itself.
 */
const here = import.meta.dirname;
const filename = join(here, 'program.body.js');
const code = join(here, `program.${cachedDataVersionTag()}.code`);

const cachedData = existsSync(code) ? readFileSync(code) : undefined;
const script = new Script(readFileSync(filename, 'latin1'), { filename, cachedData });
if (process.argv[2] === 'load')
  process.once('exit', (status) => {
    if (status !== 0) return;
    writeFileSync(`${code}.unfinished`, script.createCachedData());
    renameSync(`${code}.unfinished`, code);
  });
const module = { exports: {} };
// A script cannot import by itself. What was left outside of it is found from here, which is the same folder.
const importOutside = (/** @type {string} */ path) => import(path);
script.runInThisContext()(createRequire(filename), module, module.exports, filename, here, importOutside);
