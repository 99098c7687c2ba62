import { expect, it, onTestFinished } from 'vitest';
import { ALL_REFUSED, type Answer, type Outcome, REFUSED } from '../direct/wire.ts';
import { grpcWire } from './grpc-wire.ts';

const request = (pattern: string) => ({ pattern, type: pattern, content: Buffer.alloc(0) });
const FIND = request('catalog.find');
const RESULT = { type: 'result; handler=0.00; db=0.00', content: Buffer.alloc(0) };

async function listening(answer: Answer) {
  const listener = grpcWire.listener(answer);
  const port = await listener.listen('127.0.0.1', 0);
  const line = grpcWire.connect([`127.0.0.1:${port}`]);
  onTestFinished(async () => {
    await line.close();
    await listener.close();
  });
  const ask = (frame = FIND) => new Promise<Outcome>((resolve) => void line.send(frame, resolve));
  return { listener, line, ask };
}

it('keeps its connection when many calls are late at once', async () => {
  const gates: (() => void)[] = [];
  const wait: Answer = ({ type }) =>
    type === FIND.type
      ? new Promise((resolve) => gates.push(() => resolve(RESULT)))
      : Promise.resolve(RESULT);
  const { listener, line, ask } = await listening(wait);
  listener.serves?.('catalog', ['find']);
  listener.serves?.('orders', ['get']);
  const get = request('orders.get');
  expect(await ask(get)).toMatchObject({ kind: 'reply', type: RESULT.type });
  const kept = ask();
  const late = Array.from({ length: 1_500 }, () => line.send(FIND, () => undefined));
  await expect.poll(() => gates.length, { timeout: 15_000 }).toBe(1_501);
  for (const takeBack of late) takeBack();
  // Comes after all resets on the same connection.
  expect(await ask(get)).toMatchObject({ kind: 'reply', type: RESULT.type });
  for (const open of gates) open();
  expect(await kept).toMatchObject({ kind: 'reply', type: RESULT.type });
}, 30_000);

it('passes on what is asked of a context that is not served yet, and refuses what no message describes', async () => {
  const asked: string[] = [];
  const { listener, ask } = await listening(async ({ type }) => {
    asked.push(type);
    return { type: REFUSED, content: Buffer.alloc(0) };
  });
  listener.serves?.('catalog-feed', ['page']);
  listener.serves?.('catalog', ['find']);
  expect(await ask(request('orders.get'))).toMatchObject({ kind: 'unsent', why: ALL_REFUSED });
  expect(await ask(request('catalog-feed.page'))).toMatchObject({ kind: 'unsent', why: ALL_REFUSED });
  expect(asked).toEqual(['orders.get', 'catalog-feed.page']);
  expect(await ask(request('orders-feed.page'))).toMatchObject({ kind: 'unsent', why: ALL_REFUSED });
  expect(await ask(request('catalog.missing'))).toMatchObject({ kind: 'reply', type: 'error' });
  expect(asked).toHaveLength(2);
});

it('gives up open calls when it is closed', async () => {
  let begun = false;
  const { listener, line, ask } = await listening(() => {
    begun = true;
    return new Promise(() => undefined);
  });
  listener.serves?.('catalog', ['find']);
  const open = ask();
  await expect.poll(() => begun, { timeout: 5_000 }).toBe(true);
  await line.close();
  expect(await open).toMatchObject({ kind: 'lost' });
});
