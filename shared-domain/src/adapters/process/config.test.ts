import { describe, expect, it } from 'vitest';
import { ConfigError, edgeSettings, jwtSecret, readSettings, showsOperatorPages } from './config.ts';

describe('readSettings', () => {
  it('listens on loopback unless told otherwise', () => {
    expect(readSettings({}, {})).toMatchObject({ HOST: '127.0.0.1', PORT: 3000, NODE_ENV: 'development' });
  });

  it('takes an empty variable for one that was not set', () => {
    expect(readSettings({}, { PORT: '', LOG_LEVEL: '' })).toMatchObject({ PORT: 3000, LOG_LEVEL: 'info' });
  });

  it('names every variable that is wrong', () => {
    const read = () => readSettings(edgeSettings, { PORT: '99999', LOG_LEVEL: 'loud', JWT_SECRET: 'short' });
    expect(read).toThrow(ConfigError);
    for (const name of ['PORT', 'LOG_LEVEL', 'JWT_SECRET']) expect(read).toThrow(name);
  });

  it("waits with timeouts and fails on nobody's word, unless told otherwise", () => {
    expect(readSettings({}, {})).toMatchObject({ CALL_TIMEOUTS: 'on', FAULT_INJECTION: 'off' });
    expect(() => readSettings({}, { FAULT_INJECTION: 'yes' })).toThrow('FAULT_INJECTION');
  });
});

describe('operator pages', () => {
  it.each([
    [{}, true],
    [{ NODE_ENV: 'production' }, false],
    [{ NODE_ENV: 'production', OPERATOR_PAGES: 'on' }, true],
    [{ OPERATOR_PAGES: 'off' }, false],
  ])('with %j are shown: %s', (env, shown) => {
    expect(showsOperatorPages(readSettings(edgeSettings, env))).toBe(shown);
  });
});

describe('jwtSecret', () => {
  const secretOf = (env: NodeJS.ProcessEnv) => jwtSecret(readSettings(edgeSettings, env));

  it('is made up anew for each start in development', () => {
    expect(secretOf({})).not.toBe(secretOf({}));
    expect(secretOf({}).length).toBeGreaterThanOrEqual(32);
  });

  it('is never made up in production', () => {
    expect(() => secretOf({ NODE_ENV: 'production' })).toThrow('JWT_SECRET must be set');
  });

  it('must be long enough, wherever it comes from', () => {
    expect(() => secretOf({ JWT_SECRET: 'short' })).toThrow('at least 32');
    expect(secretOf({ JWT_SECRET: 'x'.repeat(32) })).toBe('x'.repeat(32));
  });
});
