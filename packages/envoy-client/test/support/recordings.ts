import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect } from "vitest";

/** What pyenphase 3.2.1 makes of each recording, under its own names. */
type Expected = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

/** The pages of one recorded gateway, and what pyenphase makes of them. */
export interface Recording {
  /** What a parser makes of a page; undefined if it rejects it, or there is none. */
  read<T>(parse: (text: string) => T, file: string): T | undefined;
  /** The text of a page. */
  text(file: string): string;
  /** What pyenphase gives under a name. */
  theirs(key: string): unknown;
  /** Expects every value that pyenphase gives under a name, and no other. */
  expectSame(ours: unknown, key: string): void;
}

const recordings = process.env["ENVOY_RECORDINGS"] ?? "";
const expectedFile = join(recordings, "expected-site.json");
const expected: Expected =
  recordings !== "" && existsSync(expectedFile)
    ? JSON.parse(readFileSync(expectedFile, "utf8"))
    : {};

/** Tests of every recording that `expected-site.json` names; skipped without recordings. */
export function describeRecordings(title: string, tests: (recording: Recording) => void): void {
  const names = Object.keys(expected);
  describe.runIf(names.length > 0)(title, () => {
    describe.each(names)("firmware %s", (name) => tests(openRecording(name)));
  });
}

function openRecording(name: string): Recording {
  const text = (file: string): string => {
    const path = join(recordings, `firmware-${name}`, file);
    return existsSync(path) ? readFileSync(path, "utf8") : "no such page";
  };
  const theirs = (key: string): unknown => expected[name]?.[key];
  return {
    text,
    theirs,
    read(parse, file) {
      try {
        const parsed = parse(text(file));
        if (parsed !== undefined) expect(parsed).toMatchObject({ problems: [], repaired: [] });
        return parsed;
      } catch (error) {
        expect(error).toMatchObject({ code: "ERR_INVALID_BODY" });
        return undefined;
      }
    },
    expectSame(ours, key) {
      // pyenphase writes "none" as null or as an empty dictionary.
      expect(present(ours) ?? {}, key).toEqual(present(theirs(key)) ?? {});
    },
  };
}

/** Without what is undefined, null, or (in old firmware) an absent list. */
function present(value: unknown): unknown {
  if (value === null || value === undefined) return undefined;
  if (Array.isArray(value)) return value.map(present);
  if (typeof value !== "object") return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, present(inner)] as const);
  return Object.fromEntries(
    entries.filter(
      ([key, inner]) => inner !== undefined && !(key === "seasons_sell" && isEmpty(inner)),
    ),
  );
}

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

/** A dictionary by a field of its items, as pyenphase gives lists. */
export function byKey<T, K extends keyof T>(
  items: readonly T[],
  key: K,
  convert: (item: T) => Record<string, unknown>,
): Record<string, unknown> {
  return Object.fromEntries(items.map((item) => [String(item[key]), convert(item)]));
}
