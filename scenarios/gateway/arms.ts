/** Both deployments as they are: all duties at the edge, no limit, one instance of each service. The first is the baseline. */
export const SERVICES = 'microservices';
export const MONOLITH = 'monolith';

const doing = (base: string, duties: string): string => `${base}+duties=${duties}`;
const limited = (base: string, limit: string): string => `${base}+limit=${limit}`;

/** Each service checks tokens, logs and counts, and the edge does not. */
export const INSTEAD = doing(SERVICES, 'in-services');
/** Nobody does any of them: what they cost at the edge. */
const NONE = doing(SERVICES, 'none');
/** One duty less at the edge, each duty on its own in the services, and all duties in both places. */
const OTHER_DUTIES = [
  'no-log',
  'no-metrics',
  'unsigned',
  'log-in-services',
  'metrics-in-services',
  'tokens-in-services',
  'services',
].map((duties) => doing(SERVICES, duties));

export const FIXED = limited(SERVICES, 'fixed');
const ADAPTIVE = limited(SERVICES, 'adaptive');
export const PRIORITY = limited(SERVICES, 'priority');
export const MONOLITH_PRIORITY = limited(MONOLITH, 'priority');
/** Whether an edge may refuse requests, so that few are to be under way where none shall be refused. */
export const isLimited = (topology: string): boolean => topology.includes('+limit=');
/** A rate for each customer that several gateways would share, and the limits of the monolith besides. */
const FIXED_REDIS = limited(SERVICES, 'fixed-redis');
const [MONOLITH_FIXED, MONOLITH_ADAPTIVE] = [
  limited(MONOLITH, 'fixed'),
  limited(MONOLITH, 'adaptive'),
] as const;
/** Arms that may be asked for: there is no time for them in a full run. */
export const ON_REQUEST = [...OTHER_DUTIES, ADAPTIVE, FIXED_REDIS, MONOLITH_FIXED, MONOLITH_ADAPTIVE];

/** Three instances of recommendations. They compete for messages, or callers choose: in turns, or by what is under way. */
export const PULL = 'microservices-rec-x3';
export const TURNS = `${SERVICES}+recommendations=3+transport=http`;
export const LEAST = `${TURNS}+balancing=least-outstanding`;
export const TWO = `${TURNS}+balancing=two-choices`;

/** The arm with all parts: that everything runs, it shows alone. */
const EVERYTHING = `${SERVICES}+recommendations=3+transport=http+limit=priority+balancing=least-outstanding`;

/** Which arms each part of the probe is for. */
export const PARTS = {
  duties: [SERVICES, INSTEAD, NONE, ...OTHER_DUTIES, FIXED, FIXED_REDIS, EVERYTHING],
  page: [SERVICES, MONOLITH, EVERYTHING],
  balance: [PULL, TURNS, LEAST, TWO, EVERYTHING],
  overload: [
    ...[SERVICES, FIXED, FIXED_REDIS, ADAPTIVE, PRIORITY, EVERYTHING],
    ...[MONOLITH, MONOLITH_FIXED, MONOLITH_ADAPTIVE, MONOLITH_PRIORITY],
  ],
  /** A second flood, most of it of one customer: it is there for the fixed rate. */
  greedy: [SERVICES, FIXED, FIXED_REDIS],
} as const;

export const SMOKE = [EVERYTHING];
/** What the claims need, and no more. What duties cost takes more rounds than there is time for. */
export const QUICK = [SERVICES, PRIORITY, TURNS, LEAST];
export const ALL = [...QUICK, INSTEAD, NONE, PULL, TWO, FIXED, MONOLITH, MONOLITH_PRIORITY];

/** By arm, the one that it is compared with: the deployment without a limit, and callers that take turns. */
export const WITHOUT_LIMIT: Readonly<Record<string, string>> = {
  ...Object.fromEntries([FIXED, FIXED_REDIS, ADAPTIVE, PRIORITY].map((arm) => [arm, SERVICES])),
  ...Object.fromEntries([MONOLITH_FIXED, MONOLITH_ADAPTIVE, MONOLITH_PRIORITY].map((arm) => [arm, MONOLITH])),
};
export const IN_TURNS: Readonly<Record<string, string>> = { [PULL]: TURNS, [LEAST]: TURNS, [TWO]: TURNS };
export const DEPLOYMENTS: Readonly<Record<string, string>> = { [MONOLITH]: SERVICES };
/** By arm with other duties, the deployment with the usual ones. A rate for each customer is a duty, too. */
export const USUAL_DUTIES: Readonly<Record<string, string>> = Object.fromEntries(
  [INSTEAD, NONE, ...OTHER_DUTIES, FIXED, FIXED_REDIS].map((arm) => [arm, SERVICES]),
);
