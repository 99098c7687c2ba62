import { roleOf } from './replicated.ts';
import type { ProcessSpec, Topology } from './topology.ts';

/**
 * The processes of a topology, each told on which port to take calls of the others, and where all others take theirs: `CALLS_PORT`, and
 * `CALLS_<ROLE>` with the addresses of all instances. A process that is started again keeps its port, since its callers know no other. Those of
 * a topology that needs no addresses are as they were.
 *
 * @param ports as many as there are processes, which nobody listens on
 */
export function withAddresses(
  { processes, addresses }: Pick<Topology, 'processes' | 'addresses'>,
  ports: readonly number[],
): readonly ProcessSpec[] {
  if (!addresses) return processes;
  const all: Record<string, string> = {};
  for (const [index, spec] of processes.entries()) {
    const name = `CALLS_${roleOf(spec).toUpperCase()}`;
    const address = `127.0.0.1:${ports[index] ?? 0}`;
    all[name] = name in all ? `${all[name]},${address}` : address;
  }
  return processes.map((spec, index) => ({
    ...spec,
    env: { ...spec.env, ...all, CALLS_PORT: String(ports[index] ?? 0) },
  }));
}
