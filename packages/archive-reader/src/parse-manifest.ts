import { ArchiveReaderError } from "./errors.js";
import type { Manifest, ManifestFile, ManifestInverter } from "./manifest.js";
import { ManifestField } from "./manifest-fields.js";
import { isBelow } from "./relative-path.js";

/**
 * The manifest in a parsed JSON text. Fields that this version does not know are ignored.
 * @throws ArchiveReaderError with `ERR_MANIFEST`, if it is no manifest of version 1, or if the path of
 * a file leads out of the manifest's folder.
 */
export function parseManifest(json: unknown): Manifest {
  const manifest = new ManifestField(json, "");
  const version = manifest.get("version").number();
  if (version !== 1) throw unknownVersion(version);
  const site = manifest.get("site");
  const tables = manifest.get("tables");
  const filesOf = (table: string): ManifestFile[] =>
    tables.get(table).orNull((field) => field.get("files").items().map(parseFile)) ?? [];
  return {
    version,
    madeAt: manifest.get("made_at").time(),
    site: {
      timeZone: site.get("time_zone").orNull((field) => field.text()),
      inverters: site.get("inverters").items().map(parseInverter),
      groups: site
        .get("groups")
        .items()
        .map((group) => group.text()),
    },
    recording: manifest.get("recording").orNull((recording) => ({
      lastPollAt: recording.get("last_poll_at").orNull((field) => field.time()),
      pollsWaiting: recording.get("polls_waiting").orNull((field) => field.count()),
    })),
    tables: {
      readings: filesOf("readings"),
      dailySummary: filesOf("daily_summary"),
      deviceReports: filesOf("device_reports"),
      meterReadings: filesOf("meter_readings"),
      batteryReadings: filesOf("battery_readings"),
    },
  };
}

function parseInverter(inverter: ManifestField): ManifestInverter {
  return {
    id: inverter.get("id").text(),
    name: inverter.get("name").orNull((field) => field.text()),
    group: inverter.get("group").orNull((field) => field.text()),
    position: inverter.get("position").orNull((position) => ({
      x: position.get("x").number(),
      y: position.get("y").number(),
    })),
  };
}

function parseFile(file: ManifestField): ManifestFile {
  return {
    path: file.get("path").textLike(isBelow, "a relative path below the manifest's folder"),
    bytes: file.get("bytes").count(),
    rows: file.get("rows").count(),
    first: file.get("first").orNull((field) => field.time()),
    last: file.get("last").orNull((field) => field.time()),
    sha256: file.get("sha256").textLike((text) => /^[0-9a-f]{64}$/.test(text), "a SHA-256"),
  };
}

function unknownVersion(version: number): ArchiveReaderError {
  return new ArchiveReaderError(
    "ERR_MANIFEST",
    `The manifest of the archive has version ${version}, and this program reads version 1. Use a version of this program that is as new as the recorder.`,
  );
}
