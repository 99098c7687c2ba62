import { MissingComponent } from '../components/component.ts';
import type { Driver, DriverId } from './driver.ts';
import { embeddedDriver } from './embedded/embedded-driver.ts';
import { findK6 } from './k6/find-k6.ts';
import { k6Driver } from './k6/k6-driver.ts';

/**
 * The driver for a run.
 *
 * The embedded one by default, though k6 may be there: the same driver everywhere makes results of different machines
 * comparable, it needs half of k6's CPU time or less (`make bench`), and it starts requests within 0.2 ms of their schedule, where
 * k6's starts are spread over the millisecond after (and response times with them). k6 is the cross-check.
 *
 * @throws {MissingComponent} when k6 is asked for and not to be had
 */
export async function findDriver(asked: DriverId | undefined, root: string): Promise<Driver> {
  if (asked !== 'k6') return embeddedDriver;
  const k6 = await findK6();
  if (!('missing' in k6)) return k6Driver(k6, root);
  throw new MissingComponent('k6', [
    `install k6 and have it on PATH: https://grafana.com/docs/k6/latest/set-up/install-k6 (now: ${k6.missing[0]})`,
    `start a Docker engine, which runs it as a container (now: ${k6.missing[1]})`,
    'use the embedded driver: DRIVER=embedded, or no DRIVER at all',
  ]);
}
