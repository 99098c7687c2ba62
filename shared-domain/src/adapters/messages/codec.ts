import { decode, encode } from './message.ts';

/** How the payload and the result of a call are written as bytes, and read again. */
export interface Codec {
  /**
   * @param pattern `<context>.<method>` of the call
   * @throws TypeError when the value cannot be written
   */
  write(part: Part, pattern: string, value: unknown): Buffer;
  /** @throws Error when the bytes cannot be read */
  read(part: Part, pattern: string, content: Buffer): unknown;
}

/** What of a call is written: what its caller asks, or what it is answered. */
export type Part = 'request' | 'result';

/** The same for all operations. */
export const json: Codec = {
  write: (_part, _pattern, value) => encode(value),
  read: (_part, _pattern, content) => decode(content),
};
