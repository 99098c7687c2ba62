import { join } from 'node:path';
import type { Guardian } from '../../host/processes/guardian.ts';
import type { Text } from '../../scenario/scenario.ts';
import { type CodeBase, prepareCodeBase, readShopSources } from './code-base.ts';
import type { Side } from './layout.ts';

export interface CodeBasesOptions {
  /** The project's root. */
  readonly root: string;
  /** Folder for all of them. */
  readonly dir: string;
  readonly sides: readonly Side[];
  readonly growths: readonly number[];
  readonly runId: string;
  readonly guardian: Guardian;
  readonly signal: AbortSignal;
  readonly step: (what: Text) => void;
}

/** The code bases of a run. */
export type CodeBases = (side: Side, growth: number) => CodeBase;

const prepared = new Map<string, Promise<CodeBases>>();

/**
 * The code bases of a run, made and compiled when they are first asked for: all of them from the working tree as it is at
 * that moment. They are the run's as long as its scratch folder is.
 *
 * @throws when they cannot be made; the next call tries again
 */
export function codeBasesIn(options: CodeBasesOptions): Promise<CodeBases> {
  const { dir } = options;
  const known = prepared.get(dir) ?? prepare(options);
  prepared.set(dir, known);
  known.catch(() => forgetCodeBases(dir));
  return known;
}

/** Has the next call make them anew, because one of them is no longer what it was. */
export function forgetCodeBases(dir: string): void {
  prepared.delete(dir);
}

async function prepare({ sides, growths, dir, step, ...common }: CodeBasesOptions): Promise<CodeBases> {
  const shop = await readShopSources(common.root);
  const all = new Map<string, CodeBase>();
  for (const growth of growths) {
    for (const side of sides) {
      step({
        en: `preparing the code base of the ${side} ×${growth}`,
        ko: `${side} 코드베이스 ×${growth} 준비`,
      });
      const name = `${side}-x${growth}`;
      all.set(name, await prepareCodeBase({ ...common, shop, dir: join(dir, name), side, growth }));
    }
  }
  return (side, growth) => {
    const found = all.get(`${side}-x${growth}`);
    if (!found) throw new Error(`no code base of the ${side} ×${growth} was prepared`);
    return found;
  };
}
