import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { roundRobin, type Way } from './round-robin.ts';
import type { Line, Outcome } from './wire.ts';

const REQUEST = { pattern: 'catalog.find', type: 'catalog.find', content: Buffer.alloc(0) };

beforeEach(() => {
  vi.useFakeTimers();
  // The pause after a failure is as long as it may be.
  vi.spyOn(Math, 'random').mockReturnValue(1);
});
afterEach(() => {
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** An address that answers with its name, or is down. */
class Address implements Way {
  down = false;
  asked = 0;
  closed = false;

  constructor(private readonly name: string) {}

  send(_request: unknown, done: (outcome: Outcome) => void): () => void {
    this.asked++;
    queueMicrotask(() =>
      done(
        this.down
          ? { kind: 'unsent', why: `${this.name} is down` }
          : { kind: 'reply', type: this.name, content: Buffer.alloc(0) },
      ),
    );
    return () => undefined;
  }

  async close(): Promise<void> {
    this.closed = true;
  }
}

const ask = (line: Line) => new Promise<Outcome>((resolve) => void line.send(REQUEST, resolve));
const answerOf = async (line: Line) => {
  const outcome = await ask(line);
  return outcome.kind === 'reply' ? outcome.type : outcome.why;
};

it('asks all addresses in turns', async () => {
  const line = roundRobin([new Address('a'), new Address('b'), new Address('c')]);
  expect(line.width).toBe(3);
  const answers = [];
  for (let i = 0; i < 6; i++) answers.push(await answerOf(line));
  expect(answers).toEqual(['a', 'b', 'c', 'a', 'b', 'c']);
});

it('asks the next one when one cannot be reached, and leaves that one alone for a while', async () => {
  const [a, b] = [new Address('a'), new Address('b')];
  const line = roundRobin([a, b]);
  a.down = true;
  for (let i = 0; i < 4; i++) expect(await answerOf(line)).toBe('b');
  expect(a.asked).toBe(1);
  a.down = false;
  vi.advanceTimersByTime(20);
  expect([await answerOf(line), await answerOf(line)].sort()).toEqual(['a', 'b']);
});

it('says why when none can be reached, and asks nobody while all are left alone', async () => {
  const [a, b] = [new Address('a'), new Address('b')];
  const line = roundRobin([a, b]);
  a.down = true;
  b.down = true;
  expect(await answerOf(line)).toBe('b is down');
  expect(await answerOf(line)).toBe('no address could be reached a moment ago');
  expect([a.asked, b.asked]).toEqual([1, 1]);
});

it('does not ask the next one for a request that was taken back', async () => {
  const [a, b] = [new Address('a'), new Address('b')];
  const line = roundRobin([a, b]);
  a.down = true;
  let told = false;
  line.send(REQUEST, () => {
    told = true;
  })();
  await vi.advanceTimersByTimeAsync(1);
  expect([told, b.asked]).toEqual([false, 0]);
});

it('closes all of them', async () => {
  const [a, b] = [new Address('a'), new Address('b')];
  await roundRobin([a, b]).close();
  expect([a.closed, b.closed]).toEqual([true, true]);
});
