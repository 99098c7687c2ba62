// @ts-check
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * A shop that `make monolith` or `make microservices` runs, and what waits in it. A number is null where no process told it.
 *
 * @typedef {object} RunningShop
 * @property {string} topology
 * @property {string} url
 * @property {number | null} outboxEvents events that have not reached all of their subscribers
 * @property {number | null} deadLetters events that a subscriber could not apply
 * @property {number | null} openSagas
 */

const ASK_MS = 2_000;

/** @param {string} root @returns {Promise<RunningShop[]>} */
export async function runningShops(root) {
  const base = join(root, '.lab');
  /** @type {{ pid: number, topology: string, url: string, processes: { name: string, url: string }[] }[]} */
  const shops = namesIn(base).flatMap((name) => {
    try {
      const shop = JSON.parse(readFileSync(join(base, name, 'shop.json'), 'utf8'));
      process.kill(shop.pid, 0);
      return [shop];
    } catch {
      // No shop, or one that has ended.
      return [];
    }
  });
  return Promise.all(shops.map(look));
}

/** @param {{ topology: string, url: string, processes: { url: string }[] }} shop @returns {Promise<RunningShop>} */
async function look({ topology, url, processes }) {
  const metrics = (await Promise.all(processes.map((each) => metricsOf(each.url)))).join('\n');
  return {
    topology,
    url,
    outboxEvents: waiting(metrics, 'shop_outbox_events'),
    deadLetters: waiting(metrics, 'shop_dead_letters'),
    openSagas: waiting(metrics, 'shop_open_sagas'),
  };
}

/** Instances of a service count the same things, so one of each counts. @param {string} metrics @param {string} name */
export function waiting(metrics, name) {
  const series = metrics.matchAll(new RegExp(`^${name}\\{[^}]*process="([^"]*)"[^}]*\\} (\\d+)$`, 'gm'));
  const byProcess = new Map([...series].map(([, process, value]) => [process, Number(value)]));
  return byProcess.size === 0 ? null : [...byProcess.values()].reduce((sum, value) => sum + value, 0);
}

/** @param {string} url @returns {Promise<string>} '' when it does not answer */
async function metricsOf(url) {
  try {
    const response = await fetch(`${url}/metrics`, { signal: AbortSignal.timeout(ASK_MS) });
    return response.ok ? await response.text() : '';
  } catch {
    return '';
  }
}

/** @param {string} folder */
function namesIn(folder) {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
