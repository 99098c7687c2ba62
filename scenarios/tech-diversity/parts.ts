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
export const PARTS = ['ranking', 'messaging', 'observability', 'settings', 'start'] as const;
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
    settings: nest('settings'),
    start: nest('main', 'recommendations-service.module'),
  },
  [GO]: {
    ranking: go('model', 'store'),
    messaging: [
      ...go('answers', 'subscriber', 'wire', 'names', 'confirmed', 'deadletters', 'prune'),
      ...go('broker', 'session'),
    ],
    observability: go('log', 'metrics', 'ops'),
    settings: go('settings'),
    start: go('main'),
  },
  [PYTHON]: {
    ranking: python('model', 'store'),
    messaging: python('answers', 'subscriber', 'wire', 'queues', 'deadletters', 'prune', 'broker'),
    observability: python('log', 'metrics', 'ops'),
    settings: python('settings'),
    start: python('main'),
  },
};

/** What a stack has besides the lines of its program: what builds it, and what tests it. */
export const BESIDES = ['toolchain', 'tests'] as const;
export type Beside = (typeof BESIDES)[number];

/** What holds a program to the messages of the service in Nest, whichever stack it is on. */
const ANY_TESTS: readonly string[] = [
  ...['microservices-stacks', 'other-stacks', 'foreign-sources', 'hostile-messages'].map(
    (name) => `acceptance/test/${name}.test.ts`,
  ),
  ...['lone-recommendations', 'other-stacks', 'recommended-topics'].map((name) => `acceptance/${name}.ts`),
  'scripts/build-stack.test.ts',
];
const buildOf = (stack: string): readonly string[] => [
  ...['scripts/build-stack.mjs', `scripts/build-${stack}.mjs`],
  `lab/src/topologies/stacks/${stack}.json`,
];

/**
 * Files that are there for a stack and are no part of its program, as paths from the project's root. Nest's are those of this service: the compiler, the
 * bundler and the contract suite are there for all others as well.
 */
export const FILES_BESIDE: Readonly<Record<string, Readonly<Record<Beside, readonly string[]>>>> = {
  [SERVICES]: {
    toolchain: [`${SERVICE}/package.json`, `${SERVICE}/tsconfig.json`],
    tests: ['co-purchase-model', 'recommendations-service'].map((name) => `${DOMAIN}/${name}.test.ts`),
  },
  [GO]: { toolchain: [`${SERVICE}-go/go.mod`, ...buildOf('go')], tests: ANY_TESTS },
  [PYTHON]: {
    toolchain: [`${SERVICE}-python/requirements.txt`, ...buildOf('python')],
    tests: ANY_TESTS,
  },
};
