import { readFileSync } from 'node:fs';
import type { Codec } from '@lab/shared-domain/adapters/messages/codec';
import protobuf from 'protobufjs';
import { type Shape, shapeOf } from './shapes.ts';

/** Beside `src` and `dist`: it is the same for both. */
const PROTO = new URL('../../proto/shop.proto', import.meta.url);

/** Names in camel case, as the interfaces of the contexts have them. */
const { root } = protobuf.parse(readFileSync(PROTO, 'utf8'));
root.resolveAll();

/** Of an operation: how what is asked, and what is answered, becomes a message. */
interface Operation {
  readonly request: Shape;
  readonly result: Shape;
}

const operations = new Map<string, Operation>();
for (const service of servicesIn(root.lookup('shop')))
  for (const { name, resolvedRequestType, resolvedResponseType } of service.methodsArray)
    if (resolvedRequestType && resolvedResponseType)
      operations.set(`${lowerFirst(service.name)}.${lowerFirst(name)}`, {
        request: shapeOf(resolvedRequestType, 'request'),
        result: shapeOf(resolvedResponseType, 'result'),
      });

const json = shapeOf(root.lookupType('shop.Json'), 'request');

/** `<context>.<method>` of all operations that have messages of their own. */
export const OPERATIONS: readonly string[] = [...operations.keys()];

/**
 * Messages as `shop.proto` has them. What others offer besides the contexts' operations travels as JSON in a message: it would need a message
 * of its own before anybody compared its cost.
 */
export const protobufCodec: Codec = {
  write(part, pattern, value) {
    const shape = operations.get(pattern)?.[part];
    if (shape !== undefined) return shape.write(value);
    return json.write({ value: value === undefined ? undefined : JSON.stringify(value) });
  },
  read(part, pattern, content) {
    const shape = operations.get(pattern)?.[part];
    if (shape !== undefined) return shape.read(content);
    const { value } = json.read(content) as { value?: string };
    return value === undefined ? undefined : JSON.parse(value);
  },
};

const paths = new Map<string, string>();

/** Where gRPC finds an operation: `/shop.Catalog/Find` is `catalog.find`. */
export function pathOf(pattern: string): string {
  const known = paths.get(pattern);
  if (known !== undefined) return known;
  const [context = '', method = ''] = pattern.split('.');
  const path = `/shop.${upperFirst(context)}/${upperFirst(method)}`;
  paths.set(pattern, path);
  return path;
}

function servicesIn(space: protobuf.ReflectionObject | null): protobuf.Service[] {
  if (!(space instanceof protobuf.Namespace)) return [];
  return space.nestedArray.filter((each) => each instanceof protobuf.Service);
}

function lowerFirst(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

function upperFirst(name: string): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}
