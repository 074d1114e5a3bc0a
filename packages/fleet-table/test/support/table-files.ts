import { createHash } from "node:crypto";
import { type LandingFile, landingPath, type TableFile } from "@envoy/fleet-table";

export const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

/** The id of a gateway that is told apart by its number. */
export const gatewayId = (number: number): string => `g${String(number).padStart(16, "0")}`;

export function landingFile(
  fields: Partial<Omit<LandingFile, "path" | "gateway">> & { readonly gateway?: number } = {},
): LandingFile {
  const { month = "2026-11", shard = 0, gateway = 1, sequence = 1 } = fields;
  const sha12 = fields.sha12 ?? sha256(`${gateway} ${sequence}`).slice(0, 12);
  const file = { month, shard, gateway: gatewayId(gateway), sequence, sha12 };
  return { path: landingPath(file), ...file };
}

/** A file of a table, of which only the place matters. */
export function tableFile(
  place: Pick<TableFile, "path" | "month" | "shard" | "day"> & Partial<TableFile>,
): TableFile {
  const start = `${place.day ?? `${place.month}-01`}T`;
  return {
    bytes: 1000,
    rows: 10,
    first: `${start}08:00:00.000Z`,
    last: `${start}16:00:00.000Z`,
    sha256: sha256(place.path),
    digest: sha256(`job of ${place.path}`),
    ...place,
  };
}
