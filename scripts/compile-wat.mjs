// Makes `dots.ts` of `dots.wat`, what ranking spends its time on, as WebAssembly:
//
//   node scripts/compile-wat.mjs
//
// What it makes is committed, so that neither a build nor a process needs a compiler for it. A test holds it against its source.
import { readFileSync, realpathSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import openWabt from 'wabt';

const SOURCE = join(dirname(import.meta.dirname), 'shared-domain/src/recommendations/ranking/dots.wat');
/** Of a TypeScript module with the code of a WebAssembly module. */
export const MODULE = SOURCE.replace(/\.wat$/, '.ts');

/** @returns {Promise<string>} the TypeScript module that belongs to the source of today */
export async function compiled() {
  const wabt = await openWabt();
  const parsed = wabt.parseWat(basename(SOURCE), readFileSync(SOURCE, 'utf8'), { simd: true });
  parsed.validate();
  const code = Buffer.from(parsed.toBinary({}).buffer).toString('base64');
  parsed.destroy();
  return `/** \`dots.wat\` as WebAssembly, in base64. Made by \`node scripts/compile-wat.mjs\`: a test holds it against its source. */
export const DOTS =
  '${code}';
`;
}

if (process.argv[1] && import.meta.filename === realpathSync(process.argv[1]))
  writeFileSync(MODULE, await compiled());
