import type { PipeTransform } from '@nestjs/common';
import { ApiParam } from '@nestjs/swagger';
import type { z } from 'zod';
import { Problem } from '../problems/problem.ts';
import { jsonSchemaOf } from '../schema-document.ts';
import { OrderId, Sku } from './fields.ts';

/** So much of what cannot be an id is told. */
const LONGEST = 100;

/** Lets an id of a path through. What cannot be one is answered like one that nobody has, and no context is asked for it. */
class Shaped implements PipeTransform<string, string> {
  constructor(
    private readonly schema: z.ZodType<string>,
    private readonly unknown: (id: string) => Problem,
  ) {}

  transform(id: string): string {
    if (!this.schema.safeParse(id).success)
      throw this.unknown(id.length > LONGEST ? `${id.slice(0, LONGEST)}…` : id);
    return id;
  }
}

export const unknownProduct = (sku: string): Problem =>
  new Problem('unknown-product', `There is no product ${sku}.`);

const unknownOrder = (id: string): Problem => new Problem('unknown-order', `there is no order ${id}`);

/** For `@Param('sku', …)`. */
export const SKU = new Shaped(Sku, unknownProduct);
/** For `@Param('id', …)`. */
export const ORDER_ID = new Shaped(OrderId, unknownOrder);

const inPath = (name: string, schema: z.ZodType) =>
  ApiParam({ name, schema: jsonSchemaOf(schema), description: 'What looks different is not there: 404' });

/** Documents the sku of a path. Beside `@Param('sku', SKU)`. */
export const ApiSku = () => inPath('sku', Sku);
/** Documents the order's id of a path. Beside `@Param('id', ORDER_ID)`. */
export const ApiOrderId = () => inPath('id', OrderId);
