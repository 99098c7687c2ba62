import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** A process as the operating system lists it. Zombies are left out: they run nothing and hold nothing. */
export interface ListedProcess {
  readonly pid: number;
  readonly parent: number;
  /** Its program and arguments, without its environment: that holds passwords. */
  readonly command: string;
  /** Its `LAB_RUN_ID`; undefined when it has none, or belongs to another user and cannot be read. */
  readonly runId?: string | undefined;
  /** Process id of the lab that started it. */
  readonly owner?: number | undefined;
}

/** Every process of the machine. Synchronous, as a caller wants one moment's picture. */
export function listProcesses(): ListedProcess[] {
  return process.platform === 'linux' ? listFromProc() : parsePs(ps());
}

/** A process and all that descend from it, itself first. */
export function descendants(root: number, all: readonly ListedProcess[] = listProcesses()): number[] {
  const found = [root];
  for (const pid of found)
    found.push(...all.filter(({ parent }) => parent === pid).map((child) => child.pid));
  return all.some(({ pid }) => pid === root) ? found : [];
}

/** Whether there is a process of this number (of whichever user). */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function listFromProc(): ListedProcess[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((name) => {
    const stat = readProc(name, 'stat');
    // The command's name stands in parentheses and may itself contain any of the characters around it.
    const [state, parent] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    if (!state || state === 'Z' || state === 'X') return [];
    const command = readProc(name, 'cmdline').replaceAll('\0', ' ').trim();
    const environment = readProc(name, 'environ').split('\0');
    return [{ pid: Number(name), parent: Number(parent), command, ...labMarks(environment) }];
  });
}

function readProc(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

function ps(): string {
  // macOS: -E adds the environment to the command, -ww keeps the line whole.
  return execFileSync('ps', ['-axEww', '-o', 'pid=,ppid=,stat=,command='], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
}

/** Reads what `ps -axEww -o pid=,ppid=,stat=,command=` prints: the environment follows the command's words. */
export function parsePs(text: string): ListedProcess[] {
  return text.split('\n').flatMap((line) => {
    const [, pid, parent, state, told = ''] = /^\s*(\d+)\s+(\d+)\s+(\S+)\s+(.*)$/.exec(line) ?? [];
    if (!pid || !state || state.startsWith('Z')) return [];
    const words = told.split(' ');
    const environment = words.findIndex((word) => /^[A-Za-z_]\w*=/.test(word));
    const command = words.slice(0, environment < 0 ? words.length : environment).join(' ');
    return [{ pid: Number(pid), parent: Number(parent), command, ...labMarks(words) }];
  });
}

function labMarks(environment: readonly string[]): Pick<ListedProcess, 'runId' | 'owner'> {
  const value = (name: string) =>
    environment.find((entry) => entry.startsWith(`${name}=`))?.slice(name.length + 1);
  const owner = Number(value('LAB_OWNER_PID'));
  return { runId: value('LAB_RUN_ID'), owner: Number.isInteger(owner) && owner > 0 ? owner : undefined };
}
