// @ts-check
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { allows } from './programs.mjs';

/** @typedef {import('./finding.mjs').Finding} Finding */

/** What every scenario needs. Packages are not among it: a run installs them. */
const ALWAYS = ['node', 'disk', 'disk-of-results'];

/**
 * A scenario, and what stands in its way.
 *
 * @typedef {object} Possibility
 * @property {string} id
 * @property {readonly Pick<Finding, 'id' | 'name' | 'remedy'>[]} missing
 * @property {readonly string[]} without names of components without which it leaves arms out
 */

/**
 * What can be run, by `scenarios/<id>/needs.json`: the components that the scenario's own arms have, those that it can do without
 * (`optional`), and what its kind needs of the machine.
 *
 * @param {string} root
 * @param {readonly Finding[]} findings
 * @returns {Possibility[]}
 */
export function possibilities(root, findings) {
  const folder = join(root, 'scenarios');
  return readdirSync(folder)
    .filter((id) => allows(join(folder, id, 'scenario.ts')))
    .map((id) => {
      const file = join(folder, id, 'needs.json');
      if (!allows(file)) return { id, missing: [untold(id)], without: [] };
      return possibilityOf(id, JSON.parse(readFileSync(file, 'utf8')), findings);
    });
}

/**
 * @param {string} id
 * @param {{ readonly components: readonly string[], readonly host: readonly string[], readonly optional?: readonly string[] }} needs
 * @param {readonly Finding[]} findings
 * @returns {Possibility}
 */
export function possibilityOf(id, { components, host, optional = [] }, findings) {
  /** @param {string} need */
  const look = (need) => findings.find((finding) => finding.id === need) ?? unknown(need);
  const needed = [...ALWAYS, ...components, ...host].map(look);
  const without = optional.map(look).filter(({ state }) => state === 'missing');
  const missing = needed.filter(({ state }) => state === 'missing');
  const installed = findings.some((finding) => finding.id === 'packages' && finding.state !== 'missing');
  const npm = findings.find((finding) => finding.id === 'npm');
  if (!installed && npm?.state === 'missing') missing.push(npm);
  return {
    id,
    missing: missing.map(({ id: need, name, remedy }) => ({ id: need, name, ...(remedy ? { remedy } : {}) })),
    without: without.map(({ name }) => name),
  };
}

/** @param {string} id */
const untold = (id) => ({
  id: 'needs',
  name: 'needs.json',
  remedy: `say in scenarios/${id}/needs.json what the scenario needs`,
});

/** A need that no check looks for. @param {string} id @returns {Finding} */
const unknown = (id) => ({
  id,
  name: id,
  state: 'missing',
  found: '',
  enables: '',
  remedy: 'the doctor does not know it',
});
