import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdirSync, openSync } from 'node:fs';
import { get } from 'node:http';
import { dirname } from 'node:path';
import { type Exit, type Guardian, killGroup } from '../host/processes/guardian.ts';
import { logTail } from '../host/processes/log-tail.ts';
import { pinned } from '../host/processes/pinned.ts';
import { waitUntil } from '../host/processes/wait-until.ts';
import { stdioOf } from './command-of.ts';
import type { Command } from './topology.ts';

const POLL_MS = 20;
const PROBE_MS = 1_000;
const DRAIN_MS = 10_000;

export interface ServiceStart {
  readonly name: string;
  readonly command: Command;
  /** Whether it gets an IPC channel: only a Node program can use one. */
  readonly channel: boolean;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** Port that `env` tells it to listen on. */
  readonly port: number;
  readonly log: string;
  readonly cpus?: string | undefined;
  readonly guardian: Guardian;
  /** Told what it sends over its IPC channel. */
  readonly onMessage?: (content: unknown) => void;
}

/**
 * One started process of a topology, leader of a process group of its own: Ctrl-C in the terminal reaches the lab
 * alone, which then ends the processes in order, and cluster workers can be ended with their primary.
 *
 * The IPC channel of a Node program is how it notices that the lab is dead, and how the lab reaches it without being one of its
 * clients. Any other program notices nothing: the guardian kills it some seconds after the lab's death.
 */
export class ServiceProcess {
  readonly name: string;
  readonly url: string;
  readonly pid: number;
  /** Epoch ms. */
  readonly startedAt = Date.now();
  readonly exited: Promise<Exit>;
  #exit: Exit | undefined;
  readonly #log: string;
  readonly #channel: boolean;
  readonly #child: ChildProcess;

  constructor(start: ServiceStart) {
    this.name = start.name;
    this.url = `http://127.0.0.1:${start.port}`;
    this.#log = start.log;
    this.#channel = start.channel;
    mkdirSync(dirname(start.log), { recursive: true });
    const log = openSync(start.log, 'a');
    const [program, ...programArgs] = start.command;
    const [command, ...args] = pinned(start.cpus, program, programArgs);
    // Output goes straight to the file: reading it here would cost the lab CPU time while it measures.
    this.#child = spawn(command, args, {
      cwd: start.cwd,
      env: start.env,
      detached: true,
      stdio: stdioOf(start.channel, log),
    });
    closeSync(log);
    this.#child.on('error', () => undefined);
    this.#child.on('message', (content) => start.onMessage?.(content));
    const { pid } = this.#child;
    if (pid === undefined) throw new Error(`${start.name} could not be started: cannot execute ${command}`);
    this.pid = pid;
    start.guardian.watch(pid);
    this.exited = once(this.#child, 'exit').then(([code, signal]) => {
      this.#exit = { code, signal };
      start.guardian.unwatch(pid);
      return this.#exit;
    });
  }

  /** @throws when it ends first or the deadline passes, each with the end of its log; the latter with a `DeadlineExceeded` as its cause */
  async untilReady(deadlineMs: number, signal?: AbortSignal): Promise<void> {
    const look = async () => {
      if (this.#exit) throw new Error(await this.obituary());
      const answer = await statusOf(`${this.url}/health/ready`);
      return answer === '200' || answer;
    };
    await waitUntil(`${this.name} to be ready`, look, { deadlineMs, everyMs: POLL_MS, signal }).catch(
      async (error: Error) => {
        signal?.throwIfAborted();
        if (this.#exit) throw error;
        throw new Error(`${error.message}\n${await this.#lastWords()}`, { cause: error });
      },
    );
  }

  get hasExited(): boolean {
    return this.#exit !== undefined;
  }

  /** How it ended, and its last words. */
  async obituary(): Promise<string> {
    const { code, signal } = await this.exited;
    return `${this.name} ended with ${signal ?? `exit code ${code}`}\n${await this.#lastWords()}`;
  }

  /** Sends something over its IPC channel. Rejects when it is gone, or has none. */
  send(content: object): Promise<void> {
    return new Promise((resolve, reject) => {
      if (!this.#channel) return reject(new Error(`${this.name} cannot be reached: it is no Node program`));
      this.#child.send(content, (error) => {
        if (error) reject(new Error(`${this.name} cannot be reached: ${error.message}`));
        else resolve();
      });
    });
  }

  /** SIGKILL for it and its children. Resolves when it is gone; never throws. */
  async kill(): Promise<void> {
    killGroup(this.pid, 'SIGKILL');
    await this.exited;
  }

  /** SIGTERM, and SIGKILL for it and its children when it has not ended 10 s later. Never throws. */
  async stop(): Promise<void> {
    if (!this.#exit) this.#child.kill('SIGTERM');
    const deadline = setTimeout(() => killGroup(this.pid, 'SIGKILL'), DRAIN_MS);
    await this.exited;
    clearTimeout(deadline);
    killGroup(this.pid, 'SIGKILL');
  }

  async #lastWords(): Promise<string> {
    return `The end of ${this.#log}:\n${await logTail(this.#log)}`;
  }
}

/** The status of an answer, or why there was none. A connection for each request: none must keep a drain waiting. */
function statusOf(url: string): Promise<string> {
  return new Promise((resolve) => {
    const request = get(url, { agent: false, timeout: PROBE_MS }, (response) => {
      response.resume();
      resolve(String(response.statusCode));
    });
    request.once('timeout', () => request.destroy(new Error(`no answer within ${PROBE_MS} ms`)));
    request.once('error', (error) => resolve(error.message));
  });
}
