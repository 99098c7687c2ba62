import { isBystander } from '@lab/lab/experiments/disturbance/settings';
import type { Evidence } from '@lab/lab/scenario/scenario';
import scenario from './scenario.ts';
import { settings } from './settings.ts';

export const arms = ['monolith', 'microservices'].map((name) => ({ name, topology: name }));

export const ROUNDS = 6;
/** Of a fault, and requests of each kind in it. */
export const SECONDS = 2;
export const EACH = 100;

/** What a fault does in the arms, by kind of request, percent of the bystanders; all of the others are hit. */
type Hit = number | Readonly<Record<string, number>>;

/** Six rounds; by fault, the share of the bystanders that is hit in each arm. Undefined: the arm has not met it. */
export function evidence(
  hit: Readonly<Record<string, readonly [monolith: Hit | undefined, microservices: Hit | undefined]>>,
): Evidence {
  const sides = Object.entries(hit).flatMap(([fault, shares]) =>
    arms.flatMap(({ name: arm }, index) => {
      const share = shares[index];
      return share === undefined ? [] : [{ fault, arm, share }];
    }),
  );
  const hits = (fault: string, endpoint: string, share: Hit) => {
    const planned = settings.faults.find(({ id }) => id === fault);
    if (planned && !isBystander(planned, endpoint)) return EACH;
    return Math.round((EACH * (typeof share === 'number' ? share : (share[endpoint] ?? 0))) / 100);
  };
  const facts = sides.flatMap(({ fault, arm, share }) =>
    Array.from({ length: ROUNDS }, (_, index) =>
      scenario.endpoints.map(({ id: endpoint }) => ({
        ...{ arm, fault, endpoint, round: index + 1, seconds: SECONDS, started: EACH },
        hit: hits(fault, endpoint, share),
      })),
    ).flat(),
  );
  const metrics = Object.keys(hit).map((fault) => ({
    ...{ id: `${fault}.bystanders-hit`, unit: '%', better: 'lower' as const, arms: {}, comparisons: [] },
  }));
  const values = () => new Map<number, number>();
  return { arms, baseline: 'monolith', confidence: 0.95, facts, values, metrics };
}

/** What the claim with this id comes to. */
export const decide = (id: string, given: Evidence) =>
  scenario.claims.find((claim) => claim.id === id)?.decide(given);
