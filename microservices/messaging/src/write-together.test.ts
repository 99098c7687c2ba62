import { Writable } from 'node:stream';
import { expect, it } from 'vitest';
import { writeTogether } from './write-together.ts';

/** A stream that notes what reaches its end, and in how many pieces. */
function noting(highWaterMark?: number) {
  const pieces: string[] = [];
  const stream = new Writable({
    highWaterMark,
    write(chunk, _encoding, done) {
      pieces.push(String(chunk));
      done();
    },
    writev(chunks, done) {
      pieces.push(chunks.map(({ chunk }) => String(chunk)).join(''));
      done();
    },
  });
  writeTogether(stream);
  return { stream, pieces };
}

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

it('sends what one turn writes in one piece, and the next turn by itself', async () => {
  const { stream, pieces } = noting();
  for (const part of ['reply ', 'ack ', 'request']) stream.write(part);
  expect(pieces).toEqual([]);
  await turn();
  stream.write('later');
  await turn();
  expect(pieces).toEqual(['reply ack request', 'later']);
});

it('says when there is too much, and when there is room again', async () => {
  const { stream, pieces } = noting(4);
  let drained = 0;
  stream.on('drain', () => drained++);
  expect([stream.write('abc'), stream.write('def')]).toEqual([true, false]);
  await turn();
  expect({ drained, pieces }).toEqual({ drained: 1, pieces: ['abcdef'] });
});

it('loses nothing that is written right before the end', async () => {
  const { stream, pieces } = noting();
  stream.write('close');
  stream.end('-ok');
  await new Promise((resolve) => stream.on('finish', resolve));
  expect(pieces.join('')).toBe('close-ok');
});
