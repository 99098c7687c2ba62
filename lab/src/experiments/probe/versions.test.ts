import { expect, it } from 'vitest';
import { topologyOf } from '../../topologies/topology-of.ts';
import { folderOf, neededOf, type ProbeVersion } from './versions.ts';

const versions: ProbeVersion[] = [
  {
    id: 'next',
    patches: ['next.patch'],
    programs: ['monolith', 'microservices/payments'],
    profiles: ['smoke', 'full'],
  },
  {
    id: 'contract',
    patches: ['next.patch', 'contract.patch'],
    programs: ['monolith', 'microservices/payments', 'microservices/orders'],
    profiles: ['full'],
  },
];
const needed = (profile: 'smoke' | 'full', ...arms: string[]) =>
  neededOf({ versions, profile, topologies: arms.map(topologyOf) }).map(({ id, programs }) => [id, programs]);

it('builds what the arms of a profile run, and nothing else', () => {
  expect(needed('smoke', 'microservices+payments=2')).toEqual([['next', ['microservices/payments']]]);
  expect(needed('full', 'monolith')).toEqual([
    ['next', ['monolith']],
    ['contract', ['monolith']],
  ]);
  expect(needed('full', 'monolith', 'microservices')).toEqual([
    ['next', ['monolith', 'microservices/payments']],
    ['contract', ['monolith', 'microservices/payments', 'microservices/orders']],
  ]);
});

it('finds the folder of a program', () => {
  expect(folderOf('microservices/payments/dist/program.js')).toBe('microservices/payments');
  expect(folderOf('monolith/dist/program.js')).toBe('monolith');
});
