// A process that sells from an inventory of events until it is killed. Started by `event-store.test.ts`, with the file and a name.
import { chosenStores } from '../dist/adapters/persistence/chosen-stores.js';
import { openDatabase } from '../dist/adapters/persistence/database.js';
import { createInventory } from '../dist/inventory/inventory-service.js';

const [file, name] = process.argv.slice(2);
const { unitOfWork, stores } = await openDatabase({
  file,
  contexts: ['inventory'],
  stores: chosenStores({ INVENTORY_STORE: 'events' }),
});
const inventory = createInventory({ store: stores.inventory, unitOfWork });
const SKUS = ['cup', 'pot', 'tea'];

// The parent has gone: nobody would end this process.
process.once('disconnect', () => process.exit());

for (let number = 0; ; number += 1) {
  const orderId = `${name}-${number}`;
  const lines = SKUS.slice(0, 1 + (number % SKUS.length)).map((sku) => ({ sku, quantity: 1 }));
  await inventory.reserve({ orderId, lines });
  process.send({ orderId, status: 'held' });
  await inventory.commit({ orderId });
  process.send({ orderId, status: 'sold' });
  if (number % 2 === 0) continue;
  await inventory.release({ orderId });
  process.send({ orderId, status: 'returned' });
}
