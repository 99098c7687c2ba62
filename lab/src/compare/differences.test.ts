import { describe, expect, it } from 'vitest';
import { madeRun } from '../../test/fixtures/made-run.ts';
import type { Manifest } from '../records/manifest.ts';
import { differencesBetween, settingOf } from './differences.ts';

const { manifest } = madeRun({ rounds: 1 });
const { environment, scenario } = manifest;

describe('the setting of two runs', () => {
  it.each<[string, Partial<Manifest>, string]>([
    ['same', {}, ''],
    ['same', { environment: { ...environment, commit: null, dirty: true } }, 'commit, uncommitted changes'],
    ['with-care', { environment: { ...environment, node: 'v22.0.0' } }, 'Node'],
    ['with-care', { environment: { ...environment, os: 'Linux 6.9.0 x64' } }, 'operating system'],
    ['with-care', { profile: 'full' }, 'profile'],
    ['with-care', { seed: 8 }, 'seed of the data'],
    [
      'ratios-only',
      { environment: { ...environment, os: 'Darwin 24.0 arm64' } },
      'platform, operating system',
    ],
    ['ratios-only', { environment: { ...environment, cpuCount: 8 } }, 'CPUs'],
    ['ratios-only', { environment: { ...environment, cgroup: { cpus: 1, memoryBytes: null } } }, 'CPU limit'],
    ['ratios-only', { cpus: { arms: '0', driver: '1' } }, 'CPU sets'],
    ['ratios-only', { driver: { id: 'k6', description: 'k6 2.0' } }, "driver, driver's version"],
    [
      'ratios-only',
      { scenario: { ...scenario, phases: scenario.phases.map((phase) => ({ ...phase, perSecond: 1 })) } },
      'load',
    ],
    ['same', { capacity: { perSecond: 71.7, pilots: [] } }, 'capacity'],
  ])('is %s with %j', (setting, change, what) => {
    const differences = differencesBetween(manifest, { ...manifest, ...change });
    expect(differences.map((each) => each.what).join(', ')).toBe(what);
    expect(settingOf(differences)).toBe(setting);
  });
});
