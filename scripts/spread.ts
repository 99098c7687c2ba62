/**
 * Spreads the rare among the others: one of them comes before each so many others. Both stay in their orders, and what is left comes last.
 */
export function spread<T>(things: readonly T[], isRare: (thing: T) => boolean, others: number): T[] {
  const rare = things.filter(isRare);
  const common = things.filter((thing) => !isRare(thing));
  return [
    ...rare.flatMap((thing, index) => [thing, ...common.slice(index * others, (index + 1) * others)]),
    ...common.slice(rare.length * others),
  ];
}
