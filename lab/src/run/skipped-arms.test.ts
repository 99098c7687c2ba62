import { expect, test } from 'vitest';
import { availableArms } from './skipped-arms.ts';

const arms = ['microservices', 'microservices+lock=redis', 'microservices+lock=consul'];
const scenario = { arms: { smoke: arms, quick: arms, full: arms }, skippable: arms.slice(1) };
const without = (...ids: string[]) => {
  const lack = (id: string) => (ids.includes(id) ? `${id} is missing` : undefined);
  return { component: async (id: string) => lack(id), stack: lack };
};

test('an arm is left out where a component of its own is missing, and only where the scenario allows it', async () => {
  expect(await availableArms(scenario, 'quick', without('consul'))).toEqual({
    arms: 'microservices,microservices+lock=redis',
    skipped: [{ arm: 'microservices+lock=consul', why: 'consul is missing' }],
  });
  // All need the broker. One that the scenario cannot do without stays, and the run says what is missing.
  const { arms: left } = await availableArms(scenario, 'quick', without('rabbitmq'));
  expect(left).toBe('microservices');
});

test('an arm is left out where a program of its own is not built', async () => {
  const stacks = ['microservices', 'microservices+stack=go', 'microservices+stack=python'];
  const mixed = { arms: { smoke: stacks, quick: stacks, full: stacks }, skippable: stacks.slice(1) };
  expect(await availableArms(mixed, 'quick', without('go'))).toEqual({
    arms: 'microservices,microservices+stack=python',
    skipped: [{ arm: 'microservices+stack=go', why: 'go is missing' }],
  });
});

test('nothing is left out where all is there, or nothing may be', async () => {
  expect((await availableArms(scenario, 'full', without())).skipped).toEqual([]);
  const { arms: all } = await availableArms({ arms: scenario.arms }, 'full', without('redis', 'consul'));
  expect(all).toBe(arms.join(','));
});

test('a run keeps its arms where none of them can be had: it fails, and says what is missing', async () => {
  const { arms: left, skipped } = await availableArms(
    { ...scenario, skippable: arms },
    'smoke',
    without('rabbitmq'),
  );
  expect(left).toBe(arms.join(','));
  expect(skipped).toEqual([]);
});
