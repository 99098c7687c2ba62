import { rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { freePorts } from '../../host/processes/free-ports.ts';
import { acquireGuardian, type Guardian, type Ward } from '../../host/processes/guardian.ts';
import { logTail } from '../../host/processes/log-tail.ts';
import { pinned } from '../../host/processes/pinned.ts';
import { descendants, listProcesses } from '../../host/processes/process-table.ts';
import { untilGone } from '../../host/processes/until-gone.ts';
import { waitUntil } from '../../host/processes/wait-until.ts';
import type { AcquireOptions, Server } from '../component.ts';
import { untilBrokerAnswers } from './amqp-probe.ts';
import { brokerUser, definitions, vhostNames, vhostNamespaces, vhostUrl } from './namespaces.ts';
import { nodeEnvironment, writeNodeFolder } from './node-folder.ts';
import { findEpmd } from './server.ts';

const START_MS = 60_000;
const EPMD_MS = 5_000;
const HELPERS_MS = 2_000;
/** A port that was free may have been taken by the time Erlang binds it. */
const ATTEMPTS = 2;

/**
 * Starts a RabbitMQ node of the run's own: no root, no system service, only 127.0.0.1, all files under
 * `<workDir>/rabbitmq`.
 *
 * Both the broker and its port mapper `epmd` are children of the guardian. Left to itself the broker would start epmd
 * as a daemon, which outlives it.
 *
 * @param program the `rabbitmq-server` script, see `findRabbitMqServer`
 * @throws with the end of the broker's log when no AMQP connection opens within a minute
 */
export async function startPrivateNode(program: string, options: AcquireOptions): Promise<Server> {
  const guardian = acquireGuardian(options.runId);
  try {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await startNode(program, options, guardian);
      } catch (error) {
        if (attempt >= ATTEMPTS || !/eaddrinuse|already in use/i.test(String(error))) throw error;
      }
    }
  } catch (error) {
    await guardian.release();
    throw error;
  }
}

async function startNode(program: string, options: AcquireOptions, guardian: Guardian): Promise<Server> {
  const [amqpPort = 0, distributionPort = 0, epmdPort = 0] = await freePorts(3);
  const user = brokerUser();
  const vhosts = vhostNames(options.namespaces);
  const folder = await writeNodeFolder(options.workDir, amqpPort, definitions(user, vhosts));
  const env = nodeEnvironment(options.runId, folder, { amqpPort, distributionPort, epmdPort });
  let epmd: Ward | undefined;
  let node: Ward | undefined;
  const running = () => [epmd, node].filter((ward) => ward !== undefined);
  const processes = () => {
    const all = listProcesses();
    return running().flatMap((ward) => descendants(ward.pid, all));
  };
  const end = async () => {
    const pids = processes();
    await Promise.all(running().map((ward) => ward.end()));
    // Erlang's helpers lead process groups of their own, and end when they see the node's end of their pipe closed.
    // Whatever outlives even a kill is in the kernel's hands: it must not keep the rest from being cleaned up.
    await untilGone(pids, HELPERS_MS).catch(() => undefined);
    await rm(folder.database, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
  };
  const start = (name: string, command: string, args: readonly string[]) => {
    const [first, ...rest] = pinned(options.cpus, command, args);
    const log = join(folder.root, `${name}.log`);
    return guardian.start({ name, command: first, args: rest, cwd: folder.root, env, log });
  };
  const readyUrl = vhostUrl(user, amqpPort, vhosts.at(-1) ?? '/');
  const startBroker = async (signal: AbortSignal | undefined) => {
    node = await start('rabbitmq', program, []);
    return untilBrokerAnswers(readyUrl, running(), { deadlineMs: START_MS, signal }).catch(
      async (error: Error) => {
        const logs = [folder.log, join(folder.root, 'rabbitmq.log'), join(folder.root, 'epmd.log')];
        const tails = await Promise.all(logs.map(async (log) => `${log}:\n${await logTail(log, 15)}`));
        throw new Error(`${program} did not start: ${error.message}\n${tails.join('\n')}`);
      },
    );
  };
  try {
    epmd = await start('epmd', await findEpmd(), ['-port', String(epmdPort), '-address', '127.0.0.1']);
    await waitUntil('epmd to listen', () => listens(epmdPort), {
      deadlineMs: EPMD_MS,
      signal: options.signal,
    });
    const answer = await startBroker(options.signal);
    return {
      version: answer.version,
      freshNamespace: vhostNamespaces(user, amqpPort, vhosts),
      pids: processes,
      outage: {
        kill: async () => {
          await node?.end();
          node = undefined;
          const refuses = async () => (await listens(amqpPort)) !== true || 'it still listens';
          await waitUntil('the killed broker to be gone', refuses, { deadlineMs: EPMD_MS, everyMs: 10 });
        },
        restart: async (signal) => {
          // One whose start was not waited for to its end: two on one folder would be none.
          await node?.end();
          await startBroker(signal);
        },
      },
      release: async () => {
        await end();
        await guardian.release();
      },
    };
  } catch (error) {
    await end();
    throw error;
  }
}

async function listens(port: number): Promise<true | string> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', (error) => resolve(error.message));
    socket.once('connect', () => socket.destroy());
  });
}
