import { resolve } from 'node:path';
import { DeadlineExceeded } from '../../host/processes/wait-until.ts';
import type { Update, UpdateOrder } from '../../scenario/update.ts';
import { rollParts } from '../../topologies/roll-parts.ts';
import type { NodeProcess, RunningSystem, Topology } from '../../topologies/topology.ts';
import { type BuiltVersions, folderOf } from './versions.ts';

/** A new process has the time that one has at the system's start. */
const READY_MS = 60_000;
/** Longer than any drain takes: 10 s for a process, for each of a few parts. */
const DRAINS_MS = 60_000;

/** Where a probe updates programs. */
interface UpdateScene {
  readonly system: Pick<RunningSystem, 'replace' | 'stopAndStart' | 'send' | 'messages'>;
  readonly topology: Pick<Topology, 'id' | 'processes'>;
  /** The project's root, which programs are relative to. */
  readonly root: string;
  readonly versions: BuiltVersions;
  /** Aborts when the trial is called off. */
  readonly signal: AbortSignal;
}

/** See `ProbeBench.update`. */
export async function updateProcess(
  scene: UpdateScene,
  { process: name, version, way, readyMs = READY_MS, step }: UpdateOrder,
): Promise<Update> {
  const { system, topology, versions, root, signal } = scene;
  const spec = topology.processes.find((each) => each.name === name);
  if (!spec) throw new Error(`${topology.id} has no process ${name}`);
  if (!('entry' in spec)) throw new Error(`${name} is no Node program`);
  const next: NodeProcess = { ...spec, entry: entryOf(spec, version, versions) };
  switch (way) {
    case 'stop-and-start':
      return { replaced: [await system.stopAndStart(name, next)], refused: undefined };
    case 'beside':
      return system.replace(name, next, readyMs).then(
        (replaced) => ({ replaced: [replaced], refused: undefined }),
        (error: unknown) => {
          signal.throwIfAborted();
          // A process that fails in another way says nothing about whether a version that is not ready is kept out.
          if (error instanceof Error && error.cause instanceof DeadlineExceeded)
            return { replaced: [], refused: error.message };
          throw error;
        },
      );
    case 'parts': {
      const program = resolve(root, next.entry);
      return rollParts(system, name, { program, readyMs, step, signal, deadlineMs: readyMs + DRAINS_MS });
    }
  }
}

function entryOf({ entry }: NodeProcess, version: string | undefined, versions: BuiltVersions): string {
  if (version === undefined) return entry;
  const built = versions.get(version)?.get(folderOf(entry));
  if (built === undefined) throw new Error(`there is no version ${version} of ${folderOf(entry)}`);
  return built;
}
