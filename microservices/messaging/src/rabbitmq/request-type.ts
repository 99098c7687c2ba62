/** AMQP gives the type of a message 255 bytes at most. */
const LONGEST = 255;
/** Where a longer one goes. */
const HEADER = 'x-message';

/** The properties that carry a request's type. Only one with a token is so long: whatever else is in it is bounded. */
export const asProperties = (type: string): { readonly type?: string; readonly headers?: object } =>
  type.length <= LONGEST ? { type } : { headers: { [HEADER]: type } };

export function typeIn({
  type,
  headers,
}: {
  readonly type?: unknown;
  readonly headers?: Readonly<Record<string, unknown>> | undefined;
}): string {
  return String(type ?? headers?.[HEADER]);
}
