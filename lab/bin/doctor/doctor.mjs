// @ts-check
import { join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { examineComponents } from './components.mjs';
import { examineHost } from './host.mjs';
import { examineProject, isBuilt } from './project.mjs';
import { render } from './render.mjs';
import { possibilities } from './scenarios.mjs';
import { runningShops } from './shops.mjs';
import { examineStacks } from './stacks.mjs';

/** @typedef {import('./finding.mjs').Finding} Finding */

/**
 * @typedef {object} Tried
 * @property {readonly Partial<Finding>[]} tried
 * @property {readonly import('./components.mjs').ComponentFacts[]} components
 */

/** @type {Tried} */
const NOT_TRIED = { tried: [], components: [] };

/** @type {Finding} */
const unknownPiece = {
  id: '',
  name: '',
  state: 'missing',
  found: '',
  enables: 'A kind of experiment that is plugged in needs it.',
};

/** What `make run-scenario` runs: the exit code is about it. */
const DEFAULT_SCENARIO = 'latency';
const [POSSIBLE, BAD_USAGE, IMPOSSIBLE] = [0, 2, 3];

const HELP = `Usage: make doctor, or node lab/bin/doctor.mjs [--json]

Shows what this machine has, what each piece enables, and which scenarios can be run. It needs Node.js alone.
Where the project is installed and built it also tries what only trying can show.

  --json  print the findings as JSON

Exit code: ${POSSIBLE} when the scenario ${DEFAULT_SCENARIO} can be run, ${IMPOSSIBLE} when it cannot.
`;

/**
 * Looks at this machine and tells. Starts nothing that outlives it.
 *
 * @param {string[]} args
 * @param {URL} rootUrl the project's folder
 * @returns {Promise<number>} the exit code
 */
export async function doctor(args, rootUrl) {
  const unknown = args.find((arg) => !['--json', '--help', '-h'].includes(arg));
  if (unknown !== undefined) {
    process.stderr.write(`The doctor has no option ${unknown}.\n${HELP}`);
    return BAD_USAGE;
  }
  if (args.includes('--help') || args.includes('-h')) {
    process.stdout.write(HELP);
    return POSSIBLE;
  }
  const root = resolve(fileURLToPath(rootUrl));
  const findings = (await examine(root)).map(withoutNeedlessRemedy);
  const scenarios = possibilities(root, findings);
  const possible = scenarios.some(({ id, missing }) => id === DEFAULT_SCENARIO && missing.length === 0);
  const report = { possible, findings, scenarios, shops: await runningShops(root) };
  process.stdout.write(
    args.includes('--json') ? `${JSON.stringify(report, undefined, 2)}\n` : render(report),
  );
  return possible ? POSSIBLE : IMPOSSIBLE;
}

/** @param {Finding} finding @returns {Finding} */
function withoutNeedlessRemedy({ remedy, ...finding }) {
  return finding.state === 'found' || remedy === undefined ? finding : { ...finding, remedy };
}

/** @param {string} root @returns {Promise<Finding[]>} */
async function examine(root) {
  const [project, host] = await Promise.all([examineProject(root), examineHost(root)]);
  const engine = host.some(({ id, state }) => id === 'docker' && state === 'found');
  const { tried, components } = isBuilt(root) ? await tryOut(root) : NOT_TRIED;
  const findings = [
    ...project,
    ...host,
    ...examineComponents(root, engine, components),
    ...examineStacks(root),
  ];
  // Needs of plug-ins: only the lab's own code knows them.
  const others = tried
    .filter(({ id }) => !findings.some((finding) => finding.id === id))
    .map((one) => ({ ...unknownPiece, ...one }));
  return [
    ...findings.map((finding) => ({ ...finding, ...tried.find(({ id }) => id === finding.id) })),
    ...others,
  ];
}

/**
 * What the lab's own code finds by trying: it replaces what looking has found. And the components of its registry. A build that is
 * broken is no reason to say nothing.
 *
 * @param {string} root
 * @returns {Promise<Tried>}
 */
async function tryOut(root) {
  try {
    const lab = await import(pathToFileURL(join(root, 'lab/dist/doctor/try-out.js')).href);
    return { tried: await lab.tryOut(), components: lab.registeredComponents() };
  } catch (error) {
    const found = `cannot be used: ${error instanceof Error ? error.message : error}`;
    return { ...NOT_TRIED, tried: [{ id: 'build', state: 'limited', found, remedy: 'make build' }] };
  }
}
