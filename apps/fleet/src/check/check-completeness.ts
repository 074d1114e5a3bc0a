import { join } from "node:path";
import { type MonthFiles, missingDays, type Row } from "@envoy/fleet-engine";
import { counted } from "../counted.js";
import type { CheckedFleet } from "./checked-fleet.js";
import { type Detail, type Finding, findingOf } from "./finding.js";
import { numberOf } from "./read-parts.js";

const dayMs = 86_400_000;

/** Which gateways have no reading on whole days between their first and their last. */
export async function checkCompleteness(fleet: CheckedFleet): Promise<Finding> {
  const { engine, signal } = fleet;
  const months = monthsOf(fleet);
  const [rows = []] =
    months.length === 0 ? [] : await engine.read([missingDays(months)], { signal });
  const total = Math.max(0, ...rows.map((row) => numberOf(row, "total")));
  return findingOf("completeness", "note", rows.map(detailOf), {
    ok: "Each gateway has readings of each day from its first to its last",
    found: `${counted(total, "gateway")} without readings on some days`,
  });
}

function monthsOf({
  generation: { folder, manifest },
}: Pick<CheckedFleet, "generation">): readonly MonthFiles[] {
  const months = new Map<string, string[]>();
  for (const { month, path } of manifest.files) {
    months.set(month, [...(months.get(month) ?? []), join(folder, path)]);
  }
  return [...months].map(([month, paths]) => ({ month: numberOfMonth(month), paths }));
}

function numberOfMonth(month: string): number {
  return Number(month.slice(0, 4)) * 12 + Number(month.slice(5));
}

function detailOf(row: Row): Detail {
  const [first, last] = [numberOf(row, "first_day"), numberOf(row, "last_day")];
  const count = last - first + 1 - numberOf(row, "days");
  const silent = numberOf(row, "all_months") - numberOf(row, "months");
  const months = silent === 0 ? "" : `, ${counted(silent, "whole month")} among them`;
  return {
    where: String(row["gateway"]),
    count,
    message: `${counted(count, "day")} without readings between ${dateOf(first)} and ${dateOf(last)}${months}`,
  };
}

function dateOf(day: number): string {
  return new Date(day * dayMs).toISOString().slice(0, 10);
}
