import { expect, it } from 'vitest';
import { type Meet, Turns } from './turns.ts';

const asTheyAre = <T>(members: readonly T[]): readonly T[] => members;

/** A block that notes its beginning and, a little later, its end. */
const block = (log: string[], name: string) => async () => {
  log.push(`${name} begins`);
  await new Promise((resolve) => setImmediate(resolve));
  log.push(`${name} ends`);
};

it('members work one at a time, and take turns where they meet', async () => {
  const log: string[] = [];
  const turns = new Turns(2, asTheyAre);
  const member = (name: string) =>
    turns.work(async (meet) => {
      await block(log, `${name} before`)();
      await meet([block(log, `${name}1`), block(log, `${name}2`)]);
      await block(log, `${name} after`)();
      return name;
    });
  expect(await Promise.all([member('a'), member('b')])).toEqual(['a', 'b']);
  const order = ['a before', 'b before', 'a1', 'b1', 'a2', 'b2', 'a after', 'b after'];
  expect(log).toEqual(order.flatMap((each) => [`${each} begins`, `${each} ends`]));
});

it('each set of blocks has an order of its own', async () => {
  const log: string[] = [];
  let set = 0;
  const turns = new Turns(2, (members) => (set++ % 2 === 0 ? members : members.toReversed()));
  const member = (name: string) =>
    turns.work((meet) => meet([1, 2].map((number) => async () => void log.push(`${name}${number}`))));
  await Promise.all([member('a'), member('b')]);
  expect(log).toEqual(['a1', 'b1', 'b2', 'a2']);
});

it('nobody waits for one that has ended before, and what fails in a block fails its member alone', async () => {
  const log: string[] = [];
  const turns = new Turns(3, asTheyAre);
  const meeting = (name: string, first: () => Promise<void>) =>
    turns.work((meet: Meet) => meet([first, async () => void log.push(`${name}2`)]));
  const gone = turns.work(() => Promise.reject(new Error('did not start')));
  const failing = meeting('f', () => Promise.reject(new Error('was overloaded')));
  const fine = meeting('g', async () => void log.push('g1'));
  await expect(gone).rejects.toThrow('did not start');
  await expect(failing).rejects.toThrow('was overloaded');
  await fine;
  expect(log).toEqual(['g1', 'g2']);
});

it('members may meet several times, and one that ends after the first meeting is not waited for at the second', async () => {
  const log: string[] = [];
  const turns = new Turns(2, asTheyAre);
  const note = (name: string) => [async () => void log.push(name)];
  const short = turns.work((meet) => meet(note('short 1')));
  const long = turns.work(async (meet) => {
    await meet(note('long 1'));
    await meet(note('long 2'));
  });
  await Promise.all([short, long]);
  expect(log).toEqual(['short 1', 'long 1', 'long 2']);
});
