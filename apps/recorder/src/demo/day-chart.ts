import type { ParquetArchive } from "@envoy/parquet-archive";
import { printLine } from "../print-line.js";
import { utcDay } from "../utc-day.js";

const blocks = " ▁▂▃▄▅▆▇█";

interface MeanPower {
  readonly secondOfDay: number;
  readonly watts: number;
}

/** Draws each day of an archive as one line of blocks per inverter, one block per half hour. */
export async function printDays(archive: ParquetArchive): Promise<void> {
  const days = await readDays(archive);
  const most = Math.max(1, ...[...days.values()].flat().map(({ watts }) => watts));
  const hours = Array.from({ length: 8 }, (_, i) => String(i * 3).padEnd(6)).join("");
  let lastDate = "";
  for (const [key, readings] of [...days].sort(([a], [b]) => (a < b ? -1 : 1))) {
    // The evening before appears in the first morning's polls; it is not a day to draw.
    if (readings.length === 1) continue;
    const [date = "", serial = ""] = key.split(" ");
    if (date !== lastDate) {
      printLine(`${date}    ${hours}h UTC   (a full block is ${Math.round(most)} W)`);
      lastDate = date;
    }
    printLine(`${serial}  ${dayLine(readings, most)}`);
  }
  printLine();
}

/** The readings by "date serial". */
async function readDays(
  archive: ParquetArchive,
): Promise<ReadonlyMap<string, readonly MeanPower[]>> {
  const days = new Map<string, MeanPower[]>();
  for (const partition of await archive.partitions()) {
    for (const row of (await archive.read(partition)) ?? []) {
      const end = Number(row["period_end_time"]);
      const seconds = Number(row["period_duration"]) / 1e6;
      const watts = seconds > 0 ? Number(row["joules_produced"]) / seconds : 0;
      const key = `${utcDay(end)} ${row["serial_number"]}`;
      const day = days.get(key) ?? [];
      days.set(key, day);
      day.push({ secondOfDay: Math.floor(end / 1000) % 86_400, watts });
    }
  }
  return days;
}

/** A day of one inverter; `most` watts are a full block. */
function dayLine(readings: readonly MeanPower[], most: number): string {
  const slots = Array.from({ length: 48 }, (): number[] => []);
  for (const { secondOfDay, watts } of readings) slots[Math.floor(secondOfDay / 1800)]?.push(watts);
  return slots
    .map((slot) => {
      const mean =
        slot.length === 0 ? 0 : slot.reduce((sum, watts) => sum + watts, 0) / slot.length;
      return blocks[Math.min(8, Math.ceil((mean / most) * 8))] ?? " ";
    })
    .join("");
}
