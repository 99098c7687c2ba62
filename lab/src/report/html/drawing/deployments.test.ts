import { expect, it } from 'vitest';
import { lifelikeRun } from '../../../../test/fixtures/lifelike-run.ts';
import { struckRun } from '../../../../test/fixtures/struck-run.ts';
import { CHOICES } from '../../../topologies/choices/registry.ts';
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

it('shows what a reader answers from its own copy, and the events that keep the copy up', () => {
  const files = lifelikeRun('microservices,microservices+replicas=local', 2);
  const text = deployments(files)?.text ?? '';
  const [, asking = '', reading = ''] = text.split('<svg ');
  const circles = (drawing: string) => drawing.match(/<circle/g)?.length;
  // Two copies of two shapes each, and events of products to two readers, of stock to one.
  expect(asking.match(/stroke-dasharray/g)).toBeNull();
  expect(reading.split('</svg>')[0]?.match(/stroke-dasharray/g)).toHaveLength(2 * 2 + 3);
  expect([circles(asking), circles(reading)]).toEqual([4, 4]);
  expect(text).toContain('A dashed cylinder is a copy');
  expect(text).toContain('its own, with a copy from catalog and inventory');
  expect(drawn).not.toContain('dashed');
});

it('knows only ways to contexts that there are, and asks what a choice can answer', () => {
  const calls = Object.values(CALL_PATHS).flat(2);
  expect(calls.map(({ to }) => to).filter((name) => !CONTEXTS.includes(name))).toEqual([]);
  const asked = calls.map(({ to, method }) => `${to}.${method}`);
  const copied = CHOICES.all.flatMap(({ alternatives }) =>
    alternatives.flatMap(({ copies = {} }) => Object.values(copies).flat()),
  );
  expect(copied).not.toEqual([]);
  expect(copied.filter((method) => !asked.includes(method))).toEqual([]);
});
