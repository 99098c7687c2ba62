import { Body, Controller, Get, Inject, Put, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { Catalog } from '../../../catalog/catalog.ts';
import type { Inventory } from '../../../inventory/inventory.ts';
import type { Recommendations } from '../../../recommendations/recommendations.ts';
import { Authenticated } from '../auth/authenticated.ts';
import { ApiProblems, SHOP_WIDE } from '../problems/api-problems.ts';
import { problemOf } from '../problems/problem.ts';
import { INVENTORY, SHOWN_CATALOG, SHOWN_RECOMMENDATIONS } from '../tokens.ts';
import {
  ProductAnswer,
  ProductDetailAnswer,
  ProductPageAnswer,
  RecommendationsAnswer,
  StockAnswer,
} from './answers.ts';
import { PRODUCT_CURSORS } from './cursors.ts';
import { namedPage } from './named-products.ts';
import { ApiSku, PathSku, unknownProduct } from './path-ids.ts';
import { withProducts } from './recommended-products.ts';
import { fitting, PriceBody, ProductsQuery, RecommendationsQuery } from './schemas.ts';

@ApiTags('products')
@ApiProblems(...SHOP_WIDE)
@Controller('products')
export class ProductsController {
  constructor(
    @Inject(SHOWN_CATALOG) private readonly catalog: Catalog,
    @Inject(INVENTORY) private readonly inventory: Inventory,
    @Inject(SHOWN_RECOMMENDATIONS) private readonly recommendations: Recommendations,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Browse products: all, those of a category, or those that are named' })
  @ApiResponse({ status: 200, standardSchema: ProductPageAnswer, description: 'A page of products' })
  async list(@Query(fitting(ProductsQuery)) { skus, ...query }: ProductsQuery) {
    const page = skus
      ? namedPage(await this.catalog.find({ skus: [...new Set(skus)] }), query)
      : await this.catalog.list(query);
    return PRODUCT_CURSORS.pageOf(page);
  }

  @Get(':sku')
  @ApiOperation({ summary: 'One product and how many of it can be ordered' })
  @ApiResponse({ status: 200, standardSchema: ProductDetailAnswer, description: 'The product' })
  @ApiSku()
  @ApiProblems('unknown-product')
  async get(@PathSku() sku: string) {
    const [[product], [level]] = await Promise.all([
      this.catalog.find({ skus: [sku] }),
      this.inventory.levels({ skus: [sku] }),
    ]);
    if (!product) throw unknownProduct(sku);
    return { ...product, available: level ? level.onHand - level.reserved : 0 };
  }

  @Get(':sku/recommendations')
  @ApiOperation({ summary: 'Products that are bought together with this one' })
  @ApiResponse({ status: 200, standardSchema: RecommendationsAnswer, description: 'The best first' })
  @ApiSku()
  @ApiProblems('unknown-product')
  async recommend(
    @PathSku() sku: string,
    @Query(fitting(RecommendationsQuery)) { limit }: RecommendationsQuery,
  ) {
    const recommendations = await this.recommendations.forProduct({ sku, limit });
    // One question for all of them: whether there is the product, and what a page shows of the others.
    const products = await this.catalog.find({ skus: [sku, ...recommendations.map((each) => each.sku)] });
    if (!products.some((product) => product.sku === sku)) throw unknownProduct(sku);
    return { items: withProducts(products, recommendations) };
  }

  @Get(':sku/stock')
  @Authenticated('staff')
  @ApiOperation({ summary: 'How many of a product there are, and how many of them are reserved' })
  @ApiResponse({ status: 200, standardSchema: StockAnswer, description: 'The stock' })
  @ApiSku()
  @ApiProblems('unknown-product')
  async stock(@PathSku() sku: string) {
    const [level] = await this.inventory.levels({ skus: [sku] });
    if (!level) throw unknownProduct(sku);
    return { sku, onHand: level.onHand, reserved: level.reserved };
  }

  @Put(':sku/price')
  @Authenticated('staff')
  @ApiOperation({ summary: 'Change the price of a product' })
  @ApiResponse({ status: 200, standardSchema: ProductAnswer, description: 'The product with its new price' })
  @ApiSku()
  @ApiProblems('unknown-product')
  async changePrice(@PathSku() sku: string, @Body(fitting(PriceBody)) price: PriceBody) {
    const product = await this.catalog.changePrice({ sku, price });
    if (!product.ok) throw problemOf(product);
    return product.value;
  }
}
