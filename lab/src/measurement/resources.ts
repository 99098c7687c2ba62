import { setTimeout as sleep } from 'node:timers/promises';
import { descendants, listProcesses } from '../processes/process-table.ts';
import type { ResourcesRecord } from '../run/records/trial.ts';
import { cpuSecondsOf, preciseCpuSecondsOf } from './cpu.ts';
import { memoryKind, memoryOf } from './memory.ts';

/** A part of an arm and the processes it runs as, e.g. a service, or the broker. */
export interface Measured {
  readonly name: string;
  readonly pids: readonly number[];
}

/** What a process does in the first moments after it is ready, e.g. compiling, is of its start and no cost of idling. */
const SETTLE_MS = 1_000;

/**
 * Measures CPU time and memory of every process of an arm, children included, at the borders of its phases.
 *
 * Memory is read only there, not while load runs: adding up a process's pages takes milliseconds in which it cannot map any.
 */
export class ResourceMeter {
  readonly #kind = memoryKind();
  readonly #phases: ResourcesRecord['phases'] = {};
  #idle: ResourcesRecord['idle'] = [];
  #idleCpu: ResourcesRecord['idleCpu'] = null;
  #before = new Map<string, number>();

  /** @param parts asked at every reading, as a part may have been restarted meanwhile */
  constructor(private readonly parts: () => readonly Measured[]) {}

  /** Lets the system alone for a while and reads what that costs: CPU time during it, memory at its end. */
  async measureIdle(seconds: number, signal: AbortSignal): Promise<void> {
    await sleep(SETTLE_MS, undefined, { signal });
    const families = this.#families();
    const before = families.map(({ pids }) => preciseCpuSecondsOf(pids));
    const from = performance.now();
    await sleep(seconds * 1000, undefined, { signal });
    const cpu = families.map(({ name, pids }, index) => ({
      process: name,
      seconds: Math.max(0, preciseCpuSecondsOf(pids) - (before[index] ?? 0)),
    }));
    this.#idleCpu = { seconds: (performance.now() - from) / 1000, cpu };
    this.#idle = this.#memory(families);
  }

  phaseStarts(): void {
    this.#before = new Map(this.#families().map(({ name, pids }) => [name, cpuSecondsOf(pids)]));
  }

  phaseEnded(phase: string): void {
    const families = this.#families();
    const cpu = families.map(({ name, pids }) => {
      // Less than before: the part was restarted, and its count began anew.
      const seconds = Math.max(0, cpuSecondsOf(pids) - (this.#before.get(name) ?? 0));
      return { process: name, seconds };
    });
    this.#phases[phase] = { cpu, memory: this.#memory(families) };
  }

  record(): ResourcesRecord {
    return { memoryKind: this.#kind, idle: this.#idle, idleCpu: this.#idleCpu, phases: this.#phases };
  }

  #families(): Measured[] {
    const all = listProcesses();
    return this.parts().map(({ name, pids }) => ({
      name,
      pids: [...new Set(pids.flatMap((pid) => descendants(pid, all)))],
    }));
  }

  #memory(families: readonly Measured[]): { process: string; bytes: number }[] {
    return families.map(({ name, pids }) => ({ process: name, bytes: memoryOf(pids, this.#kind) }));
  }
}
