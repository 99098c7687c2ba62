// @ts-check
import { constants, statfsSync, statSync } from 'node:fs';
import { availableParallelism, cpus, freemem, platform, release, tmpdir, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { examineQuotas } from './control-groups.mjs';
import { GIB, gibibytes, withoutCredentials } from './finding.mjs';
import { allows, ask, findProgram } from './programs.mjs';

/** @typedef {import('./finding.mjs').Finding} Finding */

/** Eight processes, a broker, the driver and the lab itself. */
const LEAST_MEMORY = 2 * GIB;
/** Packages and build take half of it. */
const GOOD_DISK = GIB;
/** A run's databases and logs; brokers stop taking messages when a disk is almost full. */
const LEAST_DISK = 0.2 * GIB;

const READ_AND_WRITE = constants.R_OK | constants.W_OK;

/** What this machine and this user can give to a run. @param {string} root the project's folder @returns {Promise<Finding[]>} */
export async function examineHost(root) {
  const [proxy, engine, generator] = await Promise.all([proxies(), docker(), k6()]);
  return [
    processors(),
    memory(),
    ...disks(root),
    user(),
    taskset(),
    examineQuotas(),
    wakefulCpus(),
    pss(),
    proxy,
    engine,
    generator,
    browser(),
  ];
}

/** @returns {Finding} */
function processors() {
  const usable = availableParallelism();
  const model = cpus()[0]?.model ?? 'unknown';
  return {
    id: 'cpus',
    name: 'CPUs',
    state: usable >= 4 ? 'found' : 'limited',
    found: `${usable} × ${model.trim()}`,
    enables:
      usable >= 4
        ? 'Enough to keep the load generator off the CPUs of what it measures.'
        : usable > 1
          ? 'The load generator has one to itself; all of an arm shares what is left.'
          : 'The load generator shares it with what it measures, and so adds to its times.',
    remedy: 'a machine with four CPUs or more',
  };
}

/** @returns {Finding} */
function memory() {
  const enough = totalmem() >= LEAST_MEMORY && freemem() >= LEAST_MEMORY / 2;
  return {
    id: 'memory',
    name: 'memory',
    state: enough ? 'found' : 'limited',
    found: `${gibibytes(freemem())} free of ${gibibytes(totalmem())}`,
    enables: 'Microservices with their broker take about 1 GiB.',
    remedy: 'close other programs, or the machine may swap: the lab wants 2 GiB, half of it free',
  };
}

/** @param {string} root @returns {Finding[]} */
function disks(root) {
  return [
    disk('disk', root, 'Holds packages, build and what a run works on: half a GiB.'),
    disk('disk of results', join(root, 'results'), 'Holds what runs leave: some MiB each.'),
    disk('temporary disk', tmpdir(), 'The tests and the browser work there.'),
  ];
}

/** @param {string} name @param {string} folder @param {string} enables @returns {Finding} */
export function disk(name, folder, enables) {
  const place = nearest(folder);
  const writable = statSync(place).isDirectory() && allows(place, constants.W_OK);
  const { bavail, bsize } = statfsSync(place);
  const free = bavail * bsize;
  return {
    id: name.replaceAll(' ', '-'),
    name,
    state: !writable || free < LEAST_DISK ? 'missing' : free < GOOD_DISK ? 'limited' : 'found',
    found: `${gibibytes(free)} free at ${folder}${writable ? '' : '. It is not a folder, or this user may not write there'}`,
    enables,
    remedy: writable ? `make room at ${folder}` : `make ${folder} a folder that this user may write to`,
  };
}

/** A folder, or the nearest one above it that exists. @param {string} folder @returns {string} */
const nearest = (folder) =>
  allows(folder) || dirname(folder) === folder ? folder : nearest(dirname(folder));

/** @returns {Finding} */
function user() {
  const root = process.getuid?.() === 0;
  return {
    id: 'root',
    name: 'root',
    state: root ? 'found' : 'limited',
    found: `this user is ${root ? '' : 'not '}root, on ${platform()} ${release()}`,
    enables:
      'On Linux root may limit CPU time, keep CPUs awake and install Debian packages. Nothing else needs it.',
    remedy: 'if one of these is missing below, run as root',
  };
}

/** @returns {Finding} */
function taskset() {
  const program = findProgram(['taskset']);
  return {
    id: 'taskset',
    name: 'taskset',
    state: program ? 'found' : 'missing',
    found: program ?? 'not on PATH',
    enables: 'Keeps load generator and system on CPUs of their own, from two CPUs on.',
    remedy: 'install util-linux, on Linux; other systems have nothing like it',
  };
}

/** @returns {Finding} */
function wakefulCpus() {
  const there = allows('/dev/cpu_dma_latency', READ_AND_WRITE);
  return {
    id: 'wakeful-cpus',
    name: 'wakeful CPUs',
    state: there ? 'found' : 'missing',
    found: `/dev/cpu_dma_latency ${there ? 'may be written' : 'is missing, or not for this user'}`,
    enables: 'Keeps CPUs from sleeping while a run measures. Without it numbers scatter more.',
    remedy: 'run as root, on Linux',
  };
}

/** @returns {Finding} */
function pss() {
  const there = allows('/proc/self/smaps_rollup');
  return {
    id: 'pss',
    name: 'PSS',
    state: there ? 'found' : 'missing',
    found: there ? '/proc/<pid>/smaps_rollup' : 'the kernel does not tell it',
    enables: 'Memory without counting shared pages twice. Without it a report adds up RSS, and says so.',
    remedy: 'Linux 4.14 or later',
  };
}

/** Names alone: a proxy's URL may hold a password. @returns {Promise<Finding>} */
async function proxies() {
  const variables = Object.keys(process.env).filter(
    (name) => /^(npm_config_)?(https?_?|all_?|no_?)-?_?proxy$/i.test(name) && process.env[name],
  );
  const settings = await ask('npm', ['config', 'get', 'proxy', 'https-proxy', '--no-workspaces']);
  const ofNpm = 'answer' in settings ? settings.answer.split('\n').flatMap(settingOf) : [];
  const names = [...variables, ...ofNpm.map((name) => `npm's ${name}`)];
  return {
    id: 'proxy',
    name: 'proxy',
    state: 'found',
    found: names.length > 0 ? `set: ${names.join(', ')}` : 'none',
    enables: 'npm and Docker go through it. What a run starts never does: it talks to 127.0.0.1 alone.',
  };
}

/** The name in a line `name=value`, where the value is set. @param {string} line */
function settingOf(line) {
  const [name = '', value = ''] = line.split(/=(.*)/);
  return ['', 'null', 'undefined'].includes(value.trim()) ? [] : [name.trim()];
}

/** @returns {Promise<Finding>} */
async function docker() {
  const engine = await ask('docker', ['info', '--format', '{{.ServerVersion}}']);
  const version = 'answer' in engine ? engine.answer : '';
  const problem = 'problem' in engine ? withoutCredentials(engine.problem) : 'docker info names no engine';
  return {
    id: 'docker',
    name: 'Docker engine',
    state: version ? 'found' : 'missing',
    found: version || problem,
    enables: 'A place to run servers and k6 where they are not installed. Not needed when they are.',
    remedy: 'start an engine; the client alone runs nothing',
  };
}

/** @returns {Promise<Finding>} */
async function k6() {
  const version = await ask('k6', ['version']);
  const there = 'answer' in version;
  return {
    id: 'k6',
    name: 'k6',
    state: there ? 'found' : 'missing',
    found: there ? (version.answer.split('\n')[0] ?? '') : version.problem,
    enables: 'A second, independent load generator. Without it the embedded one is used, or k6 in Docker.',
    remedy: 'install it from https://k6.io',
  };
}

/** @returns {Finding} */
function browser() {
  const program = findProgram(
    ['chromium', 'chromium-browser', 'google-chrome'],
    ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome'],
  );
  return {
    id: 'browser',
    name: 'browser',
    state: program ? 'found' : 'missing',
    found: program ?? 'no Chromium on PATH',
    enables: 'The tests look at reports with it. Runs do not need it.',
    remedy: 'apt-get install chromium, or install Chrome',
  };
}
