import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { rollParts } from './roll-parts.ts';
import type { RunningSystem } from './topology.ts';

const TIMES = { startedAt: 1, readyAt: 2, toldAt: 3, endedAt: 4 };

/** A process that answers a command with these messages. */
function process(answers: (id: string) => readonly { readonly from?: string; readonly content: object }[]) {
  const messages: RunningSystem['messages'] = new EventEmitter();
  const commands: object[] = [];
  const send = async (_: string, content: object) => {
    commands.push(content);
    for (const { from = 'monolith', content: said } of answers((content as { id: string }).id))
      setImmediate(() => messages.emit('message', { from, content: said }));
  };
  return { commands, messages, send };
}

const roll = (system: ReturnType<typeof process>, deadlineMs = 5_000, step?: boolean) =>
  rollParts(system, 'monolith', { program: '/next.js', readyMs: 100, deadlineMs, step });

it('tells what was replaced, in order', async () => {
  const system = process((id) => [
    { content: { type: 'part-replaced', id, part: 'worker-1', ...TIMES } },
    { content: { type: 'part-replaced', id, part: 'worker-2', ...TIMES, endedAt: 9 } },
    { content: { type: 'rolled', id, left: 0 } },
  ]);
  const replaced = [TIMES, { ...TIMES, endedAt: 9 }];
  expect(await roll(system)).toEqual({ replaced, refused: undefined, left: 0 });
  expect(system.commands).toMatchObject([{ type: 'roll', program: '/next.js', readyMs: 100 }]);
  expect(system.messages.listenerCount('message')).toBe(0);
});

it('asks for a step alone, and tells how many parts are left', async () => {
  const system = process((id) => [
    { content: { type: 'part-replaced', id, part: 'worker-1', ...TIMES } },
    { content: { type: 'rolled', id, left: 1 } },
  ]);
  expect(await roll(system, 5_000, true)).toEqual({ replaced: [TIMES], refused: undefined, left: 1 });
  expect(system.commands).toMatchObject([{ step: true }]);
});

it('tells which part was not ready in time', async () => {
  const system = process((id) => [
    { content: { type: 'part-replaced', id, part: 'worker-1', ...TIMES } },
    { content: { type: 'roll-refused', id, reason: 'worker-2 was not ready', late: true } },
  ]);
  expect(await roll(system)).toEqual({ replaced: [TIMES], refused: 'worker-2 was not ready' });
});

it('does not take another failure for a part that is not ready', async () => {
  const system = process((id) => [
    { content: { type: 'roll-refused', id, reason: 'worker-1 ended before it served', late: false } },
  ]);
  await expect(roll(system)).rejects.toThrow(
    'monolith has not replaced its parts: worker-1 ended before it served',
  );
  expect(system.messages.listenerCount('message')).toBe(0);
});

it('hears nobody else, and gives up', async () => {
  const system = process((id) => [
    { from: 'orders', content: { type: 'rolled', id, left: 0 } },
    { content: { type: 'rolled', id: 'another', left: 0 } },
    { content: { type: 'part-died', id } },
  ]);
  await expect(roll(system, 50)).rejects.toThrow('monolith to replace its parts (last seen: 0 replaced)');
});
