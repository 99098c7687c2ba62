import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Line } from '../../components/line.ts';
import { waitUntil } from '../../host/processes/wait-until.ts';
import { Stops } from './stops.ts';

/** Says a word whenever it can. */
const TALKS = 'setInterval(() => process.stdout.write("x"), 5)';
const { signal } = new AbortController();
let child: ChildProcess;
let heard: string[];
let did: string[];

beforeEach(async () => {
  child = spawn(process.execPath, ['-e', TALKS], { detached: true, stdio: ['ignore', 'pipe', 'ignore'] });
  [heard, did] = [[], []];
  if (child.stdout) await once(child.stdout, 'data');
});

afterEach(async () => {
  const gone = once(child, 'exit');
  if (child.kill('SIGKILL')) await gone;
});

const line: Line = {
  ...{ url: '', close: async () => undefined },
  cut: () => void did.push('cut redis'),
  mend: () => void did.push('mend redis'),
};

const stops = () =>
  new Stops(
    {
      processes: [{ name: 'orders', pid: child.pid ?? 0, url: '' }],
      kill: async (name) => void did.push(`kill ${name}`),
      restart: async (name) => void did.push(`restart ${name}`),
    },
    [
      {
        id: 'rabbitmq',
        outage: {
          kill: async () => void did.push('kill rabbitmq'),
          restart: async () => void did.push('restart rabbitmq'),
        },
      },
      { id: 'redis' },
    ],
    signal,
    (state, { en }, where) => heard.push(`${en} ${where} ${state}`),
    { of: (id) => (id === 'redis' ? line : undefined) },
  );

const talks = async () => {
  if (child.stdout) await once(child.stdout, 'data');
};

describe('a paused process', () => {
  it.runIf(process.platform === 'linux')('stands still when the pause is there, and goes on', async () => {
    const state = async () => (await readFile(`/proc/${child.pid}/stat`, 'utf8')).split(') ')[1]?.[0];
    const resume = await stops().pause('orders');
    expect(await state()).toBe('T');
    await resume();
    const look = async () => (await state()) !== 'T' || 'it stands still';
    await waitUntil('it to go on', look, { deadlineMs: 5_000, everyMs: 1 });
    await talks();
    expect(heard).toEqual(['Paused orders strikes', 'Paused orders is-over']);
    await resume();
    expect(heard).toHaveLength(2);
  });

  it('goes on when the trial ends, whatever the probe has left', async () => {
    const own = stops();
    await own.pause('orders');
    await own.spare();
    await talks();
  });

  it('must be there', async () => {
    await expect(stops().pause('payments')).rejects.toThrow('no process payments');
  });
});

it('what was killed is started again at the end, unless it was before', async () => {
  const own = stops();
  await own.kill('orders');
  await own.end();
  expect(did).toEqual(['kill orders', 'restart orders']);
  await own.end();
  expect(did).toHaveLength(2);
  await own.kill('orders');
  await own.restart('orders');
  await own.end();
  expect(did).toHaveLength(4);
});

it('a component comes back once, and one that is not ours to kill is left alone', async () => {
  const own = stops();
  expect(await own.outage('redis')).toBeUndefined();
  expect(await own.outage('memcached')).toBeUndefined();
  const back = await own.outage('rabbitmq');
  await back?.();
  await own.end();
  expect(did).toEqual(['kill rabbitmq', 'restart rabbitmq']);
  await own.outage('rabbitmq');
  await own.spare();
  expect(did.slice(2)).toEqual(['kill rabbitmq', 'restart rabbitmq']);
});

it('a component of a run that is called off ends with it', async () => {
  const own = stops();
  await own.outage('rabbitmq');
  await own.spare(AbortSignal.abort());
  expect(did).toEqual(['kill rabbitmq']);
});

it('a component that is cut off is reached again once, and at the end of the trial at the latest', async () => {
  const own = stops();
  expect(own.cutOff('rabbitmq')).toBeUndefined();
  const mend = own.cutOff('redis');
  expect(did).toEqual(['cut redis']);
  mend?.();
  mend?.();
  expect(did).toEqual(['cut redis', 'mend redis']);
  expect(heard).toEqual(['Cut off redis strikes', 'Cut off redis is-over']);
  own.cutOff('redis');
  await own.spare();
  await own.end();
  expect(did.slice(2)).toEqual(['cut redis', 'mend redis']);
});
