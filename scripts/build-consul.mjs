// Builds Consul of its sources, for the lab to run privately: Debian has none. `make consul` runs it; no run does.
//
//   node scripts/build-consul.mjs
//
// It is version 1.14.5, of the last line under an open licence (MPL 2.0), and goes to the user's cache, where the lab looks for it
// (`lab/src/components/consul/component.json`). It needs Go, takes four minutes and downloads its modules by Go's own means.
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

const MODULE = 'github.com/hashicorp/consul';
const VERSION = 'v1.14.5';
const BUILD_MS = 60 * 60_000;
const MISSING = 3;
const FAILED = 4;

const facts = JSON.parse(
  readFileSync(join(import.meta.dirname, '..', 'lab/src/components/consul/component.json'), 'utf8'),
);
const target = facts.usualPlaces[0].replace(/^~/, homedir());

if (statSync(target, { throwIfNoEntry: false })) {
  console.log(`${target} is there already.`);
  process.exit();
}
if (spawnSync('go', ['version'], { stdio: 'inherit' }).status !== 0) {
  console.error('Go is missing: install it from https://go.dev, or set CONSUL_URL to a Consul that runs.');
  process.exit(MISSING);
}
console.log(`Building Consul ${VERSION}: about four minutes of all CPUs ...`);
const folder = mkdtempSync(join(tmpdir(), 'build-consul-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => process.exit(130));
go('mod', 'init', 'lab');
go('mod', 'edit', `-require=${MODULE}@${VERSION}`);
// Not by its final name before it is whole.
go('build', '-o', join(folder, 'consul'), MODULE);
mkdirSync(dirname(target), { recursive: true });
copyWhole(join(folder, 'consul'), target);
console.log(`Built: ${target}`);

function go(...args) {
  const env = { ...process.env, GOFLAGS: '-mod=mod' };
  const { status } = spawnSync('go', args, { cwd: folder, env, stdio: 'inherit', timeout: BUILD_MS });
  if (status === 0) return;
  console.error(`go ${args.join(' ')} ended with ${status}`);
  process.exit(FAILED);
}

/** The cache may be on another disk, and nobody is to find half of it. */
function copyWhole(from, to) {
  const beside = `${to}.unfinished`;
  copyFileSync(from, beside);
  renameSync(beside, to);
}
