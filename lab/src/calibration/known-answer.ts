import type { DriverId } from '../drivers/driver.ts';
import type { Instrument } from './instrument.ts';

/** What a correct instrument reads, and the tolerance. */
export interface Expectation {
  /** For the table, e.g. `5 ms delay, p50`. */
  readonly what: string;
  readonly unit: 'ratio' | 'ms' | '%' | '1/s';
  readonly expected: number;
  /** In the figure's unit, or as a share of what is expected. */
  readonly tolerance: { readonly absolute: number } | { readonly relative: number };
  /** `nearer`: to what is expected, from either side. */
  readonly better: 'nearer' | 'lower';
  /** Drivers that must pass it; all by default. */
  readonly drivers?: readonly DriverId[];
}

/** What was read. */
export interface Reading {
  /** Null when it could not be read. */
  readonly value: number | null;
  /** Replaces the expectation's value when only the measurement determines it. */
  readonly expected?: number;
  /** A short explanation of the value. */
  readonly note?: string;
}

/** A behaviour of the known server, with the figures in which it must show. */
export interface KnownAnswer<Id extends string = string> {
  /** For the progress, e.g. `injected delays`. */
  readonly title: string;
  readonly figures: Readonly<Record<Id, Expectation>>;
  /** @throws {Disturbed} when the machine was too busy for any reading */
  read(instrument: Instrument): Promise<Readonly<Record<Id, Reading>>>;
}
