import type { Logger } from 'pino';
import { z } from 'zod';
import { ConfigError, secretSettings } from '../process/config.ts';

/** What is done in one place for what comes there, besides answering it. */
interface Done {
  /** Whether a line is written. */
  readonly logs: boolean;
  /** Whether it is counted and timed by what was asked. */
  readonly counts: boolean;
  /** Whether it is checked that a token is the shop's own. An edge that does not believes what the token says of itself. */
  readonly verifies: boolean;
}

/** What the edge does for every request, and what each service does for each call. */
export interface Duties extends Done {
  /** Where services check tokens, the caller's token travels with the calls. */
  readonly services: Done;
}

const ALL: Done = { logs: true, counts: true, verifies: true };
const NONE: Done = { logs: false, counts: false, verifies: false };

const atTheEdge = (edge: Done): Duties => ({ ...edge, services: NONE });
/** What services do instead of the edge, which goes on with the rest. */
const moved = (edge: Partial<Done>, services: Partial<Done>): Duties => ({
  ...{ ...ALL, ...edge },
  services: { ...NONE, ...services },
});

const AT_THE_EDGE = {
  edge: atTheEdge(ALL),
  'no-log': atTheEdge({ ...ALL, logs: false }),
  'no-metrics': atTheEdge({ ...ALL, counts: false }),
  unsigned: atTheEdge({ ...ALL, verifies: false }),
  none: atTheEdge(NONE),
} as const satisfies Record<string, Duties>;

const ANYWHERE = {
  ...AT_THE_EDGE,
  services: { ...ALL, services: ALL },
  'in-services': { ...NONE, services: ALL },
  'log-in-services': moved({ logs: false }, { logs: true }),
  'metrics-in-services': moved({ counts: false }, { counts: true }),
  'tokens-in-services': moved({ verifies: false }, { verifies: true }),
} as const satisfies Record<string, Duties>;

type Id = keyof typeof ANYWHERE;
const EDGE_IDS = Object.keys(AT_THE_EDGE) as (keyof typeof AT_THE_EDGE)[];
const IDS = Object.keys(ANYWHERE) as Id[];
const ABOUT = 'who checks tokens, logs and counts requests; all but edge and services are for measuring only';

/** Settings of a deployment in which nobody but the edge gets requests. */
export const edgeDutySettings = { DUTIES: z.enum(EDGE_IDS).default('edge').describe(ABOUT) };

/** Settings of one in which services get calls. They need the secret only where they check tokens. */
export const dutySettings = { ...secretSettings, DUTIES: z.enum(IDS).default('edge').describe(ABOUT) };

export type DutySettings = z.infer<z.ZodObject<typeof dutySettings>>;

/**
 * The duties that the settings ask for. What is missing at the edge is said aloud.
 *
 * @throws ConfigError where the edge would not check tokens, and the shop is not started for a test: some requests it answers alone
 */
export function dutiesIn(
  { DUTIES: id, NODE_ENV }: { readonly DUTIES: Id; readonly NODE_ENV: string },
  logger: Logger,
): Duties {
  const duties = ANYWHERE[id];
  if (duties.verifies) return duties;
  if (NODE_ENV !== 'test')
    throw new ConfigError(
      `DUTIES=${id} has an edge that lets everybody in under any name, to measure what a signature costs. It is refused unless NODE_ENV=test.`,
    );
  logger.warn(
    { duties: id },
    'DUTIES is set: the edge does not check the signatures of tokens, for measuring only',
  );
  return duties;
}

/** What a service does for each call where the settings say so. */
export const servicesDo = ({ DUTIES: id }: Pick<DutySettings, 'DUTIES'>): Done => ANYWHERE[id].services;
