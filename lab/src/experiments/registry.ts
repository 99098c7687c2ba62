import { Registry } from '../registry/registry.ts';
import { capacityKind } from './capacity/kind.ts';
import { disturbanceKind } from './disturbance/kind.ts';
import type { ExperimentKind } from './kind.ts';
import { loadKind } from './load/kind.ts';
import { probeKind } from './probe/kind.ts';
import { stepsKind } from './steps/kind.ts';

/** Every kind of experiment. */
export const KINDS = new Registry<ExperimentKind>({ en: 'kind of experiment', ko: '실험 종류' }, [
  loadKind,
  disturbanceKind,
  capacityKind,
  stepsKind,
  probeKind,
]);
