import { join } from "node:path";
import { type Row, sharedInverters } from "@envoy/fleet-engine";
import { counted } from "../counted.js";
import type { CheckedFleet } from "./checked-fleet.js";
import { type Detail, type Finding, findingOf } from "./finding.js";
import { numberOf } from "./read-parts.js";

/** Whether an inverter is of two gateways: wrong at the same time, and a note one after the other, as when a gateway is replaced. */
export async function checkInverters(fleet: CheckedFleet): Promise<Finding> {
  const byInverter = new Map<string, Row[]>();
  for (const row of await sharedRows(fleet)) {
    const serial = String(row["serial_number"]);
    byInverter.set(serial, [...(byInverter.get(serial) ?? []), row]);
  }
  const shared = [...byInverter].map(([serial, spans]) => sharedInverter(serial, spans));
  const status = shared.some(({ isAtOnce }) => isAtOnce) ? "wrong" : "note";
  const details = shared.map(({ detail }) => detail);
  return findingOf("inverters", status, details, {
    ok: "Each inverter is of one gateway",
    found: `${counted(details.length, "inverter")} of several gateways`,
  });
}

async function sharedRows({
  generation: { folder, manifest },
  engine,
  signal,
}: CheckedFleet): Promise<readonly Row[]> {
  if (manifest.files.length === 0) return [];
  const select = sharedInverters(manifest.files.map(({ path }) => join(folder, path)));
  const [rows = []] = await engine.read([select], { signal });
  return rows;
}

function sharedInverter(
  serial: string,
  spans: readonly Row[],
): { readonly isAtOnce: boolean; readonly detail: Detail } {
  const inOrder = [...spans].sort((a, b) => numberOf(a, "first_us") - numberOf(b, "first_us"));
  const isAtOnce = inOrder.some((span, i) => {
    const before = inOrder[i - 1];
    return before !== undefined && numberOf(span, "first_us") <= numberOf(before, "last_us");
  });
  const gateways = inOrder.map((span) => String(span["gateway"])).join(", ");
  const when = isAtOnce ? "at the same time" : "one after the other";
  const message = `is of ${gateways}, ${when}`;
  return { isAtOnce, detail: { where: serial, count: spans.length, message } };
}
