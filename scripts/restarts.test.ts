import { RestartPolicy } from '@lab/lab/topologies/restart-policy';
import { RestartPause } from '@lab/shared-domain/adapters/process/restart-pause';
import { expect, it } from 'vitest';

/** Deaths by the time that each life lasted, ms: soon, again and again; after a recovery; with long and short lives by turns. */
const LIVES = [
  [50, 50, 50, 50, 50, 50, 50, 50],
  [50, 50, 9_999, 10_000, 50, 50],
  [20_000, 10, 20_000, 10, 10, 30_000, 10],
];

it.each(LIVES)(
  'a cluster starts its dead workers again as soon as the lab does its dead services: lives of %d, %d, %d …',
  (...lives) => {
    const [lab, cluster] = [new RestartPolicy(), new RestartPause()];
    let startedAt = 0;
    for (const life of lives) {
      const diedAt = startedAt + life;
      const wait = lab.afterDeath(startedAt, diedAt);
      expect(cluster.afterDeath(startedAt, diedAt)).toBe(wait);
      expect(wait).toBeTypeOf('number');
      startedAt = diedAt + Number(wait);
    }
  },
);
