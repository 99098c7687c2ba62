import { joined } from '../../charts/said.ts';
import { sayerOf } from '../../charts/vocabulary.ts';
import { metricsOf } from '../../compare/metrics.ts';
import type { RunFiles } from '../../records/run-files.ts';
import type { Text } from '../../scenario/scenario.ts';

const NAMED = 3;

/** Names of metrics, the first few of many, e.g. `place an order, p50; CPU per successful request and 9 more`. */
export function metricLabels({ manifest }: RunFiles, ids: readonly string[]): Text {
  const say = sayerOf(manifest);
  const metrics = metricsOf(manifest.scenario);
  const labels = ids.map((id) => {
    const metric = metrics.find((each) => each.id === id);
    if (!metric) return id;
    const { group } = metric;
    return group === undefined ? say(metric.label) : joined([say(group), say(metric.label)]);
  });
  const named = joined(labels.slice(0, NAMED), '; ');
  const more = labels.length - NAMED;
  return more > 0 ? { en: `${named.en} and ${more} more`, ko: `${named.ko} 외 ${more}개` } : named;
}
