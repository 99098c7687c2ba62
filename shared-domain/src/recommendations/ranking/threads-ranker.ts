import type { Model, Ranker } from './ranker.ts';
import { ThreadModel } from './thread-model.ts';

/** Found by its path, beside this file: a thread runs a file. */
const SCRIPT = new URL('./ranking-thread.js', import.meta.url);

/**
 * Ranks on threads, so that the event loop stays free for everybody else. Each has a model of its own and learns all baskets: they share no memory,
 * and none waits for another. The least busy one is asked. A thread that dies fails those who wait for it, and another one takes its place, which
 * learns the log of baskets from its beginning.
 *
 * @param threads how many, 1 at least
 */
export function openThreadsRanker(threads: number, script: URL = SCRIPT): Ranker {
  const models = Array.from({ length: threads }, () => new ThreadModel(script));
  let turn = 0;
  return {
    next(): Model {
      for (const [at, model] of models.entries()) if (model.hasEnded) models[at] = new ThreadModel(script);
      // Of equals another one each time: who has got one asks it only when it has learned.
      turn = (turn + 1) % models.length;
      const inTurn = [...models.slice(turn), ...models.slice(0, turn)];
      return inTurn.reduce((least, each) => (each.underWay < least.underWay ? each : least));
    },
    async close() {
      await Promise.all(models.map((model) => model.close()));
    },
  };
}
