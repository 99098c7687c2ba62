import { z } from 'zod';
import { RestartPolicy } from './restart-policy.ts';
import type { ProcessMessage, Restart } from './topology.ts';

const at = z.number();
const part = z.string();

/** What a process says that keeps parts of its own, e.g. a cluster's primary of its workers. Times in epoch ms. */
const partReport = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('part-died'),
    ...{ part, at },
    exit: z.object({
      code: z.number().nullable(),
      signal: z.custom<NodeJS.Signals>((value) => typeof value === 'string').nullable(),
    }),
  }),
  z.object({ type: z.enum(['part-started', 'part-ready']), part, at }),
]);

interface Surroundings {
  /** Gets every death of a part of a supervised process. */
  readonly restarts: Restart[];
  /** Whether parts that die now are expected to come back. */
  readonly supervising: () => boolean;
  /** Told of a death that nobody asked for, or that is not mended. */
  readonly fail: (error: Error) => void;
}

/**
 * Deaths of parts among the restarts of a system. Their own process starts them again, by the rule of {@link RestartPolicy}; here they are
 * noted, and given up where the lab would give a process of its own up.
 */
export class PartRestarts {
  /** By process and part: where its last death is noted. */
  readonly #entries = new Map<string, number>();
  readonly #policies = new Map<string, RestartPolicy>();

  constructor(private readonly around: Surroundings) {}

  /** Takes what a process has said. What is not of a part is left alone. */
  hear({ from: process, content }: ProcessMessage): void {
    const { data } = partReport.safeParse(content);
    if (!data) return;
    const { part, at } = data;
    const name = partName({ process, part });
    if (data.type === 'part-died') {
      this.#died(name, { process, part, exit: data.exit, diedAt: at });
      return;
    }
    const { restarts } = this.around;
    const entry = this.#entries.get(name) ?? -1;
    const death = restarts[entry];
    if (!death) return;
    restarts[entry] = data.type === 'part-started' ? { ...death, startedAt: at } : { ...death, readyAt: at };
  }

  #died(name: string, death: Restart): void {
    const { restarts, supervising, fail } = this.around;
    const { code, signal } = death.exit;
    if (!supervising()) {
      fail(new Error(`${name} ended with ${signal ?? `exit code ${code}`}`));
      return;
    }
    this.#entries.set(name, restarts.push(death) - 1);
    const policy = this.#policies.get(name) ?? new RestartPolicy();
    this.#policies.set(name, policy);
    if (policy.afterDeath(0, death.diedAt) === 'give-up') fail(new Error(`${name} dies again and again`));
  }
}

/** How a process, or a part of one, is called, e.g. `monolith (worker-1)`. */
export const partName = ({ process, part }: Pick<Restart, 'process' | 'part'>): string =>
  part === undefined ? process : `${process} (${part})`;

/**
 * Who has died and is not back yet. Of several deaths of one the last counts: one that died while it started has a later one. A process
 * that dies takes its parts with it, so their deaths before count no more.
 */
export function stillDown(restarts: readonly Restart[]): Restart[] {
  const last = new Map<string, Restart>();
  for (const restart of restarts) {
    if (restart.part === undefined)
      for (const [name, { process }] of last) if (process === restart.process) last.delete(name);
    last.set(partName(restart), restart);
  }
  return [...last.values()].filter(({ readyAt }) => readyAt === undefined);
}
