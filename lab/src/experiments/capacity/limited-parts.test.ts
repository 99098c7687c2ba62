import { expect, test } from 'vitest';
import type { QuotaGroups } from '../../host/quotas/quota-groups.ts';
import { LimitedParts } from './limited-parts.ts';

const part = (name: string, quota: number | null, ...pids: number[]) => ({ name, role: name, quota, pids });

function made() {
  const held = new Map<string, number[]>();
  const limits: (readonly [number | undefined, readonly string[]])[] = [];
  const groups = {
    add: (name: string, pid: number) => held.set(name, [...(held.get(name) ?? []), pid]),
    limit: (cpus: number | undefined, of: readonly string[]) => limits.push([cpus, of]),
    pids: (name: string) => held.get(name) ?? [],
  } as unknown as QuotaGroups;
  return { held, limits, groups };
}

test('every instance is put into a group, without a limit yet; what is none is left alone', () => {
  const { groups, held, limits } = made();
  const parts = new LimitedParts([part('monolith', null, 1), part('monolith-1', 0.25, 2)], groups);
  expect([...held]).toEqual([['monolith-1', [2]]]);
  expect(limits).toEqual([]);
  parts.limit();
  expect(limits).toEqual([[0.25, ['monolith-1']]]);
});

test('an instance that was replaced, has grown or is gone is told', () => {
  const { groups, held } = made();
  const parts = new LimitedParts([part('orders', 0.25, 7)], groups);
  parts.requireSame();
  held.set('orders', [7, 8]);
  expect(() => parts.requireSame()).toThrow('orders was 7 and became 7, 8');
  held.set('orders', []);
  expect(() => parts.requireSame()).toThrow('orders was 7 and became nothing');
});
