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
export function mistakeIn(sold: Sold): string | undefined {
  const { units, confirmed, available } = sold;
  const wrong = oversoldIn(sold);
  if (wrong > 0) return `${wrong} of ${units} units are promised twice, or to nobody`;
  return units === confirmed + available
    ? undefined
    : `${confirmed} of ${units} units are sold, and ${available} left`;
}
