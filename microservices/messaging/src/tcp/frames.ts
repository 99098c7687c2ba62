import { type Frame, GREATEST_CONTENT } from '../direct/wire.ts';

/**
 * A message on a connection, as bytes, numbers with the greatest byte first:
 *
 *     4 length of the rest │ 4 id of the request │ 2 length of the type │ type │ content
 */
const LENGTH = 4;
const HEAD = 6;
/** What claims to be longer is no message. Bytes. */
const LONGEST = HEAD + 0xff_ff + GREATEST_CONTENT;

/** The id of the frame that says: I will send nothing more. It has no type and no content. */
export const GOODBYE = 0;

/** The head of a message, to be written before its content. */
export function headOf(id: number, { type, content }: Frame): Buffer {
  const typeLength = Buffer.byteLength(type);
  const head = Buffer.allocUnsafe(LENGTH + HEAD + typeLength);
  head.writeUInt32BE(HEAD + typeLength + content.length, 0);
  head.writeUInt32BE(id, LENGTH);
  head.writeUInt16BE(typeLength, LENGTH + 4);
  head.write(type, LENGTH + HEAD);
  return head;
}

/** Takes messages out of a stream of bytes, which comes in pieces of any size. */
export class FrameReader {
  #pieces: Buffer[] = [];
  #bytes = 0;
  /** Bytes that must be there before anything can be read. */
  #needs = LENGTH;

  constructor(private readonly onFrame: (id: number, frame: Frame) => void) {}

  /** @throws RangeError when this is no message of ours */
  push(piece: Buffer): void {
    this.#pieces.push(piece);
    this.#bytes += piece.length;
    if (this.#bytes < this.#needs) return;
    const bytes = this.#pieces.length === 1 ? piece : Buffer.concat(this.#pieces);
    let at = 0;
    this.#needs = LENGTH;
    while (bytes.length - at >= LENGTH) {
      const length = bytes.readUInt32BE(at);
      if (length < HEAD || length > LONGEST) throw new RangeError(`no message has ${length} bytes`);
      if (bytes.length - at < LENGTH + length) {
        this.#needs = LENGTH + length;
        break;
      }
      this.#read(bytes.subarray(at + LENGTH, at + LENGTH + length));
      at += LENGTH + length;
    }
    const rest = bytes.subarray(at);
    this.#pieces = rest.length > 0 ? [rest] : [];
    this.#bytes = rest.length;
  }

  #read(bytes: Buffer): void {
    const content = HEAD + bytes.readUInt16BE(4);
    if (content > bytes.length) throw new RangeError('a type is longer than its message');
    const type = bytes.toString('utf8', HEAD, content);
    this.onFrame(bytes.readUInt32BE(0), { type, content: bytes.subarray(content) });
  }
}
