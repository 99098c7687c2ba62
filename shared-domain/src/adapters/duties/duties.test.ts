import { createHmac } from 'node:crypto';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { describe, expect, it } from 'vitest';
import { inCall } from '../../kernel/call-context.ts';
import { Tokens } from '../http/auth/tokens.ts';
import { Problem } from '../http/problems/problem.ts';
import { offerWith } from '../offer.ts';
import { readSettings } from '../process/config.ts';
import { openCallDuties } from './call-duties.ts';
import { dutiesIn, dutySettings, edgeDutySettings } from './duties.ts';

const SECRET = 'x'.repeat(32);
const OTHER_SECRET = 'y'.repeat(32);
const ADA = { id: 'cus-001', email: 'ada@shop.example', name: 'Ada', role: 'customer' } as const;
const silent = pino({ level: 'silent' });
const HOUR_S = 3_600;
const EVERYTHING = { logs: true, counts: true, verifies: true };
const NOTHING = { logs: false, counts: false, verifies: false };

/** Made by hand, and signed by nobody who may. */
function forged(claims: object): string {
  const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
  return `${signed}.${createHmac('sha256', OTHER_SECRET).update(signed).digest('base64url')}`;
}
const claims = { sub: ADA.id, email: ADA.email, name: ADA.name, role: ADA.role, iss: 'shop' };
const inAnHour = () => Math.floor(Date.now() / 1000) + HOUR_S;
const codeOf = (read: () => unknown): string => {
  try {
    read();
    return 'read';
  } catch (error) {
    if (error instanceof Problem) return error.code;
    throw error;
  }
};

describe('settings', () => {
  it('leave all duties with the edge unless told otherwise', () => {
    const settings = readSettings(dutySettings, {});
    expect(dutiesIn(settings, silent)).toEqual({ ...EVERYTHING, services: NOTHING });
  });

  it('know services only where there are any', () => {
    expect(readSettings(dutySettings, { DUTIES: 'services' }).DUTIES).toBe('services');
    expect(() => readSettings(edgeDutySettings, { DUTIES: 'services' })).toThrow('DUTIES');
    expect(() => readSettings(dutySettings, { DUTIES: 'few' })).toThrow('DUTIES');
  });

  it.each([
    ['no-log', { logs: false }],
    ['no-metrics', { counts: false }],
    ['services', { services: EVERYTHING }],
    ['log-in-services', { logs: false, services: { ...NOTHING, logs: true } }],
    ['metrics-in-services', { counts: false, services: { ...NOTHING, counts: true } }],
  ] as const)('say who has which duty, as DUTIES=%s does, also in production', (DUTIES, other) => {
    expect(dutiesIn({ DUTIES, NODE_ENV: 'production' }, silent)).toEqual({
      ...{ ...EVERYTHING, services: NOTHING },
      ...other,
    });
  });

  it('move one duty, or all of them, from the edge into each service', () => {
    const of = (DUTIES: 'in-services' | 'tokens-in-services') =>
      dutiesIn({ DUTIES, NODE_ENV: 'test' }, silent);
    expect(of('in-services')).toEqual({ ...NOTHING, services: EVERYTHING });
    expect(of('tokens-in-services')).toEqual({
      ...{ ...EVERYTHING, verifies: false },
      services: { ...NOTHING, verifies: true },
    });
  });

  it.each(['unsigned', 'none', 'in-services', 'tokens-in-services'] as const)(
    'leave tokens unchecked at the edge with DUTIES=%s, and only in a test',
    (DUTIES) => {
      expect(dutiesIn({ DUTIES, NODE_ENV: 'test' }, silent).verifies).toBe(false);
      for (const NODE_ENV of ['production', 'development'])
        expect(() => dutiesIn({ DUTIES, NODE_ENV }, silent)).toThrow('refused unless NODE_ENV=test');
    },
  );
});

describe('tokens whose signature is not checked', () => {
  const tokens = new Tokens(SECRET, false);

  it('are believed, whoever has signed them', () => {
    expect(tokens.read(forged({ ...claims, exp: inAnHour() }))).toEqual(ADA);
    expect(codeOf(() => new Tokens(SECRET).read(forged({ ...claims, exp: inAnHour() })))).toBe(
      'unauthenticated',
    );
  });

  it('still end, and are still tokens of the shop', () => {
    expect(codeOf(() => tokens.read(forged({ ...claims, exp: inAnHour() - 2 * HOUR_S })))).toBe(
      'token-expired',
    );
    expect(codeOf(() => tokens.read(forged(claims)))).toBe('token-expired');
    for (const token of [
      '',
      'x',
      'a.b.c',
      forged({ ...claims, iss: 'bank', exp: inAnHour() }),
      forged({ iss: 'shop' }),
    ])
      expect(
        codeOf(() => tokens.read(token)),
        token,
      ).toBe('unauthenticated');
  });
});

describe('a service with duties of its own', () => {
  const open = async (DUTIES: Parameters<typeof openCallDuties>[0]['DUTIES'] = 'services') => {
    const registry = new Registry();
    const lines: { readonly call: string; readonly outcome: string; readonly correlationId: string }[] = [];
    const logger = pino({}, { write: (line: string) => void lines.push(JSON.parse(line)) });
    const interceptors = await openCallDuties({ DUTIES, JWT_SECRET: SECRET }, registry, logger);
    const greeter = {
      greet: async ({ name }: { readonly name: string }) => {
        if (name === '') throw new Error('nobody');
        return `hello ${name}`;
      },
    };
    const offered = offerWith(...interceptors)('greeter', greeter, ['greet']);
    const greet = (token: string | undefined, name = 'Ada') =>
      inCall({ correlationId: 'c-1', token }, () => offered.greet({ name }));
    return { greet, lines, registry };
  };
  const { token } = new Tokens(SECRET).issue(ADA);

  it('checks the token of a call, writes a line and counts, also what fails', async () => {
    const { greet, lines, registry } = await open();
    expect(await greet(token)).toBe('hello Ada');
    expect(await greet(undefined)).toBe('hello Ada');
    await expect(greet(token, '')).rejects.toThrow('nobody');
    await expect(greet(forged({ ...claims, exp: inAnHour() }))).rejects.toThrow('signature');
    expect(lines.map(({ call, outcome, correlationId }) => [call, outcome, correlationId])).toEqual([
      ['greeter.greet', 'answered', 'c-1'],
      ['greeter.greet', 'answered', 'c-1'],
      ['greeter.greet', 'failed', 'c-1'],
      ['greeter.greet', 'failed', 'c-1'],
    ]);
    const text = await registry.metrics();
    expect(text).toContain(
      'shop_call_duration_seconds_count{operation="greeter.greet",outcome="answered"} 2',
    );
    expect(text).toContain('shop_call_duration_seconds_count{operation="greeter.greet",outcome="failed"} 2');
  });

  it.each([
    ['in-services', true, true, true],
    ['log-in-services', true, false, false],
    ['metrics-in-services', false, true, false],
    ['tokens-in-services', false, false, true],
  ] as const)('with DUTIES=%s logs: %s, counts: %s, checks tokens: %s', async (id, logs, counts, checks) => {
    const { greet, lines, registry } = await open(id);
    expect(await greet(token)).toBe('hello Ada');
    const answered = await greet(forged({ ...claims, exp: inAnHour() })).then(
      () => true,
      () => false,
    );
    expect(answered).toBe(!checks);
    expect(lines).toHaveLength(logs ? 2 : 0);
    expect((await registry.metrics()).includes('operation="greeter.greet"')).toBe(counts);
  });

  it('goes on with what was begun, when the token has expired meanwhile', async () => {
    const { greet } = await open();
    const old = new Tokens(SECRET).issue(ADA, Date.now());
    const now = Date.now;
    Date.now = () => now() + 2 * HOUR_S * 1000;
    try {
      expect(codeOf(() => new Tokens(SECRET).read(old.token))).toBe('token-expired');
      expect(await greet(old.token)).toBe('hello Ada');
    } finally {
      Date.now = now;
    }
  });

  it('has none elsewhere, and needs the secret', async () => {
    expect(await openCallDuties({ DUTIES: 'edge' }, new Registry(), silent)).toEqual([]);
    for (const DUTIES of ['services', 'tokens-in-services'] as const)
      await expect(openCallDuties({ DUTIES }, new Registry(), silent)).rejects.toThrow('JWT_SECRET');
    expect(await openCallDuties({ DUTIES: 'log-in-services' }, new Registry(), silent)).toHaveLength(1);
  });
});
