import { rmSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { FleetTable } from "@envoy/fleet-table";
import { type Cost, costOf } from "./measured-process.js";

/** How a table is made of the landing. */
export interface TableSettings {
  readonly name: string;
  /** Whether the month is long enough ago to be closed. */
  readonly isDue: boolean;
  /** Lines of fleet.toml besides. @default DuckDB's, with the memory limit */
  readonly engine?: string;
}

/** The tables of each landing: one whose month is long enough ago to be closed, and one whose month is not. */
export const tables: Readonly<Record<"closed" | "open", TableSettings>> = {
  closed: { name: "closed", isDue: true },
  open: { name: "open", isDue: false },
};

/** What the benches allow an engine. */
export const memoryLimitBytes = 2e9;
export const threads: number = cpus().length;

const program = fileURLToPath(new URL("../../../apps/fleet/bin/envoy-fleet.cjs", import.meta.url));
const duckDb = `engine = "duckdb"
[duckdb]
memory_limit = "${memoryLimitBytes / 1e6}MB"
threads = ${threads}
`;

/** A folder with a landing, and the tables that are made of it. */
export class FleetFolder {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  get landing(): string {
    return join(this.folder, "landing");
  }

  /** Runs `envoy-fleet compact` to its end. Rejects if it fails. */
  async compact(settings: TableSettings, ...flags: readonly string[]): Promise<Cost> {
    const { name, isDue, engine = duckDb } = settings;
    const config = join(this.folder, `${name}.toml`);
    const lines = [
      'landing = "landing"',
      `table = "${name}"`,
      `close_after_days = ${isDue ? 7 : 3650}`,
      engine,
    ];
    writeFileSync(config, lines.join("\n"));
    return costOf([program, "--config", config, "compact", ...flags]);
  }

  /** How many rows and bytes the table has, and in how many files. */
  async sizeOf({ name }: TableSettings): Promise<{ rows: number; bytes: number; files: number }> {
    const files = (await FleetTable.open(join(this.folder, name)).current())?.manifest.files ?? [];
    return {
      rows: files.reduce((sum, { rows }) => sum + rows, 0),
      bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
      files: files.length,
    };
  }

  /** Removes a table, or another folder. */
  remove({ name }: { readonly name: string }): void {
    rmSync(join(this.folder, name), { recursive: true, force: true });
  }
}
