import { EventEmitter } from 'node:events';
import { beforeEach, describe, expect, test } from 'vitest';
import { DeadlineExceeded } from '../../../host/processes/wait-until.ts';
import type { RunningSystem } from '../../../topologies/topology.ts';
import { topologyOf } from '../../../topologies/topology-of.ts';
import { Bites } from './bites.ts';
import { targetIn } from './fault.ts';
import { clearFaults, injectFault } from './injector.ts';

/** A system whose processes do what is scripted with what they are sent. */
class FakeSystem implements Pick<RunningSystem, 'send' | 'messages'> {
  readonly messages: RunningSystem['messages'] = new EventEmitter();
  readonly sent: { readonly to: string; readonly content: Record<string, unknown> }[] = [];
  script: (id: string) => readonly unknown[] = () => [];

  async send(to: string, content: Record<string, unknown>): Promise<void> {
    this.sent.push({ to, content });
    for (const reply of this.script(String(content.id))) this.says(to, reply);
  }

  says(from: string, content: unknown): void {
    this.messages.emit('message', { from, content });
  }
}

let system: FakeSystem;
const target = { process: 'monolith', context: 'catalog' };
const bit = { type: 'fault-bit', context: 'catalog', kind: 'fail', count: 1, at: 5 };

beforeEach(() => {
  system = new FakeSystem();
});

test('a context lives in the process of its name, or in the one process of the shop', () => {
  expect(targetIn(topologyOf('microservices'), 'catalog')).toEqual({
    process: 'catalog',
    context: 'catalog',
  });
  expect(targetIn(topologyOf('monolith'), 'catalog')).toEqual(target);
  expect(targetIn(topologyOf('microservices'), 'edge')).toEqual({ process: 'gateway', context: 'edge' });
  expect(targetIn(topologyOf('monolith'), 'edge').process).toBe('monolith');
});

describe('injecting a fault', () => {
  test('sends it, and waits for the answer to this very command', async () => {
    system.script = (id) => [
      'all workers are listening',
      { type: 'fault-refused', id: 'another', reason: 'not meant for us' },
      bit,
      { type: 'fault-armed', id },
    ];
    await injectFault(system, target, { kind: 'block', ms: 3_000 }, 1_000);
    expect(system.sent).toEqual([
      {
        to: 'monolith',
        content: {
          type: 'fault',
          id: expect.any(String),
          context: 'catalog',
          fault: { kind: 'block', ms: 3_000 },
        },
      },
    ]);
    expect(system.messages.listenerCount('message')).toBe(0);
  });

  test('fails with the reason of a refusal', async () => {
    system.script = (id) => [{ type: 'fault-refused', id, reason: 'it does not live here' }];
    await expect(injectFault(system, target, { kind: 'crash' }, 1_000)).rejects.toThrow(
      'monolith refuses: it does not live here',
    );
    expect(system.messages.listenerCount('message')).toBe(0);
  });

  test('gives up on a process that does not answer', async () => {
    const injecting = injectFault(system, target, { kind: 'crash' }, 20);
    await expect(injecting).rejects.toThrow(DeadlineExceeded);
    await expect(injecting).rejects.toThrow('monolith to answer');
    expect(system.messages.listenerCount('message')).toBe(0);
  });

  test('fails with the transport', async () => {
    system.send = async () => {
      throw new Error('monolith cannot be reached');
    };
    await expect(clearFaults(system, 'monolith', 1_000)).rejects.toThrow('cannot be reached');
    expect(system.messages.listenerCount('message')).toBe(0);
  });
});

test('faults are cleared by process', async () => {
  system.script = (id) => [{ type: 'fault-cleared', id }];
  await clearFaults(system, 'orders', 1_000);
  expect(system.sent).toMatchObject([{ to: 'orders', content: { type: 'clear-faults' } }]);
});

test('bites are collected with their times, by place and kind', async () => {
  const bites = new Bites(system);
  const first = bites.untilFirst(target, 'fail', { since: 10, deadlineMs: 1_000 });
  system.says('monolith', bit);
  system.says('monolith', { type: 'fault-armed', id: '1' });
  system.says('monolith', { ...bit, count: 40, at: 1_005 });
  system.says('monolith', { ...bit, kind: 'slow' });
  system.says('catalog', bit);
  expect(await first).toEqual({ ...target, kind: 'fail', count: 40, at: 1_005 });
  expect(bites.of(target, 'fail').map(({ count }) => count)).toEqual([1, 40]);
  expect(bites.all).toHaveLength(4);
  await expect(bites.untilFirst(target, 'crash', { deadlineMs: 20 })).rejects.toThrow(
    'crash to bite in catalog',
  );
  bites.close();
  system.says('monolith', bit);
  expect(bites.all).toHaveLength(4);
});

test('so is the end of one that has a time of its own, early or late', async () => {
  const bites = new Bites(system);
  const over = { type: 'fault-over', context: 'catalog', kind: 'hold-writer', at: 5 };
  system.says('monolith', over);
  system.says('monolith', { ...over, kind: 'block', at: 30 });
  system.says('catalog', { ...over, at: 30 });
  const end = bites.untilOver(target, 'hold-writer', { since: 10, deadlineMs: 1_000 });
  system.says('monolith', { ...over, at: 40 });
  expect(await end).toBe(40);
  expect(bites.all).toEqual([]);
  await expect(bites.untilOver(target, 'block', { since: 31, deadlineMs: 20 })).rejects.toThrow(
    'block to end in catalog',
  );
  bites.close();
});
