import { expect, test } from 'vitest';
import { planStop } from './stop.ts';

const process = (pid: number, parent: number, runId?: string, owner?: number) => ({
  pid,
  parent,
  command: '',
  runId,
  owner,
});
const [LAB, DEAD_LAB, SELF] = [100, 90, 300];
const alive = (pid: number) => pid === LAB;

test('processes of dead labs are left over; those of a living one are not', () => {
  const all = [
    process(LAB, 1),
    process(101, LAB, 'live', LAB),
    process(91, 1, 'dead', DEAD_LAB),
    process(SELF, 1),
  ];
  const plan = planStop(all, all, SELF, alive);
  expect(plan.leftovers.map(({ pid }) => pid)).toEqual([91]);
  expect(plan).toMatchObject({ owners: [LAB], liveRuns: ['live'] });
});

test('a marked process without an owner is left over', () => {
  const all = [process(91, 1, 'old'), process(SELF, 1)];
  expect(planStop(all, all, SELF, alive).leftovers).toHaveLength(1);
});

test('neither this process nor its ancestors are ever ended, marked or not', () => {
  const shell = process(200, 1, 'dead', DEAD_LAB);
  const all = [shell, process(SELF, 200, 'dead', DEAD_LAB), process(LAB, 1)];
  expect(planStop(all, all, SELF, alive).leftovers).toEqual([]);
  const withinLab = [process(LAB, 1), process(SELF, LAB, 'live', LAB)];
  expect(planStop(withinLab, withinLab, SELF, alive).owners).toEqual([]);
});
