import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Account } from '../../../identity/identity.ts';
import type { Notifications } from '../../../notifications/notifications.ts';
import type { Payments } from '../../../payments/payments.ts';
import type { Recommendations } from '../../../recommendations/recommendations.ts';
import { Authenticated, CurrentAccount } from '../auth/authenticated.ts';
import { ApiProblems, SHOP_WIDE } from '../problems/api-problems.ts';
import { problemOf } from '../problems/problem.ts';
import { NOTIFICATIONS, PAYMENTS, SHOWN_RECOMMENDATIONS } from '../tokens.ts';
import { MyRecommendationsAnswer, NoticesAnswer, WalletAnswer } from './answers.ts';
import { SHOWN, shownNotice } from './overview.controller.ts';

/**
 * The parts of my overview, one context each: for clients that put the page together themselves. Names and prices of what is recommended are in
 * `/products?skus=`, my orders in `/orders`.
 */
@ApiTags('me')
@Authenticated('customer')
@ApiProblems(...SHOP_WIDE)
@Controller('me')
export class OverviewPartsController {
  constructor(
    @Inject(PAYMENTS) private readonly payments: Payments,
    @Inject(NOTIFICATIONS) private readonly notifications: Notifications,
    @Inject(SHOWN_RECOMMENDATIONS) private readonly recommendations: Recommendations,
  ) {}

  @Get('wallet')
  @ApiOperation({ summary: 'My wallet' })
  @ApiResponse({ status: 200, standardSchema: WalletAnswer, description: 'What is in it' })
  @ApiProblems('unknown-customer')
  async wallet(@CurrentAccount() { id: customerId }: Account) {
    const wallet = await this.payments.wallet({ customerId });
    if (!wallet.ok) throw problemOf(wallet);
    return { balance: wallet.value.balance };
  }

  @Get('notices')
  @ApiOperation({ summary: 'My newest notices' })
  @ApiResponse({ status: 200, standardSchema: NoticesAnswer, description: 'The newest first' })
  async notices(@CurrentAccount() { id: customerId }: Account) {
    const { items } = await this.notifications.list({ customerId, limit: SHOWN });
    return { items: items.map(shownNotice) };
  }

  @Get('recommendations')
  @ApiOperation({ summary: 'What goes with what I bought last' })
  @ApiResponse({ status: 200, standardSchema: MyRecommendationsAnswer, description: 'The best first' })
  async recommend(@CurrentAccount() { id: customerId }: Account) {
    return { items: await this.recommendations.forCustomer({ customerId, limit: SHOWN }) };
  }
}
