import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { operate } from '@lab/lab/topologies/operate';
import { startSystem } from '@lab/lab/topologies/supervisor';
import type { RunningSystem } from '@lab/lab/topologies/topology';
import { topologyOf } from '@lab/lab/topologies/topology-of';
import { openConnection, type RabbitConnection } from '@lab/messaging/rabbitmq/connection';
import { RpcClient } from '@lab/messaging/rabbitmq/rpc-client';
import { remote } from '@lab/shared-domain/adapters/messages/remote';
import {
  RECOMMENDATIONS_METHODS,
  type Recommendations,
} from '@lab/shared-domain/recommendations/recommendations';
import { type Channel, type ChannelModel, connect } from 'amqplib';
import { pino } from 'pino';
import { SEED } from './deployed-shop.ts';
import { copySeededData } from './seeded-data.ts';
import { inSharedServers } from './shared-servers.ts';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const NAME = 'recommendations';
/** Slow machines and slow languages have all the time that they need: nothing here is about time. ms. */
const CALL_MS = 60_000;

/** A line of its log. */
export type LogLine = Readonly<Record<string, unknown>>;

/** The service of recommendations alone, without a shop around it, as other processes see it: by messages, and its page for operators. */
export class LoneRecommendations {
  private constructor(
    readonly system: RunningSystem,
    /** Its operations, by messages. */
    readonly operations: Recommendations,
    /** To send and look at messages, past our own transport. */
    readonly channel: Channel,
    readonly prefix: string,
    private readonly folder: string,
    private readonly env: Readonly<Record<string, string>>,
    private readonly connections: readonly (RabbitConnection | ChannelModel)[],
  ) {}

  /**
   * Starts it on a copy of the seeded data, with queues of its own.
   *
   * @param stack a value of the choice `stack`
   * @param through the broker's URL as the service is to know it; as tests know it without
   * @param settings further ones, by their variables
   */
  static async start(
    stack: string,
    through?: string,
    settings: Readonly<Record<string, string>> = {},
  ): Promise<LoneRecommendations> {
    const whole = topologyOf(`microservices+stack=${stack}`);
    const topology = { ...whole, edge: NAME, processes: whole.processes.filter(({ name }) => name === NAME) };
    const shared = inSharedServers(['rabbitmq']);
    const { AMQP_URL: url = '', AMQP_PREFIX: prefix = '' } = shared;
    const given = { LOG_LEVEL: 'debug', ...settings, ...(through !== undefined && { AMQP_URL: through }) };
    const env = { ...shared, ...given };
    const folder = await mkdtemp(join(tmpdir(), `lone-${stack}-`));
    const dataDir = join(folder, 'data');
    const runId = `acceptance-${process.pid}`;
    const where = { root: ROOT, runId };
    await copySeededData(whole, { ...where, dir: dataDir, seed: SEED });
    const system = await startSystem(topology, { ...where, trialDir: folder, dataDir, env });
    const connection = await openConnection({ url, prefix, name: 'test', logger: pino({ enabled: false }) });
    const rpc = await RpcClient.open(connection, { timeoutMs: CALL_MS });
    const admin = await connect(url);
    const operations = remote<Recommendations>(rpc, NAME, RECOMMENDATIONS_METHODS);
    const channel = await admin.createChannel();
    return new LoneRecommendations(system, operations, channel, prefix, folder, env, [connection, admin]);
  }

  /** Whole path of its database. */
  get database(): string {
    return join(this.folder, 'data', `${NAME}.sqlite`);
  }

  /** Sends a message to its queue of events, as a relay does. */
  sendEvent(content: object | string, headers: object = {}, queue = `${NAME}.events`): void {
    const body = Buffer.from(typeof content === 'string' ? content : JSON.stringify(content));
    this.channel.sendToQueue(this.prefix + queue, body, { type: 'order.confirmed', headers });
  }

  /** How many messages wait in a queue of its. */
  async waitingIn(queue: string): Promise<number> {
    return (await this.channel.checkQueue(this.prefix + queue)).messageCount;
  }

  async metrics(): Promise<string> {
    return (await fetch(`${this.system.url}/metrics`)).text();
  }

  /** The value of a metric. */
  async count(metric: string): Promise<number> {
    const [, value] = new RegExp(`^${metric}\\{.*\\} (.*)$`, 'm').exec(await this.metrics()) ?? [];
    return Number(value);
  }

  /** What all processes that have run in its place have logged so far. */
  async log(): Promise<readonly LogLine[]> {
    const logs = join(this.folder, 'logs');
    const names = (await readdir(logs)).filter((name) => name.endsWith('.log'));
    const texts = await Promise.all(names.toSorted().map((name) => readFile(join(logs, name), 'utf8')));
    return texts
      .flatMap((text) => text.split('\n'))
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as LogLine);
  }

  /** Runs its program once more, with a command for operators. @returns what it said */
  async operate(command: string): Promise<string> {
    const [spec] = this.system.topology.processes;
    if (!spec) throw new Error('it has no process');
    const settings = { root: ROOT, runId: `acceptance-${process.pid}`, dataDir: join(this.folder, 'data') };
    return operate(spec, command, { ...settings, env: this.env });
  }

  async stop(): Promise<void> {
    await this.system.stop();
    for (const connection of this.connections) await connection.close();
    await rm(this.folder, { recursive: true, force: true });
  }
}
