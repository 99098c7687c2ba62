/** A number with its noun, which is plural unless the number is one: `1 valid trial`, `0 trials`, `4 CPUs`. */
export const counted = (count: number, noun: string, plural = `${noun}s`): string =>
  `${count} ${count === 1 ? noun : plural}`;

/** Numbers of which any may be meant: `1 round`, `3, 4, 6 rounds`. */
export const countedAny = (counts: readonly number[], noun: string): string =>
  counts.length === 1 ? counted(counts[0] ?? 0, noun) : `${counts.join(', ')} ${noun}s`;
