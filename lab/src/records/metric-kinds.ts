/** What sort of quantity a scenario's own measure is: reports have words for more and less of each. */
export const MEASURE_KINDS = ['duration', 'amount', 'throughput', 'cpu', 'memory'] as const;
export type MeasureKind = (typeof MEASURE_KINDS)[number];

/** The same of every metric: those that the lab reads of phases and of start-up come first. */
export const METRIC_KINDS = ['p50', 'p95', 'p99', 'startup', ...MEASURE_KINDS] as const;
export type MetricKind = (typeof METRIC_KINDS)[number];
