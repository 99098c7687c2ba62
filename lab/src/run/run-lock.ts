import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { readdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { UsageError } from '../registry/usage-error.ts';

const LOCK = /^lock-(\d+)-/;

/**
 * Takes a run's folder for this process, so that only one lab works on a run at a time.
 *
 * Each lab that wants the folder puts a file there, named after its process, and then looks for others. Of two that come at
 * the same moment at least the later one sees the other; nobody ever removes the file of a process that lives. A file of
 * a process that is no more, as `kill -9` leaves it, is removed. The start time in the name tells the process from a
 * later one of the same number.
 *
 * @param path the run's folder
 * @returns gives the folder back
 * @throws {UsageError} when another lab has it
 */
export async function lockRun(path: string): Promise<() => Promise<void>> {
  const own = lockName(process.pid);
  await writeFile(join(path, own), '');
  const release = () => rm(join(path, own), { force: true });
  for (const name of await readdir(path)) {
    const [, pid] = LOCK.exec(name) ?? [];
    if (!pid || name === own) continue;
    if (name !== lockName(Number(pid))) {
      await rm(join(path, name), { force: true });
      continue;
    }
    await release();
    throw new UsageError({
      en: `Another lab (process ${pid}) is at work on this run: ${path}. Wait until it has ended, or end it.`,
      ko: `다른 랩(프로세스 ${pid})이 이 실행을 다루고 있다: ${path}. 끝날 때까지 기다리거나 끝낸다.`,
    });
  }
  return release;
}

/** The file by which a process that runs now claims a folder. */
export const lockName = (pid: number): string => `lock-${pid}-${startOf(pid)}`;

/** When a process started, in whatever words the system has for it: `never` for one that does not run, be it a zombie. */
function startOf(pid: number): string {
  try {
    if (process.platform !== 'linux') {
      const line = execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' });
      return line.trim().replaceAll(/\W+/g, '-');
    }
    // The 3rd and the 22nd field; the 2nd is the command's name in parentheses, which may contain any character.
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? 'never' : (fields[19] ?? 'never');
  } catch {
    return 'never';
  }
}
