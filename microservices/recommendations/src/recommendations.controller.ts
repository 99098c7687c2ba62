import { SERVED } from '@lab/chassis/tokens';
import type { OrderConfirmed, Subscription } from '@lab/shared-domain/kernel/events';
import type { Recommendations } from '@lab/shared-domain/recommendations/recommendations';
import { Controller, Inject } from '@nestjs/common';
import { EventPattern, MessagePattern, Payload } from '@nestjs/microservices';

export const SUBSCRIPTION = Symbol('Recommendations subscription');

/** The context's operations and the events it learns from, as messages. */
@Controller()
export class RecommendationsController {
  constructor(
    @Inject(SERVED) private readonly recommendations: Recommendations,
    @Inject(SUBSCRIPTION) private readonly subscription: Subscription,
  ) {}

  @MessagePattern('recommendations.forProduct')
  forProduct(@Payload() message: Parameters<Recommendations['forProduct']>[0]) {
    return this.recommendations.forProduct(message);
  }

  @MessagePattern('recommendations.forCustomer')
  forCustomer(@Payload() message: Parameters<Recommendations['forCustomer']>[0]) {
    return this.recommendations.forCustomer(message);
  }

  @MessagePattern('recommendations.baskets')
  baskets(@Payload() message: Parameters<Recommendations['baskets']>[0]) {
    return this.recommendations.baskets(message);
  }

  @EventPattern<string>('order.confirmed')
  confirmed(@Payload() event: OrderConfirmed) {
    return this.subscription.apply(event);
  }
}
