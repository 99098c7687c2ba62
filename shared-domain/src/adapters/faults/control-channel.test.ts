import { EventEmitter } from 'node:events';
import { pino } from 'pino';
import { expect, it, vi } from 'vitest';
import { createMemoryDatabase } from '../memory/memory-database.ts';
import { offerWith } from '../offer.ts';
import { ConfigError } from '../process/config.ts';
import { openFaultInjection } from './control-channel.ts';
import { NO_FAULTS } from './faults.ts';

const logger = pino({ enabled: false });
const database = { unitOfWork: createMemoryDatabase().unitOfWork, rewrite: async () => 0 };
const on = { FAULT_INJECTION: 'on' } as const;

/** A process whose parent hears what it sends, and that does not really die. */
function processOf(parent: { hears(message: unknown): void } | undefined) {
  const send = (message: unknown, _handle: unknown, _options: unknown, sent: () => void) => {
    parent?.hears(message);
    setImmediate(sent);
  };
  const kill = vi.fn(() => true);
  return {
    self: Object.assign(new EventEmitter(), { pid: 42, kill, ...(parent && { send }) }) as never,
    kill,
  };
}

it('does nothing, and listens to nobody, when it is off', () => {
  const { self } = processOf({ hears: () => undefined });
  expect(openFaultInjection({ FAULT_INJECTION: 'off' }, database, logger, self)).toBe(NO_FAULTS);
  expect((self as EventEmitter).listenerCount('message')).toBe(0);
});

it('is refused in a process that nobody has started', () => {
  const open = () => openFaultInjection(on, database, logger, processOf(undefined).self);
  expect(open).toThrow(ConfigError);
  expect(open).toThrow('FAULT_INJECTION');
});

it('kills the process as soon as its parent could know', async () => {
  const heard: unknown[] = [];
  const { self, kill } = processOf({ hears: (message) => heard.push(message) });
  kill.mockImplementation(() => expect(heard).toHaveLength(2) as never);
  const faults = openFaultInjection(on, database, logger, self);
  const catalog = offerWith(faults.interceptor)('catalog', { find: async (_query: object) => 1 }, ['find']);
  (self as EventEmitter).emit('message', {
    type: 'fault',
    id: '1',
    context: 'catalog',
    fault: { kind: 'crash' },
  });
  await vi.waitFor(() => expect(heard).toEqual([{ type: 'fault-armed', id: '1' }]));
  void catalog.find({});
  await vi.waitFor(() => expect(kill).toHaveBeenCalledWith(42, 'SIGKILL'));
  expect(heard[1]).toMatchObject({ type: 'fault-bit', context: 'catalog', kind: 'crash', count: 1 });
});
