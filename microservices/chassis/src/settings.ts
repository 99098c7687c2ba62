import { transportSettings } from '@lab/messaging/open-transport';
import { cacheSettings } from '@lab/shared-domain/adapters/cache/cache-settings';
import { dutySettings } from '@lab/shared-domain/adapters/duties/duties';
import { flawSettings } from '@lab/shared-domain/adapters/flaws/open-flaw';
import { limitSettings } from '@lab/shared-domain/adapters/http/limits/limit-settings';
import {
  consistencySettings,
  edgeSettings,
  orderSettings,
  readSettings,
} from '@lab/shared-domain/adapters/process/config';
import { inboxSettings } from '@lab/shared-domain/adapters/process/inbox-settings';
import { replicaSettings } from '@lab/shared-domain/adapters/process/replica-settings';

/** What every service reads; some read more. */
export const settingsOfServices = {
  ...transportSettings,
  ...inboxSettings,
  ...consistencySettings,
  ...replicaSettings,
  ...cacheSettings,
  ...orderSettings,
  ...flawSettings,
  ...dutySettings,
};

/** A service's settings, read from the environment. @throws ConfigError */
export const serviceSettings = () => readSettings(settingsOfServices);

/** The gateway's: a service's, and those of the HTTP edge. @throws ConfigError */
export const gatewaySettings = () =>
  readSettings({ ...settingsOfServices, ...edgeSettings, ...limitSettings });

export type ServiceSettings = ReturnType<typeof serviceSettings>;
export type GatewaySettings = ReturnType<typeof gatewaySettings>;
