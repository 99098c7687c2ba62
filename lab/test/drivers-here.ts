import { it } from 'vitest';
import type { Driver } from '../src/drivers/driver.ts';
import { embeddedDriver } from '../src/drivers/embedded/embedded-driver.ts';
import { findK6InDocker, findK6OnPath } from '../src/drivers/k6/find-k6.ts';
import { k6Driver } from '../src/drivers/k6/k6-driver.ts';
import { PROJECT_ROOT } from '../src/host/project-root.ts';

/**
 * The drivers that this machine has, with their names: the embedded one, and then those of k6. The lab takes the first of these two; both have
 * to do the same. A test that is skipped stands for one that is missing, and stderr says why.
 *
 * @param what the tests are about, for the skipped test's name
 */
export const driversHere = async (what: string): Promise<[name: string, driver: Driver][]> => [
  ['embedded driver', embeddedDriver],
  ...(await k6DriversHere(what)),
];

async function k6DriversHere(what: string): Promise<[name: string, driver: Driver][]> {
  const places = { PATH: await findK6OnPath(), Docker: await findK6InDocker() };
  return Object.entries(places).flatMap(([place, k6]) => {
    if (!('missing' in k6)) return [[`k6 driver (${place})`, k6Driver(k6, PROJECT_ROOT)]];
    process.stderr.write(`SKIPPED: ${what} with k6 from ${place}: ${k6.missing}\n`);
    it.skip(`${what} with k6 from ${place}`, () => undefined);
    return [];
  });
}
