import { expect, it } from 'vitest';
import { Registry } from '../registry/registry.ts';
import { UsageError } from '../registry/usage-error.ts';
import { type HostNeed, requireOfHost, UnsuitableHost } from './needs.ts';

const needsThatSay = (seen: Awaited<ReturnType<HostNeed['look']>>) =>
  new Registry<HostNeed>({ en: 'need', ko: '요구 사항' }, [
    { id: 'cpu-quotas', name: 'CPU quotas', remedy: 'run it as root', look: async () => seen },
  ]);
const missing = needsThatSay({ missing: 'EACCES: /cgroup' });

it('refuses what the machine lacks, once and with the remedy', async () => {
  const refusal = requireOfHost('scaling', ['cpu-quotas'], missing);
  await expect(refusal).rejects.toThrow(UnsuitableHost);
  await expect(refusal).rejects.toThrow(
    'scaling cannot run here: no CPU quotas (EACCES: /cgroup).\nTo make it possible, run it as root.',
  );
});

it('lets pass what the machine has, and what nobody asks for', async () => {
  await requireOfHost('latency', [], missing);
  await requireOfHost('scaling', ['cpu-quotas'], needsThatSay({ found: 'control groups' }));
});

it('refuses a need that nobody knows, and names those that are known', async () => {
  const refusal = requireOfHost('tides', ['moon'], missing);
  await expect(refusal).rejects.toThrow(UsageError);
  await expect(refusal).rejects.toThrow(/moon.*cpu-quotas/);
});
