import type { Transport } from '@lab/shared-domain/adapters/messages/transport';
import { z } from 'zod';
import type { Logger } from './logger.ts';
import { openRabbitMq, type RabbitMqSettings, rabbitMqSettings } from './rabbitmq/transport.ts';

/** What a transport has to know of the process that opens it. */
export interface TransportOptions {
  /** Of the process, for tools and logs. */
  readonly name: string;
  readonly logger: Logger;
  /** The longest a call may take, when its own deadline allows more. ms. */
  readonly callTimeoutMs: number;
}

/** What there is to choose from, a folder each. Nobody else knows which transport is used. */
const TRANSPORTS = { rabbitmq: openRabbitMq };
const NAMES = Object.keys(TRANSPORTS) as (keyof typeof TRANSPORTS)[];

/** Which transport, and the settings of each. */
export const transportSettings = {
  TRANSPORT: z.enum(NAMES).default('rabbitmq').describe('what carries calls and events between services'),
  ...rabbitMqSettings,
};

type TransportSettings = { readonly TRANSPORT: keyof typeof TRANSPORTS } & RabbitMqSettings;

/** Opens the transport that the settings choose. @throws Error when it cannot be reached in time. */
export const openTransport = (settings: TransportSettings, options: TransportOptions): Promise<Transport> =>
  TRANSPORTS[settings.TRANSPORT](settings, options);
