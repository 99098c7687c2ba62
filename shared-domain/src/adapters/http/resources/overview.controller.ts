import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Catalog } from '../../../catalog/catalog.ts';
import type { Account } from '../../../identity/identity.ts';
import { withBudget } from '../../../kernel/call-context.ts';
import { DependencyFailure } from '../../../kernel/dependency-failure.ts';
import type { Notice, Notifications } from '../../../notifications/notifications.ts';
import type { Orders } from '../../../orders/orders.ts';
import type { Payments } from '../../../payments/payments.ts';
import type { Recommendations } from '../../../recommendations/recommendations.ts';
import { Authenticated, CurrentAccount } from '../auth/authenticated.ts';
import { ApiProblems, SHOP_WIDE } from '../problems/api-problems.ts';
import { problemOf } from '../problems/problem.ts';
import {
  NOTIFICATIONS,
  OPTIONAL_PART_MS,
  ORDERS,
  PAYMENTS,
  SHOWN_CATALOG,
  SHOWN_RECOMMENDATIONS,
} from '../tokens.ts';
import { OverviewAnswer } from './answers.ts';
import { withProducts } from './recommended-products.ts';

/** How many of each list the page shows. */
export const SHOWN = 5;

/** A notice as its customer sees it. */
export const shownNotice = ({ customerId: _, ...notice }: Notice) => notice;

@ApiTags('me')
@Authenticated('customer')
@Controller('me')
export class OverviewController {
  constructor(
    @Inject(SHOWN_CATALOG) private readonly catalog: Catalog,
    @Inject(ORDERS) private readonly orders: Orders,
    @Inject(PAYMENTS) private readonly payments: Payments,
    @Inject(NOTIFICATIONS) private readonly notifications: Notifications,
    @Inject(SHOWN_RECOMMENDATIONS) private readonly recommendations: Recommendations,
    @Inject(OPTIONAL_PART_MS) private readonly optionalPartMs: number,
  ) {}

  /** Orders and wallet are the page; notices and recommendations are left out when their context is down or slow. */
  @Get('overview')
  @ApiOperation({ summary: 'My overview: one page out of five contexts' })
  @ApiResponse({ status: 200, standardSchema: OverviewAnswer, description: 'The page' })
  @ApiProblems('unknown-customer', ...SHOP_WIDE)
  async overview(@CurrentAccount() account: Account) {
    const customerId = account.id;
    const degraded: string[] = [];
    const optional = <T>(part: string, load: () => Promise<T>): Promise<T | null> =>
      withBudget(this.optionalPartMs, load).catch((error) => {
        if (!(error instanceof DependencyFailure)) throw error;
        degraded.push(part);
        return null;
      });
    const [wallet, orders, notices, recommendations] = await Promise.all([
      this.payments.wallet({ customerId }),
      this.orders.list({ customerId, limit: SHOWN }),
      optional('notices', () => this.notifications.list({ customerId, limit: SHOWN })),
      optional('recommendations', () => this.recommend(customerId)),
    ]);
    if (!wallet.ok) throw problemOf(wallet);
    return {
      account,
      wallet: { balance: wallet.value.balance },
      orders: orders.items,
      notices: notices?.items.map(shownNotice) ?? null,
      recommendations,
      degraded: degraded.sort(),
    };
  }

  private async recommend(customerId: string) {
    const recommendations = await this.recommendations.forCustomer({ customerId, limit: SHOWN });
    if (recommendations.length === 0) return [];
    const products = await this.catalog.find({ skus: recommendations.map(({ sku }) => sku) });
    return withProducts(products, recommendations);
  }
}
