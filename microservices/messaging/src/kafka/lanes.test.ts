import { expect, it, vi } from 'vitest';
import { type EventMessage, Lanes } from './lanes.ts';

interface Work {
  readonly id: string;
  end(done?: boolean): void;
  fail(): void;
}

/** Lanes whose messages are in work until the test ends them, and the offsets that were told to the broker. */
function lanes() {
  const work: Work[] = [];
  const told: string[] = [];
  const failures: unknown[] = [];
  const made = new Lanes(
    ({ key, offset }) =>
      new Promise((resolve, reject) => {
        const end = (done = true) => resolve(done);
        work.push({ id: `${key}${offset}`, end, fail: () => reject(new Error('cannot be set aside')) });
      }),
    (error) => failures.push(error),
    (error) => failures.push(error),
  );
  const message = (key: string, offset: number, partition = 0): EventMessage =>
    ({
      ...{ topic: 'shop.order', partition, key, offset: BigInt(offset) },
      commit: async () => void told.push(`${partition}:${offset}`),
    }) as unknown as EventMessage;
  const inWork = (ids: string[]) => vi.waitFor(() => expect(work.map(({ id }) => id)).toEqual(ids));
  const end = (id: string) => work.find((each) => each.id === id)?.end();
  return { made, work, told, failures, message, inWork, end };
}

it('handles messages of one key one after the other, and others beside them', async () => {
  const { made, message, inWork, end } = lanes();
  for (const [offset, key] of ['a', 'a', 'b'].entries()) await made.add(message(key, offset));
  await inWork(['a0', 'b2']);
  end('a0');
  await inWork(['a0', 'b2', 'a1']);
});

it('tells the broker up to where all are done with, and no further', async () => {
  const { made, told, message, inWork, end } = lanes();
  for (const [offset, key] of ['a', 'b', 'c'].entries()) await made.add(message(key, offset));
  await made.add(message('d', 7, 1));
  await inWork(['a0', 'b1', 'c2', 'd7']);
  end('b1');
  end('d7');
  await vi.waitFor(() => expect(told).toEqual(['1:7']));
  end('a0');
  await vi.waitFor(() => expect(told).toEqual(['1:7', '0:1']));
  end('c2');
  await vi.waitFor(() => expect(told).toEqual(['1:7', '0:1', '0:2']));
});

it('takes no more at once than it can bear', async () => {
  const { made, work, message, end } = lanes();
  for (let offset = 0; offset < 15; offset += 1) await made.add(message(`k${offset}-`, offset));
  let added = false;
  const last = made.add(message('k15-', 15)).then(() => {
    added = true;
  });
  await vi.waitFor(() => expect(work).toHaveLength(16));
  expect(added).toBe(false);
  end('k3-3');
  await last;
  expect(added).toBe(true);
});

it('leaves what waits when it ends, and waits for what is in work', async () => {
  const { made, told, message, inWork, work } = lanes();
  await made.add(message('a', 0));
  await made.add(message('a', 1));
  await inWork(['a0']);
  let ended = false;
  const end = made.end(60_000).then((all) => {
    ended = all;
  });
  expect([made.ended.aborted, ended]).toEqual([true, false]);
  work[0]?.end();
  await end;
  expect([ended, told]).toEqual([true, ['0:0']]);
  expect(work).toHaveLength(1);
});

it('does not wait longer than it may for what cannot end, and whoever adds to it does not either', async () => {
  const { made, told, message, work } = lanes();
  for (let offset = 0; offset < 15; offset += 1) await made.add(message(`k${offset}-`, offset));
  const last = made.add(message('k15-', 15));
  await vi.waitFor(() => expect(work).toHaveLength(16));
  const end = made.end(20);
  await last;
  await made.add(message('late', 16));
  expect(await end).toBe(false);
  work[0]?.end();
  // What ends later is told all the same, and taken up is nothing.
  await vi.waitFor(() => expect(told).toEqual(['0:0']));
  expect(work).toHaveLength(16);
});

it('does not count what was given up, and says what could not be set aside', async () => {
  const { made, told, failures, message, inWork, work } = lanes();
  await made.add(message('a', 0));
  await made.add(message('b', 1));
  await inWork(['a0', 'b1']);
  work[0]?.end(false);
  work[1]?.fail();
  await vi.waitFor(() => expect(failures).toEqual([new Error('cannot be set aside')]));
  expect(await made.end(60_000)).toBe(true);
  expect(told).toEqual([]);
});
