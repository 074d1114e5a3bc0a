import type { Goal } from "@envoy/measure";

/** The goals of docs/performance.md. "x" is a ratio of CPU times within one run, "ms" is CPU. */
export const goals: Readonly<
  Record<
    | "poll"
    | "meteredPoll"
    | "flush"
    | "watch"
    | "watchMemory"
    | "backlog"
    | "backlogMemory"
    | "gzippedBacklog"
    | "meteredDay"
    | "dayWithReports"
    | "backlogWithReports"
    | "reportBytes",
    Goal
  >
> = {
  poll: { name: "a poll, over a bare script", unit: "x", limit: 1.7 },
  meteredPoll: {
    name: "a poll of a site with meters and batteries, over one without",
    unit: "x",
    limit: 1.5,
  },
  flush: {
    name: "a poll that also flushes 15 into a month, over the same script",
    unit: "x",
    limit: 3.5,
  },
  watch: { name: "a poll of a watch, CPU", unit: "ms", limit: 8 },
  watchMemory: { name: "a watch, peak memory", unit: "MB", limit: 90 },
  backlog: { name: "43,200 polls, over reading and parsing them", unit: "x", limit: 3 },
  backlogMemory: { name: "43,200 polls, peak memory", unit: "MB", limit: 200 },
  gzippedBacklog: {
    name: "43,200 gzipped polls, over reading, unzipping and parsing them",
    unit: "x",
    limit: 3,
  },
  meteredDay: { name: "a day of such a site, written in all", unit: "MB", limit: 40 },
  dayWithReports: {
    name: "a day of polls with device reports, over without",
    unit: "x",
    limit: 1.2,
  },
  backlogWithReports: {
    name: "43,200 polls with device reports, over without",
    unit: "x",
    limit: 1.2,
  },
  reportBytes: { name: "device reports of a month of 10 inverters", unit: "MB", limit: 3 },
};
