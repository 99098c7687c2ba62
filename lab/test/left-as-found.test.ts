import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { connect } from 'amqplib';
import { execa } from 'execa';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import type { Server } from '../src/components/component.ts';
import { rabbitmq } from '../src/components/rabbitmq/rabbitmq.ts';
import { freePorts } from '../src/host/processes/free-ports.ts';
import { listProcesses } from '../src/host/processes/process-table.ts';
import { waitUntil } from '../src/host/processes/wait-until.ts';
import { PROJECT_ROOT } from '../src/host/project-root.ts';
import { rabbitmqctl } from './fixtures/rabbitmqctl.ts';
import { skipLoudly } from './skip-loudly.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const built = here('../dist');

/** Plays the broker that a user has given by its URL. */
let broker: Server | undefined;
let amqpUrl: string;
let workDir: string;

const server = await rabbitmq.find();
const missing =
  process.platform !== 'linux'
    ? 'no /proc, by which the node can be asked'
    : server
      ? undefined
      : 'no rabbitmq-server on this machine';

beforeAll(async () => {
  workDir = await mkdtemp(join(tmpdir(), 'lab-as-found-'));
  if (missing !== undefined) return;
  const runId = `test-${process.pid}-user`;
  broker = await rabbitmq.startPrivately(server ?? '', {
    workDir,
    runId,
    namespaces: 1,
    log: () => undefined,
  });
  amqpUrl = (await broker.freshNamespace()).env.AMQP_URL ?? '';
  const user = await connect(amqpUrl);
  const channel = await user.createChannel();
  await channel.assertQueue('lab.of-the-user', { durable: true });
  await channel.assertExchange('shop.events', 'topic', { durable: true });
  await user.close();
});

beforeEach((context) => skipLoudly(context, missing));

afterAll(async () => {
  await broker?.release();
  await rm(workDir, { recursive: true, force: true });
});

/** The names of all queues and exchanges. */
async function declared(): Promise<string[]> {
  const list = (what: string) =>
    rabbitmqctl(server ?? '', broker?.pids() ?? [], [
      ...['-q', '-p', new URL(amqpUrl).pathname.slice(1)],
      ...[what, 'name', '--no-table-headers'],
    ]);
  const both = [await list('list_queues'), await list('list_exchanges')].join('\n');
  return both.split('\n').filter(Boolean).toSorted();
}

test.each(['SIGINT', 'SIGKILL'] as const)(
  'a broker of the user is as it was after %s of the lab',
  async (killer) => {
    const before = await declared();
    const [port = 0] = await freePorts(1);
    const args = [here('./fixtures/arm-up.mjs'), built, here('./fixtures/rabbitmq-arm.json'), PROJECT_ROOT];
    const lab = execa(process.execPath, [...args, String(port)], {
      ...{ reject: false, all: true },
      env: { AMQP_URL: amqpUrl },
    });
    const isUp = async () => {
      if (lab.exitCode !== null) throw new Error((await lab).all);
      const ready = fetch(`http://127.0.0.1:${port}/health/ready`);
      return ready.then(({ status }) => status === 200 || String(status)).catch(String);
    };
    try {
      await waitUntil('the service to be up', isUp, { deadlineMs: 120_000 });
      const during = (await declared()).filter((name) => !before.includes(name));
      expect(during.filter((name) => !name.startsWith('lab.up-'))).toEqual([]);
      expect(during.join()).toMatch(/shop\.events/);
      // Its requests, its events, three delays before another attempt, the dead, and the notes of all of these.
      expect(during).toHaveLength(8);
      lab.kill(killer);
      await lab;
      const owned = () => listProcesses().filter(({ owner }) => owner === lab.pid);
      const gone = () =>
        owned().length === 0 ||
        owned()
          .map(({ command }) => command.slice(0, 80))
          .join('; ');
      await waitUntil('nothing of the lab to be left', gone, { deadlineMs: 30_000 });
      expect(await declared()).toEqual(before);
    } finally {
      lab.kill('SIGKILL');
    }
  },
);
