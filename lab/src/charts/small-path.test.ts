import { expect, it } from 'vitest';
import { isFlat, smallPath } from './small-path.ts';

it.each([
  ['a curve of steps', 'M115.5 203.2L138.8 203.2L138.8 202.4L157.2 202', 'M115.5 203.2h23.3v-.8l18.4-.4'],
  ['a bar', 'M108 12l45 0l0 152l-45 0Z', 'M108 12h45v152h-45z'],
  ['a cylinder', 'M68.1 38V54A8 3 0 0 0 84.1 54V38', 'M68.1 38v16a8 3 0 0 0 16 0v-16'],
  ['a command that comes again', 'M0 0L1 1L2 3L1 4L0 3.5', 'M0 0l1 1 1 2-1 1-1-.5'],
  ['two lines', 'M0 0L1 0M5 5L6 5', 'M0 0h1M5 5h1'],
  ['a line after a closed one', 'M1 1L2 2L1 2ZL0 0', 'M1 1l1 1h-1zl-1-1'],
  ['digits that no pixel needs', 'M0.04 1.26L10.05 -0.26', 'M0 1.3l10.1-1.6'],
])('writes %s short', (_, long, short) => {
  expect(smallPath(long)).toBe(short);
  expect(smallPath(short)).toBe(short);
});

it('leaves alone what it does not know', () => {
  for (const path of ['M0 0C1 1 2 2 3 3', 'M0 0q1 1 2 2', 'M1e-7 0L1 1', 'M0 0 1 1', '', 'none'])
    expect(smallPath(path)).toBe(path);
});

const TAKES: Readonly<Record<string, number>> = { m: 2, l: 2, h: 1, v: 1, a: 7, z: 0 };

/** Where each step of a path ends, in tenths, read as SVG defines it: a small letter goes on from there, and a repeated one may be left out. */
function ends(d: string): string[] {
  const tokens = d.match(/[a-z]|-?(?:\d+\.?\d*|\.\d+)/gi) ?? [];
  const found: string[] = [];
  let [x, y, startX, startY] = [0, 0, 0, 0];
  let command = '';
  let at = 0;
  while (at < tokens.length) {
    const token = tokens[at] ?? '';
    if (/[a-z]/i.test(token)) {
      command = token;
      at += 1;
    }
    const kind = command.toLowerCase();
    const numbers = tokens.slice(at, at + (TAKES[kind] ?? 0)).map(Number);
    at += numbers.length;
    const [fromX, fromY] = command === kind ? [x, y] : [0, 0];
    const [across = 0, down = 0] = numbers.slice(-2);
    if (kind === 'z') [x, y] = [startX, startY];
    else if (kind === 'h') x = fromX + across;
    else if (kind === 'v') y = fromY + across;
    else [x, y] = [fromX + across, fromY + down];
    if (kind === 'm') [startX, startY] = [x, y];
    found.push(`${'hvl'.includes(kind) ? 'line' : kind} ${Math.round(x * 10)} ${Math.round(y * 10)}`);
  }
  return found;
}

it('goes where the long path goes, however long it is', () => {
  const tenths = (index: number, prime: number) => ((index * prime) % 997) / 10 - 40;
  const point = (index: number) => `${tenths(index, 211)} ${tenths(Math.floor(index / 2), 389)}`;
  const points = Array.from({ length: 400 }, (_, index) => point(index));
  const long = `M${points.join('L')}ZM5 5A2 2 0 0 1 7.3 7.1L${points.slice(0, 9).join('L')}V3Z`;
  const short = smallPath(long);
  expect(ends(short)).toEqual(ends(long));
  expect(ends(long).length).toBeGreaterThan(400);
  expect(short.length).toBeLessThan(long.length);
});

it('knows a bar of no length', () => {
  for (const flat of ['M26 18l0 0l0 15l0 0Z', 'M3 7L9 7L5 7Z', 'M1 1']) expect(isFlat(flat)).toBe(true);
  for (const seen of ['M26 18l0.1 0l0 15l-0.1 0Z', 'M0 0A5 5 0 0 0 0 10Z', 'M0 0C1 1 2 2 0 9Z'])
    expect(isFlat(seen)).toBe(false);
});
