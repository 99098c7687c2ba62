// @ts-check
import { readdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { allows, findProgram } from './programs.mjs';

/** @typedef {import('./finding.mjs').Finding} Finding */

/**
 * What `lab/src/components/<id>/component.json` says of a server that deployments may need.
 *
 * @typedef {object} ComponentFacts
 * @property {string} id
 * @property {string} name
 * @property {string} urlVariable names a server that runs, e.g. `AMQP_URL`
 * @property {string} exampleUrl
 * @property {readonly string[]} programs names of the server's program, any one of which will do
 * @property {readonly string[]} usualPlaces where packages put it, whole paths; `~/` is the user's own folder, `$NAME/` one that a variable names
 * @property {readonly string[]} [libraries] what the program runs, where that is no part of it: one of them must be there, too
 * @property {string} [dockerImage] this and the next three: how to get it where it is not; none for a program that the lab brings along
 * @property {string} [debianPackage] names of packages
 * @property {string} [build] what builds or fetches it
 * @property {string} [homebrewFormula]
 */

/**
 * What there is for each component, in the order in which a run tries: a URL, a server on the machine, Docker, a package.
 *
 * @param {string} root
 * @param {boolean} engine whether there is a Docker engine
 * @param {readonly ComponentFacts[]} registered those of the lab's registry, where the lab is built: some may lie elsewhere
 * @returns {Finding[]}
 */
export function examineComponents(root, engine, registered) {
  const folder = join(root, 'lab/src/components');
  /** @type {ComponentFacts[]} */
  const here = readdirSync(folder)
    .map((id) => join(folder, id, 'component.json'))
    .filter((path) => allows(path))
    .map((path) => JSON.parse(readFileSync(path, 'utf8')));
  const elsewhere = registered.filter(({ id }) => here.every((facts) => facts.id !== id));
  return [...here, ...elsewhere].map((facts) => examineComponent(facts, engine, canInstall()));
}

/** @param {ComponentFacts} facts @param {boolean} engine @param {boolean} installable @returns {Finding} */
export function examineComponent(facts, engine, installable) {
  const { id, name, urlVariable, dockerImage, debianPackage } = facts;
  const program = programOf(facts);
  /** @type {Finding['state']} */
  let state = 'found';
  let found = '';
  if (process.env[urlVariable]) found = `${urlVariable} is set`;
  else if (program) found = `${program}, run privately`;
  else if (engine && dockerImage) found = `none yet; Docker can run ${dockerImage}`;
  else if (installable && debianPackage) {
    state = 'limited';
    found = `none yet; a run installs Debian's ${debianPackage}`;
  } else {
    state = 'missing';
    found = 'none';
  }
  return {
    id,
    name,
    state,
    found,
    enables: `For deployments that need it. Tried in this order: ${[
      urlVariable,
      'a server on the machine',
      ...(dockerImage ? ['Docker'] : []),
      ...(debianPackage ? ['a Debian package'] : []),
    ].join(', ')}.`,
    remedy: waysTo(facts),
  };
}

/** @param {ComponentFacts} facts */
function programOf({ programs, usualPlaces, libraries }) {
  if (libraries && !libraries.flatMap(onThisMachine).some((place) => allows(place))) return undefined;
  return findProgram(programs, usualPlaces.flatMap(onThisMachine));
}

/** As in `find-program.ts`, which needs a build. @param {string} place */
function onThisMachine(place) {
  const [, name, rest] = /^\$(\w+)(\/.*)$/.exec(place) ?? [];
  if (name === undefined) return [place.replace(/^~/, homedir())];
  const folder = process.env[name];
  return folder ? [`${folder}${rest}`] : [];
}

/** @param {ComponentFacts} facts */
function waysTo({ urlVariable, exampleUrl, dockerImage, debianPackage, homebrewFormula, build }) {
  const packages = [
    ...(debianPackage ? [`apt-get install ${debianPackage}`] : []),
    ...(homebrewFormula ? [`brew install ${homebrewFormula}`] : []),
  ];
  return [
    `set ${urlVariable} (${exampleUrl})`,
    ...(packages.length > 0 ? [`install it (${packages.join('; ')}; no service is needed)`] : []),
    ...(build ? [`run ${build}`] : []),
    ...(dockerImage ? ['start a Docker engine'] : []),
    ...(debianPackage ? ['run as root on Debian'] : []),
  ].join(', or ');
}

/** Whether this user may install a Debian package here. */
const canInstall = () => process.getuid?.() === 0 && findProgram(['apt-get']) !== undefined;
