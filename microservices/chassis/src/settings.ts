import { transportSettings } from '@lab/messaging/open-transport';
import { edgeSettings, readSettings } from '@lab/shared-domain/adapters/process/config';

/** A service's settings, read from the environment. @throws ConfigError */
export const serviceSettings = () => readSettings(transportSettings);

/** The gateway's: a service's, and those of the HTTP edge. @throws ConfigError */
export const gatewaySettings = () => readSettings({ ...transportSettings, ...edgeSettings });

export type ServiceSettings = ReturnType<typeof serviceSettings>;
export type GatewaySettings = ReturnType<typeof gatewaySettings>;
