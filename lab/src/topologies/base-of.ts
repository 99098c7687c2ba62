import type { Text } from '../scenario/scenario.ts';
import { readSpelling } from './spelling.ts';
import { topologyOf } from './topology-of.ts';

/** Id of the base that a stored arm's topology is made from; as it is spelt, where there is no such topology any more. */
export function baseOf(topology: string): string {
  try {
    return topologyOf(topology).base ?? topology;
  } catch {
    return topology.split('+')[0] ?? topology;
  }
}

/** An arm's title, which runs store in English; in Korean as its topology is called today, where there still is one. */
export function titleSaid({ topology, title }: { readonly topology: string; readonly title: string }): Text {
  try {
    const { base, chosen } = readSpelling(topology);
    const words = [base.title, ...chosen.map(({ value }) => value.words)];
    return { en: title, ko: words.map(({ ko }) => ko).join(', ') };
  } catch {
    return { en: title, ko: title };
  }
}
