import { expect, it } from 'vitest';
import { requireOfHost, UnsuitableHost } from './needs.ts';

const missing = {
  'cpu-quotas': { name: 'CPU quotas', remedy: 'run it as root', problem: async () => 'EACCES: /cgroup' },
};

it('refuses what the machine lacks, once and with the remedy', async () => {
  const refusal = requireOfHost('scaling', ['cpu-quotas'], missing);
  await expect(refusal).rejects.toThrow(UnsuitableHost);
  await expect(refusal).rejects.toThrow(
    'scaling cannot run here: no CPU quotas (EACCES: /cgroup).\nTo make it possible, run it as root.',
  );
});

it('lets pass what the machine has, and what nobody asks for', async () => {
  await requireOfHost('latency', [], missing);
  const there = { 'cpu-quotas': { ...missing['cpu-quotas'], problem: async () => undefined } };
  await requireOfHost('scaling', ['cpu-quotas'], there);
});
