import { runMetered } from '@lab/lab/experiments/steps/metered-command';
import { acquireGuardian } from '@lab/lab/host/processes/guardian';
import { PROJECT_ROOT } from '@lab/lab/host/project-root';
import type { ToolOrder } from '@lab/lab/scenario/probe';
import { expect, it } from 'vitest';
import { SERVICES } from '../../tech-diversity/arms.ts';
import { buildSeconds } from '../../tech-diversity/build.ts';

const runId = `nest-build-test-${process.pid}`;

it('the service in Nest is compiled and bundled again in a copy, upon packages that are built', async () => {
  const guardian = acquireGuardian(runId);
  const { signal } = new AbortController();
  const said: string[] = [];
  const bench = {
    signal,
    async tool(order: ToolOrder) {
      const { exitCode, output, wallMs } = await runMetered({ ...order, runId, guardian, signal });
      said.push(`${order.name} ended with exit code ${exitCode}: ${output}`);
      return { exitCode, seconds: wallMs / 1_000 };
    },
  };
  try {
    expect(await buildSeconds(PROJECT_ROOT, SERVICES, bench), said.join('\n')).toBeGreaterThan(0);
    expect(said).toHaveLength(2);
  } finally {
    await guardian.release();
  }
});
