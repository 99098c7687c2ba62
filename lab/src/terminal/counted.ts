/** A number with its noun, which is plural unless the number is one: `1 valid trial`, `0 trials`, `4 CPUs`. */
export const counted = (count: number, noun: string, plural = `${noun}s`): string =>
  `${count} ${count === 1 ? noun : plural}`;
