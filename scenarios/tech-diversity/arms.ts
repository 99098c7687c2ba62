import type { Text } from '@lab/lab/scenario/scenario';

/** Both deployments as they are: the domain, the ranking in it, and all processes are of one stack. The first is the baseline. */
export const SERVICES = 'microservices';
export const MONOLITH = 'monolith';

/** The services with recommendations on another stack. */
export const GO = `${SERVICES}+stack=go`;
export const PYTHON = `${SERVICES}+stack=python`;
export const STACKS: readonly string[] = [GO, PYTHON];

/** What the monolith can do instead: the same program, whose ranking is done elsewhere or otherwise. */
export const THREADS = `${MONOLITH}+ranking=threads`;
export const WASM = `${MONOLITH}+ranking=wasm`;
export const WAYS: readonly string[] = [WASM, THREADS];

/** And the services can do the same. */
export const SERVICES_WASM = `${SERVICES}+ranking=wasm`;

/** The services swap, the monolith does not: that everything runs, these show. */
export const SMOKE = [GO, THREADS];
export const QUICK = [SERVICES, GO, PYTHON, MONOLITH, WASM];
export const ALL = [...QUICK, THREADS, SERVICES_WASM];

/** The process in which recommendations are ranked. */
export const RANKS = 'recommendations';

/** By arm, the one that it is compared with: its own deployment as it is, and the monolith with the services. */
export const AS_IT_IS: Readonly<Record<string, string>> = {
  ...Object.fromEntries([...STACKS, SERVICES_WASM].map((arm) => [arm, SERVICES])),
  ...Object.fromEntries(WAYS.map((arm) => [arm, MONOLITH])),
  [MONOLITH]: SERVICES,
};

/** How reports call an arm in a sentence. */
const NAMES: Readonly<Record<string, Text>> = {
  [SERVICES]: { en: 'Nest', ko: 'Nest' },
  [GO]: { en: 'Go', ko: 'Go' },
  [PYTHON]: { en: 'Python', ko: 'Python' },
  [MONOLITH]: { en: 'monolith', ko: '모놀리스' },
  [THREADS]: { en: 'monolith with threads', ko: '모놀리스(스레드)' },
  [WASM]: { en: 'monolith with WebAssembly', ko: '모놀리스(WebAssembly)' },
  [SERVICES_WASM]: { en: 'Nest with WebAssembly', ko: 'Nest(WebAssembly)' },
};

export const nameOf = (topology: string): Text => NAMES[topology] ?? { en: topology, ko: topology };
