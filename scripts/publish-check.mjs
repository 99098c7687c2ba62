// Keeps what shows that the instrument is right: node scripts/publish-check.mjs <a run's folder, or a file of figures> <name>
//
// It lies in results/reference/checks/<name>/, as small as it can be and still be compared again: a run without its reports, its logs and
// its service times (no metric is made of them); figures (calibration.json, planted.json) as they are.
// lab/test/reference-checks.test.ts recomputes all that lies there.
import { cp, mkdir, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { basename, join, resolve } from 'node:path';

const [from, name, checks = resolve(import.meta.dirname, '../results/reference/checks')] =
  process.argv.slice(2);
if (!from || !/^[a-z0-9-]+$/.test(name ?? '')) {
  console.error(
    'Usage: node scripts/publish-check.mjs <run folder | figures.json> <name of small letters, digits and ->',
  );
  process.exit(2);
}
const to = join(checks, name);
const json = async (path) => JSON.parse(await readFile(path, 'utf8'));
// On one line: with a line for each number, a trial is twice as large.
const write = (path, value) => writeFile(path, `${JSON.stringify(value)}\n`);

if ((await stat(from)).isFile()) {
  if (!Array.isArray((await json(from)).figures)) throw new Error(`${from} holds no figures`);
  await mkdir(to, { recursive: true });
  await cp(from, join(to, basename(from)));
} else {
  const manifest = await json(join(from, 'manifest.json'));
  if (manifest.status !== 'finished')
    throw new Error(`The run is ${manifest.status}: only a finished one is published`);
  // What lies there may be of another run, with more trials.
  await rm(to, { recursive: true, force: true });
  await mkdir(join(to, 'trials'), { recursive: true });
  await write(join(to, 'manifest.json'), manifest);
  await write(join(to, 'comparison.json'), await json(join(from, 'comparison.json')));
  for (const file of (await readdir(join(from, 'trials'))).filter((each) => each.endsWith('.json')))
    await write(join(to, 'trials', file), reduced(await json(join(from, 'trials', file))));
}
console.log(
  `Written to ${to}. It is recomputed by: npx vitest run --project system lab/test/reference-checks.test.ts`,
);

function reduced({ phases, ...trial }) {
  const withoutService = (endpoint) => ({ ...endpoint, service: null });
  return {
    ...trial,
    artifacts: [],
    phases: phases.map((phase) => ({
      ...phase,
      all: withoutService(phase.all),
      endpoints: Object.fromEntries(
        Object.entries(phase.endpoints).map(([id, endpoint]) => [id, withoutService(endpoint)]),
      ),
    })),
  };
}
