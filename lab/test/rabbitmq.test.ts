import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'amqplib';
import { execa } from 'execa';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, test } from 'vitest';
import { acquire } from '../src/components/acquire.ts';
import type { Server } from '../src/components/component.ts';
import { askNamedServer } from '../src/components/named-server.ts';
import { rabbitmq } from '../src/components/rabbitmq/rabbitmq.ts';
import { findDockerEngine } from '../src/host/docker-engine.ts';
import { PROJECT_ROOT } from '../src/host/project-root.ts';
import { rabbitmqctl } from './fixtures/rabbitmqctl.ts';
import { isRefused, processesOf, untilNothingIsLeft } from './left-over.ts';
import { skipLoudly } from './skip-loudly.ts';

const server = await rabbitmq.find();
const docker = await findDockerEngine();
let workDir: string;
let runId: string;
let broker: Server | undefined;

beforeEach(async () => {
  workDir = await mkdtemp(join(tmpdir(), 'lab broker 한국어 '));
  runId = `test-${process.pid}-${Math.random().toString(36).slice(2)}`;
});

afterEach(async () => {
  await broker?.release();
  broker = undefined;
  await untilNothingIsLeft(runId, 5_000);
  await rm(workDir, { recursive: true });
});

const options = (namespaces = 1) => ({ workDir, runId, namespaces, log: () => undefined });

/** The environment of a fresh namespace. */
async function fresh(of: Server) {
  const { AMQP_URL = '', AMQP_PREFIX = '' } = (await of.freshNamespace()).env;
  return { AMQP_URL, AMQP_PREFIX };
}

/** Sends a message to a queue of this name and takes it out again. */
async function passMessage(amqpUrl: string, queue: string): Promise<string> {
  const connection = await connect(amqpUrl);
  try {
    const channel = await connection.createConfirmChannel();
    await channel.assertQueue(queue, { exclusive: true });
    channel.sendToQueue(queue, Buffer.from('hello'));
    await channel.waitForConfirms();
    const message = await channel.get(queue, { noAck: true });
    return message === false ? 'nothing' : message.content.toString();
  } finally {
    await connection.close();
  }
}

/**
 * Has a node write its queues to the disk. Mnesia, where RabbitMQ up to 3 keeps them, confirms a declaration earlier than that: of nodes
 * killed right after one, 4 of 25 did not have the queue any more. What is asked here is whether a restart finds what was there.
 */
async function writeQueues(pids: readonly number[]): Promise<void> {
  if (process.platform !== 'linux') {
    console.warn(
      'WARNING: the queue is not written before the kill: where there is no /proc, the node cannot be asked',
    );
    return;
  }
  const stdout = await rabbitmqctl(server ?? '', pids, ['eval', 'mnesia:dump_log().']);
  expect(stdout).toContain('dumped');
}

describe('a private node', () => {
  beforeEach((context) => skipLoudly(context, server ? undefined : 'no rabbitmq-server on this machine'));

  describe('that is used again and again', () => {
    let own: string;
    let node: Server;
    const ofNode = `test-${process.pid}-node`;

    // The user's own RabbitMQ settings must not reach it.
    beforeAll(async () => {
      own = await mkdtemp(join(tmpdir(), 'lab broker 한국어 '));
      if (!server) return;
      process.env.RABBITMQ_NODENAME = 'production@elsewhere';
      process.env.RABBITMQ_CONFIG_FILE = '/nowhere';
      try {
        node = await acquire(rabbitmq, { ...options(2), workDir: own, runId: ofNode, env: {} });
      } finally {
        delete process.env.RABBITMQ_NODENAME;
        delete process.env.RABBITMQ_CONFIG_FILE;
      }
    });

    afterAll(async () => {
      await node?.release();
      await untilNothingIsLeft(ofNode, 5_000);
      await rm(own, { recursive: true });
    });

    test('is what is acquired where no broker is named', () => {
      expect(node).toMatchObject({ id: 'rabbitmq', name: 'RabbitMQ', origin: 'private node' });
    });

    test('passes messages, in as many separate namespaces as are asked for', async () => {
      const namespaces = [await fresh(node), await fresh(node), await fresh(node)];
      const [first, second, third] = namespaces;
      expect(first?.AMQP_PREFIX).toBe('');
      expect(second?.AMQP_URL).not.toBe(first?.AMQP_URL);
      expect(third).toMatchObject({ AMQP_URL: second?.AMQP_URL, AMQP_PREFIX: 'trial-3.' });
      for (const { AMQP_URL, AMQP_PREFIX } of namespaces) {
        expect(await passMessage(AMQP_URL, `${AMQP_PREFIX}queue`)).toBe('hello');
      }
    });

    test('killed, with a restart that is called off, and started again it has what was confirmed before, and is alone', async () => {
      const { AMQP_URL } = await fresh(node);
      const before = await connect(AMQP_URL);
      before.on('error', () => undefined);
      const channel = await before.createConfirmChannel();
      channel.on('error', () => undefined);
      await channel.assertQueue('kept', { durable: true });
      channel.sendToQueue('kept', Buffer.from('still here'), { persistent: true });
      await channel.waitForConfirms();
      await writeQueues(node.pids());
      const gone = new Promise((resolve) => before.once('close', resolve));
      await node.outage?.kill();
      await gone;
      expect(await isRefused(AMQP_URL)).toBe(true);
      const calledOff = AbortSignal.abort(new Error('called off'));
      await expect(node.outage?.restart(calledOff)).rejects.toThrow('called off');
      await node.outage?.restart();
      expect(processesOf(ofNode).filter((line) => line.includes('beam'))).toHaveLength(1);
      const after = await connect(AMQP_URL);
      const message = await (await after.createChannel()).get('kept', { noAck: true });
      expect(message).toMatchObject({ content: Buffer.from('still here') });
      await after.close();
      expect(node.pids().length).toBeGreaterThan(1);
    });

    test('is seen as processes, and release leaves none, and no port', async () => {
      const { AMQP_URL } = await fresh(node);
      const commands = processesOf(ofNode).filter((line) =>
        node.pids().some((pid) => line.startsWith(`${pid} `)),
      );
      expect(commands.join('\n')).toMatch(/beam/);
      expect(commands.join('\n')).toMatch(/epmd/);
      await node.release();
      expect(processesOf(ofNode)).toEqual([]);
      await node.release();
      expect(await isRefused(AMQP_URL)).toBe(true);
    });
  });

  test('with an alarm it is told as that, as it would take no message', async () => {
    // RabbitMQ does not watch the disk of a folder whose name it cannot read in the output of `df`.
    await rm(workDir, { recursive: true });
    workDir = await mkdtemp(join(tmpdir(), 'lab-broker-'));
    broker = await rabbitmq.startPrivately(server ?? '', options());
    const { AMQP_URL } = await fresh(broker);
    const limit = (bytes: string) =>
      rabbitmqctl(server ?? '', broker?.pids() ?? [], ['set_disk_free_limit', bytes]);
    await limit('1000000GB');
    const said = () => askNamedServer(rabbitmq, AMQP_URL).catch(String);
    // The node looks at its disk a moment after it has been told of the limit.
    const alarm = /RabbitMQ at 127\.0\.0\.1:\d+ accepts no messages: low on disk/;
    await expect.poll(said, { timeout: 20_000 }).toMatch(alarm);
    // Such a broker reads nothing, not even that a client wants to close: whoever asks it must come to an end all the same.
    const lab = [join(PROJECT_ROOT, 'lab/bin/lab.js'), 'doctor'];
    const env = { AMQP_URL, COLUMNS: '200' };
    const doctor = await execa(process.execPath, lab, { reject: false, env, timeout: 60_000 });
    expect(doctor).toMatchObject({ exitCode: 3, timedOut: false });
    expect(doctor.stdout).toMatch(/^no +RabbitMQ .*accepts no messages: low on disk/m);
    await limit('1');
    await expect.poll(said, { timeout: 20_000 }).toMatchObject({ version: expect.stringMatching(/^\d/) });
    const nowhere = new URL(AMQP_URL);
    nowhere.pathname = '/nowhere';
    await expect(askNamedServer(rabbitmq, nowhere.href)).rejects.toThrow('does not open the virtual host');
  });

  test('a start can be called off, and leaves nothing', async () => {
    const controller = new AbortController();
    setTimeout(() => controller.abort(new Error('Ctrl-C')), 300);
    const acquiring = acquire(rabbitmq, { ...options(), env: {}, signal: controller.signal });
    await expect(acquiring).rejects.toThrow('Ctrl-C');
    await untilNothingIsLeft(runId, 2_000);
  });

  test('one that does not start is reported with the end of its log', async () => {
    const broken = rabbitmq.startPrivately('/bin/false', options());
    await expect(broken).rejects.toThrow(/\/bin\/false did not start: rabbitmq ended with exit code 1/);
  });
});

test('the broker that AMQP_URL names is used, each namespace under a prefix of its own, and left running', async () => {
  const amqpUrl = inject('amqpUrl');
  const lines: string[] = [];
  const broker = await acquire(rabbitmq, {
    ...options(),
    log: ({ en }) => lines.push(en),
    env: { AMQP_URL: amqpUrl },
  });
  const [first, second] = [await fresh(broker), await fresh(broker)];
  expect(broker).toMatchObject({ origin: 'AMQP_URL', version: expect.stringMatching(/^\d+\.\d+/) });
  expect(first.AMQP_URL).toBe(amqpUrl);
  expect(first.AMQP_PREFIX).not.toBe(second.AMQP_PREFIX);
  expect(lines.join()).not.toContain(new URL(amqpUrl).password);
  await broker.release();
  expect(await passMessage(amqpUrl, `${first.AMQP_PREFIX}queue`)).toBe('hello');
});

test('an AMQP_URL that nobody answers is an error that says so, and no other broker is tried', async () => {
  const env = { AMQP_URL: 'amqp://me:secret@127.0.0.1:1/' };
  const acquiring = acquire(rabbitmq, { ...options(), env });
  await expect(acquiring).rejects.toMatchObject({ name: 'MissingComponent', component: 'RabbitMQ' });
  await expect(acquiring).rejects.toThrow(/amqp:\/\/\*\*\*@127\.0\.0\.1:1\/ does not answer/);
  expect(processesOf(runId)).toEqual([]);
});

test('a password that the broker does not take is told as that, and not shown', async () => {
  const url = new URL(inject('amqpUrl'));
  url.password = 'a-wrong-one';
  const acquiring = acquire(rabbitmq, { ...options(), env: { AMQP_URL: url.href } });
  await expect(acquiring).rejects.toMatchObject({
    name: 'UnavailableComponent',
    message: `RabbitMQ at ${url.host} refused the user name or password of AMQP_URL`,
  });
});

test('a container passes messages, and release removes it', async (context) => {
  skipLoudly(context, 'missing' in docker ? `no Docker engine (${docker.missing})` : undefined);
  broker = await rabbitmq.startContainer(options(2));
  await fresh(broker);
  const { AMQP_URL } = await fresh(broker);
  expect(await passMessage(AMQP_URL, 'queue')).toBe('hello');
  await broker.release();
  expect(await isRefused(AMQP_URL)).toBe(true);
}, 330_000);
