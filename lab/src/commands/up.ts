import { randomBytes } from 'node:crypto';
import type { Command } from 'commander';
import { UnavailableComponent } from '../components/component.ts';
import { isPortFree } from '../host/processes/free-ports.ts';
import { PROJECT_ROOT } from '../host/project-root.ts';
import { UsageError } from '../registry/usage-error.ts';
import type { Text } from '../scenario/scenario.ts';
import { onError, onOutput } from '../terminal/colours.ts';
import { openPlayground } from '../topologies/playground.ts';
import { HOW_TO_SPELL } from '../topologies/spelling.ts';
import type { Topology } from '../topologies/topology.ts';
import { topologyOf } from '../topologies/topology-of.ts';
import { abortedByUser } from './interruption.ts';

const NO_RESULT = 4;

export interface UpOptions {
  readonly root: string;
  readonly seed: number;
  readonly port: number;
  readonly say: (line: string) => void;
  /** Ends all of it; that is the regular way to end. */
  readonly signal: AbortSignal;
}

/** Adds `lab up <arm>`: starts one deployment to play with, until Ctrl-C. */
export function registerUp(program: Command): void {
  program
    .command('up')
    .description('start one deployment of the shop to play with; Ctrl-C ends all of it')
    .argument('<arm>', `${HOW_TO_SPELL} (\`lab list\` shows all)`)
    .option('--seed <number>', 'the data is a function of this number', '1')
    .option('--port <number>', 'port of the shop on 127.0.0.1', '3000')
    .action(async (arm: string, given: { seed: string; port: string }) => {
      const topology = topologyOf(arm);
      const seed = wholeNumber('--seed', given.seed, 0, 2 ** 31 - 1);
      const port = wholeNumber('--port', given.port, 1, 65_535);
      process.exitCode = await up(topology, {
        root: PROJECT_ROOT,
        seed,
        port,
        say: (line) => process.stdout.write(`${line}\n`),
        signal: abortedByUser(),
      });
    });
}

/**
 * Runs a topology until the signal says so.
 *
 * @returns the exit code: 0 when it was asked to end, 4 when it could not start or a process died
 * @throws {UsageError} when the port is taken; {UnavailableComponent} when a component of it cannot be used
 */
export async function up(topology: Topology, options: UpOptions): Promise<number> {
  const { port, say, signal } = options;
  if (!(await isPortFree(port, '127.0.0.1'))) {
    throw new UsageError({
      en: `Port ${port} is taken by another program. Choose one with --port (make: PORT=…).`,
      ko: `포트 ${port}번을 다른 프로그램이 쓰고 있다. --port로 다른 포트를 고른다(make: PORT=…).`,
    });
  }
  const runId = `up-${randomBytes(4).toString('hex')}`;
  const interrupted = new Promise<'interrupted'>((resolve) => {
    signal.addEventListener('abort', () => resolve('interrupted'), { once: true });
  });
  try {
    const log = ({ en }: Text) => say(onOutput.dim(en));
    const playground = await openPlayground(topology, { ...options, runId, log });
    try {
      say(welcome(topology, playground.system.url, playground.system.startupMs, playground.logs));
      await Promise.race([interrupted, playground.system.failure]);
    } finally {
      say(onOutput.dim('\nending all of it'));
      await playground.end();
      say(onOutput.dim('ended'));
    }
    return 0;
  } catch (error) {
    if (signal.aborted) return 0;
    if (error instanceof UnavailableComponent) throw error;
    process.stderr.write(`${onError.red('error:')} ${error instanceof Error ? error.message : error}\n`);
    return NO_RESULT;
  }
}

/** What to do with a shop that has just been started. Its commands work when pasted into a POSIX shell. */
export function welcome(topology: Topology, url: string, startupMs: number, logs: string): string {
  const credentials = '{"email":"customer-001@shop.example","password":"correct-horse-battery"}';
  return [
    '',
    `${onOutput.green(onOutput.bold(topology.title))}: ready after ${(startupMs / 1000).toFixed(1)} s at ${onOutput.bold(url)}`,
    '',
    `  API docs   ${url}/docs`,
    `  Logs       ${logs}`,
    '',
    'Sign in as a seeded customer, list products, look at your page:',
    '',
    `  TOKEN=$(curl -s '${url}/sessions' -H 'content-type: application/json' -d '${credentials}' | sed 's/.*"token":"\\([^"]*\\)".*/\\1/')`,
    `  curl -s '${url}/products?limit=3' -H "authorization: Bearer $TOKEN"`,
    `  curl -s '${url}/me/overview' -H "authorization: Bearer $TOKEN"`,
    '',
    `${onOutput.bold('Ctrl-C')} ends all of it and removes its data.`,
  ].join('\n');
}

function wholeNumber(option: string, given: string, least: number, most: number): number {
  const number = Number(given);
  if (/^\d+$/.test(given) && number >= least && number <= most) return number;
  throw new UsageError({
    en: `${option} ${given} is not valid: a whole number from ${least} to ${most}.`,
    ko: `${option} ${given}: 쓸 수 없는 값이다. ${least}에서 ${most} 사이의 정수여야 한다.`,
  });
}
