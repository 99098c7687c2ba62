import { Random } from '@lab/shared-domain/seed/random';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { balanced, type Way } from './balanced.ts';
import { leastOutstanding, twoChoices } from './picks.ts';
import { ALL_REFUSED, FAILED, type Line, type Outcome, REFUSED } from './wire.ts';

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
  busy = false;
  refuses = false;
  fails = false;
  silent = false;
  answersAfterMs = 0;
  asked = 0;
  closed = false;
  readonly #open: ((outcome: Outcome) => void)[] = [];

  constructor(private readonly name: string) {}

  send(_request: unknown, done: (outcome: Outcome) => void): () => void {
    this.asked++;
    if (this.silent) this.#open.push(done);
    else if (this.answersAfterMs > 0) setTimeout(() => done(this.#outcome()), this.answersAfterMs);
    else queueMicrotask(() => done(this.#outcome()));
    return () => undefined;
  }

  /** Its connections end, with all that it was asked. */
  die(): void {
    for (const done of this.#open.splice(0)) done({ kind: 'lost', why: `${this.name} has died` });
  }

  async close(): Promise<void> {
    this.closed = true;
  }

  #outcome(): Outcome {
    if (this.down) return { kind: 'unsent', why: `${this.name} is down` };
    if (this.busy) return { kind: 'unsent', why: `${this.name} is busy`, busy: true };
    const type = (this.refuses && REFUSED) || (this.fails && FAILED) || this.name;
    return { kind: 'reply', type, content: Buffer.alloc(0) };
  }
}

const ask = (line: Line) => new Promise<Outcome>((resolve) => void line.send(REQUEST, resolve));
const answerOf = async (line: Line) => {
  const outcome = await ask(line);
  return outcome.kind === 'reply' ? outcome.type : outcome.why;
};

it('asks all addresses in turns', async () => {
  const line = balanced([new Address('a'), new Address('b'), new Address('c')]);
  expect(line.width).toBe(3);
  const answers = [];
  for (let i = 0; i < 6; i++) answers.push(await answerOf(line));
  expect(answers).toEqual(['a', 'b', 'c', 'a', 'b', 'c']);
});

it('asks the next one when one cannot be reached, and leaves that one alone for a while', async () => {
  const [a, b] = [new Address('a'), new Address('b')];
  const line = balanced([a, b]);
  a.down = true;
  for (let i = 0; i < 4; i++) expect(await answerOf(line)).toBe('b');
  expect(a.asked).toBe(1);
  a.down = false;
  vi.advanceTimersByTime(20);
  expect([await answerOf(line), await answerOf(line)].sort()).toEqual(['a', 'b']);
});

it('says why when none can be reached, and asks nobody while all are left alone', async () => {
  const [a, b] = [new Address('a'), new Address('b')];
  const line = balanced([a, b]);
  a.down = true;
  b.down = true;
  expect(await answerOf(line)).toBe('b is down');
  expect(await answerOf(line)).toBe('no address could be reached a moment ago');
  expect([a.asked, b.asked]).toEqual([1, 1]);
});

it('does not ask the next one for a request that was taken back', async () => {
  const [a, b] = [new Address('a'), new Address('b')];
  const line = balanced([a, b]);
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
  await balanced([a, b]).close();
  expect([a.closed, b.closed]).toEqual([true, true]);
});

it('goes on from who refuses a request, and leaves nobody alone for that', async () => {
  const [a, b, c] = [new Address('a'), new Address('b'), new Address('c')];
  const line = balanced([a, b, c]);
  a.refuses = true;
  // Those of others must not change which address comes after the one that refuses.
  expect(await Promise.all([answerOf(line), answerOf(line), answerOf(line)])).toEqual(['b', 'b', 'c']);
  a.refuses = false;
  expect(await answerOf(line)).toBe('a');
  expect(line.sent).toBe(5);
  a.refuses = b.refuses = c.refuses = true;
  expect(await answerOf(line)).toBe(ALL_REFUSED);
  expect(line.sent).toBe(8);
});

it('goes on from who is busy, and leaves nobody alone for that', async () => {
  const [a, b] = [new Address('a'), new Address('b')];
  const line = balanced([a, b]);
  a.busy = true;
  expect([await answerOf(line), await answerOf(line), line.sent]).toEqual(['b', 'b', 2]);
  a.busy = false;
  expect(await answerOf(line)).toBe('a');
});

it('leaves an address alone that could not be reached, also when its request was taken back', async () => {
  const [a, b] = [new Address('a'), new Address('b')];
  const line = balanced([a, b]);
  a.down = true;
  line.send(REQUEST, () => undefined)();
  await vi.advanceTimersByTimeAsync(1);
  expect([await answerOf(line), await answerOf(line)]).toEqual(['b', 'b']);
  expect([a.asked, line.sent]).toEqual([1, 2]);
});

it('leaves an address alone whose calls are late, with no reply in between', async () => {
  const a = new Address('a');
  const line = balanced([a]);
  const late = (times: number) => {
    a.silent = true;
    for (let i = 0; i < times; i++) line.send(REQUEST, () => undefined)();
    a.silent = false;
  };
  late(4);
  expect(await answerOf(line)).toBe('a');
  late(4);
  expect(await answerOf(line)).toBe('a');
  late(5);
  expect(await answerOf(line)).toBe('no address could be reached a moment ago');
  vi.advanceTimersByTime(20);
  expect(await answerOf(line)).toBe('a');
  // What was late before it had gone does not count when it is back.
  late(4);
  a.down = true;
  expect(await answerOf(line)).toBe('a is down');
  a.down = false;
  vi.advanceTimersByTime(20);
  late(1);
  expect(await answerOf(line)).toBe('a');
});

describe.each([
  ['least-outstanding', leastOutstanding],
  ['two-choices', twoChoices(new Random(7, 'test'))],
])('with %s', (_name, pick) => {
  it.each(['fails', 'refuses'] as const)('who %s at once does not draw all requests', async (how) => {
    const [a, b, c] = [new Address('a'), new Address('b'), new Address('c')];
    a[how] = true;
    for (const each of [b, c]) each.answersAfterMs = 30;
    const line = balanced([a, b, c], pick);
    for (let sent = 0; sent < 300; sent++) {
      line.send(REQUEST, () => undefined);
      await vi.advanceTimersByTimeAsync(10);
    }
    expect([a.asked < 30, a.asked > 0]).toEqual([true, true]);
  });
});

describe('with the least outstanding', () => {
  it('gives nothing more to who does not answer, until the others have as much to do', async () => {
    const [a, b] = [new Address('a'), new Address('b')];
    const line = balanced([a, b], leastOutstanding);
    a.silent = true;
    void line.send(REQUEST, () => undefined);
    for (let i = 0; i < 10; i++) expect(await answerOf(line)).toBe('b');
    expect(a.asked).toBe(1);
  });

  it('counts what has ended no more, whatever has ended it', async () => {
    const [a, b] = [new Address('a'), new Address('b')];
    const line = balanced([a, b], leastOutstanding);
    const asked = async () => {
      const before = a.asked;
      await Promise.all([ask(line), ask(line), ask(line), ask(line)]);
      return a.asked - before;
    };
    expect(await asked()).toBe(2);
    // Taken back, failed, busy and refused: four ways to an end.
    a.silent = true;
    line.send(REQUEST, () => undefined)();
    a.silent = false;
    a.busy = true;
    await ask(line);
    await ask(line);
    a.busy = false;
    a.refuses = true;
    await ask(line);
    await ask(line);
    a.refuses = false;
    a.down = true;
    await ask(line);
    await ask(line);
    a.down = false;
    // Until it rests no more, and its failures weigh nothing.
    vi.advanceTimersByTime(5_000);
    expect(await asked()).toBe(2);
  });

  it('counts calls that an instance has lost no more', async () => {
    const [a, b] = [new Address('a'), new Address('b')];
    const line = balanced([a, b], leastOutstanding);
    a.silent = true;
    const lost = [1, 2, 3].map(() => ask(line));
    expect(a.asked).toBe(2);
    a.die();
    await Promise.all(lost);
    vi.advanceTimersByTime(5_000);
    a.silent = false;
    expect([await answerOf(line), await answerOf(line)].sort()).toEqual(['a', 'b']);
  });

  it('goes on from who cannot be reached to the least busy of the others', async () => {
    const [a, b, c] = [new Address('a'), new Address('b'), new Address('c')];
    const line = balanced([a, b, c], leastOutstanding);
    b.silent = true;
    expect(await answerOf(line)).toBe('a');
    void line.send(REQUEST, () => undefined);
    expect(b.asked).toBe(1);
    a.down = true;
    for (let i = 0; i < 6; i++) expect(await answerOf(line)).toBe('c');
  });
});
