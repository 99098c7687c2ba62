import type { Part } from '@lab/shared-domain/adapters/messages/codec';
import protobuf from 'protobufjs';

/** How values of one kind become messages of one type. */
export interface Shape {
  write(value: unknown): Buffer;
  read(content: Buffer): unknown;
}

type Plain = Record<string, unknown>;

/** How a value of the domain and the message that carries it differ; see the top of `shop.proto`. */
interface Difference {
  readonly wrap: (value: unknown) => Plain;
  readonly unwrap: (message: Plain) => unknown;
}

const AS_IT_IS: Difference = { wrap: (value) => value as Plain, unwrap: (message) => message };

const LIST: Difference = { wrap: (items) => ({ items }), unwrap: ({ items }) => items };

const RESULT: Difference = {
  wrap: (value) => value as Plain,
  unwrap: ({ ok, value = null, code, detail }) => (ok ? { ok, value } : { ok, code, detail }),
};

export function shapeOf(type: protobuf.Type, part: Part): Shape {
  const { wrap, unwrap } = part === 'result' ? differenceOf(type) : AS_IT_IS;
  const toPlain = plainOf(type, part);
  return {
    write: (value) => type.encode(wrap(value)).finish() as Buffer,
    read: (content) => unwrap(toPlain(type.decode(content))),
  };
}

function differenceOf({ fields, fieldsArray }: protobuf.Type): Difference {
  if (fields.ok !== undefined) return RESULT;
  const [only] = fieldsArray;
  return fieldsArray.length === 1 && only?.name === 'items' ? LIST : AS_IT_IS;
}

type Convert = (value: unknown) => unknown;

interface Field {
  readonly name: string;
  readonly repeated: boolean;
  readonly optional: boolean;
  /** Missing where a value is as it is read. */
  readonly convert: Convert | undefined;
}

/**
 * Makes a plain object of a message. Unlike `toObject` of protobufjs, it has its fields in the order of the `.proto`: clients see that order. What
 * another encoder has left out, because it is what a field has by default, is there again; what is optional and absent is null in a result.
 */
function plainOf(type: protobuf.Type, part: Part): (message: object) => Plain {
  const fields = type.fieldsArray.map(
    ({ name, repeated, partOf, resolvedType, long }): Field => ({
      ...{ name, repeated, optional: partOf !== null },
      convert:
        resolvedType instanceof protobuf.Type
          ? message(plainOf(resolvedType, part))
          : long
            ? number
            : undefined,
    }),
  );
  return (read) => {
    const plain: Plain = {};
    for (const { name, repeated, optional, convert } of fields) {
      const value = (read as Plain)[name];
      if (optional && !Object.hasOwn(read, name)) {
        if (part === 'result') plain[name] = null;
      } else if (repeated)
        plain[name] = convert ? (value as unknown[]).map(convert) : [...(value as unknown[])];
      else plain[name] = convert ? convert(value) : value;
    }
    return plain;
  };
}

const message =
  (toPlain: (read: object) => Plain): Convert =>
  (value) =>
    value === null ? null : toPlain(value as object);

/** Integers of 64 bits are read as objects. The shop's are all safe as numbers. */
const number: Convert = (value) => (value as { toNumber(): number }).toNumber();
