import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { fleetColumns } from "@envoy/fleet-engine";
import { type PortableRow, portableRow, type Reading } from "@envoy/fleet-generator";

const names = fleetColumns.map(({ name }) => name).filter((name) => name !== "gateway");

/** The rows of a landing, or of a gateway of it, by serial number and time: of each key the one that was captured first. A row is its values as text. */
export async function landedRows(landing: string, gateway = "*"): Promise<readonly string[]> {
  return query(
    `SELECT ${names.map((name) => (name === "period_end_time" ? `epoch_us(${name})` : name)).join(", ")}
     FROM ${filesOf(landing, gateway)}
     QUALIFY row_number() OVER (PARTITION BY gateway, serial_number, period_end_time ORDER BY sequence) = 1
     ORDER BY serial_number, period_end_time`,
  );
}

/** How many rows there are, those that were captured again included. */
export async function countLanded(landing: string): Promise<number> {
  return Number((await query(`SELECT count(*) FROM ${filesOf(landing, "*")}`))[0]);
}

function filesOf(landing: string, gateway: string): string {
  const glob = join(landing, `year=*/month=*/shard=*/gateway=${gateway}/*.parquet`);
  return `read_parquet('${glob}', hive_partitioning = false)`;
}

/** The rows that a landing has to have for readings, whose serial numbers become pseudonyms. */
export function expectedRows(
  readings: readonly Reading[],
  pseudonymOf: (serialNumber: string) => string,
): readonly string[] {
  return readings
    .map(portableRow)
    .map((row) => ({ ...row, serial_number: pseudonymOf(row.serial_number) }))
    .sort(
      (a, b) =>
        (a.serial_number < b.serial_number ? -1 : a.serial_number > b.serial_number ? 1 : 0) ||
        a.period_end_time.getTime() - b.period_end_time.getTime(),
    )
    .map(asText);
}

function asText(row: PortableRow): string {
  const values: Readonly<Record<string, unknown>> = {
    ...row,
    period_end_time: BigInt(row.period_end_time.getTime()) * 1000n,
  };
  return names.map((name) => String(values[name])).join(" ");
}

async function query(sql: string): Promise<readonly string[]> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  try {
    const result = await connection.runAndReadAll(sql);
    return result.getRows().map((row) => row.map(String).join(" "));
  } finally {
    connection.closeSync();
    instance.closeSync();
  }
}
