const COUNTS = [1, 2, 3, 4] as const;

/**
 * Names of arms from before arms were spelt as a base and choices. Stored runs have them as their arms' ids, and rules ask for
 * them, so they stay. A new arm gets none: its id is its spelling, and a name that came later would part it from its stored runs.
 * Where two names are of one arm, its spelling stands for the first.
 */
export const SHORT_NAMES: ReadonlyMap<string, string> = new Map([
  ['monolith-serialized', 'monolith+calls=serialized'],
  ['monolith-no-timeouts', 'monolith+timeouts=off'],
  ['microservices-no-timeouts', 'microservices+timeouts=off'],
  ...COUNTS.map((count) => [`monolith-x${count}`, `monolith+workers=${count}`] as const),
  ['monolith-cluster', 'monolith+workers=2'],
  ...COUNTS.map(
    (count) => [`microservices-rec-x${count}`, `microservices+recommendations=${count}`] as const,
  ),
  ['monolith-packages', 'monolith+packages=contexts'],
  ['monolith-slowed', 'monolith+slowed=20%'],
]);
