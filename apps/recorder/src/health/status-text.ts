import { TimeZone } from "@envoy/solar-insight";
import { gapTexts } from "./gap-facts.js";
import type { Status } from "./status.js";

/** The status as lines for a person, in the site's time zone. */
export function statusText(status: Status): string {
  const { archive, inverters, tables, today, upload } = status;
  const zone = new TimeZone(today.timeZone);
  const local = (time: string): string =>
    zone.format(Date.parse(time)).slice(0, 16).replace("T", " ");
  const when = (time: string | null): string =>
    time === null ? "never" : `${local(time)} (${ago(status.at, time)})`;
  const run = (noted: Status["lastPoll"]): string => {
    if (noted === null) return "none noted yet";
    const failed = noted.exitCode === 0 ? "" : `, ended with ${noted.exitCode}`;
    return `${when(noted.at)}${failed}`;
  };
  const silent = inverters.filter(({ isSilent }) => isSilent);
  const held = ({ rows, bytes, first, last }: Held): string => {
    const span =
      first === null || last === null
        ? ""
        : `, ${local(first).slice(0, 10)} to ${local(last).slice(0, 10)}`;
    return `${count(rows)} rows, ${size(bytes)}${span}`;
  };
  const lines: [string, string][] = [
    ["last poll", run(status.lastPoll)],
    ["last flush", run(status.lastFlush)],
    ["last upload", upload === null ? "none is configured" : when(upload.succeededAt)],
    [
      "waiting",
      `${count(status.pollsWaiting)} poll${status.pollsWaiting === 1 ? "" : "s"} in the buffer`,
    ],
    ["missed", missedText(status)],
    ["quarantine", count(status.pollsQuarantined)],
    ["archive", held(archive)],
    ...tables.map((table, i): [string, string] => [
      i === 0 ? "tables" : "",
      `${table.name}: ${held(table)}`,
    ]),
    ["readings", archive.last === null ? "none archived" : `newest ${when(archive.last)}`],
    ["today", energyText(today)],
    ["inverters", invertersText(status, silent.length)],
    ...silent.map(({ serialNumber, name, lastPeriodEnd }): [string, string] => [
      "",
      `${name ?? serialNumber} silent since ${local(lastPeriodEnd)}`,
    ]),
    ...gapTexts(status.gaps),
    [
      "token",
      status.tokenExpiresAt === null
        ? "none"
        : `until ${local(status.tokenExpiresAt).slice(0, 10)}`,
    ],
    ...[archive, ...tables]
      .flatMap(({ problems }) => problems)
      .map((problem): [string, string] => ["problem", problem]),
  ];
  return lines.map(([label, text]) => `${label.padEnd(12)}${text}`).join("\n");
}

type Held = Pick<Status["archive"], "rows" | "bytes" | "first" | "last">;

function missedText({ lastPoll, lastDay: { minutes, missed } }: Status): string {
  if (lastPoll === null) return "no poll is noted yet";
  return minutes === 0
    ? "no minute has passed since the first poll"
    : `${count(missed)} of the last ${count(minutes)} minutes have no saved poll`;
}

function energyText({ joules, day, timeZone }: Status["today"]): string {
  const energy = joules === null ? "nothing archived yet" : `${(joules / 3.6e6).toFixed(2)} kWh`;
  return `${energy} (${day}, ${timeZone})`;
}

/** An inverter is silent if it reports no more while others do; where the newest reading is old, all are. */
function invertersText({ at, archive, inverters }: Status, silent: number): string {
  const isOld = archive.last !== null && Date.parse(at) - Date.parse(archive.last) > 86_400_000;
  return isOld
    ? `none of ${inverters.length} has a reading of the last 24 h`
    : `${inverters.length - silent} report, ${silent} silent`;
}

function size(bytes: number): string {
  return bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

function ago(now: string, time: string): string {
  const minutes = Math.floor((Date.parse(now) - Date.parse(time)) / 60_000);
  if (minutes < 0) return "in the future: was the clock changed?";
  if (minutes < 120) return `${minutes} min ago`;
  return minutes < 2880
    ? `${Math.floor(minutes / 60)} h ago`
    : `${Math.floor(minutes / 1440)} days ago`;
}

function count(value: number): string {
  return value.toLocaleString("en");
}
