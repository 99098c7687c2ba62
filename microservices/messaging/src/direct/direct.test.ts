import { json } from '@lab/shared-domain/adapters/messages/codec';
import { inCall } from '@lab/shared-domain/kernel/call-context';
import { expect, it } from 'vitest';
import { balanced, type Way } from './balanced.ts';
import { DirectClient } from './client.ts';
import { DirectServer } from './server.ts';
import { type Answer, type Caller, GREATEST_CONTENT, REFUSED, type Wire } from './wire.ts';

const silent = () => undefined;
const logger = { debug: silent, info: silent, warn: silent, error: silent };
const HERE: Caller = { gone: false };

/** A wire within this process: what is sent to an address is answered by who listens there. */
class InProcess {
  readonly listening = new Map<string, Answer>();
  readonly takenBack: string[] = [];
  caller = HERE;
  broken = false;
  codec = json;

  /** That of a server at an address of its own. */
  at(address: string): Wire {
    return {
      codec: this.codec,
      connect: (addresses) => balanced(addresses.map((to) => this.#wayTo(to))),
      listener: (answer) => ({
        listen: async () => {
          this.listening.set(address, answer);
          return 1;
        },
        stop: () => undefined,
        close: async () => void this.listening.delete(address),
      }),
    };
  }

  #wayTo(address: string): Way {
    return {
      send: (request, done) => {
        if (this.broken) throw new RangeError('a number is out of range');
        const answer = this.listening.get(address);
        if (answer === undefined) queueMicrotask(() => done({ kind: 'unsent', why: 'nobody listens' }));
        else void answer(request, this.caller).then((reply) => done({ kind: 'reply', ...reply }));
        return () => this.takenBack.push(request.pattern);
      },
      close: async () => undefined,
    };
  }
}

const serverAt = (wire: InProcess, address: string, mayWait?: number) =>
  new DirectServer(wire.at(address), { host: '', port: 0, logger, mayWait });
const clientOf = (wire: InProcess, ...addresses: string[]) =>
  new DirectClient(wire.at('client'), { logger, addressesOf: () => addresses, maxInFlight: 3 });

function gate() {
  let open: () => void = () => undefined;
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open: () => open() };
}

it('refuses what is too much, and another instance is asked then', async () => {
  const wire = new InProcess();
  const [full, free] = [serverAt(wire, 'full', 0), serverAt(wire, 'free')];
  const { opened, open } = gate();
  await full.serve('catalog', { find: () => opened }, 1);
  await free.serve('catalog', { find: async () => 'free' });
  const busy = clientOf(wire, 'full').call('catalog', 'find', {});
  const client = clientOf(wire, 'full', 'free');
  expect(await client.call('catalog', 'find', {})).toBe('free');
  expect(full.counts.refused).toBe(1);
  expect(client.sent).toBe(2);
  open();
  await busy;
});

it('fails a call as unavailable that every instance refuses', async () => {
  const wire = new InProcess();
  const full = serverAt(wire, 'full', 0);
  const { opened, open } = gate();
  await full.serve('catalog', { find: () => opened }, 1);
  const client = clientOf(wire, 'full');
  const busy = client.call('catalog', 'find', {});
  await expect(client.call('catalog', 'find', {})).rejects.toMatchObject({ kind: 'unavailable' });
  open();
  await busy;
});

it('refuses everything once it drains', async () => {
  const wire = new InProcess();
  const server = serverAt(wire, 'one');
  await server.serve('catalog', { find: async () => 1 });
  const client = clientOf(wire, 'one');
  expect(await client.call('catalog', 'find', {})).toBe(1);
  await server.drain(10);
  await expect(client.call('catalog', 'find', {})).rejects.toMatchObject({ kind: 'unavailable' });
  expect(server.waiting).toBe(true);
});

it('fails at once when too many calls are in flight, and when no address is known', async () => {
  const wire = new InProcess();
  const { opened, open } = gate();
  await serverAt(wire, 'one').serve('catalog', { find: () => opened });
  const client = clientOf(wire, 'one');
  const calls = [1, 2, 3].map(() => client.call('catalog', 'find', {}));
  await expect(client.call('catalog', 'find', {})).rejects.toMatchObject({ kind: 'unavailable' });
  open();
  await Promise.all(calls);
  await expect(clientOf(wire).call('catalog', 'find', {})).rejects.toThrow('no address of catalog is known');
});

it('does not begin what its caller has gone before', async () => {
  const wire = new InProcess();
  let begun = 0;
  const answering = await serverAt(wire, 'one').serve('catalog', { find: async () => ++begun });
  wire.caller = { gone: true };
  await expect(clientOf(wire, 'one').call('catalog', 'find', {})).rejects.toMatchObject({ kind: 'timeout' });
  expect([begun, answering.counts.expired]).toEqual([0, 1]);
});

it('takes a request back whose reply is late', async () => {
  const wire = new InProcess();
  const { opened, open } = gate();
  await serverAt(wire, 'one').serve('catalog', { find: () => opened });
  const call = inCall({ correlationId: 'a', deadline: Date.now() + 30 }, () =>
    clientOf(wire, 'one').call('catalog', 'find', {}),
  );
  await expect(call).rejects.toMatchObject({ kind: 'timeout' });
  expect(wire.takenBack).toEqual(['catalog.find']);
  open();
});

it('refuses a context that it does not serve, or not yet, and what is no request', async () => {
  const wire = new InProcess();
  const server = serverAt(wire, 'one');
  await server.serve('catalog', { find: async () => 1 });
  const client = clientOf(wire, 'one');
  await expect(client.call('orders', 'get', {})).rejects.toMatchObject({ kind: 'unavailable' });
  const reply = await wire.listening.get('one')?.({ type: 'nonsense', content: Buffer.alloc(0) }, HERE);
  expect(reply?.type).toBe(REFUSED);
  expect(server.counts.unknown).toBe(2);
  await server.serve('orders', { get: async () => 2 });
  expect(await client.call('orders', 'get', {})).toBe(2);
});

it('refuses what only waits when it drains, at once, and begins none of it', async () => {
  const wire = new InProcess();
  const server = serverAt(wire, 'one');
  const { opened, open } = gate();
  const begun: unknown[] = [];
  const work = (name: unknown) => {
    begun.push(name);
    return opened.then(() => name);
  };
  await server.serve('catalog', { work }, 1);
  const client = clientOf(wire, 'one');
  const first = client.call('catalog', 'work', 'first');
  const second = client.call('catalog', 'work', 'second');
  const drained = server.drain(1_000);
  await expect(second).rejects.toMatchObject({ kind: 'unavailable' });
  open();
  expect(await first).toBe('first');
  await drained;
  expect([begun, server.counts.refused, server.sent]).toEqual([['first'], 1, 2]);
});

it('asks another instance for what one gives back when it drains', async () => {
  const wire = new InProcess();
  const [draining, other] = [serverAt(wire, 'draining'), serverAt(wire, 'other')];
  const { opened, open } = gate();
  await draining.serve('catalog', { find: () => opened }, 1);
  await other.serve('catalog', { find: async () => 'by the other' });
  const client = clientOf(wire, 'draining', 'other');
  const first = client.call('catalog', 'find', {});
  const second = client.call('catalog', 'find', {});
  const third = client.call('catalog', 'find', {});
  expect(await second).toBe('by the other');
  const drained = draining.drain(1_000);
  expect(await third).toBe('by the other');
  open();
  await Promise.all([first, drained]);
});

it('counts no reply that nobody could hear', async () => {
  const wire = new InProcess();
  const server = serverAt(wire, 'one');
  await server.serve('catalog', { find: async () => 1 });
  wire.caller = { gone: true };
  await expect(clientOf(wire, 'one').call('catalog', 'find', {})).rejects.toThrow();
  expect(server.sent).toBe(0);
});

it('fails a call that cannot be written, and goes on', async () => {
  const wire = new InProcess();
  await serverAt(wire, 'one').serve('catalog', { find: async () => 1 });
  const client = clientOf(wire, 'one');
  wire.broken = true;
  await expect(client.call('catalog', 'find', {})).rejects.toMatchObject({ kind: 'unavailable' });
  expect(client.sent).toBe(0);
  wire.broken = false;
  expect(await client.call('catalog', 'find', {})).toBe(1);
});

it('fails a call whose line throws, and leaves no promise behind', async () => {
  const broken = () => {
    throw new Error('broken');
  };
  const line = { width: 1, sent: 0, send: broken, close: async () => undefined };
  const wire: Wire = { ...new InProcess().at('one'), connect: () => line };
  const client = new DirectClient(wire, { logger, addressesOf: () => ['one'] });
  await expect(client.call('catalog', 'find', {})).rejects.toMatchObject({ kind: 'unavailable' });
  // It would wait for a call that is still pending.
  const warned: object[] = [];
  Object.assign(logger, { warn: (fields: object) => warned.push(fields) });
  await client.close(10);
  logger.warn = silent;
  expect(warned).toEqual([]);
});

it('fails the call alone whose request or reply is too great', async () => {
  const wire = new InProcess();
  /** Writes so many bytes. */
  const bytes: typeof json = { write: (_, __, many) => Buffer.alloc(Number(many)), read: () => 1 };
  wire.codec = bytes;
  let begun = 0;
  const most = async () => ++begun && GREATEST_CONTENT;
  const more = async () => ++begun && GREATEST_CONTENT + 1;
  const server = serverAt(wire, 'one');
  await server.serve('catalog', { most, more });
  const client = clientOf(wire, 'one');
  const tooGreat = client.call('catalog', 'most', GREATEST_CONTENT + 1);
  await expect(tooGreat).rejects.toMatchObject({
    kind: 'failed',
    message: expect.stringContaining('too great'),
  });
  expect([begun, client.sent]).toEqual([0, 0]);
  await expect(client.call('catalog', 'more', 1)).rejects.toMatchObject({ kind: 'failed' });
  expect(await client.call('catalog', 'most', 1)).toBe(1);
  expect(begun).toBe(2);
});
