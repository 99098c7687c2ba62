import { once } from 'node:events';
import { connect, createServer, type Server } from 'node:net';
import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { isMachineShared } from '../host/shared-machine.ts';
import { UsageError } from '../registry/usage-error.ts';

/**
 * Of 127.0.0.1, whoever measures on this machine listens here: the kernel gives the port to one process, of whichever user and
 * clone, and takes it back when that process ends, be it by `kill -9`. IANA has given it to nobody, and no system hands
 * it out by itself.
 */
const PORT = 21_517;
const ANSWER_MS = 2_000;
const MOST_BYTES = 4_096;

const holderSchema = z.object({ pid: z.number().int(), what: z.string(), folder: z.string() });
type Holder = z.infer<typeof holderSchema>;

/** What a process measures, for another one that would like to. */
export interface Measuring {
  /** e.g. `run 20260701-101500-latency-quick-ab12`. */
  readonly what: string;
  readonly folder: string;
}

/** So often a port is tried that is held and refuses connections. */
const MOST_TRIES = 20;

/** The right to measure on this machine. */
export interface Reservation {
  /** Says more of what is measured, as soon as it is known. */
  tell(measuring: Measuring): void;
  release(): void;
}

/**
 * Takes the machine for a measurement: two at once would be in each other's numbers. With `LAB_SHARED_MACHINE` set, which is
 * for tests and CI, whoever asks may measure.
 *
 * @throws {UsageError} when another lab measures; the message names its process, run and folder
 */
export async function reserveMachine(
  measuring: Measuring,
  { shared = isMachineShared(), port = PORT }: { shared?: boolean; port?: number } = {},
): Promise<Reservation> {
  if (shared) return { tell: () => undefined, release: () => undefined };
  let current = measuring;
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    // Somebody who asks and does not hang up must not keep the lab from ending.
    socket.unref();
    const holder: Holder = { pid: process.pid, ...current };
    socket.end(JSON.stringify(holder));
  });
  // The process that had it may end between our two looks: then it is free. It is not when a program holds the port and answers nobody there.
  for (let tries = 1; !(await listens(server, port)); tries += 1) {
    await refuseIfTaken(port);
    if (tries === MOST_TRIES) throw heldBySomebodyElse(port);
  }
  server.unref();
  return {
    tell: (more) => {
      current = more;
    },
    release: () => server.close(),
  };
}

async function listens(server: Server, port: number): Promise<boolean> {
  server.listen({ port, host: '127.0.0.1', exclusive: true });
  try {
    await once(server, 'listening');
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE') return false;
    throw error;
  }
}

/** @throws {UsageError} unless nobody listens there any more */
async function refuseIfTaken(port: number): Promise<void> {
  const holder = await ask(port);
  if (holder === 'gone') return;
  if (holder === 'silent') throw heldBySomebodyElse(port);
  const { pid, what, folder } = holder;
  throw new UsageError({
    en: `Another lab is measuring on this machine: process ${pid}, ${what}, in ${folder}. Two measurements at once would disturb each other. Wait until it has ended, or end it.`,
    ko: `이 머신에서 다른 랩이 측정하고 있다: 프로세스 ${pid}, ${what}, ${folder}. 두 측정을 동시에 하면 서로 방해한다. 끝날 때까지 기다리거나 끝낸다.`,
  });
}

const heldBySomebodyElse = (port: number) =>
  new UsageError({
    en: `A program on this machine has port ${port} of 127.0.0.1 and does not say what it measures: it is a lab that was stopped, or no lab. The lab takes this port so that only one measures at a time. End that program first.`,
    ko: `이 머신의 프로그램이 127.0.0.1의 포트 ${port}번을 쓰면서 무엇을 측정하는지 알려 주지 않는다. 멈춰 있는 랩이거나 랩이 아니다. 랩은 한 번에 하나만 측정하려고 이 포트를 쓴다. 먼저 그 프로그램을 끝낸다.`,
  });

async function ask(port: number): Promise<Holder | 'gone' | 'silent'> {
  const socket = connect(port, '127.0.0.1');
  socket.setTimeout(ANSWER_MS, () => socket.destroy(new Error('no answer')));
  try {
    let bytes = 0;
    socket.on('data', (chunk) => {
      bytes += chunk.length;
      if (bytes > MOST_BYTES) socket.destroy(new Error('too long an answer'));
    });
    const answer = holderSchema.safeParse(JSON.parse((await text(socket)).replaceAll(/\p{Cc}/gu, '')));
    return answer.success ? answer.data : 'silent';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ECONNREFUSED' ? 'gone' : 'silent';
  } finally {
    socket.destroy();
  }
}
