import { encodeFile, tableFromColumns } from "@envoy/parquet-archive";
import { Field, Float64, Int32, Schema, TimestampMicrosecond, Utf8 } from "apache-arrow";

/** What is published of one household besides its readings. */
export interface GatewayFacts {
  readonly gateway: string;
  readonly shard: number;
  /** IANA name. */
  readonly timeZone: string | undefined;
  /** In degrees, as exact as its owner gave it; only a rounded form is written. */
  readonly location: { readonly latitude: number; readonly longitude: number } | undefined;
  /** How many there were in all of its readings. */
  readonly inverters: number;
  /** The first and the last end of a period, in milliseconds. */
  readonly first: number | undefined;
  readonly last: number | undefined;
}

/** The name of the file in a generation. */
export const gatewaysName = "gateways.parquet";

const time = (): TimestampMicrosecond => new TimestampMicrosecond("UTC");
const schema = new Schema([
  new Field("gateway", new Utf8(), false),
  new Field("shard", new Int32(), false),
  new Field("time_zone", new Utf8(), true),
  new Field("latitude", new Float64(), true),
  new Field("longitude", new Float64(), true),
  new Field("inverters", new Int32(), false),
  new Field("first_reading", time(), true),
  new Field("last_reading", time(), true),
]);

/** A table of gateways as Parquet, sorted by gateway. Equal facts give equal bytes. */
export async function encodeGateways(gateways: readonly GatewayFacts[]): Promise<Uint8Array> {
  const sorted = [...gateways].sort((a, b) => (a.gateway < b.gateway ? -1 : 1));
  const table = tableFromColumns(schema, {
    gateway: sorted.map(({ gateway }) => gateway),
    shard: sorted.map(({ shard }) => shard),
    time_zone: sorted.map(({ timeZone }) => timeZone ?? null),
    latitude: sorted.map(({ location }) => onGrid(location?.latitude)),
    longitude: sorted.map(({ location }) => onGrid(location?.longitude)),
    inverters: sorted.map(({ inverters }) => inverters),
    first_reading: sorted.map(({ first }) => microseconds(first)),
    last_reading: sorted.map(({ last }) => microseconds(last)),
  });
  return encodeFile(table);
}

/** A hundredth of a degree is 1.1 km from north to south, and less from west to east. */
function onGrid(degrees: number | undefined): number | null {
  return degrees === undefined ? null : Math.round(degrees * 100) / 100;
}

function microseconds(ms: number | undefined): bigint | null {
  return ms === undefined ? null : BigInt(ms) * 1000n;
}
