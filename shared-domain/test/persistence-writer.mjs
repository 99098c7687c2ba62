// One of several processes that write to one file. Started by `persistence.test.ts`, with the file, a name and a task.
import { openDatabase } from '../dist/adapters/persistence/database.js';

const [file, name, task, count] = process.argv.slice(2);
const { unitOfWork, stores, outbox, close } = await openDatabase({ file, contexts: ['catalog'] });
const EVENT = { type: 'product.price-changed', occurredAt: '2026-01-01T00:00:00.000Z', data: {} };

/** Reads, then writes what it has read plus one: without the lock among processes, increments would be lost. */
const increment = async () => {
  const [counter] = await stores.catalog.find(['counter']);
  await stores.catalog.setPrice('counter', { ...counter.price, amount: counter.price.amount + 1 });
};

switch (task) {
  case 'open':
    break;
  case 'increment':
    await Promise.all(
      Array.from({ length: Number(count) }, (_, index) =>
        unitOfWork.write(async () => {
          await increment();
          await outbox.add({ ...EVENT, id: `${name}-${index}` });
        }),
      ),
    );
    break;
  case 'hang':
    await unitOfWork.write(async () => {
      await increment();
      process.send('in the transaction');
      await new Promise((resolve) => process.once('disconnect', resolve));
    });
    break;
}
await close();
if (process.connected) process.disconnect();
