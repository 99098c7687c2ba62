import { availableParallelism } from 'node:os';
import { CoPurchaseModel } from '../co-purchase-model.ts';
import { inProcess } from './in-process.ts';
import type { Ranker } from './ranker.ts';
import { WasmRows } from './wasm-rows.ts';

/** What a process reads of it. */
export interface RankingSettings {
  readonly RANKING: 'js' | 'threads' | 'wasm';
  /** As many as there are CPUs for this process, where it is not said. */
  readonly RANKING_THREADS?: number | undefined;
}

/** How many threads rank; none where ranking is done on the event loop. */
export const rankingThreads = ({ RANKING, RANKING_THREADS }: RankingSettings): number =>
  RANKING === 'threads' ? (RANKING_THREADS ?? availableParallelism()) : 0;

/** What there is to choose from. What threads need lies outside of the program's bundle, and is loaded where it is used. */
const RANKERS: Readonly<
  Record<RankingSettings['RANKING'], (settings: RankingSettings) => Ranker | Promise<Ranker>>
> = {
  js: () => inProcess(new CoPurchaseModel()),
  threads: async (settings) =>
    (await import('./threads-ranker.ts')).openThreadsRanker(rankingThreads(settings)),
  wasm: () => inProcess(new CoPurchaseModel(new WasmRows())),
};

/** Opens the ranker that the settings choose. It has learned nothing yet. */
export const openRanker = async (settings: RankingSettings): Promise<Ranker> =>
  RANKERS[settings.RANKING](settings);
