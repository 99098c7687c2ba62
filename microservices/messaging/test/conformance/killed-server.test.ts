import { type ChildProcess, fork } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { inCall } from '@lab/shared-domain/kernel/call-context';
import { DependencyFailure } from '@lab/shared-domain/kernel/dependency-failure';
import { expect, it, onTestFinished } from 'vitest';
import { eventually } from '../support.ts';
import { conformance, type Network } from './conformance.ts';

const FIXTURE = fileURLToPath(new URL('../fixtures/serving-process.mjs', import.meta.url));
const BUILT = fileURLToPath(new URL('../../dist/open-transport.js', import.meta.url));

/** Starts an instance of the catalog in a process of its own. It tells when it is ready, and when it has begun to work. */
async function start(
  network: Network,
  instance: 0 | 1,
): Promise<{ child: ChildProcess; said(word: string): boolean }> {
  if (!existsSync(BUILT)) throw new Error('this test needs the built package: run `make build` first');
  const words: unknown[] = [];
  // Without the test runner's own flags, which would resolve packages to their TypeScript sources.
  const child = fork(FIXTURE, [JSON.stringify(network.settings(instance))], { execArgv: [] });
  onTestFinished(() => void child.kill('SIGKILL'));
  child.on('message', (word) => words.push(word));
  const said = (word: string) => words.includes(word);
  await eventually('the server is ready', () => said('ready'), 20_000);
  return { child, said };
}

conformance((network, name) => {
  it('a server that is killed fails the call that it works on, and is asked again once it is back', async () => {
    const asking = await network().end();
    const ask = (method: string, ms: number) =>
      inCall({ correlationId: 'test', deadline: Date.now() + ms }, () =>
        asking.rpc.call('catalog', method, {}).catch((error: unknown) => error),
      );
    const first = await start(network(), 0);
    const pid = await ask('pid', 5_000);
    expect(pid).toBe(first.child.pid);

    const hanging = ask('hang', 8_000);
    await eventually('it has begun', () => first.said('working'));
    first.child.kill('SIGKILL');
    if (name !== 'rabbitmq') {
      // It may have happened, so it must not be repeated. The caller learns that from the lost connection: after its deadline it would only
      // hear that there was no reply.
      expect(await hanging).toMatchObject({
        kind: 'timeout',
        message: expect.stringContaining('the call may have happened'),
      });
      // Once all of its connections are known to be gone nothing can be sent, so nothing has happened.
      await eventually('calls fail as unavailable', async () => {
        const failure = await ask('pid', 5_000);
        return failure instanceof DependencyFailure && failure.kind === 'unavailable';
      });
    }

    const second = await start(network(), 0);
    await eventually('it is asked again', async () => (await ask('pid', 2_000)) === second.child.pid);
    // A broker hands the request on to whoever is there.
    if (name === 'rabbitmq') await eventually('it has begun again', () => second.said('working'));
  });

  it('an instance that is killed is left alone, and gets its share again once it is back', async () => {
    const asking = await network().end();
    const pid = () =>
      inCall({ correlationId: 'test', deadline: Date.now() + 5_000 }, () =>
        asking.rpc.call('catalog', 'pid', {}),
      );
    const [one, other] = [await start(network(), 0), await start(network(), 1)];
    const seen = new Set<unknown>();
    await eventually('both are asked', async () => seen.add(await pid()).size === 2);
    one.child.kill('SIGKILL');
    await eventually('it is gone', () => one.child.signalCode !== null);
    await eventually(
      'calls pass again',
      async () => (await pid().catch(() => undefined)) === other.child.pid,
    );
    for (let i = 0; i < 20; i++) expect(await pid()).toBe(other.child.pid);
    const back = await start(network(), 0);
    await eventually('it is asked again', async () => (await pid()) === back.child.pid);
  });
});
