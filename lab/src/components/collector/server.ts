import { z } from 'zod';
import type { CheckResult } from '../../scenario/workload.ts';
import type { Answer } from '../answer.ts';
import { CredentialsRefused, UnfitServer } from '../component.ts';
import { factsOf } from '../facts.ts';

export const FACTS = factsOf('collector');
export const PROBE_MS = 2_000;
export const READY = 'the collector to take an export';

const COUNT_MS = 5_000;
const NO_SPANS = '{"resourceSpans":[]}';
const HEADERS = 'OTEL_EXPORTER_OTLP_HEADERS';

/**
 * The environment of a service that shall send its spans to an endpoint. Whoever names a collector of theirs may have to name themselves
 * to it, too.
 */
export function collectorEnvironment(
  endpoint: string,
  env: NodeJS.ProcessEnv = process.env,
): Record<string, string> {
  const headers = env[HEADERS];
  return { [FACTS.urlVariable]: endpoint, ...(headers ? { [HEADERS]: headers } : {}) };
}

/** Sends an export without a span. @throws {CredentialsRefused}, {UnfitServer}, or when nobody answers within `deadlineMs` */
export async function askCollector(endpoint: string, deadlineMs: number): Promise<Answer> {
  const { status, server } = await sendExport(endpoint, NO_SPANS, deadlineMs);
  if (status === 401 || status === 403) throw new CredentialsRefused();
  if (status !== 200) throw new UnfitServer(`answers an export of spans in JSON with ${status}`);
  return { version: server ?? 'OTLP 1' };
}

/** Sends an export as it is. @throws when nobody answers within `deadlineMs` */
export async function sendExport(
  endpoint: string,
  body: string,
  deadlineMs: number,
): Promise<{ readonly status: number; readonly server: string | null }> {
  const response = await fetch(`${endpoint.replace(/\/$/, '')}/v1/traces`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headersOf(process.env[HEADERS] ?? '') },
    body,
    signal: AbortSignal.timeout(deadlineMs),
  });
  await response.arrayBuffer();
  return { status: response.status, server: response.headers.get('server') };
}

/** As OpenTelemetry's variable has them: `name=value,name=value`, values with percent codes. */
export const headersOf = (listed: string): Record<string, string> =>
  Object.fromEntries(
    listed.split(',').flatMap((pair) => {
      const [, name = '', value = ''] = /^\s*([^=\s]+)\s*=\s*(.*?)\s*$/.exec(pair) ?? [];
      return name === '' ? [] : [[name, decodeURIComponent(value)]];
    }),
  );

const countSchema = z.object({ spans: z.number().int(), requests: z.number().int() });

/**
 * Whether the spans of all requests have come to a place of the lab's own collector: those that are missing were not paid for. Never
 * throws.
 *
 * @param sent so many requests at least
 */
export async function checkSpans(place: string, sent: number): Promise<CheckResult> {
  const id = 'spans';
  try {
    const answer = await fetch(place, { signal: AbortSignal.timeout(COUNT_MS) });
    // It knows no place to which nothing has come.
    const told = answer.ok ? await answer.json() : { spans: 0, requests: 0 };
    const { spans, requests } = countSchema.parse(told);
    return {
      id,
      result: requests > 0 && requests >= sent ? 'pass' : 'fail',
      detail: `The collector has got ${spans} spans, of ${requests} requests; at least ${sent} were sent.`,
      detailInKorean: `수집기가 요청 ${requests}건의 스팬 ${spans}개를 받았다. 보낸 요청은 ${sent}건 이상이다.`,
    };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return {
      id,
      result: 'unknown',
      detail: `The collector does not say what it has got: ${why}.`,
      detailInKorean: `수집기가 받은 스팬 수를 알려 주지 않는다(${why}).`,
    };
  }
}
