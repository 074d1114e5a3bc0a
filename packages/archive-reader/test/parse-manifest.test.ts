import { ArchiveReaderError, type ManifestJson, parseManifest } from "@envoy/archive-reader";
import { describe, expect, it } from "vitest";
import { fileOf, manifestOf } from "./support/manifests.js";

const file = fileOf("data/year=2026/month=5/00000000.parquet", "content");
const json: ManifestJson = {
  ...manifestOf({}),
  recording: { last_poll_at: "2026-05-31T10:15:00Z", polls_waiting: 3 },
  tables: {
    readings: { files: [file] },
    daily_summary: { files: [{ ...file, path: "d.parquet", first: "2026-01-01", last: null }] },
  },
};

/** The manifest with one value set, by its path; undefined removes it. */
function withValue(path: string, value: unknown): unknown {
  const copy: unknown = structuredClone(json);
  const names = path.split(".");
  let parent = copy as Record<string, unknown>;
  for (const name of names.slice(0, -1)) parent = parent[name] as Record<string, unknown>;
  parent[names.at(-1) ?? ""] = value;
  return JSON.parse(JSON.stringify(copy));
}

function errorOf(manifest: unknown): ArchiveReaderError {
  try {
    parseManifest(manifest);
  } catch (error) {
    if (error instanceof ArchiveReaderError) return error;
    throw error;
  }
  throw new Error("The manifest was accepted.");
}

describe("a manifest", () => {
  it("has everything that was written", () => {
    expect(parseManifest(JSON.parse(JSON.stringify(json)))).toEqual({
      version: 1,
      madeAt: "2026-05-31T10:15:02.113Z",
      site: {
        timeZone: "Europe/London",
        inverters: [{ id: "482202080000", name: null, group: "South", position: { x: 1, y: 0.5 } }],
        groups: ["South"],
      },
      recording: { lastPollAt: "2026-05-31T10:15:00Z", pollsWaiting: 3 },
      tables: {
        readings: [file],
        dailySummary: [{ ...file, path: "d.parquet", first: "2026-01-01", last: null }],
        deviceReports: [],
        meterReadings: [],
        batteryReadings: [],
      },
    });
  });

  it("may have fields that this version does not know, and leave out what is unknown", () => {
    expect(parseManifest(withValue("site.inverters.0.tilt", 30))).toEqual(parseManifest(json));
    expect(parseManifest(withValue("tables.weather", "cloudy"))).toEqual(parseManifest(json));
    expect(parseManifest(withValue("recording", undefined)).recording).toBeNull();
    expect(parseManifest(withValue("site.time_zone", null)).site.timeZone).toBeNull();
    expect(parseManifest(withValue("site.inverters.0.group", undefined)).site.inverters[0]).toEqual(
      {
        id: "482202080000",
        name: null,
        group: null,
        position: { x: 1, y: 0.5 },
      },
    );
  });

  it("of another version is refused, and says who is too old", () => {
    const error = errorOf({ version: 2 });
    expect(error.code).toBe("ERR_MANIFEST");
    expect(error.message).toBe(
      "The manifest of the archive has version 2, and this program reads version 1. Use a version of this program that is as new as the recorder.",
    );
  });

  it.each([
    ["version", "1", /version should be a number, and is "1"/],
    ["made_at", "yesterday", /made_at should be a time in ISO 8601/],
    ["site", [], /site should be an object, and is \[\]/],
    ["site.inverters", {}, /site\.inverters should be a list/],
    ["site.inverters.0.id", 482202080000, /site\.inverters\[0\]\.id should be a text/],
    ["site.inverters.0.position.x", "left", /position\.x should be a number/],
    ["site.groups.0", null, /groups\[0\] should be a text, and is null/],
    ["recording.polls_waiting", -1, /polls_waiting should be a count/],
    ["tables", undefined, /tables should be an object, and is missing/],
    ["tables.readings.files", "none", /tables\.readings\.files should be a list/],
    ["tables.readings.files.0.bytes", 1.5, /files\[0\]\.bytes should be a count, and is 1\.5/],
    ["tables.readings.files.0.rows", 2 ** 53, /files\[0\]\.rows should be a count/],
    ["tables.readings.files.0.last", "late", /files\[0\]\.last should be a time/],
    ["tables.readings.files.0.sha256", "A".repeat(64), /files\[0\]\.sha256 should be a SHA-256/],
  ])("is refused with a wrong %s", (path, value, message) => {
    const error = errorOf(withValue(path, value));
    expect(error.code).toBe("ERR_MANIFEST");
    expect(error.message).toMatch(message);
  });

  it.each([
    "../secret.parquet",
    "data/../../secret.parquet",
    "data/..",
    "data/./a.parquet",
    "data//a.parquet",
    "/etc/passwd",
    "//elsewhere.test/a.parquet",
    "https://elsewhere.test/a.parquet",
    "data:text/plain,a",
    "C:\\a.parquet",
    "data\\..\\a.parquet",
    "%2e%2e/a.parquet",
    "a.parquet?b",
    "a.parquet#b",
    "a\u0000.parquet",
    "a\n.parquet",
    "",
  ])("is refused with the path %j", (path) => {
    const error = errorOf(withValue("tables.readings.files.0.path", path));
    expect(error.message).toMatch(/path should be a relative path below the manifest's folder/);
  });

  it.each([null, undefined, "<!doctype html>", 1, []])("is not %j", (value) => {
    expect(errorOf(value).message).toMatch(/cannot be used: it should be an object/);
  });
});
