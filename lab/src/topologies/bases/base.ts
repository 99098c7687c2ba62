import type { Text } from '../../scenario/scenario.ts';
import type { ProcessSpec } from '../topology.ts';

/** One way of deploying the shop, with nothing chosen: what every arm starts from. */
export interface Base {
  /** As an arm's text begins, e.g. `monolith`. */
  readonly id: string;
  /** A noun, as reports begin an arm's title with it. */
  readonly title: Text;
  /** In a few words, what it is made of. */
  readonly about: Text;
  readonly processes: readonly ProcessSpec[];
  /** Name of the process that answers HTTP clients. */
  readonly edge: string;
  /** Ids of the components that its processes need. */
  readonly components: readonly string[];
  /** Names of the processes of which a choice may have several: those of which a test shows that they share their work. */
  readonly replicable: readonly string[];
}
