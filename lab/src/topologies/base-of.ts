import { topologyOf } from './topology-of.ts';

/** Id of the base that a stored arm's topology is made from; as it is spelt, where there is no such topology any more. */
export function baseOf(topology: string): string {
  try {
    return topologyOf(topology).base ?? topology;
  } catch {
    return topology.split('+')[0] ?? topology;
  }
}
