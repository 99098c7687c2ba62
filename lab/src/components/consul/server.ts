import type { Answer } from '../answer.ts';
import { CredentialsRefused, UnfitServer } from '../component.ts';
import { installableFactsOf } from '../facts.ts';

export const FACTS = installableFactsOf('consul');
export const PROBE_MS = 2_000;
export const READY = 'Consul to have a leader';

/** The environment of a service that shall keep its keys under a prefix. */
export const namespaceEnvironment = (url: string, prefix: string) => ({
  CONSUL_URL: url,
  CONSUL_PREFIX: prefix,
});

/** @throws {CredentialsRefused}, {UnfitServer}, or when nobody answers within `deadlineMs` */
export async function askConsul(url: string, deadlineMs: number): Promise<Answer> {
  const leader = JSON.parse(await asked(url, 'GET', '/v1/status/leader', deadlineMs)) as string;
  if (leader === '') throw new UnfitServer('has no leader yet');
  const self = JSON.parse(await asked(url, 'GET', '/v1/agent/self', deadlineMs)) as {
    Config: { Version: string };
  };
  return { version: self.Config.Version };
}

/** Removes the keys under a prefix. @throws when that takes longer than `deadlineMs` */
export async function forgetKeys(url: string, prefix: string, deadlineMs: number): Promise<void> {
  if (prefix === '') throw new Error('without a prefix, all keys of the server would be removed');
  await asked(url, 'DELETE', `/v1/kv/${prefix}?recurse=true`, deadlineMs);
}

/** A token of its access control stands in the URL's place for a password. */
async function asked(url: string, method: string, path: string, deadlineMs: number): Promise<string> {
  const base = new URL(url);
  const token = decodeURIComponent(base.password);
  base.username = '';
  base.password = '';
  const response = await fetch(new URL(path, base), {
    method,
    headers: token === '' ? {} : { 'x-consul-token': token },
    signal: AbortSignal.timeout(deadlineMs),
  });
  const text = await response.text();
  if (response.status === 401 || response.status === 403) throw new CredentialsRefused();
  if (response.status !== 200) throw new Error(`Consul answered ${response.status}: ${text.trim()}`);
  return text;
}
