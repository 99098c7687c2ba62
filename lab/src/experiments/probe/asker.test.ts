import { createServer, type ServerResponse } from 'node:http';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { listenLocally } from '../../../test/fixtures/listen-locally.ts';
import { waitUntil } from '../../host/processes/wait-until.ts';
import type { PlannedRequest } from '../../scenario/workload.ts';
import { Asker } from './asker.ts';

/** Answers `/<status>` with it, and keeps `/held` waiting until it is told. */
const held: ServerResponse[] = [];
const server = createServer((request, response) => {
  if (request.url === '/held') held.push(response);
  else response.writeHead(Number(request.url?.slice(1)), { 'x-was': 'here' }).end(`answer to ${request.url}`);
});
let listening: { readonly url: string; close(): Promise<void> };
let asker: Asker;
const over = new AbortController();

beforeAll(async () => {
  listening = await listenLocally(server);
});
afterAll(() => listening.close());

beforeEach(async () => {
  asker = await Asker.open(listening.url, over.signal);
});
afterEach(() => asker.close());

const get = (path: string): PlannedRequest => ({ endpoint: 'look', method: 'GET', path, expect: [200, 404] });

it('says what became of each request, and when', async () => {
  const before = asker.now();
  const answers = [];
  for (const path of ['/200', '/404', '/409', '/503']) answers.push(await asker.ask(get(path)));
  expect(answers.map(({ status, outcome }) => [status, outcome])).toEqual([
    [200, 'ok'],
    [404, 'ok'],
    [409, 'failed'],
    [503, 'indeterminate'],
  ]);
  expect(answers[0]?.body).toBe('answer to /200');
  const times = [before, ...answers.flatMap(({ startedAt, endedAt }) => [startedAt, endedAt]), asker.now()];
  expect(times).toEqual(times.toSorted((a, b) => a - b));
  expect(Math.abs(asker.now() - Date.now())).toBeLessThan(1_000);
});

it('keeps a history, with what was observed', async () => {
  await asker.ask(get('/200'), { observe: ({ body }) => ({ body }) });
  await asker.ask(get('/409'), { observe: () => undefined });
  expect(asker.history).toEqual([
    expect.objectContaining({ iteration: 0, endpoint: 'look', observed: { body: 'answer to /200' } }),
    { ...{ iteration: 1, step: 0, endpoint: 'look', outcome: 'failed' }, ...times() },
  ]);
  expect(asker.asked).toBe(2);
});
const times = () => ({ startedAt: expect.any(Number) as number, endedAt: expect.any(Number) as number });

it('nobody knows of a request that was given up, or that nobody answered, whether it was carried out', async () => {
  const late = await asker.ask(get('/held'), { deadlineMs: 20, observe: () => 'never' });
  expect(late).toMatchObject({ status: 0, body: '', outcome: 'indeterminate' });
  const nobody = await Asker.open('http://127.0.0.1:1', over.signal);
  expect(await nobody.ask(get('/200'))).toMatchObject({ status: 0, outcome: 'indeterminate' });
  expect(nobody.history[0]?.observed).toBeUndefined();
  await nobody.close();
});

it('a request does not wait behind another one', async () => {
  held.length = 0;
  const waiting = Array.from({ length: 40 }, () => asker.ask(get('/held')));
  expect((await asker.ask(get('/200'))).status).toBe(200);
  const look = () => held.length === 40 || `${held.length} of them`;
  await waitUntil('all to be there', look, { deadlineMs: 10_000, everyMs: 5 });
  for (const response of held.splice(0)) response.end();
  await Promise.all(waiting);
});

it('ends with the trial', async () => {
  const calledOff = new AbortController();
  const own = await Asker.open(listening.url, calledOff.signal);
  const waiting = own.ask(get('/held'));
  calledOff.abort(new Error('called off'));
  await expect(waiting).rejects.toThrow('called off');
  await expect(own.ask(get('/200'))).rejects.toThrow('called off');
  await own.close();
});
