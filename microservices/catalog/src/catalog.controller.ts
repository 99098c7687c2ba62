import { SERVED } from '@lab/chassis/tokens';
import type { Catalog } from '@lab/shared-domain/catalog/catalog';
import { Controller, Inject } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';

/** The context's operations as messages. */
@Controller()
export class CatalogController {
  constructor(@Inject(SERVED) private readonly catalog: Catalog) {}

  @MessagePattern('catalog.list')
  list(@Payload() message: Parameters<Catalog['list']>[0]) {
    return this.catalog.list(message);
  }

  @MessagePattern('catalog.find')
  find(@Payload() message: Parameters<Catalog['find']>[0]) {
    return this.catalog.find(message);
  }

  @MessagePattern('catalog.changePrice')
  changePrice(@Payload() message: Parameters<Catalog['changePrice']>[0]) {
    return this.catalog.changePrice(message);
  }
}
