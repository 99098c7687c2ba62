import { GO, PYTHON, SERVICES } from './arms.ts';

export const SERVICE = 'microservices/recommendations';
const DOMAIN = 'shared-domain/src/recommendations';
export const RANKING = `${DOMAIN}/ranking`;
const PERSISTENCE = 'shared-domain/src/adapters/persistence';
/** What the services on other stacks have in their own folders: ranking as it is by default, the service, its tables and their access. */
export const CONTEXT: readonly string[] = [
  ...['co-purchase-model', 'recommendations-service', 'recommendations'].map(
    (name) => `${DOMAIN}/${name}.ts`,
  ),
  ...['in-process', 'open-ranker', 'plain-rows', 'ranker', 'rows'].map((name) => `${RANKING}/${name}.ts`),
  ...['recommendations-store', 'migrations/recommendations'].map((name) => `${PERSISTENCE}/${name}.ts`),
];

/** What the lines of a service are there for. */
export const PARTS = ['ranking', 'messaging', 'observability', 'start'] as const;
export type Part = (typeof PARTS)[number];

const files = (folder: string, ending: string, ...names: readonly string[]): readonly string[] =>
  names.map((name) => `${folder}/${name}.${ending}`);
const go = (...names: readonly string[]) => files(`${SERVICE}-go`, 'go', ...names);
const python = (...names: readonly string[]) => files(`${SERVICE}-python`, 'py', ...names);
const nest = (...names: readonly string[]) => files(`${SERVICE}/src`, 'ts', ...names);

/**
 * The source files of a stack, as paths from the project's root: each is in one part, whole. `messaging` has what reads, checks, answers and applies
 * messages, what the inbox remembers of them, and the connection.
 */
export const FILES: Readonly<Record<string, Readonly<Record<Part, readonly string[]>>>> = {
  [SERVICES]: {
    ranking: CONTEXT,
    messaging: nest('recommendations.controller'),
    // All services share theirs.
    observability: [],
    start: nest('main', 'recommendations-service.module', 'settings'),
  },
  [GO]: {
    ranking: go('model', 'store'),
    messaging: [
      ...go('answers', 'subscriber', 'wire', 'names', 'confirmed', 'deadletters', 'prune'),
      ...go('broker', 'session'),
    ],
    observability: go('log', 'metrics', 'ops'),
    start: go('main', 'settings'),
  },
  [PYTHON]: {
    ranking: python('model', 'store'),
    messaging: python('answers', 'subscriber', 'wire', 'queues', 'deadletters', 'prune', 'broker'),
    observability: python('log', 'metrics', 'ops'),
    start: python('main', 'settings'),
  },
};
