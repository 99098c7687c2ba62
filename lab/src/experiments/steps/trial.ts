import { constants } from 'node:fs';
import { cp, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { PlannedTrial } from '../../bench/plan.ts';
import type { TrialSetting } from '../../bench/round.ts';
import type { Namespace } from '../../components/component.ts';
import type { Guardian } from '../../host/processes/guardian.ts';
import { multipleOf } from '../../topologies/replicated.ts';
import { topologyOf } from '../../topologies/topology-of.ts';
import { changeSaid } from './change-said.ts';
import { applyChange } from './changes.ts';
import type { CodeBases } from './code-bases.ts';
import type { Side } from './layout.ts';
import type { BuildRecord, CellRecord } from './record.ts';
import type { System } from './restart.ts';
import { type Cell, cellId, STEPS, type Step } from './settings.ts';
import { type MeasuredStep, measureStep } from './step.ts';

const STEPS_IN_KOREAN: Readonly<Record<Step, string>> = {
  compile: '컴파일',
  test: '테스트',
  restart: '재시작',
};

/** What a build trial uses of a run's setting. */
export type BuildSetting = Pick<
  TrialSetting,
  'root' | 'runId' | 'plan' | 'components' | 'cpus' | 'seededData' | 'scratch' | 'signal' | 'step' | 'live'
>;

/** One arm in one round: the cells that have been measured, and what the processes of its code bases run on. */
export class BuildTrial {
  readonly side: Side;
  failure: string | undefined;
  readonly #cells: CellRecord[] = [];
  readonly #scratch: string;
  #system: Promise<System> | undefined;
  #namespace: Namespace | undefined;

  /** @param dir folder for the logs of its processes */
  constructor(
    private readonly setting: BuildSetting,
    private readonly codeBases: CodeBases,
    private readonly guardian: Guardian,
    readonly trial: PlannedTrial,
    readonly dir: string,
  ) {
    this.side = sideOf(trial.arm.topology);
    this.#scratch = join(setting.scratch, `trial-${trial.number}`);
  }

  /**
   * Makes the cell's change, carries out all steps, and takes the change back.
   *
   * @param cpus to run on, as `taskset -c` lists them; all by default
   * @throws {StepFailed}, or when the change cannot be made; {@link UndoFailed} when it cannot be taken back
   */
  async measure(cell: Cell, cpus: string | undefined): Promise<void> {
    const { runId, signal, live } = this.setting;
    await mkdir(this.#scratch, { recursive: true });
    const codeBase = this.codeBases(this.side, cell.growth);
    const setting = { runId, cpus, signal, guardian: this.guardian, scratch: this.#scratch };
    const applied = await applyChange(codeBase, cell.change);
    try {
      const steps: MeasuredStep[] = [];
      for (const step of STEPS) {
        const arm = this.trial.arm.name;
        const ko = `${changeSaid(cell.change).ko} ×${cell.growth}: ${arm} ${STEPS_IN_KOREAN[step]}`;
        this.setting.step({ en: `${cell.change} ×${cell.growth}: ${step} of ${arm}`, ko });
        const system = () => this.#systemOnce();
        const measured = await measureStep(codeBase, applied, step, { ...setting, system });
        live?.({ type: 'work', arm, cell: cellId(cell), step, ms: measured.wallMs });
        steps.push(measured);
      }
      const { change, growth, cpus: mode } = cell;
      this.#cells.push({ change, growth, cpus: mode, steps });
    } finally {
      await applied.undo().catch((error: unknown) => {
        throw new UndoFailed(cell, error);
      });
    }
  }

  record(): BuildRecord {
    const growths = [...new Set(this.#cells.map(({ growth }) => growth))].toSorted((a, b) => a - b);
    const codeBases = growths.map((growth) => ({ growth, ...this.codeBases(this.side, growth).size }));
    return { side: this.side, codeBases, cells: this.#cells };
  }

  /** Removes its data. Never throws: what cannot be removed now goes with the run's scratch folder. */
  async end(): Promise<void> {
    await this.#namespace?.leave();
    await rm(this.#scratch, { recursive: true, force: true }).catch(() => undefined);
  }

  #systemOnce(): Promise<System> {
    this.#system ??= this.#makeSystem();
    return this.#system;
  }

  /** A copy of the seeded data, and namespaces of its components: the trial's own. */
  async #makeSystem(): Promise<System> {
    const { seededData, components } = this.setting;
    const topology = topologyOf(this.trial.arm.topology);
    const dataDir = join(this.#scratch, 'data');
    const mode = constants.COPYFILE_FICLONE;
    await cp(seededData(multipleOf(topology).base), dataDir, { recursive: true, mode });
    this.#namespace = await components.freshNamespace(topology);
    return { dataDir, logDir: this.dir, env: { LOG_LEVEL: 'warn', ...this.#namespace.env } };
  }
}

/** A code base is not what it was: nothing that is measured on it from now on may count. */
export class UndoFailed extends Error {
  constructor({ change, growth }: Cell, cause: unknown) {
    super(`${change} ×${growth} could not be taken back: ${cause instanceof Error ? cause.message : cause}`, {
      cause,
    });
    this.name = 'UndoFailed';
  }
}

/** @throws for a topology that is no code base of its own: it is built from one of the two's */
export function sideOf(topology: string): Side {
  if (topology === 'monolith' || topology === 'monolith-packages') return topology;
  if (topology === 'microservices') return 'services';
  throw new Error(
    `${topology} has no code base of its own: build experiments compare monolith, monolith-packages and microservices`,
  );
}
