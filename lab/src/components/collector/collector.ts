import type { ComponentKind } from '../component.ts';
import { startPrivateCollector } from './private-collector.ts';
import { askCollector, collectorEnvironment, FACTS } from './server.ts';

/** Takes the spans of traced arms, by OTLP over HTTP. The lab brings a program of its own, which is always there. */
export const collector: ComponentKind = {
  ...FACTS,
  // A Node program: one thread executes all of it.
  serial: true,
  ask: askCollector,
  environmentOf: (url) => collectorEnvironment(url),
  // What a user's collector has taken is the user's.
  forget: async () => undefined,
  find: async () => process.execPath,
  startPrivately: startPrivateCollector,
};
