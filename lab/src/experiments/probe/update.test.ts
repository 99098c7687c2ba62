import { EventEmitter } from 'node:events';
import { expect, it } from 'vitest';
import { DeadlineExceeded } from '../../host/processes/wait-until.ts';
import type { UpdateOrder } from '../../scenario/update.ts';
import type { RunningSystem } from '../../topologies/topology.ts';
import { topologyOf } from '../../topologies/topology-of.ts';
import { updateProcess } from './update.ts';

const TIMES = { startedAt: 1, readyAt: 2, toldAt: 3, endedAt: 4 };
const PAYMENTS = 'microservices/payments';
const versions = new Map([['next', new Map([[PAYMENTS, '/built/payments.js']])]]);

/** A system that notes what it is told, and whose new processes get ready or not. */
function scene(arm: string, refusal?: Error, rolled: object = { type: 'rolled', left: 0 }) {
  const told: unknown[] = [];
  const messages: RunningSystem['messages'] = new EventEmitter();
  const system = {
    messages,
    async replace(name: string, spec: unknown, readyMs?: number) {
      told.push(['replace', name, (spec as { entry: string }).entry, readyMs]);
      if (refusal !== undefined) throw refusal;
      return TIMES;
    },
    async stopAndStart(name: string, spec: unknown) {
      told.push(['stop and start', name, (spec as { entry: string }).entry]);
      return TIMES;
    },
    async send(name: string, content: object) {
      told.push([name, { ...content, id: '' }]);
      const { id } = content as { id: string };
      setImmediate(() => messages.emit('message', { from: name, content: { ...rolled, id } }));
    },
  };
  const { signal } = new AbortController();
  const update = (order: UpdateOrder) =>
    updateProcess({ system, topology: topologyOf(arm), root: '/project', versions, signal }, order);
  return { told, update };
}

it('puts a version that was built beside the old one, or in its place', async () => {
  const { told, update } = scene('microservices+payments=2');
  const order = { process: 'payments-2', version: 'next' } as const;
  expect(await update({ ...order, way: 'beside', readyMs: 300 })).toEqual({
    ...{ replaced: [TIMES], refused: undefined },
  });
  await update({ ...order, way: 'stop-and-start' });
  await update({ process: 'payments-2', way: 'beside' });
  expect(told).toEqual([
    ['replace', 'payments-2', '/built/payments.js', 300],
    ['stop and start', 'payments-2', '/built/payments.js'],
    ['replace', 'payments-2', `${PAYMENTS}/dist/program.js`, 60_000],
  ]);
});

it('says why a new one was not put into service', async () => {
  const late = new Error('it is not ready', { cause: new DeadlineExceeded('it', 100, '503') });
  const { update } = scene('microservices', late);
  expect(await update({ process: 'payments', version: 'next', way: 'beside' })).toEqual({
    ...{ replaced: [], refused: 'it is not ready' },
  });
});

it('does not take another failure for a version that is kept out', async () => {
  const { update } = scene('microservices', new Error('payments ended with exit code 1'));
  await expect(update({ process: 'payments', version: 'next', way: 'beside' })).rejects.toThrow(
    'exit code 1',
  );
  const refusal = { type: 'roll-refused', reason: 'worker-1 ended before it served', late: false };
  const parts = scene('monolith+workers=2', undefined, refusal);
  await expect(parts.update({ process: 'monolith', way: 'parts' })).rejects.toThrow('ended before it served');
});

it('tells a process that keeps parts which program they are to run', async () => {
  const { told, update } = scene('monolith+workers=2');
  const order = { process: 'monolith', way: 'parts', readyMs: 5 } as const;
  expect(await update(order)).toEqual({ replaced: [], refused: undefined, left: 0 });
  const command = { type: 'roll', id: '', program: '/project/monolith/dist/program.js', readyMs: 5 };
  expect(told).toEqual([['monolith', command]]);
  await update({ ...order, step: true });
  expect(told.at(-1)).toEqual(['monolith', { ...command, step: true }]);
});

it('knows the processes of the arm, and the versions of the settings', async () => {
  const { told, update } = scene('microservices');
  await expect(update({ process: 'payments-2', way: 'beside' })).rejects.toThrow('no process payments-2');
  await expect(update({ process: 'payments', version: 'gone', way: 'beside' })).rejects.toThrow(
    `there is no version gone of ${PAYMENTS}`,
  );
  await expect(update({ process: 'orders', version: 'next', way: 'beside' })).rejects.toThrow(
    'there is no version next of microservices/orders',
  );
  expect(told).toEqual([]);
});
