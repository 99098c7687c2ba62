import { once } from 'node:events';
import {
  Agent,
  createServer,
  type IncomingMessage,
  type RequestOptions,
  request,
  type Server,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach } from 'vitest';
import { RequestBalancer } from '../src/request-balancer.ts';

type Handler = ConstructorParameters<typeof Server>[1];

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

/** Before each test of a file: a proxy that balances, without workers yet, and a client that keeps one connection to it. */
export function balancedWorkers() {
  let balancer: RequestBalancer;
  let url: URL;
  let workers: { readonly server: Server; readonly port: number }[];
  let agent: Agent;
  let clock: { ms: number };

  beforeEach(async () => {
    workers = [];
    agent = new Agent({ keepAlive: true, maxSockets: 1 });
    clock = { ms: 0 };
    balancer = new RequestBalancer(
      () => workers.filter(({ server }) => server.listening).map(({ port }) => port),
      () => clock.ms,
    );
    // A free port, as another server had it.
    const probe = createServer().listen(0, '127.0.0.1');
    await once(probe, 'listening');
    const { port } = probe.address() as AddressInfo;
    probe.close();
    await once(probe, 'close');
    await balancer.listen(port, '127.0.0.1');
    url = new URL(`http://127.0.0.1:${port}`);
  });

  afterEach(async () => {
    agent.destroy();
    await balancer.close();
    for (const { server } of workers) {
      server.close();
      server.closeAllConnections();
    }
  });

  /** Starts a worker that says who it is. */
  async function worker(handler?: Handler): Promise<Server> {
    const name = `worker-${workers.length + 1}`;
    const server = createServer(handler ?? ((_request, response) => response.end(name)));
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    workers.push({ server, port: (server.address() as AddressInfo).port });
    return server;
  }

  async function send(path: string, options: RequestOptions = {}, body = ''): Promise<Answer> {
    const sent = request(new URL(path, url), { agent, ...options });
    sent.end(body);
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    return { status: answer.statusCode, headers: answer.headers, body: await text(answer) };
  }

  const proxy = {
    get url() {
      return url;
    },
    /** The client's. */
    get agent() {
      return agent;
    },
    /** Tells the proxy the time. */
    get clock() {
      return clock;
    },
    close: () => balancer.close(),
  };
  return { proxy, worker, send };
}

/** A worker's handler that answers only when it is told to. */
export function held() {
  const waiting: (() => void)[] = [];
  let gone = 0;
  return {
    handler: ((_request, response) => {
      waiting.push(() => response.end('held'));
      response.once('close', () => {
        if (!response.writableFinished) gone += 1;
      });
    }) satisfies Handler,
    /** Whose clients have left. */
    get gone() {
      return gone;
    },
    get waiting() {
      return waiting.length;
    },
    release() {
      for (const answer of waiting.splice(0)) answer();
    },
  };
}
