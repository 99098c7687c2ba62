import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, it } from 'vitest';
import { CompetitionMeter } from '../src/host/competing-use.ts';
import { formatCpuList, parseCpuList } from '../src/host/cpu-sets.ts';
import { isAlive } from '../src/host/processes/process-table.ts';
import { waitUntil } from '../src/host/processes/wait-until.ts';
import { skipLoudly } from './skip-loudly.ts';

/** CPU seconds that each of the busy processes uses up. */
const BURNT = 1;
/** Seconds that the stretch lasts at least: a busy process is half of it on a machine that has nothing else to do. */
const WINDOW = 2;
/** Times of processes are told to 10 ms each; between two looks some more is used. */
const NEAR = 0.1;

/** Connects to the port that it is given, uses up CPU time when it is told to, tells when it has, and ends with the connection. */
const burner = `
  const used = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1e6; };
  const socket = require('node:net').connect(Number(process.argv[1]), '127.0.0.1', () => socket.write(process.pid + ';'));
  socket.on('data', () => {
    const from = used();
    while (used() - from < ${BURNT});
    socket.write('burnt');
  });
  socket.on('close', () => process.exit());`;

const missing = existsSync('/proc/stat') ? undefined : 'this system has no /proc/stat';
const ends: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const end of ends.splice(0)) await end();
});

/** A process that burns on a CPU; a stranger's parent has ended, so that it does not descend from this process. */
async function prepareBurner(cpu: string, kind: 'own' | 'stranger') {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const pinned = ['taskset', '-c', cpu, process.execPath, '-e', burner, String(port)];
  const [command = '', ...args] = kind === 'own' ? pinned : ['setsid', '--fork', ...pinned];
  spawn(command, args, { stdio: ['ignore', 'ignore', 'inherit'] });
  const [socket] = (await once(server, 'connection')) as [Socket];
  server.close();
  let said = '';
  socket.setEncoding('utf8').on('data', (chunk) => {
    said += chunk;
  });
  const until = (words: RegExp) =>
    waitUntil(`a busy process to say ${words}`, () => words.test(said) || said, {
      deadlineMs: 60_000,
      everyMs: 20,
    });
  await until(/;/);
  const pid = Number.parseInt(said, 10);
  ends.push(async () => {
    socket.destroy();
    await waitUntil('a busy process to end', () => !isAlive(pid) || 'it is there', { deadlineMs: 10_000 });
  });
  return { pid, burn: () => socket.write('x'), burnt: () => until(/burnt/) };
}

describe('CompetitionMeter', () => {
  it('reads a stranger that is busy for half of the time as half a CPU, and leaves out what is our own', async (context) => {
    skipLoudly(context, missing);
    const cpu = formatCpuList(parseCpuList(await allowed()).slice(0, 1));
    const [stranger, own] = [await prepareBurner(cpu, 'stranger'), await prepareBurner(cpu, 'own')];
    const meter = new CompetitionMeter(cpu, () => []);
    meter.prepare();
    meter.start();
    const least = sleep(WINDOW * 1000);
    for (const each of [stranger, own]) each.burn();
    await Promise.all([stranger.burnt(), own.burnt(), least]);
    const use = meter.stop();
    if (!use) throw new Error('it was not told');
    const [, ofStranger = 0] = [...use.by].find(([who]) => who.endsWith(`(process ${stranger.pid})`)) ?? [];
    expect(Math.abs(ofStranger - BURNT)).toBeLessThan(NEAR);
    expect(use.others).toBeGreaterThan(BURNT - NEAR);
    // Whatever else this machine does: the own second is not among the others'.
    expect(use.others).toBeLessThan(use.wall - BURNT + NEAR);
    expect([...use.by].filter(([who]) => who.endsWith(`(process ${own.pid})`))).toEqual([]);
    expect(use.cpus).toBe(1);
  });

  it('cannot tell once an own process has ended, whose time nobody knows', async (context) => {
    skipLoudly(context, missing);
    const cpu = await allowed();
    const own = spawn('sleep', ['60'], { stdio: 'ignore' });
    const meter = new CompetitionMeter(cpu, () => []);
    meter.prepare();
    meter.start();
    own.kill();
    await once(own, 'exit');
    expect(meter.stop()).toBeUndefined();
  });
});

async function allowed(): Promise<string> {
  const status = await readFile('/proc/self/status', 'utf8');
  return /^Cpus_allowed_list:\s*(\S+)$/m.exec(status)?.[1] ?? '';
}
