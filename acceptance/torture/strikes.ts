import { setTimeout as delay } from 'node:timers/promises';
import type { Outage } from '@lab/lab/components/component';
import type { RunningSystem } from '@lab/lab/topologies/topology';
import type { Random } from '@lab/shared-domain/seed/random';

/** What can be struck. */
export interface Victims {
  readonly system: RunningSystem;
  /** Undefined where there is no broker, or it is not ours to kill. */
  readonly broker: Outage | undefined;
  /** Longer than a lease of a saga. ms. */
  readonly beyondLeaseMs: number;
}

/** Does something bad to a part of a shop, and mends it. */
export interface Strike {
  readonly id: string;
  /** How often it comes, against the others. */
  readonly weight: number;
  readonly takesLong?: true;
  /** @param name of the process whose turn it is */
  strike(victims: Victims, name: string, random: Random): Promise<void>;
}

async function standStill({ system }: Victims, name: string, ms: number): Promise<void> {
  const pid = system.processes.find((process) => process.name === name)?.pid;
  if (pid === undefined) throw new Error(`there is no process ${name}`);
  process.kill(pid, 'SIGSTOP');
  try {
    await delay(ms);
  } finally {
    process.kill(pid, 'SIGCONT');
  }
}

async function killAndRestart({ system }: Victims, names: readonly string[], pauseMs: number): Promise<void> {
  await Promise.all(names.map((name) => system.kill(name)));
  await delay(pauseMs);
  await Promise.all(names.map((name) => system.restart(name)));
}

/** A process of another name, if there is one. */
const anotherOf = ({ system }: Victims, name: string, random: Random): string[] => {
  const others = system.processes.filter((process) => process.name !== name);
  return others.length > 0 ? [random.pick(others).name] : [];
};

/** Weights make most strikes short, so that many fit into a minute. */
export const STRIKES: readonly Strike[] = [
  {
    id: 'killed',
    weight: 10,
    strike: (victims, name, random) => killAndRestart(victims, [name], random.integer(0, 300)),
  },
  {
    id: 'two killed at once',
    weight: 3,
    strike: (victims, name, random) =>
      killAndRestart(victims, [name, ...anotherOf(victims, name, random)], random.integer(0, 300)),
  },
  {
    id: 'killed when it had just started again',
    weight: 2,
    async strike(victims, name, random) {
      await killAndRestart(victims, [name], 0);
      await delay(random.integer(0, 100));
      await killAndRestart(victims, [name], 0);
    },
  },
  {
    id: 'stood still',
    weight: 8,
    strike: (victims, name, random) => standStill(victims, name, random.integer(50, 2_000)),
  },
  {
    id: 'stood still beyond a lease',
    weight: 1,
    takesLong: true,
    strike: (victims, name) => standStill(victims, name, victims.beyondLeaseMs),
  },
  {
    id: 'broker killed',
    weight: 2,
    async strike({ broker }, _name, random) {
      if (!broker) throw new Error('there is no broker to kill');
      await broker.kill();
      await delay(random.integer(0, 500));
      await broker.restart();
    },
  },
];
