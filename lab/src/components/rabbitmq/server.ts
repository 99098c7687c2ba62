import { readdir, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { findOnPath, isExecutable } from '../../host/processes/executable.ts';
import { findProgram } from '../find-program.ts';
import { FACTS } from './namespaces.ts';

/** The server's own script, not Debian's wrapper in /usr/sbin, which insists on the system's `rabbitmq` user. */
export async function findRabbitMqServer(): Promise<string | undefined> {
  const found = await findProgram(FACTS);
  if (!found || FACTS.usualPlaces.includes(found)) return found;
  const real = await realpath(found);
  return (await isExecutable(join(dirname(real), 'rabbitmq-env'))) ? real : undefined;
}

/** epmd is on PATH, or among the programs of the Erlang that `erl` belongs to. */
export async function findEpmd(): Promise<string> {
  const onPath = await findOnPath('epmd');
  if (onPath) return onPath;
  const erl = await findOnPath('erl');
  if (!erl) throw new Error('rabbitmq-server is here, but neither `epmd` nor `erl` (Erlang) is on PATH');
  const erlang = dirname(dirname(await realpath(erl)));
  const runtimes = (await readdir(erlang)).filter((name) => name.startsWith('erts-'));
  for (const runtime of runtimes) {
    const epmd = join(erlang, runtime, 'bin', 'epmd');
    if (await isExecutable(epmd)) return epmd;
  }
  throw new Error(`no epmd on PATH, nor in ${erlang}`);
}
