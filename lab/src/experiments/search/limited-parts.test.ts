import { expect, test } from 'vitest';
import type { QuotaGroups } from '../../host/quotas/quota-groups.ts';
import { LimitedParts } from './limited-parts.ts';

const part = (name: string, limited: boolean, ...pids: number[]) => ({ name, role: name, limited, pids });

function made() {
  const held = new Map<string, number[]>();
  const limits: (number | undefined)[] = [];
  const groups = {
    add: (name: string, pid: number) => held.set(name, [...(held.get(name) ?? []), pid]),
    limit: (cpus: number | undefined) => limits.push(cpus),
    pids: (name: string) => held.get(name) ?? [],
  } as unknown as QuotaGroups;
  return { held, limits, groups };
}

test('every instance is put into a group, without a limit yet; what is none is left alone', () => {
  const { groups, held, limits } = made();
  const parts = new LimitedParts([part('monolith', false, 1), part('monolith-1', true, 2)], groups);
  expect([...held]).toEqual([['monolith-1', [2]]]);
  expect(limits).toEqual([]);
  expect(parts.instances).toBe(1);
});

test('an instance that was replaced, has grown or is gone is told', () => {
  const { groups, held } = made();
  const parts = new LimitedParts([part('orders', true, 7)], groups);
  parts.requireSame();
  held.set('orders', [7, 8]);
  expect(() => parts.requireSame()).toThrow('orders was 7 and became 7, 8');
  held.set('orders', []);
  expect(() => parts.requireSame()).toThrow('orders was 7 and became nothing');
});
