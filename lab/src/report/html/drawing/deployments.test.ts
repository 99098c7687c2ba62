import { expect, it } from 'vitest';
import { lifelikeRun } from '../../../../test/fixtures/lifelike-run.ts';
import { struckRun } from '../../../../test/fixtures/struck-run.ts';
import { CALL_PATHS, CONTEXTS } from './call-paths.ts';
import { deployments } from './deployments.ts';

const drawn = deployments(lifelikeRun())?.text ?? '';

it('draws each topology once, on one scale, with the way of the request that asks most', () => {
  expect(drawn.match(/<svg /g)).toHaveLength(2);
  expect(drawn).toContain('Dark: the way of “place an order”');
  const [, monolith = '', microservices = ''] = drawn.split('<svg ');
  expect(monolith).toContain('inside, as function calls:');
  expect(monolith).toContain('>3 · inventory<');
  expect(microservices).toMatch(/>orders · \d+ MB</);
  expect(microservices.match(/<circle/g)).toHaveLength(4);
  expect(microservices).not.toContain('inside');
  expect(drawn).toMatch(/monolith: 1 process, \d+ MB; microservices: 7 processes, \d+ MB/);
});

it('draws what a run has not measured, and says that it has not', () => {
  expect(deployments(struckRun())?.text).toContain('did not measure the memory');
});

it('knows only ways to contexts that there are', () => {
  expect([...new Set(Object.values(CALL_PATHS).flat(2))].filter((name) => !CONTEXTS.includes(name))).toEqual(
    [],
  );
});
