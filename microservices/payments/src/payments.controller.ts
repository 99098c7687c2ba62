import { SERVED } from '@lab/chassis/tokens';
import type { Payments } from '@lab/shared-domain/payments/payments';
import { Controller, Inject } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';

/** The context's operations as messages. */
@Controller()
export class PaymentsController {
  constructor(@Inject(SERVED) private readonly payments: Payments) {}

  @MessagePattern('payments.wallet')
  wallet(@Payload() message: Parameters<Payments['wallet']>[0]) {
    return this.payments.wallet(message);
  }

  @MessagePattern('payments.charge')
  charge(@Payload() message: Parameters<Payments['charge']>[0]) {
    return this.payments.charge(message);
  }

  @MessagePattern('payments.refund')
  refund(@Payload() message: Parameters<Payments['refund']>[0]) {
    return this.payments.refund(message);
  }

  @MessagePattern('payments.ledger')
  ledger(@Payload() message: Parameters<Payments['ledger']>[0]) {
    return this.payments.ledger(message);
  }
}
