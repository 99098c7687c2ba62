import { open } from 'node:fs/promises';

const MOST_BYTES = 16 * 1024;

/** The last lines of a log file; what is wrong, in parentheses, when it is empty or cannot be read. */
export async function logTail(path: string, lines = 20): Promise<string> {
  try {
    const file = await open(path);
    try {
      const { size } = await file.stat();
      const start = Math.max(0, size - MOST_BYTES);
      const { buffer, bytesRead } = await file.read(Buffer.alloc(MOST_BYTES), 0, MOST_BYTES, start);
      const text = buffer.toString('utf8', 0, bytesRead).trimEnd();
      return text === '' ? '(the log is empty)' : text.split('\n').slice(-lines).join('\n');
    } finally {
      await file.close();
    }
  } catch {
    return `(no log: ${path})`;
  }
}
