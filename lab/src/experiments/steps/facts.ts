import { z } from 'zod';
import type { Evidence } from '../../scenario/scenario.ts';
import { median } from '../../stats/order-statistics.ts';
import type { TrialOf } from '../kind.ts';
import type { BuildRecord } from './record.ts';
import { CHANGES, type Change } from './settings.ts';
import { COUNTS, type Count, countsOf, lookingShare } from './values.ts';

const figure = z.number().optional();
const figures = z.object({ contexts: figure, packages: figure, files: figure, tests: figure });

const factsSchema = z.array(
  z.object({
    arm: z.string(),
    change: z.enum(CHANGES),
    growth: z.number().int(),
    done: figures,
    whole: figures,
    looking: figure,
  }),
);

/** What each change was work on, with all CPUs, trial by trial. Older trials lack some of it. */
export const facts = (trials: readonly TrialOf<BuildRecord>[]): z.infer<typeof factsSchema> =>
  trials.flatMap(({ arm, details }) =>
    (details?.cells ?? [])
      .filter(({ cpus }) => cpus === 'all')
      .map((cell) => {
        const codeBase = details?.codeBases.find(({ growth }) => growth === cell.growth);
        const { contexts, packages, filesWritten: files, tests } = codeBase ?? {};
        return {
          ...{ arm, change: cell.change, growth: cell.growth, done: countsOf(cell) },
          ...{ whole: { contexts, packages, files, tests }, looking: lookingShare(cell) },
        };
      }),
  );

/** A change in a code base of a size: how much of it was work. All rounds say the same. */
export interface CountedSize {
  readonly growth: number;
  readonly counts: Readonly<Record<Count, { readonly done: number; readonly of: number }>>;
  /** Share of the time from the edit until it runs in which the tools looked for what to do; median of the rounds, undefined where it was not told. */
  readonly looking: number | undefined;
}

/**
 * The counts of a change in an arm's code bases, from the smallest to the largest. For claims of scenarios of this kind.
 *
 * @returns in words why there are none: an older run does not have them, or its rounds disagree, and then they are no counts
 * @throws when the evidence is of another kind
 */
export function countsIn(
  evidence: Pick<Evidence, 'facts'>,
  arm: string,
  change: Change,
): readonly CountedSize[] | string {
  const own = factsSchema
    .parse(evidence.facts ?? [])
    .filter((fact) => fact.arm === arm && fact.change === change);
  const sizes: CountedSize[] = [];
  for (const growth of [...new Set(own.map((fact) => fact.growth))].toSorted((a, b) => a - b)) {
    const rounds = own.filter((fact) => fact.growth === growth);
    const counts: Partial<Record<Count, { done: number; of: number }>> = {};
    for (const count of COUNTS) {
      const [done, of] = (['done', 'whole'] as const).map((part) => [
        ...new Set(rounds.map((fact) => fact[part][count])),
      ]) as [(number | undefined)[], (number | undefined)[]];
      if (done.length > 1 || of.length > 1)
        return `The rounds disagree on the ${count} of ${arm} in code ×${growth}: ${done.join(', ')} of ${of.join(', ')}.`;
      if (done[0] === undefined || of[0] === undefined)
        return `This run is older than the count of ${count}, and has none.`;
      counts[count] = { done: done[0], of: of[0] };
    }
    const looking = rounds.flatMap((fact) => fact.looking ?? []);
    sizes.push({
      ...{ growth, counts: counts as CountedSize['counts'] },
      looking: looking.length === 0 ? undefined : median(looking),
    });
  }
  return sizes;
}
