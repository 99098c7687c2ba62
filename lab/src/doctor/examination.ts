import { access } from 'node:fs/promises';
import { availableParallelism, cpus, platform, release, totalmem } from 'node:os';
import { execa } from 'execa';
import { canInstallDebianPackages } from '../components/debian.ts';
import { askNamedServer } from '../components/named-server.ts';
import { rabbitmq } from '../components/rabbitmq/rabbitmq.ts';
import { shownUrl } from '../components/urls.ts';
import { type DockerEngine, findDockerEngine } from '../host/docker-engine.ts';
import { keepCpusAwake } from '../host/idle-states.ts';
import { findOnPath } from '../host/processes/executable.ts';
import { type CpuQuotas, findCpuQuotas } from '../host/quotas/find-quotas.ts';

/** What of RabbitMQ this machine has, found without starting anything. */
interface RabbitMqSources {
  readonly amqpUrl: string | undefined;
  readonly server: string | undefined;
  readonly docker: DockerEngine | { readonly missing: string };
  readonly installable: boolean;
}

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
  /** Whether the kernel lets this user keep CPUs from sleeping. */
  readonly wakefulCpus: boolean;
  /** How CPU time can be limited, or why it cannot. */
  readonly quotas: Pick<CpuQuotas, 'description'> | { readonly missing: string };
  /** Whether the kernel tells the proportional set size of processes. */
  readonly pss: boolean;
}

/** Looks at this machine. Starts nothing that outlives it and takes at most about five seconds. */
export async function examine(): Promise<Examination> {
  const [npm, rabbitMq, k6, taskset, quotas, pss] = await Promise.all([
    versionOf('npm', ['--version']),
    findRabbitMqSources(),
    versionOf('k6', ['version']),
    findOnPath('taskset'),
    findCpuQuotas(),
    exists('/proc/self/smaps_rollup'),
  ]);
  const problem = rabbitMq.amqpUrl ? await problemOf(rabbitMq.amqpUrl) : undefined;
  return {
    system: `${platform()} ${release()}`,
    node: process.versions.node,
    npm,
    cpus: { usable: availableParallelism(), model: cpus()[0]?.model ?? 'unknown' },
    memoryBytes: totalmem(),
    rabbitMq: { ...rabbitMq, amqpUrl: rabbitMq.amqpUrl && shownUrl(rabbitMq.amqpUrl) },
    amqpUrlProblem: problem,
    k6,
    taskset: taskset !== undefined,
    wakefulCpus: canKeepCpusAwake(),
    quotas,
    pss,
  };
}

async function findRabbitMqSources(): Promise<RabbitMqSources> {
  const [server, docker, installable] = await Promise.all([
    rabbitmq.find(),
    findDockerEngine(),
    canInstallDebianPackages(),
  ]);
  return { amqpUrl: process.env.AMQP_URL || undefined, server, docker, installable };
}

async function versionOf(program: string, args: readonly string[]): Promise<string | undefined> {
  const answer = await execa(program, args, { reject: false, timeout: 5_000, stdin: 'ignore' });
  return answer.failed ? undefined : answer.stdout.split('\n')[0];
}

async function problemOf(amqpUrl: string): Promise<string | undefined> {
  return askNamedServer(rabbitmq, amqpUrl).then(
    () => undefined,
    (error: Error) => error.message,
  );
}

function canKeepCpusAwake(): boolean {
  const awake = keepCpusAwake();
  awake.release();
  return awake.wakeUpUs !== null;
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
