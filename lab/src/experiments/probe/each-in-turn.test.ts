import { expect, it } from 'vitest';
import { eachInTurn } from './each-in-turn.ts';

it('does each in its turn, also where one before has failed, and then says what failed first', async () => {
  const did: string[] = [];
  const failing = (what: string) => async () => {
    did.push(what);
    throw new Error(what);
  };
  const ending = eachInTurn(
    async () => did.push('first'),
    failing('second'),
    failing('third'),
    async () => did.push('last'),
  );
  await expect(ending).rejects.toThrow('second');
  expect(did).toEqual(['first', 'second', 'third', 'last']);
});

it('says nothing where nothing failed', async () => {
  await expect(eachInTurn(async () => 1)).resolves.toBeUndefined();
});
