import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';

/** An append-only file of JSON, a line for each thing that happened. What has been appended survives the process. */
interface HistoryFile {
  append(line: object): void;
  close(): void;
}

/** @throws when it cannot be opened */
export function openHistoryFile(file: string): HistoryFile {
  mkdirSync(dirname(file), { recursive: true });
  const descriptor = openSync(file, 'a');
  return {
    // One write for each line: lines of several processes do not mix (POSIX, O_APPEND), and a killed process leaves whole ones.
    append: (line) => void writeSync(descriptor, `${JSON.stringify(line)}\n`),
    close: () => closeSync(descriptor),
  };
}
