import { expect, it } from 'vitest';
import { whyUnwatched } from './watching.ts';

const seen = {
  components: { unseen: [] },
  driver: { id: 'embedded', lasting: true },
  cpus: { arms: '0', driver: '1' },
} as const;
const k6 = { id: 'k6', lasting: false } as const;
const quiet = { shared: false, tells: true };

it('watches where all that is not others can be told from them', () => {
  expect(whyUnwatched(seen, quiet)).toBeUndefined();
  expect(whyUnwatched({ ...seen, cpus: undefined }, quiet)).toBeUndefined();
  expect(whyUnwatched({ ...seen, driver: k6 }, quiet)).toBeUndefined();
});

it.for([
  ['the machine is shared', seen, { ...quiet, shared: true }, 'LAB_SHARED_MACHINE'],
  ['the system has no counters', seen, { ...quiet, tells: false }, 'this system'],
  [
    'a component runs where the lab does not see it',
    { ...seen, components: { unseen: ['RabbitMQ', 'Redis'] } },
    quiet,
    'RabbitMQ and Redis',
  ],
  ['k6 has no CPU of its own', { ...seen, driver: k6, cpus: undefined }, quiet, 'k6'],
  ["arms use k6's CPU", { ...seen, driver: k6, cpus: { arms: '0-1', driver: '1' } }, quiet, 'k6'],
] as const)('does not judge when %s, and says why', ([, watched, host, why]) => {
  expect(whyUnwatched(watched, host)).toContain(why);
});
