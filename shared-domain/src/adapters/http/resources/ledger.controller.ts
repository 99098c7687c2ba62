import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Payments } from '../../../payments/payments.ts';
import { Authenticated } from '../auth/authenticated.ts';
import { ApiProblems, SHOP_WIDE } from '../problems/api-problems.ts';
import { PAYMENTS } from '../tokens.ts';
import { LedgerAnswer } from './answers.ts';

@ApiTags('ledger')
@Authenticated('staff')
@Controller('ledger')
export class LedgerController {
  constructor(@Inject(PAYMENTS) private readonly payments: Payments) {}

  @Get()
  @ApiOperation({ summary: 'Whether the ledger adds up: what wallets hold, and what its entries say' })
  @ApiResponse({ status: 200, standardSchema: LedgerAnswer, description: 'Sums of one moment' })
  @ApiProblems(...SHOP_WIDE)
  ledger() {
    return this.payments.ledger({});
  }
}
