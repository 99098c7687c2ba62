import { existsSync } from 'node:fs';
import { copyFile, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { preciseCpuSecondsOf } from '../../host/cpu.ts';
import { descendants, listProcesses } from '../../host/processes/process-table.ts';
import { startSystem } from '../../topologies/supervisor.ts';
import type { ProcessSpec, RunningSystem } from '../../topologies/topology.ts';
import type { AppliedChange } from './changes.ts';
import type { CodeBase } from './code-base.ts';
import type { Fail, MeasuredStep, StepSetting } from './step.ts';
import type { Task } from './task.ts';

/** What the processes of a code base need to run. */
export interface System {
  /** Folder of the database files. A copied context starts with a copy of its original's. */
  readonly dataDir: string;
  /** Folder for their logs. */
  readonly logDir: string;
  /** Environment of all of them, e.g. `AMQP_URL`. */
  readonly env: Readonly<Record<string, string>>;
}

const READY_MS = 120_000;
/** As many processes at a time as the shop has: a hundred at once would need the memory of a server. */
const WAVE = 8;

/**
 * Starts every process that runs the changed code, until all are ready: wave by wave where there are many, as deployments are
 * rolled out. Ending the old ones is not in it: they have nothing to do.
 */
export async function restart(
  codeBase: CodeBase,
  applied: AppliedChange,
  { restarted }: Task,
  setting: StepSetting,
  fail: Fail,
): Promise<MeasuredStep> {
  const total = { step: 'restart' as const, wallMs: 0, cpuSeconds: 0, processesRestarted: restarted.length };
  if (restarted.length === 0) return total;
  const system = await setting.system();
  for (const wave of wavesOf(codeBase.processes.filter(({ name }) => restarted.includes(name)))) {
    await copyData(wave, system.dataDir);
    const running = await start(codeBase, wave, setting, system).catch((error: unknown) => {
      setting.signal?.throwIfAborted();
      return fail(error instanceof Error ? error.message : String(error));
    });
    try {
      total.wallMs += running.startupMs;
      total.cpuSeconds += cpuSecondsOf(running);
    } finally {
      await running.stop();
    }
    const deaf = await withoutChange(wave, system, applied.marker);
    if (deaf.length > 0) fail(`${deaf.join(', ')} did not load the changed code`);
  }
  return total;
}

/** The shop as it is comes first, as a whole: its gateway waits for its services. */
export function wavesOf(processes: readonly ProcessSpec[]): ProcessSpec[][] {
  const copies = processes.filter(({ name }) => isCopy(name));
  const waves = [processes.filter(({ name }) => !isCopy(name))];
  for (let from = 0; from < copies.length; from += WAVE) waves.push(copies.slice(from, from + WAVE));
  return waves.filter((wave) => wave.length > 0);
}

const originalOf = (name: string): string => name.replace(/\d+$/, '');
const isCopy = (name: string): boolean => originalOf(name) !== name;

async function copyData(wave: readonly ProcessSpec[], dataDir: string): Promise<void> {
  for (const { name } of wave) {
    const [from, to] = [originalOf(name), name].map((each) => join(dataDir, `${each}.sqlite`)) as [
      string,
      string,
    ];
    if (existsSync(from) && !existsSync(to)) await copyFile(from, to);
  }
}

function start(
  codeBase: CodeBase,
  wave: readonly ProcessSpec[],
  { runId, cpus, signal }: StepSetting,
  { dataDir, logDir, env }: System,
): Promise<RunningSystem> {
  const id = `${codeBase.side}-x${codeBase.growth}`;
  const edge = wave[0]?.name ?? '';
  return startSystem(
    { id, title: id, processes: wave, edge, components: [] },
    { root: codeBase.root, runId, trialDir: logDir, dataDir, env, cpus, signal, deadlineMs: READY_MS },
  );
}

function cpuSecondsOf({ processes }: RunningSystem): number {
  const all = listProcesses();
  return preciseCpuSecondsOf(processes.flatMap(({ pid }) => descendants(pid, all)));
}

/** Names of the processes that have not said what the changed code says when it is loaded. */
async function withoutChange(
  wave: readonly ProcessSpec[],
  { logDir }: System,
  marker: string | undefined,
): Promise<string[]> {
  if (marker === undefined) return [];
  const said = await Promise.all(
    wave.map(async ({ name }) =>
      (await readFile(join(logDir, 'logs', `${name}.log`), 'utf8')).includes(marker),
    ),
  );
  return wave.flatMap(({ name }, index) => (said[index] ? [] : [name]));
}
