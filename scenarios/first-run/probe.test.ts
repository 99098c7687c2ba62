import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { PROJECT_ROOT } from '@lab/lab/host/project-root';
import type { Checkout, CheckoutBench, StartedPrograms } from '@lab/lab/scenario/checkout';
import { topologyOf } from '@lab/lab/topologies/topology-of';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { probe } from './probe.ts';
import { experiment } from './settings.ts';
import { SIZES } from './sizes.ts';

let shop: Server;
let url: string;
let reviews: object[];

beforeEach(async () => {
  reviews = [];
  shop = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    const isReview = request.url === '/products/tea/reviews';
    if (isReview && request.method === 'POST') reviews.unshift(JSON.parse(body) as object);
    const answer = {
      ...{ token: 'secret', id: '1' },
      items: isReview ? reviews : [{ sku: 'tea' }],
    };
    response.statusCode = request.method === 'POST' ? 201 : 200;
    response.end(JSON.stringify(answer));
  }).listen(0, '127.0.0.1');
  await once(shop, 'listening');
  url = `http://127.0.0.1:${(shop.address() as AddressInfo).port}`;
});
afterEach(() => {
  shop.closeAllConnections();
  shop.close();
});

/** A bench on which every command takes a second, and every start two. It notes what is done. @param cpuMsPerSecond at rest */
function fakeBench(
  topology: string,
  profile: CheckoutBench['profile'],
  components: number,
  cpuMsPerSecond = 5,
) {
  const did: string[] = [];
  const { processes, edge, components: others } = topologyOf(topology);
  const checkoutAs = (name: string): Checkout => ({
    root: PROJECT_ROOT,
    async run(args) {
      did.push(`${name}: ${args.join(' ')}`);
      const built = args.includes('-b') ? "12:00 - Building project 'monolith/tsconfig.json'...\n" : '';
      return { seconds: 1, cpuSeconds: 1, output: built };
    },
    apply: async (path) => void did.push(`${name}: apply ${path.split('/').at(-1)}`),
    requireFit: async (paths) =>
      void did.push(`${name}: fits ${paths.map((path) => path.split('/').at(-1)).join(' ')}`),
    copy: async (copy) => checkoutAs(copy),
  });
  const started: StartedPrograms = {
    url,
    seconds: 2,
    idle: async (seconds) => ({
      unseen: components === 0 ? others : [],
      processes: 3,
      bytes: 2 ** 20 * seconds,
      cpuMsPerSecond,
    }),
    kill: async (names) => void did.push(`kill ${names.join(' ')}`),
    restart: async (names) => void did.push(`restart ${names.join(' ')}`),
    stop: async () => void did.push('stop'),
  };
  const bench: CheckoutBench = {
    ...{ arm: topology, topology, profile, edge, own: SIZES, checkout: checkoutAs('first') },
    programs: processes.flatMap((spec) => ('entry' in spec ? [spec] : [])),
    signal: new AbortController().signal,
    say: () => undefined,
    startComponents: async () => ({
      ...{ started: components, seconds: 4 * components },
      others: components === 0 ? others.map((id) => ({ id, why: 'it runs in a container' })) : [],
    }),
    seed: async () => 3,
    async start(_, programs) {
      did.push(`start ${programs.map(({ name }) => name).join(' ')}`);
      return started;
    },
  };
  return { bench, did };
}

it('takes the monolith to its first order, and adds the feature as a module', async () => {
  const { bench, did } = fakeBench('monolith', 'quick', 0);
  const { values, series, leftOut } = await probe(bench);
  expect(did).toEqual([
    'first: fits domain.patch monolith.patch',
    'first: node_modules/typescript/bin/tsc -b --verbose monolith',
    'first: scripts/bundle.mjs monolith',
    'start monolith',
    'monolith.patch: apply domain.patch',
    'monolith.patch: apply monolith.patch',
    'monolith.patch: node_modules/typescript/bin/tsc -b --verbose monolith',
    'monolith.patch: scripts/bundle.mjs monolith',
    'kill monolith',
    'start monolith',
    'stop',
  ]);
  expect(values).toMatchObject({
    ...{ commands: 4, packages: 1 },
    ...{ 'processes-at-rest': 3, 'memory-at-rest': SIZES.quick.idleSeconds, 'cpu-at-rest': 5 },
  });
  expect(values['to-order']).toBeGreaterThanOrEqual(1 + 1 + 3 + 2);
  expect(values['feature.running']).toBeGreaterThanOrEqual(1 + 1 + 2);
  expect(values['inside.running']).toBe(values['feature.running']);
  expect(values['feature.tests']).toBeGreaterThan(20);
  expect(values['feature.test-files']).toBeGreaterThan(1);
  expect(values).not.toHaveProperty('broker');
  expect(series[0]).toMatchObject({
    chart: 'way',
    points: [
      [0, 0],
      [1, 1],
      [2, 2],
      [3, 5],
      [4, 7],
      [4, expect.any(Number)],
    ],
  });
  expect(leftOut).toEqual([]);
});

it('takes the services there with their broker, and adds a service and then a part of one', async () => {
  const { bench, did } = fakeBench('microservices', 'quick', 1);
  const { values } = await probe(bench);
  expect(values).toMatchObject({ commands: 1 + 1 + 1 + 7 + 7, broker: 4, 'feature.processes': 2 });
  expect(did.filter((each) => /^(start|kill|restart|stop)/.test(each))).toEqual([
    'start gateway catalog inventory orders payments notifications recommendations',
    'kill gateway',
    'start gateway reviews',
    'stop',
    'restart gateway',
    'kill gateway catalog',
    'start gateway catalog',
    'stop',
  ]);
  expect(values['feature.lines']).toBeGreaterThan(values['inside.lines'] ?? Number.POSITIVE_INFINITY);
});

it('compares less than a thousandth of a core as one, and tells what it has measured', async () => {
  const rest = async (cpu: number) => (await probe(fakeBench('monolith', 'smoke', 0, cpu).bench)).values;
  expect(await rest(0.2)).toMatchObject({ 'cpu-at-rest': 1, 'cpu-measured': 0.2 });
  expect(await rest(3)).toMatchObject({ 'cpu-at-rest': 3, 'cpu-measured': 3 });
  expect(await rest(0)).not.toHaveProperty('cpu-measured');
});

it('says what it could not start and what it cannot see, and tries one place in smoke', async () => {
  const { bench } = fakeBench('microservices', 'smoke', 0);
  const { values, leftOut } = await probe(bench);
  expect(leftOut).toEqual([
    'the start of rabbitmq: it runs in a container',
    'what is used at rest: the processes of rabbitmq cannot be seen',
  ]);
  expect(Object.keys(values).filter((id) => /-at-rest$|^cpu-measured$/.test(id))).toEqual([]);
  expect(values).toMatchObject({ commands: 1 + 1 + 7 + 7 });
  expect(Object.keys(values).filter((id) => id.startsWith('inside.'))).toEqual([]);
});

it('does not count where the review is not shown', async () => {
  const { bench } = fakeBench('monolith', 'smoke', 0);
  reviews.push = () => 0;
  reviews.unshift = () => 0;
  await expect(probe(bench)).rejects.toThrow('the review is not shown');
});

it('has values of measures that the settings have, and no others', async () => {
  const { bench } = fakeBench('microservices', 'full', 1);
  const { values } = await probe(bench);
  const { measures } = experiment.settings as { measures: { id: string }[] };
  expect(Object.keys(values).toSorted()).toEqual(measures.map(({ id }) => id).toSorted());
});
