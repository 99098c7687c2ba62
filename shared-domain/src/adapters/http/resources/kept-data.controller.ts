import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Account } from '../../../identity/identity.ts';
import type { Notifications } from '../../../notifications/notifications.ts';
import type { Recommendations } from '../../../recommendations/recommendations.ts';
import { Authenticated, CurrentAccount } from '../auth/authenticated.ts';
import { ApiProblems, SHOP_WIDE } from '../problems/api-problems.ts';
import { NOTIFICATIONS, RECOMMENDATIONS } from '../tokens.ts';
import { KeptDataAnswer } from './answers.ts';

@ApiTags('me')
@Authenticated('customer')
@Controller('me')
export class KeptDataController {
  constructor(
    @Inject(NOTIFICATIONS) private readonly notifications: Notifications,
    @Inject(RECOMMENDATIONS) private readonly recommendations: Recommendations,
  ) {}

  /** Both are made of events: whoever knows the orders can tell from these ids whether each event took effect once. */
  @Get('data')
  @ApiOperation({
    summary: 'What the shop keeps about me, besides my orders: the ids of all records, sorted',
  })
  @ApiResponse({ status: 200, standardSchema: KeptDataAnswer, description: 'The ids' })
  @ApiProblems(...SHOP_WIDE)
  async keptData(@CurrentAccount() { id: customerId }: Account) {
    const [notices, baskets] = await Promise.all([
      this.notifications.ids({ customerId }),
      this.recommendations.baskets({ customerId }),
    ]);
    // Stores have them in orders of their own.
    return { notices: notices.sort(), baskets: baskets.sort() };
  }
}
