import { EventEmitter } from 'node:events';
import { beforeEach, expect, test } from 'vitest';
import type { RunningSystem } from '../../topologies/topology.ts';
import { Bites } from '../disturbance/faults/bites.ts';
import { injectInto } from './inject.ts';

/** A system whose processes take every command, and say what they are told to. */
class ObedientSystem implements Pick<RunningSystem, 'send' | 'messages'> {
  readonly messages: RunningSystem['messages'] = new EventEmitter();
  readonly sent: Record<string, unknown>[] = [];

  async send(to: string, content: Record<string, unknown>): Promise<void> {
    this.sent.push({ to, ...content });
    const type = content.type === 'fault' ? 'fault-armed' : 'fault-cleared';
    this.says(to, { type, id: content.id });
  }

  says(from: string, content: object): void {
    this.messages.emit('message', { from, content });
  }
}

let system: ObedientSystem;
const hold = { kind: 'hold', ms: 1_000 };
const { signal } = new AbortController();

beforeEach(() => {
  system = new ObedientSystem();
});

test('a fault is injected, bites, is cleared, and is over when its process says so', async () => {
  const bites = new Bites(system);
  const fault = await injectInto({ system, bites, signal }, 'inventory-2', 'inventory', hold);
  expect(system.sent).toMatchObject([{ to: 'inventory-2', context: 'inventory', fault: hold }]);
  await expect(fault.bitten(20)).rejects.toThrow('hold to bite');
  const of = { context: 'inventory', kind: 'hold', at: Date.now() };
  // What another instance says is no answer.
  system.says('inventory', { type: 'fault-bit', ...of, count: 1 });
  await expect(fault.bitten(20)).rejects.toThrow('hold to bite');
  system.says('inventory-2', { type: 'fault-bit', ...of, count: 1 });
  await fault.bitten(1_000);
  await fault.clear();
  expect(system.sent.at(-1)).toMatchObject({ to: 'inventory-2', type: 'clear-faults' });
  const over = fault.over(1_000);
  system.says('inventory-2', { type: 'fault-over', ...of });
  await over;
  bites.close();
});

test('what is no fault is refused before anybody is told', async () => {
  const scene = { system, bites: new Bites(system), signal };
  await expect(injectInto(scene, 'inventory', 'inventory', { kind: 'flood' })).rejects.toThrow();
  expect(system.sent).toEqual([]);
});
