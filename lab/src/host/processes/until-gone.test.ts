import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { expect, test } from 'vitest';
import { listProcesses } from './process-table.ts';
import { untilGone } from './until-gone.ts';

async function startNode(script: string): Promise<number> {
  const child = spawn(process.execPath, ['-e', `${script}; console.log('ready')`], { stdio: 'pipe' });
  await once(child.stdout, 'data');
  return child.pid ?? 0;
}

const isListed = (pid: number) => listProcesses().some((process) => process.pid === pid);

test('waits for a process that ends by itself', async () => {
  const pid = await startNode('setTimeout(() => process.exit(), 300)');
  await untilGone([pid], 30_000);
  expect(isListed(pid)).toBe(false);
});

test('kills one that stays', async () => {
  const pid = await startNode("process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)");
  process.kill(pid, 'SIGTERM');
  await untilGone([pid], 100);
  expect(isListed(pid)).toBe(false);
});

test('of nobody is over at once', () => expect(untilGone([], 0)).resolves.toBeUndefined());
