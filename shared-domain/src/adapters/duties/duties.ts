import type { Logger } from 'pino';
import { z } from 'zod';
import { ConfigError, secretSettings } from '../process/config.ts';

/** What is done for every request besides answering it. */
export interface Duties {
  /** Whether the edge writes a line for each request. */
  readonly logs: boolean;
  /** Whether it counts and times requests by their routes. */
  readonly counts: boolean;
  /** Whether it checks that a token is the shop's own. Without, it believes what the token says of itself. */
  readonly verifies: boolean;
  /** Whether each service does all of it once more, for each call: the caller's token then travels with the calls. */
  readonly everywhere: boolean;
}

const USUAL: Duties = { logs: true, counts: true, verifies: true, everywhere: false };

const AT_THE_EDGE = {
  edge: USUAL,
  'no-log': { ...USUAL, logs: false },
  'no-metrics': { ...USUAL, counts: false },
  unsigned: { ...USUAL, verifies: false },
  none: { logs: false, counts: false, verifies: false, everywhere: false },
} as const satisfies Record<string, Duties>;

const ALL = { ...AT_THE_EDGE, services: { ...USUAL, everywhere: true } } as const satisfies Record<
  string,
  Duties
>;

type Id = keyof typeof ALL;
const EDGE_IDS = Object.keys(AT_THE_EDGE) as (keyof typeof AT_THE_EDGE)[];
const IDS = Object.keys(ALL) as Id[];
const ABOUT = 'who checks tokens, logs and counts requests; all but edge and services are for measuring only';

/** Settings of a deployment in which nobody but the edge gets requests. */
export const edgeDutySettings = { DUTIES: z.enum(EDGE_IDS).default('edge').describe(ABOUT) };

/** Settings of one in which services get calls. They need the secret only where they check tokens. */
export const dutySettings = { ...secretSettings, DUTIES: z.enum(IDS).default('edge').describe(ABOUT) };

export type DutySettings = z.infer<z.ZodObject<typeof dutySettings>>;

/** The duties of the edge that the settings ask for. What is missing is said aloud. @throws ConfigError in production, where tokens must be checked */
export function dutiesIn(
  { DUTIES: id, NODE_ENV }: { readonly DUTIES: Id; readonly NODE_ENV: string },
  logger: Logger,
): Duties {
  const duties = ALL[id];
  if (duties.verifies) return duties;
  if (NODE_ENV === 'production')
    throw new ConfigError(
      `DUTIES=${id} lets everybody in under any name, to measure what a signature costs. It is refused in production.`,
    );
  logger.warn({ duties: id }, 'DUTIES is set: the signatures of tokens are not checked, for measuring only');
  return duties;
}
