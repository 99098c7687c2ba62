import { SERVED } from '@lab/chassis/tokens';
import type { Orders } from '@lab/shared-domain/orders/orders';
import { Controller, Inject } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';

/** The context's operations as messages. */
@Controller()
export class OrdersController {
  constructor(@Inject(SERVED) private readonly orders: Orders) {}

  @MessagePattern('orders.place')
  place(@Payload() message: Parameters<Orders['place']>[0]) {
    return this.orders.place(message);
  }

  @MessagePattern('orders.get')
  get(@Payload() message: Parameters<Orders['get']>[0]) {
    return this.orders.get(message);
  }

  @MessagePattern('orders.list')
  list(@Payload() message: Parameters<Orders['list']>[0]) {
    return this.orders.list(message);
  }

  @MessagePattern('orders.cancel')
  cancel(@Payload() message: Parameters<Orders['cancel']>[0]) {
    return this.orders.cancel(message);
  }
}
