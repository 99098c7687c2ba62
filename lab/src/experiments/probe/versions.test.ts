import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { topologyOf } from '../../topologies/topology-of.ts';
import { folderOf, keep, neededOf, type ProbeVersion, removeUnused } from './versions.ts';

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

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'kept-'));
  onTestFinished(() => rm(path, { recursive: true }));
  return path;
}

it('keeps a program whole, and removes what a run that was killed has left of one', async () => {
  const kept = await folder();
  const place = join(kept, 'monolith/dist');
  // Its process has ended.
  const { pid } = spawnSync(process.execPath, ['--version']);
  await mkdir(`${place}.${pid}`, { recursive: true });
  // One that lives may still be copying.
  await mkdir(`${place}.${process.ppid}`);
  await writeFile(join(kept, 'program.js'), '');
  await keep([join(kept, 'program.js')], place);
  expect((await readdir(join(kept, 'monolith'))).toSorted()).toEqual(['dist', `dist.${process.ppid}`]);
  expect(await readdir(place)).toEqual(['program.js']);
});

it('removes what nobody has used for a day, and does not mind what is gone', async () => {
  const kept = await folder();
  const before = new Date(Date.now() - 25 * 60 * 60 * 1_000);
  for (const name of ['old', 'new']) await mkdir(join(kept, name));
  await utimes(join(kept, 'old'), before, before);
  // As one that another run removes between two looks.
  await symlink(join(kept, 'nowhere'), join(kept, 'gone'));
  await removeUnused(kept);
  expect((await readdir(kept)).toSorted()).toEqual(['gone', 'new']);
});
