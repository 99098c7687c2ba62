import { Client, credentials, Metadata } from '@grpc/grpc-js';
import { abortedByUser } from '@lab/lab/commands/interruption';
import { freePorts } from '@lab/lab/host/processes/free-ports';
import { directCalls } from '@lab/messaging/direct/calls';
import { inTurns, type Picker } from '@lab/messaging/direct/picks';
import type { Wire } from '@lab/messaging/direct/wire';
import { grpcWire } from '@lab/messaging/grpc/grpc-wire';
import { pathOf, protobufCodec } from '@lab/messaging/grpc/protobuf';
import { httpWire, httpWireOver } from '@lab/messaging/http/http-wire';
import { tcpWire } from '@lab/messaging/tcp/tcp-wire';
import { inCall } from '@lab/shared-domain/kernel/call-context';
import { closedLoop } from './closed-loop.ts';
import { EXCHANGES, type Exchange, patternOf } from './exchanges.ts';
import { inServer } from './in-server.ts';
import { interleave } from './interleave.ts';
import { carriedOut, ratioSaid, say, tableOf } from './printed.ts';
import { callsOverRabbitMq, type Namespace, troubleOnly } from './rpc.ts';
import { scheduleOf } from './schedule.ts';

const SCHEDULE = scheduleOf({ pairs: 11, blockMs: 100, warmUpMs: 300 }, process.argv.slice(2));
const IN_FLIGHT = 32;
const SEVERAL = 8;
const CALLS = 1_000;
const PLACE = { host: '127.0.0.1', logger: troubleOnly, callTimeoutMs: 5_000 };

/** Somebody who calls. */
interface Caller {
  call(): Promise<unknown>;
  close(): Promise<void>;
}

/** What carries calls, over as many connections as are wanted. */
interface Way {
  readonly name: string;
  open(exchange: Exchange, connections: number): Promise<Caller>;
}

/** @param wireOver a wire that has so many connections to an address */
const overWire = (name: string, wireOver: (connections: number) => Wire, perAddress: number): Way => ({
  name,
  async open(exchange, connections) {
    const wire = wireOver(connections);
    const [port = 0] = await freePorts(1);
    const serving = await served(wire, port, exchange);
    // Each time that an address is named, a connection goes there.
    const address = `${PLACE.host}:${port}`;
    const addresses = Array.from({ length: Math.min(connections, perAddress) }, () => address);
    const asking = asker(wire, addresses, exchange, () => inTurns);
    return {
      call: asking.call,
      async close() {
        await asking.close();
        await serving.close();
      },
    };
  },
});

async function served(wire: Wire, port: number, { context, method, answer }: Exchange, heard = () => {}) {
  const serving = directCalls(wire, { ...PLACE, port, addressesOf: () => [] });
  const handler = async () => {
    heard();
    return answer;
  };
  await serving.serve(context, { [method]: handler });
  return serving;
}

/** @param pick without it, a wire that balances by itself may share connections */
function asker(
  wire: Wire,
  addresses: readonly string[],
  { context, method, question }: Exchange,
  pick?: () => Picker,
): Caller {
  const asking = directCalls(wire, { ...PLACE, port: 0, addressesOf: () => addresses, pick });
  return {
    call: () => inCall({ correlationId: 'bench' }, () => asking.rpc.call(context, method, question)),
    close: () => asking.close(),
  };
}

const WAYS: readonly Way[] = [
  overWire('TCP', () => tcpWire, SEVERAL),
  overWire('HTTP/1.1', httpWireOver, 1),
  overWire('gRPC', () => grpcWire, SEVERAL),
];

/** As many at each end: those that answer compete for the requests. */
const overRabbitMq = (namespace: Namespace): Way => ({
  name: 'RabbitMQ',
  async open({ context, method, question, answer }, connections) {
    // Those with one connection and those with several do not answer for each other.
    const own = { ...namespace, AMQP_PREFIX: `${namespace.AMQP_PREFIX}${connections}.` };
    const ends: Awaited<ReturnType<typeof callsOverRabbitMq>>[] = [];
    const close = async () => {
      for (const end of ends) await end.close();
    };
    try {
      for (let i = 0; i < connections; i++)
        ends.push(await callsOverRabbitMq(own, context, { [method]: async () => answer }));
    } catch (error) {
      await close();
      throw error;
    }
    let turn = 0;
    return {
      async call() {
        turn = (turn + 1) % connections;
        return ends[turn]?.call(method, question);
      },
      close,
    };
  },
});

/** What several connections give, and a row for each answer. */
async function rowsOf({ name, open }: Way): Promise<string[][]> {
  const rows: string[][] = [];
  for (const [answer, exchange] of [EXCHANGES[0], EXCHANGES.at(-1)].flatMap((each) => (each ? [each] : []))) {
    const calling = (caller: Caller) => (ms: number) => closedLoop(caller.call, { inFlight: IN_FLIGHT, ms });
    const opened: Caller[] = [];
    try {
      const one = await open(exchange, 1);
      opened.push(one);
      const several = await open(exchange, SEVERAL);
      opened.push(several);
      const sides = { layered: calling(several), bare: calling(one) };
      const { ratio, layered, bare } = await interleave(sides, SCHEDULE, signal);
      const rates = [bare, layered].map((perSecond) => perSecond.toFixed(0));
      rows.push([`${name}, ${answer}`, ...rates, ratioSaid(ratio)]);
    } finally {
      for (const caller of opened) await caller.close();
    }
  }
  return rows;
}

/** How many calls each of two instances got. @param from opens a caller of both, by their addresses */
async function sharesOf(
  wire: Wire,
  exchange: Exchange,
  from: (addresses: readonly string[]) => Caller,
): Promise<string[]> {
  const counts: [number, number] = [0, 0];
  const ports = await freePorts(2);
  const opened: { close(): Promise<void> }[] = [];
  try {
    for (const instance of [0, 1] as const)
      opened.push(await served(wire, ports[instance] ?? 0, exchange, () => counts[instance]++));
    const asking = from(ports.map((port) => `${PLACE.host}:${port}`));
    opened.push(asking);
    for (let i = 0; i < CALLS; i++) await asking.call();
    return counts.map(String);
  } finally {
    for (const each of opened.reverse()) await each.close();
  }
}

/** The same where a broker lies between: both compete for the requests. */
async function sharesOverRabbitMq(
  { AMQP_URL, AMQP_PREFIX }: Namespace,
  { context, method, question, answer }: Exchange,
): Promise<string[]> {
  const counts: [number, number] = [0, 0];
  const own = { AMQP_URL, AMQP_PREFIX: `${AMQP_PREFIX}shares.` };
  const ends: Awaited<ReturnType<typeof callsOverRabbitMq>>[] = [];
  try {
    for (const instance of [0, 1] as const) {
      const handler = async () => {
        counts[instance]++;
        return answer;
      };
      ends.push(await callsOverRabbitMq(own, context, { [method]: handler }));
    }
    for (let i = 0; i < CALLS; i++) await ends[0]?.call(method, question);
    return counts.map(String);
  } finally {
    for (const end of ends.reverse()) await end.close();
  }
}

/** Any gRPC client, with what gRPC does by itself: it takes the first address that it reaches, and stays with that connection. */
function pinned(addresses: readonly string[], exchange: Exchange): Caller {
  const client = new Client(`ipv4:${addresses.join(',')}`, credentials.createInsecure(), {
    'grpc.use_local_subchannel_pool': 1,
  });
  const asIs = (content: Buffer) => content;
  const pattern = patternOf(exchange);
  const question = protobufCodec.write('request', pattern, exchange.question);
  return {
    call: () =>
      new Promise((resolve, reject) => {
        const options = { deadline: Date.now() + PLACE.callTimeoutMs };
        const replied = (error: Error | null, reply?: Buffer) => (error ? reject(error) : resolve(reply));
        client.makeUnaryRequest(pathOf(pattern), asIs, asIs, question, new Metadata(), options, replied);
      }),
    close: async () => client.close(),
  };
}

async function shareRows(exchange: Exchange): Promise<string[][]> {
  const ours = (wire: Wire) => sharesOf(wire, exchange, (addresses) => asker(wire, addresses, exchange));
  return [
    ['TCP', ...(await ours(tcpWire))],
    ['HTTP/1.1', ...(await ours(httpWire))],
    ['gRPC', ...(await ours(grpcWire))],
    ['gRPC as it comes', ...(await sharesOf(grpcWire, exchange, (addresses) => pinned(addresses, exchange)))],
  ];
}

const signal = abortedByUser();

async function main(): Promise<void> {
  const rows: string[][] = [];
  for (const way of WAYS) rows.push(...(await rowsOf(way)));
  const exchange = EXCHANGES[0]?.[1];
  const shares = exchange ? await shareRows(exchange) : [];
  const missing = await inServer('rabbitmq', signal, async ({ AMQP_URL = '', AMQP_PREFIX = '' }) => {
    const namespace = { AMQP_URL, AMQP_PREFIX };
    rows.push(...(await rowsOf(overRabbitMq(namespace))));
    if (exchange) shares.push(['RabbitMQ', ...(await sharesOverRabbitMq(namespace, exchange))]);
  });
  process.stdout.write(`Calls a second, ${IN_FLIGHT} under way, both ends in one process:
${tableOf(['calls', 'one connection', `${SEVERAL} connections`, `${SEVERAL} ÷ one`], rows)}

${CALLS} calls of one client to two instances:
${tableOf(['over', 'the first got', 'the second got'], shares)}
`);
  if (missing !== undefined) say(`NOT MEASURED: calls over RabbitMQ, because ${missing}`);
}

await carriedOut(main, signal);
