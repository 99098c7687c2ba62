import type { Text } from '@lab/lab/scenario/scenario';

/** What a sale of a few units came to. */
export interface Sold {
  /** Units that there were. */
  readonly units: number;
  /** Units in confirmed orders. */
  readonly confirmed: number;
  /** What the shop says is left. Below zero where more was promised than there was. */
  readonly available: number;
}

/** Units that are promised twice, or to nobody: to an order that does not want them any more. */
export const oversoldIn = ({ units, confirmed, available }: Sold): number =>
  Math.max(0, -available, units - confirmed - available);

/**
 * What is wrong with a product's stock; undefined where nothing is. Each unit is either left or in one confirmed order, and none is promised
 * twice.
 */
export function mistakeIn(sold: Sold): Text | undefined {
  const { units, confirmed, available } = sold;
  const wrong = oversoldIn(sold);
  if (wrong > 0)
    return {
      en: `${wrong} of ${units} units are promised twice, or to nobody`,
      ko: `${units}개 중 ${wrong}개가 두 번 약속되었거나 임자가 없다`,
    };
  if (units === confirmed + available) return undefined;
  return {
    en: `${confirmed} of ${units} units are sold, and ${available} left`,
    ko: `${units}개 중 ${confirmed}개가 팔렸는데 ${available}개가 남았다`,
  };
}
