import type { Logger } from 'pino';
import { z } from 'zod';
import { ConfigError } from '../process/config.ts';
import { type Flaw, SOUND } from './flaw.ts';
import { noCommit } from './no-commit.ts';
import { noIdempotency } from './no-idempotency.ts';
import { noLog } from './no-log.ts';
import { noTombstone } from './no-tombstone.ts';
import { publishBeforeCommit } from './publish-before-commit.ts';

/** Every flaw, a file each. */
const FLAWS = {
  none: SOUND,
  'no-idempotency': noIdempotency,
  'no-tombstone': noTombstone,
  'publish-before-commit': publishBeforeCommit,
  'no-commit': noCommit,
  'no-log': noLog,
} as const satisfies Readonly<Record<string, Flaw>>;

const IDS = Object.keys(FLAWS) as (keyof typeof FLAWS)[];

/** Of processes that can be broken on purpose. */
export const flawSettings = {
  FLAW: z.enum(IDS).default('none').describe('a promise to break, for tests of those who check it only'),
};

/** The flaw that the settings ask for. It is said aloud. @throws ConfigError in production */
export function openFlaw(
  { FLAW: id, NODE_ENV }: { readonly FLAW: keyof typeof FLAWS; readonly NODE_ENV: string },
  logger: Logger,
): Flaw {
  if (id === 'none') return SOUND;
  if (NODE_ENV === 'production')
    throw new ConfigError(
      `FLAW=${id} makes a process break a promise on purpose. It is refused in production.`,
    );
  logger.warn(
    { flaw: id },
    'FLAW is set: this process breaks a promise on purpose, and its data will be wrong',
  );
  return FLAWS[id];
}
