import { describe, expect, it } from 'vitest';
import { eventually, Gate } from '../support.ts';
import { ask, conformance, outcome, within } from './conformance.ts';

conformance((network) => {
  describe('a server', () => {
    it('takes up no more requests at once than it was told, and the others in turn', async () => {
      let inWork = 0;
      let most = 0;
      const work = async () => {
        most = Math.max(most, ++inWork);
        await new Promise((resolve) => setTimeout(resolve, 5));
        inWork--;
      };
      await network().serve({ work }, { atOnce: 2 });
      const asking = await network().end();
      await Promise.all(Array.from({ length: 20 }, () => ask(asking, 'work')));
      expect(most).toBe(2);
    });

    it('is ready once it serves', async () => {
      const serving = await network().serve({ x: async () => 1 });
      expect(serving.waitingFor()).toEqual([]);
    });

    it('shares its requests with other instances', async () => {
      const served = [0, 0];
      const gate = new Gate();
      const workOf = (instance: 0 | 1) => async () => {
        served[instance] = (served[instance] ?? 0) + 1;
        await gate.opened;
      };
      await network().serve({ work: workOf(0) }, { instance: 0 });
      await network().serve({ work: workOf(1) }, { instance: 1 });
      const asking = await network().end();
      // gRPC gives all to the first instance that it is connected with, until it has a connection with the other.
      const calls: Promise<unknown>[] = [];
      await eventually('both have some', () => {
        for (let i = 0; i < 4; i++) calls.push(ask(asking, 'work'));
        return served.every((count) => count > 0);
      });
      gate.open();
      await Promise.all(calls);
    });

    it('is done without when it cannot be reached and another instance can', async () => {
      await network().serve({ x: async () => 1 }, { instance: 1 });
      const asking = await network().end();
      const calls = Array.from({ length: 10 }, () => ask(asking, 'x'));
      expect(await Promise.all(calls)).toEqual(calls.map(() => 1));
    });

    it('answers what it has taken up when it is drained, and leaves the rest to others', async () => {
      const gate = new Gate();
      let begun = 0;
      const wait = () => {
        begun++;
        return gate.opened.then(() => 'drained');
      };
      const draining = await network().serve({ wait });
      const asking = await network().end();
      const call = ask(asking, 'wait');
      await eventually('the request is in work', () => begun === 1);
      const drained = draining.drain(10_000);
      await network().serve({ wait: async () => 'by the other' }, { instance: 1 });
      await eventually(
        'the other one answers',
        async () => (await outcome(ask(asking, 'wait'))) === 'by the other',
      );
      expect(begun).toBe(1);
      gate.open();
      expect(await call).toBe('drained');
      await drained;
      await draining.close();
      expect(await ask(asking, 'wait')).toBe('by the other');
    });

    it('is not waited for beyond the time that a drain may take', async () => {
      let begun = false;
      const hang = () => {
        begun = true;
        return new Promise(() => undefined);
      };
      const serving = await network().serve({ hang });
      const asking = await network().end();
      const call = within(3_000, () => outcome(ask(asking, 'hang')));
      await eventually('the request is in work', () => begun);
      await serving.drain(100);
      expect(network().logger.find('warn', 'not drained')).toHaveLength(1);
      await serving.close();
      expect(await call).toMatchObject({ kind: 'timeout' });
    });
  });

  describe('an end that closes', () => {
    it('waits for its calls', async () => {
      const gate = new Gate();
      let begun = false;
      const wait = () => {
        begun = true;
        return gate.opened.then(() => 'answered');
      };
      await network().serve({ wait });
      const asking = await network().end();
      const call = ask(asking, 'wait');
      await eventually('the request is in work', () => begun);
      const closed = asking.close();
      gate.open();
      expect(await call).toBe('answered');
      await closed;
    });
  });
});
