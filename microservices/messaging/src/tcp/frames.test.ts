import { expect, it } from 'vitest';
import type { Frame } from '../direct/wire.ts';
import { FrameReader, headOf } from './frames.ts';

const FRAMES: readonly [number, Frame][] = [
  [1, { type: 'catalog.find; deadline=1764435600000; for=a', content: Buffer.from('{"skus":["grün"]}') }],
  [4_294_967_295, { type: 'result; handler=1.25; db=0.50', content: Buffer.alloc(0) }],
  [0, { type: '', content: Buffer.alloc(0) }],
  [2, { type: 'result; handler=1.25; db=0.50', content: Buffer.alloc(3_000, 'x') }],
];

const told = (id: number, { type, content }: Frame) => `${id} ${type} ${content}`;
const STREAM = Buffer.concat(FRAMES.flatMap(([id, frame]) => [headOf(id, frame), frame.content]));

it.each([1, 3, 7, 64, 1_024, STREAM.length])('reads what was written, in pieces of %s bytes', (size) => {
  const read: string[] = [];
  const reader = new FrameReader((id, frame) => read.push(told(id, frame)));
  for (let at = 0; at < STREAM.length; at += size) reader.push(STREAM.subarray(at, at + size));
  expect(read).toEqual(FRAMES.map(([id, frame]) => told(id, frame)));
});

it.each([
  ['GET / HTTP/1.1\r\n\r\n', 'no message has'],
  [Buffer.from([0, 0, 0, 1, 9]), 'no message has 1 bytes'],
  [Buffer.from([0, 0, 0, 6, 0, 0, 0, 1, 0, 9]), 'a type is longer than its message'],
])('refuses %j', (bytes, reason) => {
  const reader = new FrameReader(() => undefined);
  expect(() => reader.push(Buffer.from(bytes as string))).toThrow(reason);
});
