import { openTransport } from '@lab/messaging/open-transport';
import { deadLettersOf, subscribersOf } from '@lab/shared-domain/adapters/messages/subscribers';
import type { StoreTable } from '@lab/shared-domain/adapters/persistence/store-table';
import { main, type Operations, redriven } from '@lab/shared-domain/adapters/process/program';
import type { Program } from '@lab/shared-domain/adapters/process/run';
import type { ContextName } from '@lab/shared-domain/adapters/stores';
import type { Logger } from 'pino';
import { openOwnDatabase } from './parts.ts';
import type { ServiceSettings } from './settings.ts';

export interface Service<Settings extends ServiceSettings> {
  /** Also the name of its database's file, and of the subscriber to its events. */
  readonly name: string;
  readonly contexts: readonly ContextName[];
  readonly settings: () => Settings;
  /** Stores in the place of the usual ones, as the settings have it. */
  readonly stores?: ((settings: Settings) => Partial<StoreTable> | undefined) | undefined;
  readonly serve: (settings: Settings, logger: Logger) => Promise<Program>;
  /** Further commands of its program. */
  readonly operations?: Operations<Settings> | undefined;
}

/** The `main` of a service: see `Commands`. */
export const serviceMain = <Settings extends ServiceSettings>(service: Service<Settings>): Promise<void> =>
  main(service.name, {
    settings: service.settings,
    serve: service.serve,
    operations: service.operations,
    async seed(settings) {
      const { name, contexts, stores } = service;
      const filled = { ...settings, SHOP_SEED: settings.SHOP_SEED ?? 1 };
      await (await openOwnDatabase({ name, contexts, stores: stores?.(settings) }, filled)).close();
    },
    async redrive(settings, logger) {
      const { name, contexts, stores } = service;
      const own = await openOwnDatabase(
        { name, contexts, stores: stores?.(settings) },
        { ...settings, SHOP_SEED: undefined },
      );
      const unparked = await own.outbox.unpark().finally(() => own.close());
      const heardAs = subscribersOf(name, settings);
      if (heardAs.length === 0) return redriven(unparked, 'on the way again');
      const transport = await openTransport(settings, {
        name: `${name}-redrive`,
        logger,
        callTimeoutMs: 0,
      });
      try {
        const letters = await deadLettersOf(heardAs, transport.events).redrive();
        return redriven(unparked + letters, 'on the way again');
      } finally {
        await transport.close();
      }
    },
  });
