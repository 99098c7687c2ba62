import { execa } from 'execa';
import { expect, test } from 'vitest';
import { firstInLine } from './first-in-line.ts';

test('a command behind its words is preferred, or may not be', async () => {
  const words = await firstInLine();
  const [program = '', ...args] = [...words, 'nice'];
  const { stdout } = await execa(program, args);
  if (words.length > 0) expect(stdout).toBe('-20');
  else expect((await execa('nice', ['-n', '-20', 'nice'])).stdout).not.toBe('-20');
});
