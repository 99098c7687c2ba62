import type { RequestHandler } from 'express';
import { collectDefaultMetrics, Histogram, Registry } from 'prom-client';

/** The timer that measures how late the event loop is runs so often. At 10 ms, the default, it costs an idle process 2 ms a second, and each waking counts. */
const EVENT_LOOP_MS = 1_000;

/** The process's Prometheus registry, with Node's own metrics in it. */
export function createRegistry(labels: Record<string, string>): Registry {
  const registry = new Registry();
  registry.setDefaultLabels(labels);
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: EVENT_LOOP_MS });
  return registry;
}

/** Counts and times requests by route pattern: a pattern, not a path, so that there are only so many series. */
export function requestMetrics(registry: Registry): RequestHandler {
  const durations = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the first byte of a request to the last byte of its answer',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
    registers: [registry],
  });
  return (request, response, next) => {
    const start = performance.now();
    response.on('finish', () => {
      const route: unknown = request.route?.path;
      const labels = {
        method: request.method,
        route: typeof route === 'string' ? route : 'unmatched',
        status: String(response.statusCode),
      };
      durations.observe(labels, (performance.now() - start) / 1000);
    });
    next();
  };
}
