// @ts-check
/**
 * The process that outlives the lab for a few seconds, so that nothing else does.
 *
 * The lab forks it with an IPC channel and has it start every process that would not notice the lab's death by
 * itself (a broker, epmd, a load generator), each in a process group of its own. Once the channel closes, be it by
 * `kill -9` of the lab, the groups are killed and the guardian ends. The services of a topology have a channel to the
 * lab themselves and drain when it closes; the guardian ends those that did not manage to.
 *
 * Plain JavaScript without imports of the lab's, so that it runs from the sources and from a build alike. CommonJS, because that
 * runs to its end before anything is heard: a module would listen only after a while, and would miss a lab that dies in that while.
 * The other end of the channel, with the types of the messages, is `src/host/processes/guardian.ts`.
 */
const { spawn, spawnSync } = require('node:child_process');
const { closeSync, openSync, readdirSync, rmdirSync, rmSync } = require('node:fs');
const { join } = require('node:path');
const { setTimeout: sleep } = require('node:timers/promises');

/** @import { ChildProcess } from 'node:child_process' */
/** @import { FromGuardian, LastCommand, ToGuardian, WardSpec } from '../src/host/processes/guardian.ts' */

const DRAIN_MS = 5_000;
/** A zombie still counts as a member of its group, and in a container nobody may reap it: do not wait for that. */
const GIVE_UP_MS = 8_000;
const FAREWELL_MS = 15_000;
const POLL_MS = 50;

/** @type {Map<number, { child: ChildProcess, spec: WardSpec }>} */
const wards = new Map();
/** Leaders of process groups whose parent is the lab. @type {Set<number>} */
const watched = new Set();
/** Folders of control groups, which can be removed when no process is in them any more. @type {Set<string>} */
const controlGroups = new Set();
/** Folders of no use without the lab. @type {Set<string>} */
const folders = new Set();
/** What a run leaves elsewhere, to be removed once its processes are gone. @type {Map<string, LastCommand>} */
const lastCommands = new Map();
let ending = false;

/** @param {FromGuardian} message */
function tell(message) {
  if (process.connected) process.send?.(message, () => undefined);
}

/** @param {number} group @param {NodeJS.Signals | 0} signal @returns {boolean} whether anyone was there to receive it */
function signalGroup(group, signal) {
  try {
    process.kill(-group, signal);
    return true;
  } catch {
    return false;
  }
}

/** @param {number} id @param {WardSpec} spec */
function start(id, spec) {
  const log = openSync(spec.log, 'a');
  const child = spawn(spec.command, [...spec.args], {
    cwd: spec.cwd,
    env: spec.env,
    detached: true,
    stdio: ['ignore', log, log],
  });
  closeSync(log);
  child.once('error', (error) => tell({ type: 'not-started', id, message: error.message }));
  const { pid } = child;
  if (pid === undefined) return;
  wards.set(pid, { child, spec });
  child.once('exit', (code, signal) => {
    wards.delete(pid);
    signalGroup(pid, 'SIGKILL');
    tell({ type: 'exited', id, code, signal });
  });
  tell({ type: 'started', id, pid });
}

/** @param {number} pid */
function finish(pid) {
  const ward = wards.get(pid);
  if (!ward) return;
  const [command, ...args] = ward.spec.farewell ?? [];
  if (command) spawnSync(command, args, { env: ward.spec.env, stdio: 'ignore', timeout: FAREWELL_MS });
  signalGroup(pid, 'SIGKILL');
}

/** @param {string} dir @returns {boolean} whether it is gone */
function removeControlGroups(dir) {
  try {
    for (const entry of readdirSync(dir, { withFileTypes: true }))
      if (entry.isDirectory()) rmdirSync(join(dir, entry.name));
    rmdirSync(dir);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'ENOENT';
  }
}

/** @param {string} folder */
function removeFolder(folder) {
  try {
    rmSync(folder, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 });
  } catch {
    // `lab stop` removes what cannot be removed now.
  }
}

/** @param {LastCommand} last */
function run({ command: [command = '', ...args], env }) {
  const child = spawn(command, args, { env, stdio: 'ignore', timeout: FAREWELL_MS, killSignal: 'SIGKILL' });
  return new Promise((resolve) => {
    child.once('exit', resolve);
    child.once('error', resolve);
  });
}

async function end() {
  if (ending) return;
  ending = true;
  for (const pid of [...wards.keys()]) finish(pid);
  const since = Date.now();
  while (wards.size + watched.size + controlGroups.size > 0 && Date.now() - since < GIVE_UP_MS) {
    const signal = Date.now() - since > DRAIN_MS ? 'SIGKILL' : 0;
    // Forgetting a group as soon as it is gone keeps a stranger that is later given its number out of harm's way.
    for (const group of watched) if (!signalGroup(group, signal)) watched.delete(group);
    for (const dir of controlGroups) if (removeControlGroups(dir)) controlGroups.delete(dir);
    await sleep(POLL_MS);
  }
  await Promise.all([...lastCommands.values()].map(run));
  for (const folder of folders) removeFolder(folder);
  process.exit(0);
}

/** @param {ToGuardian} message */
function obey(message) {
  if (message.type === 'start') start(message.id, message.spec);
  if (message.type === 'finish') finish(message.pid);
  if (message.type === 'watch') watched.add(message.pid);
  if (message.type === 'unwatch') watched.delete(message.pid);
  if (message.type === 'watch-folder') folders.add(message.dir);
  if (message.type === 'watch-groups') controlGroups.add(message.dir);
  if (message.type === 'unwatch-groups') controlGroups.delete(message.dir);
  if (message.type === 'at-last') lastCommands.set(message.id, message);
  if (message.type === 'not-at-last') lastCommands.delete(message.id);
  if (message.type === 'end') void end();
}

process.on('message', (message) => obey(/** @type {ToGuardian} */ (message)));
process.on('disconnect', () => void end());
process.on('SIGTERM', () => void end());
process.on('uncaughtException', () => void end());
for (const signal of /** @type {const} */ (['SIGINT', 'SIGHUP'])) process.on(signal, () => undefined);
