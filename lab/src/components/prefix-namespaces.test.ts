import { expect, test } from 'vitest';
import { prefixNamespaces } from './prefix-namespaces.ts';

test('each has a prefix of its own and is left once, at the end those that were not', async () => {
  const left: string[] = [];
  const { fresh, leaveAll } = prefixNamespaces('lab.run-1.', {
    env: (PREFIX) => ({ PREFIX }),
    leave: async (prefix) => void left.push(prefix),
  });
  const [one, two] = [await fresh(), await fresh()];
  expect([one.env, two.env]).toEqual([{ PREFIX: 'lab.run-1.1.' }, { PREFIX: 'lab.run-1.2.' }]);
  await one.leave();
  await one.leave();
  await leaveAll();
  expect(left).toEqual(['lab.run-1.1.', 'lab.run-1.2.']);
});

test('what cannot be left is no failure, and is tried again at the end', async () => {
  const tries: string[] = [];
  const { fresh, leaveAll } = prefixNamespaces('lab.', {
    env: () => ({}),
    leave: async (prefix) => {
      tries.push(prefix);
      throw new Error('no connection');
    },
  });
  const { leave } = await fresh();
  await leave();
  await leaveAll();
  expect(tries).toEqual(['lab.1.', 'lab.1.']);
});
