import { amqpSettings, readSettings } from '@lab/shared-domain/adapters/process/config';

/** The service's settings, read from the environment. @throws ConfigError */
export const notificationsSettings = () => readSettings(amqpSettings);

export type NotificationsSettings = ReturnType<typeof notificationsSettings>;
