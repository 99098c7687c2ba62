import { expect, test } from 'vitest';
import { descendants, listProcesses, parsePs } from './process-table.ts';

test('reads what ps prints, with the marks in the environment that follows the command', () => {
  const text = [
    '    1     0 Ss   /sbin/launchd',
    '  812     1 S    node dist/main.js HOME=/Users/a LAB_RUN_ID=run-1 LAB_OWNER_PID=700 TZ=UTC',
    '  813   812 Z    (node)',
    '',
  ].join('\n');
  expect(parsePs(text)).toEqual([
    { pid: 1, parent: 0, command: '/sbin/launchd', runId: undefined, owner: undefined },
    { pid: 812, parent: 1, command: 'node dist/main.js', runId: 'run-1', owner: 700 },
  ]);
});

test('descendants are found over several generations, the root first', () => {
  const process = (pid: number, parent: number) => ({ pid, parent, command: '' });
  const all = [process(1, 0), process(5, 1), process(7, 5), process(6, 1), process(9, 7)];
  expect(descendants(5, all)).toEqual([5, 7, 9]);
  expect(descendants(42, all)).toEqual([]);
});

test('this very process is listed', () => {
  expect(listProcesses()).toContainEqual(expect.objectContaining({ pid: process.pid, parent: process.ppid }));
});
