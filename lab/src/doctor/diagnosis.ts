import type { Examination } from './examination.ts';

/** One piece that the lab can use. */
export interface Finding {
  readonly piece: string;
  readonly state: 'found' | 'limited' | 'missing';
  /** What was found, in a few words. */
  readonly found: string;
  /** What the piece is for and, where it is missing, how to get it. */
  readonly advice: string;
  /** Without it there is no run. */
  readonly needed: boolean;
}

export interface Diagnosis {
  /** Whether a run of every topology can start on this machine. */
  readonly possible: boolean;
  readonly findings: readonly Finding[];
}

const OLDEST_NODE = [20, 19] as const;
const GIB = 2 ** 30;
/** Eight processes, a broker, the driver and the lab itself. */
const LEAST_MEMORY = 2 * GIB;

/** What the findings mean for a run. Pure: the machine was looked at before. */
export function diagnose(seen: Examination): Diagnosis {
  const findings = [
    node(seen),
    npm(seen),
    processors(seen),
    memory(seen),
    rabbitMq(seen),
    docker(seen),
    k6(seen),
    taskset(seen),
    wakefulCpus(seen),
    quotas(seen),
    pss(seen),
  ];
  return { possible: findings.every(({ needed, state }) => !needed || state !== 'missing'), findings };
}

function node({ node: version, system }: Examination): Finding {
  const [major = 0, minor = 0] = version.split('.').map(Number);
  const [oldestMajor, oldestMinor] = OLDEST_NODE;
  const recent = major > oldestMajor || (major === oldestMajor && minor >= oldestMinor);
  const oldest = OLDEST_NODE.join('.');
  return {
    piece: 'Node.js',
    state: recent ? 'found' : 'missing',
    found: `${version} on ${system}`,
    advice: recent
      ? 'Runs both deployments and the lab.'
      : `Node ${oldest} or newer is needed: https://nodejs.org`,
    needed: true,
  };
}

function npm({ npm: version }: Examination): Finding {
  return {
    piece: 'npm',
    state: version ? 'found' : 'missing',
    found: version ?? 'not on PATH',
    advice: 'Installs the dependencies; a built project runs without it.',
    needed: false,
  };
}

function processors({ cpus }: Examination): Finding {
  const advice =
    cpus.usable >= 4
      ? 'Enough to keep the load generator off the CPUs of what it measures.'
      : 'With 2 or 3 the system has one or two to itself, with 1 it shares it with the load generator.';
  return {
    piece: 'CPUs',
    state: cpus.usable >= 4 ? 'found' : 'limited',
    found: `${cpus.usable} × ${cpus.model}`,
    advice,
    needed: false,
  };
}

function memory({ memoryBytes }: Examination): Finding {
  const enough = memoryBytes >= LEAST_MEMORY;
  return {
    piece: 'memory',
    state: enough ? 'found' : 'limited',
    found: `${(memoryBytes / GIB).toFixed(1)} GiB`,
    advice: enough
      ? 'Microservices with their broker take about 1 GiB.'
      : 'With less than 2 GiB the machine may swap.',
    needed: false,
  };
}

/** The source that a run would use, the first that there is; undefined when there is none. */
function preferredSource({ amqpUrl, server, docker: engine, installable }: Examination['rabbitMq']) {
  if (amqpUrl) return 'AMQP_URL';
  if (server) return 'private node';
  if ('version' in engine) return 'docker';
  return installable ? 'debian package' : undefined;
}

function rabbitMq(seen: Examination): Finding {
  const { rabbitMq: sources, amqpUrlProblem } = seen;
  const piece = 'RabbitMQ';
  if (amqpUrlProblem !== undefined) {
    const found = `AMQP_URL (${sources.amqpUrl}) does not answer: ${amqpUrlProblem}`;
    return { piece, state: 'missing', found, advice: 'Start that broker, or unset AMQP_URL.', needed: true };
  }
  const source = preferredSource(sources);
  const found = {
    AMQP_URL: `AMQP_URL: ${sources.amqpUrl}`,
    'private node': `a private node of ${sources.server}`,
    docker: 'a container',
    'debian package': 'none yet; the first run installs the Debian package',
  };
  return {
    piece,
    state: source === undefined ? 'missing' : source === 'debian package' ? 'limited' : 'found',
    found: source === undefined ? 'none' : found[source],
    advice:
      source === undefined
        ? 'Microservices need it: set AMQP_URL, install rabbitmq-server (brew, apt; no service needed), start a Docker engine, or run as root on Debian.'
        : 'Links the microservices. Tried in this order: AMQP_URL, rabbitmq-server, Docker, Debian package.',
    needed: true,
  };
}

function docker({ rabbitMq: { docker: engine } }: Examination): Finding {
  const found = 'version' in engine;
  return {
    piece: 'Docker engine',
    state: found ? 'found' : 'missing',
    found: found ? engine.version : engine.missing,
    advice: 'A place to run RabbitMQ and k6 where they are not installed. Not needed when they are.',
    needed: false,
  };
}

function k6({ k6: version, rabbitMq: { docker: engine } }: Examination): Finding {
  const inDocker = version === undefined && 'version' in engine;
  return {
    piece: 'k6',
    state: version ? 'found' : inDocker ? 'limited' : 'missing',
    found: version ?? (inDocker ? 'not on PATH; Docker can run it' : 'not on PATH'),
    advice: 'A second, independent load generator (https://k6.io). Without it the embedded driver is used.',
    needed: false,
  };
}

function taskset({ taskset: there }: Examination): Finding {
  return {
    piece: 'taskset',
    state: there ? 'found' : 'missing',
    found: there ? 'on PATH' : 'not on PATH',
    advice:
      'Keeps load generator and system on CPUs of their own, from two CPUs on. Linux only (util-linux).',
    needed: false,
  };
}

function wakefulCpus({ wakefulCpus: possible }: Examination): Finding {
  return {
    piece: 'Wakeful CPUs',
    state: possible ? 'found' : 'missing',
    found: possible ? '/dev/cpu_dma_latency' : 'not for this user of this system',
    advice:
      'Keeps CPUs from sleeping while a run measures, so that waking up is in no response time. Linux, as root; without it, numbers scatter more.',
    needed: false,
  };
}

function quotas({ quotas: there }: Examination): Finding {
  return {
    piece: 'CPU quotas',
    state: 'missing' in there ? 'missing' : 'found',
    found: 'missing' in there ? there.missing : there.description,
    advice:
      'Gives each instance of the scaling scenario the same share of a CPU; without it that scenario cannot tell. Linux, with control groups that this user may make.',
    needed: false,
  };
}

function pss({ pss: there }: Examination): Finding {
  return {
    piece: 'PSS',
    state: there ? 'found' : 'missing',
    found: there ? '/proc/<pid>/smaps_rollup' : 'the kernel does not tell it',
    advice: 'Memory without counting shared pages twice. Without it, summed RSS is reported, and said so.',
    needed: false,
  };
}
