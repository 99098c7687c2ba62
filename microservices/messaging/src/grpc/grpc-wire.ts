import {
  Client,
  type ClientUnaryCall,
  credentials,
  Metadata,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type sendUnaryData,
  status,
} from '@grpc/grpc-js';
import { inTime } from '../deadline.ts';
import { balanced, type Way } from '../direct/balanced.ts';
import {
  ALL_REFUSED,
  type Answer,
  FLUSH_MS,
  GREATEST_CONTENT,
  type Line,
  type Listener,
  type Outcome,
  REFUSED,
  type RequestFrame,
  type Wire,
} from '../direct/wire.ts';
import { Budget } from './budget.ts';
import { failureOf, TYPE, typeIn } from './failure.ts';
import { OPERATIONS, pathOf, protobufCodec } from './protobuf.ts';

/** Of requests and replies, at either end. */
const LENGTHS = {
  'grpc.max_receive_message_length': GREATEST_CONTENT,
  'grpc.max_send_message_length': GREATEST_CONTENT,
};

/** The pauses between attempts to connect are those of the other wires, not the seconds to minutes for which gRPC waits by itself. */
const CHANNEL = {
  'grpc.service_config': JSON.stringify({ loadBalancingConfig: [{ round_robin: {} }] }),
  'grpc.initial_reconnect_backoff_ms': 20,
  'grpc.max_reconnect_backoff_ms': 200,
  ...LENGTHS,
  // Channels of one process share connections otherwise, also after one of them was closed.
  'grpc.use_local_subchannel_pool': 1,
  // Addresses are those of this deployment.
  'grpc.enable_http_proxy': 0,
};

/**
 * A cancelled call is a reset of its stream, and a server ends the connection, with all its calls, that brings too many of them: nghttp2 bears
 * 1,000 at once and 33 a second then. A late call beyond the budget is left alone: the server drops it by its deadline, and says so.
 */
const CANCELS_PER_SECOND = 25;
/** Calls that nobody waits for any more count until they are answered. One more is not sent. */
const MOST_OPEN = 4_000;

/** The codec has made the bytes. */
const asIs = (content: Buffer): Buffer => content;

/**
 * Protobuf over HTTP/2, with gRPC's own balancing over a fixed list of addresses, which takes turns. For any other there is a channel to each
 * address.
 */
export const grpcWire: Wire = {
  codec: protobufCodec,
  connect: (addresses, pick) =>
    pick === undefined
      ? inTurns(addresses)
      : balanced(
          addresses.map((address) => channelTo([address])),
          pick,
        ),
  listener,
};

/** One channel to all addresses: its balancer takes them in turns. What one of them refuses is sent again, as often as there are others. */
function inTurns(addresses: readonly string[]): Line {
  const channel = channelTo(addresses);
  let closed = false;
  return {
    width: addresses.length,
    get sent() {
      return channel.sent;
    },
    send(request, done) {
      let tries = addresses.length;
      let takenBack = false;
      let giveUp: () => void;
      const heard = (outcome: Outcome): void => {
        if (outcome.kind !== 'reply' || outcome.type !== REFUSED) done(outcome);
        else if (--tries === 0 || closed) done({ kind: 'unsent', why: ALL_REFUSED, busy: true });
        // The balancer takes the next address, mostly: it asks in turns for all calls together.
        else if (!takenBack) giveUp = channel.send(request, heard);
      };
      giveUp = channel.send(request, heard);
      return () => {
        takenBack = true;
        giveUp();
      };
    },
    async close() {
      closed = true;
      await channel.close();
    },
  };
}

/** Tells a refusal as the reply that it is. */
function channelTo(addresses: readonly string[]): Way & Pick<Line, 'sent'> {
  const client = new Client(`ipv4:${addresses.join(',')}`, credentials.createInsecure(), CHANNEL);
  const target = client.getChannel().getTarget();
  const open = new Set<ClientUnaryCall>();
  const cancels = new Budget(CANCELS_PER_SECOND);
  let sent = 0;
  /** @returns gives the call up */
  const ask = ({ pattern, type, content }: RequestFrame, done: (outcome: Outcome) => void) => {
    let head: Metadata | undefined;
    const call = client.makeUnaryRequest(
      pathOf(pattern),
      asIs,
      asIs,
      content,
      withType(type),
      {},
      (error, reply) => {
        open.delete(call);
        const outcome = error
          ? failureOf(error, pattern, { hasLeft: call.getPeer() !== target })
          : ({ kind: 'reply', type: typeIn(head), content: reply ?? Buffer.alloc(0) } as const);
        if (outcome.kind === 'unsent') sent--;
        done(outcome);
      },
    );
    sent++;
    open.add(call);
    call.on('metadata', (metadata) => {
      head = metadata;
    });
    return () => {
      if (open.has(call) && cancels.take()) call.cancel();
    };
  };
  return {
    get sent() {
      return sent;
    },
    send(request, done) {
      if (open.size < MOST_OPEN) return ask(request, done);
      queueMicrotask(() => done({ kind: 'unsent', why: `${MOST_OPEN} calls are open already`, busy: true }));
      return () => undefined;
    },
    async close() {
      for (const call of open) call.cancel();
      client.close();
    },
  };
}

function withType(type: string): Metadata {
  const metadata = new Metadata();
  metadata.set(TYPE, type);
  return metadata;
}

/** Statuses are for tools, and for callers that are none of ours: those go by the frame's type. */
const statusOf = (type: string): status => (type === REFUSED ? status.UNAVAILABLE : status.ABORTED);

function listener(answer: Answer): Listener {
  const server = new Server(LENGTHS);
  const handle = async (
    pattern: string,
    call: ServerUnaryCall<Buffer, Buffer>,
    replied: sendUnaryData<Buffer>,
  ): Promise<void> => {
    const caller = {
      get gone() {
        return call.cancelled;
      },
    };
    // A caller that is none of ours sends no type.
    const type = typeIn(call.metadata) || pattern;
    const reply = await answer({ type, content: call.request }, caller);
    if (caller.gone) return;
    const metadata = withType(reply.type);
    if (!reply.type.startsWith('result')) {
      replied({ code: statusOf(reply.type), details: reply.content.toString(), metadata });
      return;
    }
    call.sendMetadata(metadata);
    replied(null, reply.content);
  };
  const register = (pattern: string) =>
    server.register(
      pathOf(pattern),
      (call: ServerUnaryCall<Buffer, Buffer>, replied: sendUnaryData<Buffer>) =>
        void handle(pattern, call, replied),
      asIs,
      asIs,
      'unary',
    );
  for (const pattern of OPERATIONS) register(pattern);
  let closed: Promise<void> | undefined;
  return {
    serves(context, methods) {
      // What is registered already stays as it is.
      for (const method of methods) register(`${context}.${method}`);
    },
    listen: (host, port) =>
      new Promise((resolve, reject) => {
        server.bindAsync(`${host}:${port}`, ServerCredentials.createInsecure(), (error, bound) => {
          if (error) reject(error);
          else resolve(bound);
        });
      }),
    stop() {
      closed ??= new Promise((resolve) => server.tryShutdown(() => resolve()));
    },
    async close() {
      this.stop();
      await inTime(FLUSH_MS, 'the last replies', closed ?? Promise.resolve()).catch(() => undefined);
      server.forceShutdown();
    },
  };
}
