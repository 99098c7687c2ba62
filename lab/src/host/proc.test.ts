import { describe, expect, it } from 'vitest';
import { parseServerTiming } from '../drivers/server-timing.ts';
import { parseCpuCounters } from './competing-use.ts';
import { cpuSecondsOf, parseStatTicks, preciseCpuSecondsOf } from './cpu.ts';
import { parseCpuMax, parseMemoryLimit } from './environment.ts';
import { parseCpuTicks, stealBetween } from './machine.ts';
import { memoryOf, parseKilobytes, parseMappings, shareOut } from './memory.ts';
import { parsePsUsage } from './ps.ts';

describe('what the operating system tells', () => {
  it('finds the times of a process whose name is hostile', () => {
    const stat = '42 (a) S (b c) S 1 42 42 0 -1 4194560 1 2 3 4 100 50 7 3 20 0 11 0 999 1 2';
    expect(parseStatTicks(stat)).toBe(160);
    expect(parseStatTicks('')).toBeUndefined();
  });

  it('adds up the idle and the stolen time of some CPUs', () => {
    const stat =
      'cpu  1 1 1 1 1 1 1 1 1 1\ncpu0 900 0 0 100 20 0 0 5 0 0\ncpu1 0 0 0 300 0 0 0 7 0 0\nintr 1\n';
    expect(parseCpuCounters(stat, [0])).toEqual({ count: 1, idle: 1.2, stolen: 0.05 });
    expect(parseCpuCounters(stat, undefined)).toEqual({ count: 2, idle: 4.2, stolen: 0.12 });
    expect(parseCpuCounters(stat, [0, 2])).toBeUndefined();
    expect(parseCpuCounters('', undefined)).toBeUndefined();
  });

  it('reads a field of a /proc file', () => {
    expect(parseKilobytes('Rss:  900 kB\nPss:   123 kB\nPss_Dirty: 1 kB\n', 'Pss')).toBe(123 * 1024);
    expect(parseKilobytes('', 'Pss')).toBeUndefined();
  });

  it('reads ps of Linux and of macOS', () => {
    const usages = parsePsUsage('  101  2048 00:01:05\n102 1024   0:07.50\n103 1 2-01:00:00\nnonsense\n');
    expect(usages.get(101)).toEqual({ cpuSeconds: 65, rssBytes: 2048 * 1024 });
    expect(usages.get(102)?.cpuSeconds).toBe(7.5);
    expect(usages.get(103)?.cpuSeconds).toBe(2 * 86_400 + 3_600);
    expect(usages.size).toBe(3);
  });

  it('reads limits of control groups, v1 and v2', () => {
    expect(parseCpuMax('150000 100000')).toBe(1.5);
    expect(parseCpuMax('max 100000')).toBeNull();
    expect(parseMemoryLimit('9223372036854771712')).toBeNull();
    expect(parseMemoryLimit('max')).toBeNull();
    expect(parseMemoryLimit('1048576')).toBe(1_048_576);
  });

  it('reads what a mapping holds, of its file and of its own', () => {
    const smaps = [
      '55e0-55e9 r-xp 00001000 fe:00 18500                      /usr/bin/node',
      'Size:  900 kB',
      'Rss:                 400 kB',
      'Pss:                 100 kB',
      'Anonymous:            10 kB',
      'VmFlags: rd ex',
      '7f00-7f10 rw-p 00000000 00:00 0 ',
      'Rss:                  80 kB',
      'Pss:                  60 kB',
      'Anonymous:            80 kB',
    ].join('\n');
    expect(parseMappings(smaps)).toEqual([
      { file: 'fe:00 18500 00001000', shared: 390 * 1024, own: 10 * 1024 },
      { file: undefined, shared: 0, own: 60 * 1024 },
    ]);
  });

  it('counts a file that processes of an arm have in common once, whoever else runs', () => {
    const program = (shared: number, own: number) => [
      { file: 'node', shared, own: 0 },
      { file: undefined, shared: 0, own },
    ];
    expect(shareOut([program(40, 5)])).toEqual([45]);
    expect(shareOut([program(40, 5), program(40, 7)])).toEqual([25, 27]);
    const [busy = 0, idle = 0] = shareOut([program(40, 5), program(20, 7)]);
    expect(busy + idle).toBeCloseTo(40 + 5 + 7);
    expect(busy - 5).toBeCloseTo(2 * (idle - 7));
    expect(shareOut([[], program(40, 5)])).toEqual([0, 45]);
  });

  it.skipIf(process.platform !== 'linux')('tells about what the kernel tells for a process alone', () => {
    const [{ bytes } = { bytes: 0 }] = memoryOf([{ name: 'own', pids: [process.pid] }], 'pss');
    const [{ bytes: resident } = { bytes: 0 }] = memoryOf([{ name: 'own', pids: [process.pid] }], 'rss');
    expect(bytes / resident).toBeGreaterThan(0.9);
    expect(bytes / resident).toBeLessThan(1.1);
  });

  it('tells steal time from the ticks between two readings', () => {
    const before = { load: 0, ticks: parseCpuTicks('cpu  10 0 10 80 0 0 0 0 0 0\ncpu0 1 1') };
    const after = { load: 0, ticks: parseCpuTicks('cpu  20 0 20 140 0 0 0 20 0 0\n') };
    expect(stealBetween(before, after)).toBeCloseTo(0.2);
    expect(stealBetween({ load: 0, ticks: undefined }, after)).toBeNull();
  });

  it('measures this very process, and nothing for one that is gone', () => {
    const before = cpuSecondsOf([process.pid]);
    const precisely = preciseCpuSecondsOf([process.pid]);
    for (const end = performance.now() + 60; performance.now() < end; );
    expect(cpuSecondsOf([process.pid])).toBeGreaterThan(before);
    expect(preciseCpuSecondsOf([process.pid]) - precisely).toBeGreaterThan(0.005);
    expect(preciseCpuSecondsOf([2 ** 22 + 1])).toBe(0);
    const own = { name: 'own', pids: [process.pid] };
    const gone = { name: 'gone', pids: [2 ** 22 + 1] };
    expect(memoryOf([own], 'rss')[0]?.bytes).toBeGreaterThan(10_000_000);
    expect(cpuSecondsOf([2 ** 22 + 1])).toBe(0);
    for (const kind of ['rss', 'pss'] as const)
      expect(memoryOf([gone], kind)).toEqual([{ process: 'gone', bytes: 0 }]);
  });
});

describe('parseServerTiming', () => {
  it('reads durations in any of their spellings', () => {
    expect([...parseServerTiming('db;dur=1.2, edge;desc="HTTP";dur=0.4,cache, x;dur="3"')]).toEqual([
      ['db', 1.2],
      ['edge', 0.4],
      ['x', 3],
    ]);
    expect(parseServerTiming('').size).toBe(0);
    expect(parseServerTiming('a;dur=;b').size).toBe(0);
  });
});
