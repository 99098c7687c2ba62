import { SERVED } from '@lab/chassis/tokens';
import type { Inventory } from '@lab/shared-domain/inventory/inventory';
import { Controller, Inject } from '@nestjs/common';
import { MessagePattern, Payload } from '@nestjs/microservices';

/** The context's operations as messages. */
@Controller()
export class InventoryController {
  constructor(@Inject(SERVED) private readonly inventory: Inventory) {}

  @MessagePattern('inventory.levels')
  levels(@Payload() message: Parameters<Inventory['levels']>[0]) {
    return this.inventory.levels(message);
  }

  @MessagePattern('inventory.reserve')
  reserve(@Payload() message: Parameters<Inventory['reserve']>[0]) {
    return this.inventory.reserve(message);
  }

  @MessagePattern('inventory.commit')
  commit(@Payload() message: Parameters<Inventory['commit']>[0]) {
    return this.inventory.commit(message);
  }

  @MessagePattern('inventory.release')
  release(@Payload() message: Parameters<Inventory['release']>[0]) {
    return this.inventory.release(message);
  }
}
