import { setTimeout as sleep } from 'node:timers/promises';
import type { LoadHooks } from '../drivers/take-turns.ts';
import { preciseCpuSecondsOf } from '../host/cpu.ts';
import { memoryKind, memoryOf, type Part } from '../host/memory.ts';
import { descendants, listProcesses } from '../host/processes/process-table.ts';
import type { ResourcesRecord } from '../records/trial.ts';

/** What a process does in the first moments after it is ready, e.g. compiling, is of its start and no cost of idling. */
const SETTLE_MS = 1_000;
/** What a request leaves to be done after its answer, e.g. the delivery of events, is a part of its cost. */
const AFTERWORK_MS = 250;

/**
 * Measures CPU time and memory of every process of an arm, children included, while it idles and in the blocks of its phases.
 *
 * Memory is read only between blocks: adding up a process's pages takes milliseconds in which it cannot map any.
 */
export class ResourceMeter {
  readonly #kind = memoryKind();
  readonly #phases: Record<string, { cpu: Map<string, number>; memory: ResourcesRecord['idle'] }> = {};
  #idle: ResourcesRecord['idle'] = [];
  #idleCpu: ResourcesRecord['idleCpu'] = null;
  #before = new Map<string, number>();

  /**
   * @param parts asked at every reading, as a part may have been restarted meanwhile
   * @param signal ends whatever is being waited for
   */
  constructor(
    private readonly parts: () => readonly Part[],
    private readonly signal: AbortSignal,
  ) {}

  /** Lets the system alone for a while and reads what that costs: CPU time during it, memory at its end. */
  async measureIdle(seconds: number): Promise<void> {
    await this.#wait(SETTLE_MS);
    this.blockStarts();
    const from = performance.now();
    await this.#wait(seconds * 1000);
    this.#idleCpu = { seconds: (performance.now() - from) / 1000, cpu: recordOf(this.#usedSince()) };
    this.#idle = memoryOf(this.#families(), this.#kind);
  }

  blockStarts(): void {
    this.#before = this.#readCpu();
  }

  /** Waits for what the last requests have left to be done, and adds the block's CPU time to its phase's. */
  async blockEnded(phase: string): Promise<void> {
    await this.#wait(AFTERWORK_MS);
    const { cpu } = this.#phase(phase);
    for (const [process, seconds] of this.#usedSince()) cpu.set(process, (cpu.get(process) ?? 0) + seconds);
  }

  phaseEnded(phase: string): void {
    this.#phase(phase).memory = memoryOf(this.#families(), this.#kind);
  }

  /** Has it measure each block of a load. @param told of a block that is about to start */
  hooks(told: (phase: string) => void): LoadHooks {
    return {
      blockStarts: async (phase) => {
        told(phase);
        this.blockStarts();
      },
      blockEnded: (phase) => this.blockEnded(phase),
      phaseEnded: async (phase) => this.phaseEnded(phase),
    };
  }

  record(): ResourcesRecord {
    const phases = Object.entries(this.#phases).map(([phase, { cpu, memory }]) => [
      phase,
      { cpu: recordOf(cpu), memory },
    ]);
    return {
      memoryKind: this.#kind,
      idle: this.#idle,
      idleCpu: this.#idleCpu,
      phases: Object.fromEntries(phases),
    };
  }

  #phase(name: string) {
    this.#phases[name] ??= { cpu: new Map(), memory: [] };
    return this.#phases[name];
  }

  #readCpu(): Map<string, number> {
    return new Map(this.#families().map(({ name, pids }) => [name, preciseCpuSecondsOf(pids)]));
  }

  #usedSince(): Map<string, number> {
    // Less than before: the part was restarted, and its count began anew.
    return new Map(
      [...this.#readCpu()].map(([name, now]) => [name, Math.max(0, now - (this.#before.get(name) ?? 0))]),
    );
  }

  #families(): Part[] {
    const all = listProcesses();
    return this.parts().map(({ name, pids }) => ({
      name,
      pids: [...new Set(pids.flatMap((pid) => descendants(pid, all)))],
    }));
  }

  async #wait(milliseconds: number): Promise<void> {
    await sleep(milliseconds, undefined, { signal: this.signal });
  }
}

const recordOf = (seconds: ReadonlyMap<string, number>) =>
  [...seconds].map(([process, spent]) => ({ process, seconds: spent }));
