import { COMPONENTS } from '@lab/lab/components/registry';
import { topologyOf } from '@lab/lab/topologies/topology-of';
import { lookupsIn } from '@lab/scenarios/caching/counts';
import { expect, test } from 'vitest';
import { skipLoudly } from '../lab/test/skip-loudly.ts';
import type { RunningDeployment } from './behaviour/deployment.ts';
import { HttpClient } from './behaviour/http-client.ts';
import { behaviourSuite } from './behaviour/suite.ts';
import { deployShop } from './deployed-shop.ts';
import { startOwnServer, whyNoOwn } from './own-server.ts';
import { inSharedServers, isShared } from './shared-servers.ts';
import { SUITE_ARMS, type SuiteArmId, withoutServer } from './suite-arms.ts';

/**
 * Runs the behaviour suite against one of its arms. A file for each: they take half a minute, and run side by side. An arm with a cache in a
 * server has a server of its own. Where this machine has none, the suite runs without the cache, and a test is skipped that says so.
 */
export function suiteOf(id: SuiteArmId): void {
  const { title, arm, differences = [] } = SUITE_ARMS[id];
  const cache = topologyOf(arm).components.find((component) => !isShared(component));
  if (cache === undefined) {
    behaviourSuite(title, { start: () => deployShop(arm), differences });
    return;
  }

  let missing: string | undefined;
  let hits = 0;
  const start = async () => {
    missing = await whyNoOwn(cache);
    if (missing !== undefined) return deployShop(withoutServer(arm, cache));
    return deployOverServer(arm, cache, async ({ url }) => {
      hits = await hitsOf(url);
    });
  };
  behaviourSuite(title, { start, differences });

  test(`${title}: pages came from copies in ${COMPONENTS.get(cache).name}`, (context) => {
    skipLoudly(context, missing && `${missing}: the suite ran without this cache`);
    expect(hits).toBeGreaterThan(0);
  });
}

/** @param atLast is done with the shop before it is stopped */
async function deployOverServer(
  arm: string,
  component: string,
  atLast: (shop: RunningDeployment) => Promise<void>,
): Promise<RunningDeployment> {
  const server = await startOwnServer(component);
  try {
    const shared = inSharedServers(topologyOf(arm).components.filter(isShared));
    const shop = await deployShop(arm, { ...shared, ...(await server.place()) });
    return {
      ...shop,
      stop: () =>
        atLast(shop)
          .finally(() => shop.stop())
          .finally(() => server.release()),
    };
  } catch (error) {
    await server.release();
    throw error;
  }
}

/** How often the edge has found a copy in its cache. */
async function hitsOf(url: string): Promise<number> {
  const http = new HttpClient(url);
  try {
    const { text } = await http.send({ path: '/metrics' });
    return lookupsIn(text)?.hits ?? 0;
  } finally {
    http.close();
  }
}
