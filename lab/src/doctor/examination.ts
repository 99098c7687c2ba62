import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { availableParallelism, cpus, platform, release, totalmem } from 'node:os';
import { execa } from 'execa';
import { askBroker, withoutPassword } from '../components/amqp-probe.ts';
import { findRabbitMqSources, type RabbitMqSources } from '../components/rabbitmq.ts';
import { findOnPath } from '../processes/executable.ts';

/** What was found on this machine; nothing here is a judgement. */
export interface Examination {
  readonly system: string;
  readonly node: string;
  /** Undefined: not on PATH. */
  readonly npm: string | undefined;
  readonly cpus: { readonly usable: number; readonly model: string };
  readonly memoryBytes: number;
  readonly rabbitMq: RabbitMqSources;
  /** Why the broker that AMQP_URL names does not answer; undefined when it does, or none is named. */
  readonly amqpUrlProblem: string | undefined;
  /** First line of `k6 version`. */
  readonly k6: string | undefined;
  readonly taskset: boolean;
  readonly cgroup: { readonly version: 1 | 2; readonly writable: boolean } | undefined;
  /** Whether the kernel tells the proportional set size of processes. */
  readonly pss: boolean;
}

/** Looks at this machine. Starts nothing and takes at most about five seconds. */
export async function examine(): Promise<Examination> {
  const [npm, rabbitMq, k6, taskset, cgroup, pss] = await Promise.all([
    versionOf('npm', ['--version']),
    findRabbitMqSources(),
    versionOf('k6', ['version']),
    findOnPath('taskset'),
    findCgroup(),
    exists('/proc/self/smaps_rollup'),
  ]);
  const problem = rabbitMq.amqpUrl ? await problemOf(rabbitMq.amqpUrl) : undefined;
  return {
    system: `${platform()} ${release()}`,
    node: process.versions.node,
    npm,
    cpus: { usable: availableParallelism(), model: cpus()[0]?.model ?? 'unknown' },
    memoryBytes: totalmem(),
    rabbitMq: { ...rabbitMq, amqpUrl: rabbitMq.amqpUrl && withoutPassword(rabbitMq.amqpUrl) },
    amqpUrlProblem: problem,
    k6,
    taskset: taskset !== undefined,
    cgroup,
    pss,
  };
}

async function versionOf(program: string, args: readonly string[]): Promise<string | undefined> {
  const answer = await execa(program, args, { reject: false, timeout: 5_000, stdin: 'ignore' });
  return answer.failed ? undefined : answer.stdout.split('\n')[0];
}

async function problemOf(amqpUrl: string): Promise<string | undefined> {
  return askBroker(amqpUrl, 5_000).then(
    () => undefined,
    (error: Error) => error.message,
  );
}

async function findCgroup(): Promise<Examination['cgroup']> {
  const v2 = '/sys/fs/cgroup';
  if (await exists(`${v2}/cgroup.controllers`))
    return { version: 2, writable: await exists(v2, constants.W_OK) };
  const v1 = '/sys/fs/cgroup/cpu';
  if (await exists(v1)) return { version: 1, writable: await exists(v1, constants.W_OK) };
  return undefined;
}

async function exists(path: string, mode = constants.R_OK): Promise<boolean> {
  return access(path, mode).then(
    () => true,
    () => false,
  );
}
