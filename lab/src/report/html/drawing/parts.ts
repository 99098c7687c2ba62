import { COMPONENTS } from '../../../components/registry.ts';
import { KINDS } from '../../../experiments/registry.ts';
import type { RunFiles } from '../../../records/run-files.ts';
import type { Topology } from '../../../topologies/topology.ts';
import { topologyOf } from '../../../topologies/topology-of.ts';
import { memoryIdle, memoryUnderLoad, type Share, sharesOf } from '../../views/resources.ts';

/** A process of a deployment, or a worker within one. */
export interface Part {
  readonly name: string;
  /** What it is an instance of. */
  readonly role: string;
  /** Beside: a server that takes part, and that no request goes through. */
  readonly place: 'edge' | 'broker' | 'behind' | 'beside';
  /** Whether a database is drawn beside it: it has one, and is the first that uses it. */
  readonly database: 'own' | 'shared' | 'none';
  /** What it answers from a copy of what other contexts own, which events keep up, e.g. `catalog.find`. */
  readonly copies: readonly string[];
  /** Measured, MB; undefined where the run did not. */
  readonly megabytes: number | undefined;
}

/** The process of a cluster that keeps the others, as the lab's readers name it. */
const PRIMARY = / \(primary\)$/;

/** What an arm's processes were, as the run measured them, or else as its topology says; empty where neither knows. */
export function partsOf(files: RunFiles, arm: string): Part[] {
  const { arms, scenario } = files.manifest;
  const topology = known(arms.find(({ name }) => name === arm)?.topology ?? arm);
  const measured = [
    memoryUnderLoad(files, arm, scenario.phases[0]?.name ?? ''),
    memoryIdle(files, arm),
    ofKind(files, arm),
  ].find((shares) => shares.length > 0);
  const names =
    measured?.map(({ process }) => process) ??
    (topology ? [...topology.processes.map(({ name }) => name), ...topology.components] : []);
  const roles = names.map((name) => roleOf(name, topology));
  return names.map((name, index): Part => {
    const [place, role] = [placeOf(name, topology), roles[index] ?? name];
    const first = roles.indexOf(role) === index;
    const keeps = place !== 'broker' && place !== 'beside' && !PRIMARY.test(name);
    return {
      name,
      role,
      place,
      database: keeps ? (first ? 'own' : 'shared') : 'none',
      // As the database is, that they lie in.
      copies: keeps && first ? (topology?.copies?.[role] ?? []) : [],
      megabytes: measured?.find(({ process }) => process === name)?.value,
    };
  });
}

/** Undefined for a stored run of a topology that there is no more. */
function known(topology: string): Topology | undefined {
  try {
    return topologyOf(topology);
  } catch {
    return undefined;
  }
}

/** Memory that only the run's kind of experiment knows of. */
function ofKind(files: RunFiles, arm: string): Share[] {
  const memory = KINDS.find(files.manifest.scenario.experiment.kind)?.tell.memory;
  return memory ? sharesOf(files, arm, ({ details }) => (details ? memory(details) : undefined)) : [];
}

function roleOf(name: string, topology: Topology | undefined): string {
  const own = topology?.processes.find((process) => process.name === name);
  if (own) return own.role ?? own.name;
  return name.replace(PRIMARY, '').replace(/-\d+$/, '');
}

function placeOf(name: string, topology: Topology | undefined): Part['place'] {
  const component = COMPONENTS.find(name);
  if (component) return component.between ? 'broker' : 'beside';
  return PRIMARY.test(name) || name === topology?.edge ? 'edge' : 'behind';
}
