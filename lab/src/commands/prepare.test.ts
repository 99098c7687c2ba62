import { expect, test } from 'vitest';
import { topologyOf } from '../topologies/topology-of.ts';
import { prepare, toTry } from './prepare.ts';

const tried = (...arms: string[]) => toTry(arms.map(topologyOf)).map(({ id }) => id);

test('each program and component is tried once, by as few shops as have them', () => {
  expect(tried('microservices', 'monolith-x2', 'monolith', 'microservices-rec-x2')).toEqual([
    'monolith',
    'microservices',
  ]);
  expect(tried('monolith', 'monolith')).toEqual(['monolith']);
});

test('a component that no other shop needs is tried with one that does', () => {
  const [monolith] = toTry([topologyOf('monolith')]);
  if (!monolith) throw new Error('the monolith has processes');
  const cached = { ...monolith, id: 'monolith-cached', components: ['redis'] };
  expect(toTry([monolith, cached]).map(({ id }) => id)).toEqual(['monolith', 'monolith-cached']);
});

test('what is only built is not started', () => {
  const built = { ...topologyOf('monolith'), processes: [] };
  expect(toTry([built])).toEqual([]);
});

async function lastLine(leftOut: readonly string[]): Promise<string | undefined> {
  const said: string[] = [];
  const say = (line: string) => void said.push(line);
  const { signal } = new AbortController();
  expect(await prepare([], { root: '/', say, signal, leftOut })).toBe(0);
  return said.at(-1);
}

test('the last line says that everything is here only where no arm was left out', async () => {
  expect(await lastLine([])).toMatch(/^Everything is here\. /);
  expect(await lastLine(['monolith+cache=redis', 'microservices+lock=consul'])).toMatch(
    /^Everything is here, except for 2 arms that runs leave out: monolith\+cache=redis, microservices\+lock=consul\. /,
  );
});
