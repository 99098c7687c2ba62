import type { MigrationInterface, QueryRunner } from 'typeorm';

/**
 * Whether a migration only adds, by its name: its subject ends with `-expands`. Programs of an older release do not know it, and may all the same begin
 * with the database, e.g. beside new ones in a rolling update, or when that is taken back. What they write must still be good for the new ones.
 */
export const onlyExpands = (name: string): boolean => /-expands\d{13}$/.test(name);

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
