import { expect, test } from 'vitest';
import { lifelikeRun } from '../../../../test/fixtures/lifelike-run.ts';
import { CALL_PATHS, stepsWith } from './call-paths.ts';
import { ownersOf, readsItself } from './copies.ts';
import { partsOf } from './parts.ts';

const ARM = 'microservices+replicas=local';
const files = lifelikeRun(`monolith,${ARM}`, 2);
const part = (name: string) =>
  partsOf(files, ARM).find((each) => each.name === name) ?? expect.fail(`no ${name}`);
const answeredBy = (name: string, endpoint: string) =>
  stepsWith(CALL_PATHS[endpoint] ?? [], (call) => readsItself(part(name), call));

test.each([
  ['gateway', 'product', [1]],
  ['gateway', 'recommendations', [2]],
  ['gateway', 'browse', []],
  ['gateway', 'place-order', []],
  ['orders', 'place-order', [2]],
  ['orders', 'product', []],
  ['catalog', 'product', []],
])('%s answers of %s the steps %j from its own copy', (name, endpoint, steps) => {
  expect(answeredBy(name, endpoint)).toEqual(steps);
});

test('a copy has owners, and where nothing was chosen there is none', () => {
  expect(ownersOf(part('gateway'))).toEqual(['catalog', 'inventory']);
  expect(ownersOf(part('orders'))).toEqual(['catalog']);
  expect(partsOf(files, 'monolith').flatMap(ownersOf)).toEqual([]);
  expect(ownersOf(part('catalog'))).toEqual([]);
});
