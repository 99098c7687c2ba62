import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, inject, it } from 'vitest';
import { bytesOverRabbitMq } from '../src/wire-bytes.ts';

// The programs that are no part of `make bench`. All that they tell is known beforehand, except the rates.

const exchange = (answer: string) => ({
  ...{ context: 'catalog', method: 'find', question: { skus: ['SKU-00001'] } },
  answer,
});

describe('encoding', () => {
  it('counts what an answer has more on both of its ways, to RabbitMQ and from there', async () => {
    const bytesOf = (answer: string) =>
      bytesOverRabbitMq(
        { AMQP_URL: inject('amqpUrl'), AMQP_PREFIX: `test-${randomUUID()}.` },
        exchange(answer),
      );
    const [short, long] = [await bytesOf('x'), await bytesOf('x'.repeat(1_001))];
    expect(long.payload - short.payload).toBe(2_000);
    // What is not payload has nothing to do with its length. Handlers take 0.01 to 99 ms, which is told on both ways.
    expect(Math.abs(long.protocol - short.protocol)).toBeLessThan(20);
    // Both types go both ways.
    const types = `catalog.find; deadline=1764435600000; for=${randomUUID()}result; handler=0.01; db=0.00`;
    expect(short.protocol).toBeGreaterThan(2 * types.length);
  });
});

interface Told {
  /** The cells of all tables, row by row. */
  readonly rows: readonly string[][];
  /** What it says besides. */
  readonly beside: string;
}

/** Runs a program as its reader does, but briefly. */
async function told(program: string): Promise<Told> {
  const path = fileURLToPath(new URL(`../dist/${program}.js`, import.meta.url));
  const { stdout, stderr } = await promisify(execFile)(process.execPath, [path, '--brief'], {
    env: { ...process.env, AMQP_URL: inject('amqpUrl') },
    timeout: 120_000,
    killSignal: 'SIGKILL',
  });
  const lines = stdout.split('\n').filter((line) => line.startsWith('│'));
  const rows = lines.map((line) =>
    line
      .split('│')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
  return { rows, beside: stderr };
}

/** Their first cells, and whether each is followed by two rates and by what the one is beside the other. */
function compared(rows: readonly string[][], ratioOf: (first: number, second: number) => number): string[] {
  for (const [name, ...cells] of rows) {
    const [first = 0, second = 0, ratio = 0] = cells.map(Number);
    expect(Math.min(first, second), name).toBeGreaterThan(0);
    // Rates and ratios are rounded. There is one block of each, so the ratio of the medians is the median ratio.
    const exact = ratioOf(first, second);
    expect(Math.abs(ratio - exact), `${name}: ${cells.join(' ')}`).toBeLessThan(0.01 + 0.02 * exact);
  }
  return rows.map(([name = '']) => name);
}

describe('connections', () => {
  it('tells of each way one connection beside several, and who gets the calls of one client', async () => {
    const { rows } = await told('connections');
    const second = rows.findIndex(([first]) => first === 'over');
    const ways = ['TCP', 'HTTP/1.1', 'gRPC', 'RabbitMQ'];
    expect(compared(rows.slice(1, second), (one, several) => several / one)).toEqual(
      ways.flatMap((way) => [`${way}, one product`, `${way}, a page of 100`]),
    );
    const shares = rows.slice(second + 1).map(([over = '', ...calls]) => [over, calls.map(Number)] as const);
    expect(shares.map(([over]) => over)).toEqual(['TCP', 'HTTP/1.1', 'gRPC', 'gRPC as it comes', 'RabbitMQ']);
    for (const [over, [first = 0, other = 0]] of shares) {
      // No call is lost, and none is made twice.
      expect(first + other, over).toBe(1_000);
      if (over === 'gRPC as it comes') expect(Math.min(first, other), over).toBe(0);
      // gRPC begins with the instance that it reaches first.
      else expect(Math.min(first, other), over).toBeGreaterThan(250);
    }
  });
});

describe('durability', () => {
  it('tells what each broker does without the promise beside what it does with it, or that it is missing', async () => {
    const { rows, beside } = await told('durability');
    const [, ...without] = rows;
    const kafka = ['Kafka, confirmed and not flushed'];
    expect(compared(without, (safe, less) => safe / less)).toEqual([
      'RabbitMQ, confirmed and not persistent',
      'RabbitMQ, persistent and not confirmed',
      'RabbitMQ, neither',
      ...(beside.includes('NOT MEASURED: ') ? [] : kafka),
    ]);
  });
});
