import { Registry } from '../../registry/registry.ts';
import { balancing } from './balancing.ts';
import { cache, cacheInvalidation, cacheRefresh, cacheTtl } from './cache.ts';
import { callBalancing } from './call-balancing.ts';
import { calls } from './calls.ts';
import type { Choice } from './choice.ts';
import { consistency } from './consistency.ts';
import { cpus } from './cpus.ts';
import { durability } from './durability.ts';
import { duties, serviceDuties } from './duties.ts';
import { events } from './events.ts';
import { flaw } from './flaw.ts';
import { instances } from './instances.ts';
import { inventory } from './inventory.ts';
import { limit } from './limit.ts';
import { lock } from './lock.ts';
import { orders } from './orders.ts';
import { packages } from './packages.ts';
import { payments } from './payments.ts';
import { ranking } from './ranking.ts';
import { recommendations } from './recommendations.ts';
import { replicas } from './replicas.ts';
import { slowed } from './slowed.ts';
import { stack } from './stack.ts';
import { store } from './store.ts';
import { timeouts } from './timeouts.ts';
import { tracing } from './tracing.ts';
import { transport } from './transport.ts';
import { workers } from './workers.ts';

/** Their order is that of the choices in an arm's id, which stored runs have: a new one goes last. */
const ALL: readonly Choice[] = [
  calls,
  timeouts,
  workers,
  recommendations,
  packages,
  slowed,
  instances,
  durability,
  cpus,
  balancing,
  tracing,
  consistency,
  flaw,
  replicas,
  inventory,
  lock,
  store,
  cache,
  cacheRefresh,
  cacheInvalidation,
  cacheTtl,
  transport,
  events,
  orders,
  limit,
  callBalancing,
  duties,
  serviceDuties,
  stack,
  payments,
  ranking,
];

/** Two bases may have choices of one name: a choice is known by its name and its bases. */
export const CHOICES = new Registry<Choice>(
  { en: 'choice', ko: '선택' },
  ALL,
  ({ id, bases }) => `${id} of ${bases.join(' and ')}`,
);
