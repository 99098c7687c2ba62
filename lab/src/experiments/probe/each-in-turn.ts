/**
 * Does one thing after the other, each of them also where one before has failed: for what ends and cleans up.
 *
 * @throws the first failure, when all have been done
 */
export async function eachInTurn(...works: readonly (() => Promise<unknown>)[]): Promise<void> {
  const failures: unknown[] = [];
  for (const work of works) await work().catch((error: unknown) => failures.push(error));
  if (failures.length > 0) throw failures[0];
}
