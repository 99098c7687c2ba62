import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { openDatabase } from '@lab/shared-domain/adapters/persistence/database';
import type { DomainEvent } from '@lab/shared-domain/kernel/events';
import { connect } from 'amqplib';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { waiting } from '../../lab/bin/doctor/shops.mjs';
import type { Customer } from '../behaviour/customer.ts';
import { Shop } from '../behaviour/shop.ts';
import { type DeployedShop, deployShop } from '../deployed-shop.ts';

/** Longer than an outbox lies unlooked at. */
const TIMEOUT = { timeout: 30_000 };

/** Leaves an event in an outbox, put aside. */
async function park({ dataDir }: DeployedShop, process: string, event: DomainEvent): Promise<void> {
  const database = await openDatabase({ file: join(dataDir, `${process}.sqlite`), contexts: [] });
  await database.outbox.add(event);
  await database.outbox.park(event.id, 'the printer is on fire');
  await database.close();
}

/** How each deployment keeps an event that the notices could not apply, and a service one that it could not publish. */
const DEPLOYMENTS = [
  {
    arm: 'monolith',
    process: 'monolith',
    said: 'monolith: a dead letter tried again; 0 left',
    commands: 'seed, redrive, rebuild, invent-past',
    putAside: (shop: DeployedShop, event: DomainEvent) => park(shop, 'monolith', event),
  },
  {
    arm: 'microservices',
    process: 'notifications',
    said: 'notifications: a dead letter on the way again',
    commands: 'seed, redrive',
    async putAside({ env }: DeployedShop, event: DomainEvent) {
      const connection = await connect(env.AMQP_URL ?? '');
      const channel = await connection.createConfirmChannel();
      const queue = `${env.AMQP_PREFIX}notifications.events.dead`;
      const content = Buffer.from(JSON.stringify(event));
      channel.sendToQueue(queue, content, {
        type: event.type,
        messageId: event.id,
        headers: { 'x-attempt': 4 },
      });
      await channel.waitForConfirms();
      await connection.close();
    },
  },
  {
    arm: 'microservices',
    process: 'orders',
    said: 'orders: a dead letter on the way again',
    commands: 'seed, redrive',
    putAside: (shop: DeployedShop, event: DomainEvent) => park(shop, 'orders', event),
  },
];

describe.each(DEPLOYMENTS)(
  'dead letters of $arm, in $process',
  ({ arm, process, said, commands, putAside }) => {
    let deployed: DeployedShop;
    let shop: Shop;
    let customer: Customer;

    beforeAll(async () => {
      deployed = await deployShop(arm);
      shop = new Shop(deployed, []);
      customer = await shop.customer();
    });
    afterAll(() => shop?.close());

    async function deadLetters(): Promise<number | null> {
      const url = deployed.system.processes.find(({ name }) => name === process)?.url;
      return waiting(await (await fetch(`${url}/metrics`)).text(), 'shop_dead_letters');
    }

    const noticesOf = async (orderId: string) =>
      ((await customer.overview()).notices ?? []).filter((notice) => notice.orderId === orderId);

    it('show in the metrics, and take effect once when an operator has them tried again', async () => {
      const { sub } = JSON.parse(Buffer.from(customer.token.split('.')[1] ?? '', 'base64url').toString());
      const orderId = randomUUID();
      const event: DomainEvent = {
        id: `order.rejected:${orderId}`,
        type: 'order.rejected',
        occurredAt: new Date().toISOString(),
        data: {
          orderId,
          customerId: sub,
          lines: [],
          total: { amount: 1, currency: 'EUR' },
          reason: 'x',
        },
      };
      expect(await deadLetters()).toBe(0);
      await putAside(deployed, event);
      // Counted when it is asked: an operator who has just mended something believes the number.
      expect(await deadLetters()).toBe(1);
      expect(await noticesOf(orderId)).toEqual([]);
      expect(await deployed.operate(process, 'redrive')).toBe(said);
      await vi.waitFor(async () => expect(await noticesOf(orderId)).toHaveLength(1), TIMEOUT);
      expect(await deadLetters()).toBe(0);
      expect(await deployed.operate(process, 'redrive')).toBe(`${process}: there are no dead letters`);
    });

    it('are the business of the program that has some: it refuses a command that it does not know', async () => {
      await expect(deployed.operate(process, 'revive')).rejects.toThrow(
        `${process} has no command "revive". Valid: ${commands}, or none to serve.`,
      );
    });
  },
);
