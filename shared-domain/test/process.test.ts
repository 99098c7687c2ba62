import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

test('a process ends when its parent went while it was still loading', async () => {
  const child = fork(fileURLToPath(new URL('orphan.mjs', import.meta.url)), [], { execArgv: [] });
  try {
    child.disconnect();
    const [code] = await once(child, 'exit', { signal: AbortSignal.timeout(20_000) });
    expect(code).toBe(0);
  } finally {
    child.kill('SIGKILL');
  }
});
