import { existsSync } from 'node:fs';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { installDebianPackage } from '../src/components/debian.ts';

/** What the stand-in for apt-get was called with, and what the policy about service starts said meanwhile. */
let calls: string;
let policy: string;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'lab-apt-'));
  calls = join(folder, 'calls');
  policy = join(folder, 'policy-rc.d');
  vi.stubEnv('PATH', `${folder}${delimiter}${process.env.PATH}`);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

async function aptGet(behaviour: string): Promise<void> {
  const script = `#!/bin/sh\n"${policy}"; echo "$1 $4 policy=$? $DEBIAN_FRONTEND" >> "${calls}"\n${behaviour}\n`;
  await writeFile(join(folder, 'apt-get'), script);
  await chmod(join(folder, 'apt-get'), 0o755);
}

test('services are kept from starting while the package is installed, and no longer', async () => {
  await aptGet('exit 0');
  await installDebianPackage('some-server', policy);
  expect(await readFile(calls, 'utf8')).toBe('install some-server policy=101 noninteractive\n');
  expect(existsSync(policy)).toBe(false);
});

test("the machine's own policy is left as it is", async () => {
  const own = '#!/bin/sh\nexit 101 # of the machine\n';
  await writeFile(policy, own);
  await chmod(policy, 0o755);
  await aptGet('exit 0');
  await installDebianPackage('some-server', policy);
  expect(await readFile(policy, 'utf8')).toBe(own);
});

test('stale package lists are updated once, and a failure is reported with the last words of apt', async () => {
  await aptGet(`[ "$1" = update ] || { echo 'E: Unable to locate package'; exit 100; }`);
  await expect(installDebianPackage('some-server', policy)).rejects.toThrow(
    /could not install.*E: Unable to locate package/s,
  );
  const verbs = (await readFile(calls, 'utf8')).split('\n').map((line) => line.split(' ')[0]);
  expect(verbs).toEqual(['install', 'update', 'install', '']);
  expect(existsSync(policy)).toBe(false);
});
