import type { Transport } from '@lab/shared-domain/adapters/messages/transport';
import { z } from 'zod';
import { type CallCarrier, type EventCarrier, together } from './carriers.ts';
import { directCalls } from './direct/calls.ts';
import {
  addressesIn,
  type DirectSettings,
  directSettings,
  pickIn,
  refuseBalancing,
} from './direct/settings.ts';
import type { Wire } from './direct/wire.ts';
import { type KafkaSettings, kafkaSettings, openKafkaEvents } from './kafka/events.ts';
import type { Logger } from './logger.ts';
import type { RabbitConnection } from './rabbitmq/connection.ts';
import {
  openRabbitMq,
  type RabbitMqSettings,
  rabbitMqCalls,
  rabbitMqEvents,
  rabbitMqSettings,
} from './rabbitmq/transport.ts';

/** What a transport has to know of the process that opens it. */
export interface TransportOptions {
  /** Of the process, for tools and logs. */
  readonly name: string;
  readonly logger: Logger;
  /** The longest a call may take, when its own deadline allows more. ms. */
  readonly callTimeoutMs: number;
}

/** What there is to open a carrier of calls with. */
interface Opening {
  readonly settings: TransportSettings;
  readonly options: TransportOptions;
  /** It carries calls and events, unless something else does. */
  readonly broker: RabbitConnection;
}

/** Straight from process to process. Only the wire that is used is loaded, as a module outside of the program's bundle. */
const over =
  (load: () => Promise<Wire>) =>
  async ({ settings, options }: Opening): Promise<CallCarrier> =>
    directCalls(await load(), {
      host: settings.HOST ?? '127.0.0.1',
      port: settings.CALLS_PORT ?? 0,
      addressesOf: addressesIn(settings),
      pick: pickIn(settings),
      ...options,
    });

/** What there is to choose from, a folder each. Nobody else knows which of them carries calls. */
const CALLS = {
  rabbitmq: ({ broker, options }) => rabbitMqCalls(broker, options),
  grpc: over(async () => (await import('./grpc/grpc-wire.ts')).grpcWire),
  http: over(async () => (await import('./http/http-wire.ts')).httpWire),
  tcp: over(async () => (await import('./tcp/tcp-wire.ts')).tcpWire),
} satisfies Record<TransportName, (opening: Opening) => Promise<CallCarrier>>;

/** Nobody else knows what carries events. */
const eventsOf = ({ settings, options, broker }: Opening): EventCarrier =>
  settings.EVENTS === 'kafka' ? openKafkaEvents(settings, options) : rabbitMqEvents(broker);

type TransportName = 'rabbitmq' | 'grpc' | 'http' | 'tcp';
const NAMES = Object.keys(CALLS) as TransportName[];

/** What carries calls and events, and the settings of all that carries something. */
export const transportSettings = {
  TRANSPORT: z.enum(NAMES).default('rabbitmq').describe('what carries calls between services'),
  EVENTS: z.enum(['rabbitmq', 'kafka']).default('rabbitmq').describe('what carries events between services'),
  ...rabbitMqSettings,
  ...directSettings,
  ...kafkaSettings,
};

type TransportSettings = { readonly TRANSPORT: TransportName; readonly HOST?: string } & RabbitMqSettings &
  DirectSettings &
  ({ readonly EVENTS?: 'rabbitmq' } | ({ readonly EVENTS: 'kafka' } & KafkaSettings));

/** Opens the transport that the settings choose. @throws Error when it cannot be reached in time, or cannot do what they say. */
export async function openTransport(
  settings: TransportSettings,
  options: TransportOptions,
): Promise<Transport> {
  if (settings.TRANSPORT === 'rabbitmq') refuseBalancing(settings);
  const broker = await openRabbitMq(settings, options);
  try {
    const opening = { settings, options, broker };
    const transport = together(await CALLS[settings.TRANSPORT](opening), eventsOf(opening));
    return {
      ...transport,
      async close() {
        await transport.close();
        await broker.close();
      },
    };
  } catch (error) {
    await broker.close();
    throw error;
  }
}
