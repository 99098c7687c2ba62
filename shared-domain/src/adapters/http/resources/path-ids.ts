import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import type { Request } from 'express';
import type { z } from 'zod';
import { Problem } from '../problems/problem.ts';
import { jsonSchemaOf } from '../schema-document.ts';
import { OrderId, Sku } from './fields.ts';

/** So much of what cannot be an id is told. */
const LONGEST = 100;

export const unknownProduct = (sku: string): Problem =>
  new Problem('unknown-product', `There is no product ${sku}.`);

const unknownOrder = (id: string): Problem => new Problem('unknown-order', `there is no order ${id}`);

/**
 * Takes an id from a path. What cannot be one is answered like one that nobody has, and no context is asked for it. Not by a pipe: for a parameter
 * that has one, Nest makes a dozen promises.
 */
const idIn = (name: string, schema: z.ZodType<string>, unknown: (id: string) => Problem) =>
  createParamDecorator((_: unknown, context: ExecutionContext): string => {
    const id = String(context.switchToHttp().getRequest<Request>().params[name]);
    if (!schema.safeParse(id).success) throw unknown(id.length > LONGEST ? `${id.slice(0, LONGEST)}…` : id);
    return id;
  });

/** The sku of a path. */
export const PathSku = idIn('sku', Sku, unknownProduct);
/** The order's id of a path. */
export const PathOrderId = idIn('id', OrderId, unknownOrder);

const inPath = (name: string, schema: z.ZodType) =>
  ApiParam({ name, schema: jsonSchemaOf(schema), description: 'What looks different is not there: 404' });

/** Documents the sku of a path. Beside `@PathSku()`. */
export const ApiSku = () => inPath('sku', Sku);
/** Documents the order's id of a path. Beside `@PathOrderId()`. */
export const ApiOrderId = () => inPath('id', OrderId);
