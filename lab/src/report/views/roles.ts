import type { RunFiles } from '../../records/run-files.ts';
import { baseOf } from '../../topologies/base-of.ts';
import { othersOf } from '../view.ts';

/** What the arms that are compared with the baseline are there for. */
export interface Roles {
  /** The one that the scenario is about: the first of another base, or else of another topology; undefined where there is none. */
  readonly main: string | undefined;
  /** Those that explain where the difference comes from. */
  readonly explaining: readonly string[];
  /** Those that run the baseline's topology again, and so show the noise. */
  readonly again: readonly string[];
}

export function rolesOf(files: RunFiles): Roles {
  const { arms } = files.manifest;
  const topologyOf = (arm: string) => arms.find(({ name }) => name === arm)?.topology ?? arm;
  const own = topologyOf(files.comparison.baseline);
  const others = othersOf(files);
  const different = others.filter((arm) => topologyOf(arm) !== own);
  const main = different.find((arm) => baseOf(topologyOf(arm)) !== baseOf(own)) ?? different[0];
  return {
    main,
    explaining: different.filter((arm) => arm !== main),
    again: others.filter((arm) => topologyOf(arm) === own),
  };
}
