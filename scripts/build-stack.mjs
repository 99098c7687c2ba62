// What the scripts share that build a program of the shop in another language: `make go`, `make python`.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const ROOT = join(import.meta.dirname, '..');
const BUILD_MS = 30 * 60_000;
const MISSING = 3;
const FAILED = 4;

/**
 * Builds the program of a stack, unless it has been built of the same sources by the same tool.
 *
 * @param {string} id of a stack, see `lab/src/topologies/stacks`
 * @param {readonly string[]} version arguments with which the tool tells its version
 * @param {(tool: string, run: (program: string, ...args: string[]) => void) => void} build runs programs in the folder of the sources
 */
export function buildStack(id, version, build) {
  const facts = JSON.parse(readFileSync(join(ROOT, `lab/src/topologies/stacks/${id}.json`), 'utf8'));
  const folder = join(ROOT, facts.folder);
  const built = join(folder, facts.built);
  const tool = facts.programs.find((name) => spawnSync(name, version, { stdio: 'ignore' }).status === 0);
  if (tool === undefined) end(MISSING, `There is no ${facts.tool}. Remedy: ${facts.remedy}`);
  const made = `${spawnSync(tool, version, { encoding: 'utf8' }).stdout.trim()} ${hashOf(folder, facts.sources)}\n`;
  const before = statSync(built, { throwIfNoEntry: false }) && readFileSync(built, 'utf8');
  const isThere = before === made && existsSync(join(folder, facts.program));
  if (isThere) console.log(`${facts.name}: built of these sources already.`);
  else {
    // A build that fails halfway leaves no word that there is a program.
    rmSync(built, { force: true });
    build(tool, (program, ...args) => {
      const { status } = spawnSync(program, args, { cwd: folder, stdio: 'inherit', timeout: BUILD_MS });
      if (status !== 0) end(FAILED, `${program} ${args.join(' ')} ended with ${status}`);
    });
  }
  // Also where nothing was built: it must not be older than a source that was only written again.
  mkdirSync(join(folder, 'dist'), { recursive: true });
  writeFileSync(built, made);
  if (!isThere) console.log(`Built: ${facts.name}`);
}

/** @param {string} folder @param {readonly string[]} endings */
function hashOf(folder, endings) {
  const hash = createHash('sha256');
  const names = readdirSync(folder).filter((name) => endings.some((ending) => name.endsWith(ending)));
  for (const name of names.toSorted()) hash.update(`${name}\0`).update(readFileSync(join(folder, name)));
  return hash.digest('hex');
}

/** @param {number} code @param {string} message @returns {never} */
function end(code, message) {
  console.error(message);
  process.exit(code);
}
