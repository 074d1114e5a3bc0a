import { fleetColumns } from "@envoy/fleet-engine";
import { decodeFile, encodeFile } from "@envoy/parquet-archive";
import {
  type Data,
  Int64,
  makeData,
  RecordBatch,
  Struct,
  Table,
  Utf8,
  vectorFromArray,
} from "apache-arrow";
import { landingTable, portableTable } from "./household-table.js";

const householdNames = portableTable.schema.fields.map(({ name }) => name);

/** What every file of a landing says of itself in its footer. */
const metadata = {
  program: "envoy-fleet",
  units: JSON.stringify(
    Object.fromEntries(
      fleetColumns.filter(({ unit }) => unit !== "").map(({ name, unit }) => [name, unit]),
    ),
  ),
};

/** A household's rows as a file of the landing. */
export async function encodeLandingFile(
  rows: Table,
  gateway: string,
  sequence: number,
): Promise<Uint8Array> {
  const { schema } = landingTable;
  const length = rows.numRows;
  const children = schema.fields.map(({ name, type }): Data => {
    if (name === "gateway") {
      const dictionary = vectorFromArray([gateway], new Utf8());
      return makeData({ type, length, nullCount: 0, data: new Uint32Array(length), dictionary });
    }
    if (name === "sequence") {
      const data = new BigInt64Array(length).fill(BigInt(sequence));
      return makeData({ type: new Int64(), length, nullCount: 0, data });
    }
    const [chunk] = rows.getChild(name)?.data ?? [];
    if (chunk === undefined) throw new TypeError(`The rows have no column "${name}".`);
    return chunk;
  });
  const struct = makeData({ type: new Struct(schema.fields), length, nullCount: 0, children });
  return encodeFile(new Table([new RecordBatch(schema, struct)]), metadata);
}

/** The household's rows in a file of the landing. Throws `ArchiveError`. */
export function decodeLandingFile(bytes: Uint8Array, path: string): Table {
  return decodeFile(bytes, landingTable, path).table.select(householdNames);
}
