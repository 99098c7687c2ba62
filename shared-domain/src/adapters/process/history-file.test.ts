import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openHistoryFile } from './history-file.ts';

it('adds lines at once, behind those of an earlier life and of other processes', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'history-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const path = join(folder, 'not', 'there', 'yet.ndjson');
  const [one, other] = [openHistoryFile(path), openHistoryFile(path)];
  one.append({ n: 1 });
  other.append({ n: 2 });
  one.append({ n: 3, text: 'a\nb' });
  expect(await readFile(path, 'utf8')).toBe('{"n":1}\n{"n":2}\n{"n":3,"text":"a\\nb"}\n');
  one.close();
  other.close();
  const next = openHistoryFile(path);
  next.append({ n: 4 });
  next.close();
  expect((await readFile(path, 'utf8')).split('\n')).toHaveLength(5);
});
