import type { Plan, Trial } from './files.ts';

/** What arms are compared by. */
export interface Quantity {
  /** `<endpoint>.<statistic>` or a resource; `@<phase>` follows for any but the first phase. */
  readonly id: string;
  /** Δ: the least relative difference that counts. */
  readonly delta: number;
  /** A trial's value, in the metric's unit. */
  readonly value?: (trial: Trial) => number | null | undefined;
  /** Of a p99, which has no value by trial: a trial's histogram. */
  readonly histogram?: (trial: Trial) => string | undefined;
  /** By an arm's topology, that of the arm that it is compared with; without, it is the baseline. */
  readonly against?: Readonly<Record<string, string>> | undefined;
}

const MEGABYTE = 1024 * 1024;
/** docs/method.md, section 6: requests without which a percentile is left out, and Δ. */
const [LEAST_P50, LEAST_P95] = [20, 200];
const DELTA = {
  p50: 0.1,
  p95: 0.15,
  p99: 0.2,
  throughput: 0.05,
  cpu: 0.05,
  memory: 0.1,
  startup: 0.1,
  idleCpu: 0.25,
};

/** All that a run of the scenario can be compared by: latencies and resources by phase, and the scenario's own measures. */
export function quantitiesOf({ endpoints, phases, measures = [] }: Plan['scenario']): Quantity[] {
  const byPhase = phases.flatMap(({ name }, index) =>
    quantitiesOfPhase(name, index === 0 ? '' : `@${name}`, [...endpoints.map(({ id }) => id), 'all']),
  );
  const own = measures.map(({ id, delta, against }) => ({
    id,
    delta,
    against,
    value: ({ values }: Trial) => values?.[id],
  }));
  return [...byPhase, ...(phases.length > 0 ? OF_THE_WHOLE : []), ...own];
}

function quantitiesOfPhase(name: string, suffix: string, endpoints: readonly string[]): Quantity[] {
  const phase = (trial: Trial) => trial.phases.find((each) => each.name === name);
  const response = (trial: Trial, endpoint: string) =>
    (endpoint === 'all' ? phase(trial)?.all : phase(trial)?.endpoints[endpoint])?.response;
  const used = ({ resources }: Trial) => resources?.phases[name];
  const latencies = endpoints.flatMap((endpoint): Quantity[] => {
    const percentile = (key: 'p50' | 'p95', least: number) => ({
      id: `${endpoint}.${key}${suffix}`,
      delta: DELTA[key],
      value: (trial: Trial) => {
        const found = response(trial, endpoint);
        return found && found.count >= least ? found[key] : undefined;
      },
    });
    const histogram = (trial: Trial) => response(trial, endpoint)?.histogram;
    const p99 = { id: `${endpoint}.p99${suffix}`, delta: DELTA.p99, histogram };
    return [percentile('p50', LEAST_P50), percentile('p95', LEAST_P95), p99];
  });
  const cpuPerRequest = (trial: Trial) => {
    const ok = phase(trial)?.ok ?? 0;
    const cpu = used(trial)?.cpu;
    return cpu && ok > 0 ? (1000 * sum(cpu.map(({ seconds }) => seconds))) / ok : undefined;
  };
  return [
    ...latencies,
    { id: `throughput${suffix}`, delta: DELTA.throughput, value: (trial) => phase(trial)?.throughput },
    { id: `cpu-per-request${suffix}`, delta: DELTA.cpu, value: cpuPerRequest },
    { id: `memory${suffix}`, delta: DELTA.memory, value: (trial) => megabytes(used(trial)?.memory) },
  ];
}

/** Milliseconds of CPU time a second of an idle arm, at least 1; megabytes; milliseconds. */
const OF_THE_WHOLE: readonly Quantity[] = [
  {
    id: 'cpu-idle',
    delta: DELTA.idleCpu,
    value: ({ resources }) => {
      const idle = resources?.idleCpu;
      return idle && Math.max(1, (1000 * sum(idle.cpu.map(({ seconds }) => seconds))) / idle.seconds);
    },
  },
  { id: 'memory-idle', delta: DELTA.memory, value: ({ resources }) => megabytes(resources?.idle) },
  { id: 'startup', delta: DELTA.startup, value: ({ startupMs }) => startupMs },
];

const megabytes = (parts: readonly { readonly bytes: number }[] = []): number | undefined =>
  parts.length > 0 ? sum(parts.map(({ bytes }) => bytes)) / MEGABYTE : undefined;

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
