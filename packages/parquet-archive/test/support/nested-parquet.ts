/** A Parquet file of no rows whose only column is nested this deep: 1,000 groups exhaust the library's stack. */
export function nestedParquet(depth: number): Uint8Array {
  const group = [0x35, 0, 0x18, 1, 97, 0x15, 2, 0]; // required "a" with one child
  const leaf = [0x15, 2, 0x25, 0, 0x18, 1, 98, 0]; // required INT32 "b"
  const footer = Buffer.from([
    ...[0x15, 4], // version 2
    ...[0x19, 0xfc, ((depth + 1) & 127) | 128, (depth + 1) >> 7], // the schema, a list
    ...Array.from({ length: depth }, () => group).flat(),
    ...leaf,
    ...[0x16, 0, 0x19, 0x0c, 0], // no rows in no row groups
  ]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(footer.byteLength);
  const magic = Buffer.from("PAR1");
  return Buffer.concat([magic, footer, length, magic]);
}
