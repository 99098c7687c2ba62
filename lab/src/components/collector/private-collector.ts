import { mkdir } from 'node:fs/promises';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePorts } from '../../host/processes/free-ports.ts';
import { runEnvironment } from '../../host/processes/run-environment.ts';
import type { AcquireOptions, Namespace, Server } from '../component.ts';
import { startPrivateServer } from '../private-server.ts';
import { askCollector, checkSpans, collectorEnvironment, PROBE_MS, READY } from './server.ts';

// The built file, also when this module runs from the sources (in tests): Node itself starts it.
const PROGRAM = fileURLToPath(new URL('../../../dist/components/collector/main.js', import.meta.url));

/**
 * Starts a collector of the run's own, which counts spans and keeps none: the least that a collector can cost an arm.
 *
 * @param node the program that runs it
 * @throws see `startPrivateServer`
 */
export async function startPrivateCollector(node: string, options: AcquireOptions): Promise<Server> {
  const folder = resolve(options.workDir, 'collector');
  const plan = async () => {
    const [port = 0] = await freePorts(1);
    const url = `http://127.0.0.1:${port}`;
    await mkdir(folder, { recursive: true });
    return {
      ...{ name: 'collector', program: node, args: [PROGRAM], port, folder, data: folder },
      env: { ...runEnvironment(options.runId), PORT: String(port) },
      ...{ ready: READY, ask: () => askCollector(url, PROBE_MS) },
      freshNamespace: placesOf(url),
    };
  };
  return startPrivateServer(plan, options);
}

/** A place for each trial, which counts by itself. There is nothing to remove: a count is two numbers. */
function placesOf(url: string): Server['freshNamespace'] {
  let used = 0;
  return async (): Promise<Namespace> => {
    used += 1;
    const place = `${url}/trial-${used}`;
    return {
      env: collectorEnvironment(place, {}),
      leave: async () => undefined,
      check: async (requests) => [await checkSpans(place, requests)],
    };
  };
}
