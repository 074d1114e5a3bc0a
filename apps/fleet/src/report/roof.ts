/** A gateway as the table's gateways.parquet has it. */
export interface Roof {
  readonly gateway: string;
  readonly shard: number;
  /** IANA name. */
  readonly timeZone: string | undefined;
  /** Rounded to about a kilometre, in degrees. */
  readonly latitude: number | undefined;
  readonly longitude: number | undefined;
  readonly inverters: number | undefined;
  /** In milliseconds since 1970. */
  readonly firstReading: number | undefined;
  readonly lastReading: number | undefined;
}
