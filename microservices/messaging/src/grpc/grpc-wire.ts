import {
  Client,
  credentials,
  Metadata,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type ServiceError,
  type sendUnaryData,
  status,
} from '@grpc/grpc-js';
import { inTime } from '../deadline.ts';
import {
  type Answer,
  FLUSH_MS,
  type Frame,
  type Line,
  type Listener,
  REFUSED,
  type Wire,
} from '../direct/wire.ts';
import { pathOf, protobufCodec } from './protobuf.ts';

/** The metadata that has a frame's type. */
const TYPE = 'message';

/** The pauses between attempts to connect are those of the other wires, not the seconds to minutes for which gRPC waits by itself. */
const CHANNEL = {
  'grpc.service_config': JSON.stringify({ loadBalancingConfig: [{ round_robin: {} }] }),
  'grpc.initial_reconnect_backoff_ms': 20,
  'grpc.max_reconnect_backoff_ms': 200,
  'grpc.max_receive_message_length': -1,
  'grpc.max_send_message_length': -1,
  // Channels of one process share connections otherwise, also after one of them was closed.
  'grpc.use_local_subchannel_pool': 1,
};

/** The codec has made the bytes. */
const asIs = (content: Buffer): Buffer => content;

/** Protobuf over HTTP/2, with gRPC's own balancing over a fixed list of addresses. */
export const grpcWire: Wire = { codec: protobufCodec, connect, listener };

function connect(addresses: readonly string[]): Line {
  const target = `ipv4:${addresses.join(',')}`;
  const client = new Client(target, credentials.createInsecure(), CHANNEL);
  return {
    width: addresses.length,
    send({ pattern, type, content }, done) {
      let head: Metadata | undefined;
      const call = client.makeUnaryRequest(
        pathOf(pattern),
        asIs,
        asIs,
        content,
        withType(type),
        {},
        (error, reply) => {
          if (error === null) {
            done({ kind: 'reply', type: typeIn(head), content: reply ?? Buffer.alloc(0) });
            return;
          }
          const frame = frameOf(error);
          if (frame !== undefined) done({ kind: 'reply', ...frame });
          else done({ kind: hasBeenSent(call.getPeer()) ? 'lost' : 'unsent', why: error.details });
        },
      );
      call.on('metadata', (metadata) => {
        head = metadata;
      });
      return () => call.cancel();
    },
    async close() {
      client.close();
    },
  };
}

/** A call knows its peer from the moment at which it is given to a connection; before, it names its target. */
const hasBeenSent = (peer: string): boolean => !peer.startsWith('ipv4:') && peer !== 'unknown';

function withType(type: string): Metadata {
  const metadata = new Metadata();
  metadata.set(TYPE, type);
  return metadata;
}

const typeIn = (metadata: Metadata | undefined): string => String(metadata?.get(TYPE)[0] ?? '');

/** The reply that came as a failure of the call, if somebody has given one. */
function frameOf({ code, details, metadata }: ServiceError): Frame | undefined {
  const type = typeIn(metadata);
  if (type !== '') return { type, content: Buffer.from(details) };
  if (code === status.UNIMPLEMENTED)
    return { type: 'error', content: Buffer.from(JSON.stringify({ code: 'unknown-method' })) };
  return undefined;
}

/** Statuses are for tools, and for callers that are none of ours: those go by the frame's type. */
const statusOf = (type: string): status => (type === REFUSED ? status.UNAVAILABLE : status.ABORTED);

function listener(answer: Answer): Listener {
  const server = new Server({
    'grpc.max_receive_message_length': -1,
    'grpc.max_send_message_length': -1,
  });
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
  let closed: Promise<void> | undefined;
  return {
    serves(context, methods) {
      for (const method of methods) {
        const pattern = `${context}.${method}`;
        server.register(
          pathOf(pattern),
          (call: ServerUnaryCall<Buffer, Buffer>, replied: sendUnaryData<Buffer>) =>
            void handle(pattern, call, replied),
          asIs,
          asIs,
          'unary',
        );
      }
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
