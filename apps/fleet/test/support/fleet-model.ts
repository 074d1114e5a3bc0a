import { rm } from "node:fs/promises";
import { compactTable } from "../../src/compact/compact-table.js";
import type { SourceState } from "../../src/landing/source-state.js";
import { dyingDisk } from "./dying-disk.js";
import { FleetFolder, type Reading, type TableRow } from "./fleet-folder.js";

/** September is long over, and October is not. */
const now = Date.UTC(2026, 9, 20);
const months = ["2026-09", "2026-10"] as const;

/** Something that happens to a fleet. Numbers choose, and are taken modulo what there is. */
export type Happening =
  | {
      readonly kind: "land";
      readonly home: number;
      readonly month: number;
      /** Which readings of six. */
      readonly slots: readonly number[];
      /** Whether the file also has all readings of the one before it, which is removed. */
      readonly replaces: boolean;
    }
  | { readonly kind: "compact"; readonly close: boolean; readonly killedAfter: number | undefined };

interface Outcome {
  readonly found: readonly TableRow[];
  readonly allowed: readonly (readonly TableRow[])[];
}

interface Landed {
  readonly path: string;
  readonly readings: readonly Reading[];
}

/** A fleet on disk, and what its table should contain by a plain rule: of several readings of one key, the one that was landed first. */
export class ModelledFleet {
  readonly #fleet: FleetFolder;
  readonly #homes: readonly SourceState[];
  readonly #last = new Map<string, Landed>();
  readonly #captured = new Map<string, TableRow>();
  #compacted: readonly TableRow[] = [];
  #joules = 0;

  private constructor(fleet: FleetFolder, homes: readonly SourceState[]) {
    this.#fleet = fleet;
    this.#homes = homes;
  }

  static async make(): Promise<ModelledFleet> {
    const fleet = await FleetFolder.make({ shards: 2 });
    const homes = [await fleet.source("a"), await fleet.source("b")];
    return new ModelledFleet(fleet, homes);
  }

  /** Does it. Of a compaction it resolves to what the table has then, and what it may have. */
  async happen(happening: Happening): Promise<Outcome> {
    if (happening.kind === "land") {
      await this.#land(happening);
      return { found: [], allowed: [[]] };
    }
    const before = this.#compacted;
    const after = [...this.#captured].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
    const isKilled = await this.#compact(happening);
    const found = await this.#fleet.rows();
    // If it is neither, the test has failed.
    this.#compacted = found;
    return { found, allowed: isKilled ? [before, after] : [after] };
  }

  async #land({ home, month, slots, replaces }: Happening & { kind: "land" }): Promise<void> {
    const source = this.#homes[home % this.#homes.length];
    const name = months[month % months.length];
    if (source === undefined || name === undefined) return;
    this.#joules++;
    const key = `${source.gateway} ${name}`;
    const earlier = replaces ? this.#last.get(key) : undefined;
    const kept = new Set(earlier?.readings.map(({ serial, end }) => `${serial} ${end}`));
    const fresh = [...new Set(slots)]
      .map((slot) => ({
        serial: `i${slot % 2}`,
        // Three days, so that a file of an open month becomes several.
        end: Date.parse(`${name}-05T12:00:00Z`) + Math.floor(slot / 2) * 86_400_000,
        joules: this.#joules,
      }))
      .filter(({ serial, end }) => !kept.has(`${serial} ${end}`));
    const readings = [...(earlier?.readings ?? []), ...fresh];
    const path = await this.#fleet.land(source, name, readings);
    if (earlier !== undefined) await rm(earlier.path);
    this.#last.set(key, { path, readings });
    for (const reading of readings) {
      const row = { gateway: source.gateway, ...reading };
      const rowKey = `${row.gateway} ${row.serial} ${row.end}`;
      if (!this.#captured.has(rowKey)) this.#captured.set(rowKey, row);
    }
  }

  async #compact({ close, killedAfter }: Happening & { kind: "compact" }): Promise<boolean> {
    const { config } = this.#fleet;
    const { signal } = new AbortController();
    try {
      const disk = killedAfter === undefined ? {} : { fileSystem: dyingDisk(killedAfter) };
      await compactTable({ config, close, now, signal, ...disk });
      return false;
    } catch (error) {
      if (killedAfter === undefined) throw error;
      return true;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#fleet[Symbol.asyncDispose]();
  }
}
