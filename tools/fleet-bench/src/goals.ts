import type { Goal } from "@envoy/measure";

/** The goals of docs/fleet.md: ratios of CPU times of whole processes within one run, and of memory. */
export const goals: Readonly<Record<"compaction" | "memory" | "growth" | "newDay", Goal>> = {
  compaction: { name: "compaction, over the same COPY ... ORDER BY alone", unit: "x", limit: 1.25 },
  memory: { name: "its peak memory, over the memory limit", unit: "x", limit: 1.25 },
  growth: { name: "CPU a row with all gateways, over a tenth of them", unit: "x", limit: 1.2 },
  newDay: { name: "a new day of 1 % of the gateways, of a full run", unit: "%", limit: 3 },
};
