import { rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { acquireGuardian, type Guardian, type Ward } from '../host/processes/guardian.ts';
import { logTail } from '../host/processes/log-tail.ts';
import { pinned } from '../host/processes/pinned.ts';
import { descendants, listProcesses } from '../host/processes/process-table.ts';
import { untilGone } from '../host/processes/until-gone.ts';
import { waitUntil } from '../host/processes/wait-until.ts';
import { type Answer, untilAnswers } from './answer.ts';
import type { AcquireOptions, Server } from './component.ts';

const START_MS = 60_000;
const LISTEN_MS = 5_000;
const HELPERS_MS = 2_000;
/** A port that was free may have been taken by the time the server binds it. */
const ATTEMPTS = 2;

/** A program of a private server, which is to run before the server itself. */
export interface Helper {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  /** It is ready once somebody listens there. */
  readonly port: number;
}

/** How to run a server of the run's own. Its files are written by whoever made this. */
export interface PrivateServer {
  /** For messages and its log. */
  readonly name: string;
  readonly program: string;
  readonly args: readonly string[];
  /** All of its environment. */
  readonly env: Readonly<Record<string, string>>;
  /** Where it works; its output goes to `<folder>/<name>.log`. */
  readonly folder: string;
  /** Where its data lies; removed when it ends. */
  readonly data: string;
  readonly port: number;
  readonly helper?: Helper;
  /** A log of its own besides. */
  readonly log?: string;
  /** What its readiness is, e.g. `an AMQP connection to open`. */
  readonly ready: string;
  readonly ask: () => Promise<Answer>;
  readonly freshNamespace: Server['freshNamespace'];
}

/**
 * Starts a server of the run's own: no root, no system service, only 127.0.0.1, all files under the work folder. Its processes are
 * children of the guardian, so that they end with the lab, however that ends.
 *
 * @param plan takes free ports and writes what the server needs to start, over whatever an earlier attempt left there
 * @throws with the end of the server's log when it does not answer within a minute
 */
export async function startPrivateServer(
  plan: () => Promise<PrivateServer>,
  options: AcquireOptions,
): Promise<Server> {
  const guardian = acquireGuardian(options.runId);
  try {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await start(await plan(), options, guardian);
      } catch (error) {
        if (attempt >= ATTEMPTS || !/eaddrinuse|already in use/i.test(String(error))) throw error;
      }
    }
  } catch (error) {
    await guardian.release();
    throw error;
  }
}

async function start(plan: PrivateServer, options: AcquireOptions, guardian: Guardian): Promise<Server> {
  const { name, folder, env, helper } = plan;
  const logOf = (process: string) => join(folder, `${process}.log`);
  let before: Ward | undefined;
  let server: Ward | undefined;
  const running = () => [before, server].filter((ward) => ward !== undefined);
  const processes = () => {
    const all = listProcesses();
    return running().flatMap((ward) => descendants(ward.pid, all));
  };
  const end = async () => {
    const pids = processes();
    await Promise.all(running().map((ward) => ward.end()));
    // Helpers that lead process groups of their own (Erlang's do) end when they see the server's end of their pipe closed.
    // Whatever outlives even a kill is in the kernel's hands: it must not keep the rest from being cleaned up.
    await untilGone(pids, HELPERS_MS).catch(() => undefined);
    await rm(plan.data, { recursive: true, force: true, maxRetries: 3 }).catch(() => undefined);
  };
  const run = (process: string, command: string, args: readonly string[]) => {
    const [first, ...rest] = pinned(options.cpus, command, args);
    return guardian.start({
      name: process,
      command: first,
      args: rest,
      cwd: folder,
      env,
      log: logOf(process),
    });
  };
  const startServer = async (signal: AbortSignal | undefined) => {
    server = await run(name, plan.program, plan.args);
    const limits = { deadlineMs: START_MS, signal };
    return untilAnswers(plan.ready, running(), plan.ask, limits).catch(async (error: Error) => {
      const logs = [plan.log, logOf(name), helper && logOf(helper.name)].filter((log) => log !== undefined);
      const tails = await Promise.all(logs.map(async (log) => `${log}:\n${await logTail(log, 15)}`));
      throw new Error(`${plan.program} did not start: ${error.message}\n${tails.join('\n')}`);
    });
  };
  try {
    if (helper) {
      before = await run(helper.name, helper.command, helper.args);
      const limits = { deadlineMs: LISTEN_MS, signal: options.signal };
      await waitUntil(`${helper.name} to listen`, () => listens(helper.port), limits);
    }
    const { version } = await startServer(options.signal);
    return {
      version,
      freshNamespace: plan.freshNamespace,
      pids: processes,
      outage: {
        kill: async () => {
          await server?.end();
          server = undefined;
          const refuses = async () => (await listens(plan.port)) !== true || 'it still listens';
          const limits = { deadlineMs: LISTEN_MS, everyMs: 10 };
          await waitUntil(`the killed ${name} to be gone`, refuses, limits);
        },
        restart: async (signal) => {
          // One whose start was not waited for to its end: two on one folder would be none.
          await server?.end();
          await startServer(signal);
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
