import { eventually } from '../behaviour/expectations.ts';
import type { Answer, Ask } from '../behaviour/http-client.ts';
import type { Shop } from '../behaviour/shop.ts';
import { Placeholders } from './placeholders.ts';

/** One request and its answer, without all that differs from one run to the next. */
export interface Entry {
  readonly step: string;
  readonly request: string;
  readonly status: number;
  /** Every header but those that depend on the moment. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: unknown;
}

export type Transcript = readonly Entry[];

/** Answers to earlier steps, for requests that build upon them. */
export interface Earlier {
  /** A string out of the JSON body of the step of that name, e.g. `id` or `token`. */
  text(step: string, field: string): string;
}

export interface Step {
  readonly name: string;
  readonly ask: (earlier: Earlier) => Ask;
  /** Asked again until this holds, for what becomes visible a moment later. */
  readonly until?: (body: unknown) => boolean;
  /** Fields of the body that do become visible later, but not in an order that could be waited for. */
  readonly omit?: readonly string[];
}

/** Names of headers whose value depends on the moment. That they are there is compared. */
const VOLATILE = new Set(['date', 'etag', 'content-length']);

/** What is measured and of which processes, without the figures. */
const seriesOf = (metrics: string) => ({
  // What waits in a process is told by the process where it waits: not by every edge.
  families: metrics
    .split('\n')
    .filter((line) => line.startsWith('# TYPE') && !line.startsWith('# TYPE shop_')),
  processes: [...new Set(metrics.match(/(?<=\bprocess=")[^"]*/g))],
});

const withoutDurations = (timings: string): string => timings.replace(/dur=[\d.]+/g, 'dur=<ms>');

function bodyOf(answer: Answer, step: Step, placeholders: Placeholders): unknown {
  if (answer.ask.path === '/metrics') return seriesOf(answer.text);
  if (answer.text === '' || !/json/.test(answer.headers['content-type'] ?? ''))
    return placeholders.text(answer.text);
  const body = answer.json();
  if (typeof body !== 'object' || body === null) return placeholders.json(body);
  // That a problem's correlation id is the header's is for the suite to check.
  const omitted = ['correlationId', ...(step.omit ?? [])];
  return placeholders.json(
    Object.fromEntries(Object.entries(body).filter(([field]) => !omitted.includes(field))),
  );
}

function headersOf(answer: Answer, placeholders: Placeholders): Record<string, string> {
  const given = answer.ask.headers?.['x-correlation-id'];
  const headers = Object.entries(answer.headers).map(([name, value]) => {
    if (VOLATILE.has(name)) return [name, '<some>'] as const;
    if (name === 'server-timing') return [name, withoutDurations(String(value))] as const;
    if (name === 'x-correlation-id' && value !== given) return [name, '<new>'] as const;
    return [name, placeholders.text(String(value))] as const;
  });
  return Object.fromEntries(headers.sort(([a], [b]) => a.localeCompare(b)));
}

/** Sends the steps one after the other and writes down what came of each. */
export async function recordTranscript(shop: Shop, steps: readonly Step[]): Promise<Transcript> {
  const placeholders = new Placeholders();
  const answers = new Map<string, Answer>();
  const earlier: Earlier = {
    text(step, field) {
      const body = answers.get(step)?.json() as Record<string, unknown> | undefined;
      const value = body?.[field];
      if (typeof value !== 'string')
        throw new Error(`the answer to "${step}" has no ${field}: ${answers.get(step)?.text}`);
      return value;
    },
  };
  const transcript: Entry[] = [];
  for (const step of steps) {
    const ask = step.ask(earlier);
    const answer = await eventually(step.name, async () => {
      const found = await shop.send(ask);
      return !step.until || step.until(found.json()) ? found : undefined;
    });
    answers.set(step.name, answer);
    transcript.push({
      step: step.name,
      request: placeholders.text(`${ask.method ?? 'GET'} ${ask.path.slice(0, 100)}`),
      status: answer.status,
      body: bodyOf(answer, step, placeholders),
      headers: headersOf(answer, placeholders),
    });
  }
  return transcript;
}
