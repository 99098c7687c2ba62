import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { arch, cpus, release, totalmem, type } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import type { Environment } from '../records/environment.ts';

/** @param root the project's root */
export async function readEnvironment(root: string): Promise<Environment> {
  const [commit, status, lockfile, governor, cgroup] = await Promise.all([
    git(root, ['rev-parse', '--verify', '--quiet', 'HEAD']),
    git(root, ['status', '--porcelain']),
    readFile(join(root, 'package-lock.json')).catch(() => undefined),
    readText('/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor'),
    readCgroup(),
  ]);
  return {
    commit: commit || null,
    dirty: status === undefined ? null : status !== '',
    lockfile: lockfile ? createHash('sha256').update(lockfile).digest('hex') : null,
    node: process.version,
    os: `${type()} ${release()} ${arch()}`,
    cpuModel: cpus()[0]?.model.trim() || 'unknown',
    cpuCount: cpus().length,
    memoryBytes: totalmem(),
    governor: governor ?? null,
    cgroup,
  };
}

async function git(root: string, args: string[]): Promise<string | undefined> {
  const { stdout, failed } = await execa('git', args, { cwd: root, reject: false, timeout: 10_000 });
  return failed ? undefined : stdout.trim();
}

async function readText(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').then(
    (text) => text.trim(),
    () => undefined,
  );
}

/** Limits of cgroup v2, or else v1, as they show inside a container. */
async function readCgroup(): Promise<Environment['cgroup']> {
  const root = '/sys/fs/cgroup';
  const [max, memoryMax, quota, period, memoryLimit] = await Promise.all([
    readText(`${root}/cpu.max`),
    readText(`${root}/memory.max`),
    readText(`${root}/cpu/cpu.cfs_quota_us`),
    readText(`${root}/cpu/cpu.cfs_period_us`),
    readText(`${root}/memory/memory.limit_in_bytes`),
  ]);
  const given = [max, memoryMax, quota, memoryLimit].some((text) => text !== undefined);
  if (!given) return null;
  return {
    cpus: max ? parseCpuMax(max) : quotaOf(Number(quota), Number(period)),
    memoryBytes: parseMemoryLimit(memoryMax ?? memoryLimit),
  };
}

/** `cpu.max` of cgroup v2: `<quota> <period>`, or `max <period>` without a limit. */
export function parseCpuMax(text: string): number | null {
  const [quota, period] = text.split(' ').map(Number);
  return quotaOf(quota, period);
}

const quotaOf = (quota = Number.NaN, period = Number.NaN): number | null =>
  quota > 0 && period > 0 ? quota / period : null;

/** Bytes; v2 says `max` and v1 a number near 2^63 where there is no limit. */
export function parseMemoryLimit(text: string | undefined): number | null {
  const bytes = Number(text);
  return Number.isFinite(bytes) && bytes > 0 && bytes < 2 ** 60 ? bytes : null;
}
