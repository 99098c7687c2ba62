import { randomBytes } from 'node:crypto';
import { runEnvironment } from '../host/processes/run-environment.ts';
import type { ProcessSpec } from './topology.ts';

/** What the processes of one system have in common. */
export interface SystemSettings {
  readonly runId: string;
  /** Folder of the processes' database files. */
  readonly dataDir: string;
  /** Extra environment of all of them, e.g. `AMQP_URL`. It wins over the defaults, and a process's own wins over it. */
  readonly env: Readonly<Record<string, string>>;
}

/** The secret that all processes of a system sign and check tokens with, unless the caller brings one. */
export function withSecret(env: Readonly<Record<string, string>>): Record<string, string> {
  return { JWT_SECRET: randomBytes(32).toString('hex'), ...env };
}

/** All of a process's environment, built from scratch. */
export function serviceEnvironment(
  settings: SystemSettings,
  spec: ProcessSpec,
  port?: number,
): Record<string, string> {
  return {
    ...runEnvironment(settings.runId),
    NODE_ENV: 'production',
    // They listen to this machine alone.
    OPERATOR_PAGES: 'on',
    HOST: '127.0.0.1',
    LOG_LEVEL: 'info',
    ...settings.env,
    // Last: what an arm is made of must not be undone by what it is run with.
    ...spec.env,
    ...(port === undefined ? {} : { PORT: String(port) }),
    DATA_DIR: settings.dataDir,
  };
}
