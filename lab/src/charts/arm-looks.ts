import type { RunFiles } from '../records/run-files.ts';
import { baseOf } from '../topologies/base-of.ts';
import { BASES } from '../topologies/bases/registry.ts';
import type { KeyEntry } from './figure.ts';

/** An arm's look in every chart. An arm that runs a topology again is drawn dashed. */
export interface ArmLook extends KeyEntry {
  readonly name: string;
  readonly dash: 'solid' | 'dashed';
}

/** Shades of a base's colour that the page has. */
const SHADES = 4;
const BASE_COLOURS = 3;

/**
 * One colour for one base in every report: its first topology has the colour, each further one a lighter shade of it.
 *
 * @param topologies of all arms, in their order
 */
export function colourOf(topology: string, topologies: readonly string[]): string {
  const base = baseOf(topology);
  const bases = [...new Set([...BASES.ids, ...topologies.map(baseOf)])];
  const siblings = [...new Set(topologies.filter((other) => baseOf(other) === base))];
  const shade = Math.min(SHADES - 1, Math.max(0, siblings.indexOf(topology)));
  const colour = bases.indexOf(base) % BASE_COLOURS;
  return shade === 0 ? `var(--arm${colour})` : `var(--arm${colour}-${shade})`;
}

export function armLooks({ manifest: { arms } }: Pick<RunFiles, 'manifest'>): ArmLook[] {
  const topologies = arms.map(({ topology }) => topology);
  return arms.map(({ name, topology }, index) => {
    const again = topologies.indexOf(topology) < index;
    const colour = colourOf(topology, topologies);
    return again
      ? { name, colour, mark: 'dashed', dash: 'dashed' }
      : { name, colour, mark: 'line', dash: 'solid' };
  });
}
