import type { MigrationInterface, QueryRunner } from 'typeorm';

/** A migration that runs SQL statements in order. TypeORM orders migrations by the 13 digits at the end of the name. */
export function statements(
  subject: string,
  timestamp: number,
  up: readonly string[],
  down: readonly string[],
): new () => MigrationInterface {
  return class implements MigrationInterface {
    readonly name = `${subject}${timestamp}`;

    async up(runner: QueryRunner): Promise<void> {
      for (const statement of up) await runner.query(statement);
    }

    async down(runner: QueryRunner): Promise<void> {
      for (const statement of down) await runner.query(statement);
    }
  };
}
