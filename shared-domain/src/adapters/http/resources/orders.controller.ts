import { randomUUID } from 'node:crypto';
import { Body, Controller, Get, Headers, HttpCode, Inject, Post, Query, Res } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import type { Account } from '../../../identity/identity.ts';
import type { Order, Orders } from '../../../orders/orders.ts';
import { Authenticated, CurrentAccount } from '../auth/authenticated.ts';
import { ApiProblems, SHOP_WIDE } from '../problems/api-problems.ts';
import { isProblemCode, Problem, problemOf } from '../problems/problem.ts';
import { jsonSchemaOf } from '../schema-document.ts';
import { ORDERS } from '../tokens.ts';
import { OrderAnswer, OrderPageAnswer } from './answers.ts';
import { ORDER_CURSORS } from './cursors.ts';
import { PATTERNS } from './fields.ts';
import { ApiOrderId, PathOrderId } from './path-ids.ts';
import { fitting, IdempotencyKey, OrdersQuery, PlaceOrderBody } from './schemas.ts';

/** A rejected order answers with the reason for its rejection, and where the order can be seen. */
function rejection(order: Order): Problem {
  const code = order.reason ?? 'internal-error';
  return new Problem(
    isProblemCode(code) ? code : 'internal-error',
    `Order ${order.id} was rejected: ${code}.`,
    { orderId: order.id },
  );
}

function keyFrom(header: string | undefined): string {
  if (header === undefined) return `generated:${randomUUID()}`;
  const key = IdempotencyKey.safeParse(header);
  if (key.success) return key.data;
  const errors = key.error.issues.map(({ message }) => ({ path: 'Idempotency-Key', message }));
  throw new Problem('invalid-request', 'The header Idempotency-Key is not valid.', { errors });
}

const LOCATION = {
  Location: {
    description: 'Where the order can be seen',
    required: true,
    schema: { type: 'string' as const, pattern: `^/orders/${PATTERNS.orderId}$` },
  },
};

@ApiTags('orders')
@ApiProblems(...SHOP_WIDE)
@Authenticated('customer')
@Controller('orders')
export class OrdersController {
  constructor(@Inject(ORDERS) private readonly orders: Orders) {}

  @Post()
  @ApiOperation({ summary: 'Place an order' })
  @ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description: 'Repeat a request with its key, and it happens once',
    schema: jsonSchemaOf(IdempotencyKey),
  })
  @ApiResponse({
    status: 201,
    standardSchema: OrderAnswer,
    headers: LOCATION,
    description: 'The order is confirmed',
  })
  @ApiResponse({
    status: 202,
    standardSchema: OrderAnswer,
    headers: LOCATION,
    description: 'Not decided yet; look at Location',
  })
  @ApiProblems(
    'insufficient-funds',
    'unknown-customer',
    'out-of-stock',
    'no-answer',
    ['unknown-product', 422],
    'idempotency-key-reused',
  )
  async place(
    @CurrentAccount() { id: customerId }: Account,
    @Body(fitting(PlaceOrderBody)) { lines }: PlaceOrderBody,
    @Headers('idempotency-key') key: string | undefined,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Order> {
    const placed = await this.orders.place({ customerId, lines, idempotencyKey: keyFrom(key) });
    if (!placed.ok) throw problemOf(placed, { status: 422 });
    const order = placed.value;
    if (order.status === 'rejected') throw rejection(order);
    response.status(order.status === 'pending' ? 202 : 201).location(`/orders/${order.id}`);
    return order;
  }

  @Get()
  @ApiOperation({ summary: 'My orders, newest first' })
  @ApiResponse({ status: 200, standardSchema: OrderPageAnswer, description: 'A page of orders' })
  async list(@CurrentAccount() { id: customerId }: Account, @Query(fitting(OrdersQuery)) query: OrdersQuery) {
    return ORDER_CURSORS.pageOf(await this.orders.list({ customerId, ...query }));
  }

  @Get(':id')
  @ApiOperation({ summary: 'One of my orders' })
  @ApiResponse({ status: 200, standardSchema: OrderAnswer, description: 'The order' })
  @ApiOrderId()
  @ApiProblems('unknown-order')
  async get(@CurrentAccount() { id: customerId }: Account, @PathOrderId() orderId: string): Promise<Order> {
    const order = await this.orders.get({ orderId, customerId });
    if (!order.ok) throw problemOf(order);
    return order.value;
  }

  @Post(':id/cancel')
  @HttpCode(200)
  @ApiOperation({ summary: 'Cancel a confirmed order' })
  @ApiResponse({ status: 200, standardSchema: OrderAnswer, description: 'The order, cancelled' })
  @ApiOrderId()
  @ApiProblems('unknown-order', 'order-not-cancellable')
  async cancel(
    @CurrentAccount() { id: customerId }: Account,
    @PathOrderId() orderId: string,
  ): Promise<Order> {
    const order = await this.orders.cancel({ orderId, customerId });
    if (!order.ok) throw problemOf(order);
    return order.value;
  }
}
