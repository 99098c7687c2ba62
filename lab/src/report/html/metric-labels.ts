import { alike, joined, type Said } from '../../charts/said.ts';
import { sayerOf } from '../../charts/vocabulary.ts';
import { metricsOf } from '../../compare/metrics.ts';
import type { RunFiles } from '../../records/run-files.ts';
import type { Text } from '../../scenario/scenario.ts';

const NAMED = 3;

/** Names of metrics, the first few of many, e.g. `time to stable recovery: Crash; Blocked event loop and 2 more`. */
export function metricLabels({ manifest }: RunFiles, ids: readonly string[]): Text {
  const say = sayerOf(manifest);
  const all = metricsOf(manifest.scenario);
  const metrics = ids.flatMap((id) => all.find((each) => each.id === id) ?? []);
  const labels = [...new Set(metrics.map(({ label }) => label))];
  const groups = metrics.flatMap(({ group }) => (group === undefined ? [] : [say(group)]));
  const [label] = labels;
  // The same quantity of several things is named once.
  if (labels.length === 1 && label !== undefined && groups.length > 0)
    return alike`${say(label)}: ${few(groups)}`;
  return few(metrics.map((metric) => say(metric.label)));
}

function few(all: readonly Said[]): Text {
  const named = joined(all.slice(0, NAMED), '; ');
  const more = all.length - NAMED;
  return more > 0 ? { en: `${named.en} and ${more} more`, ko: `${named.ko} 외 ${more}개` } : named;
}
