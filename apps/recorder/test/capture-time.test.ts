import { describe, expect, it } from "vitest";
import { parseAnswerName } from "../src/backfill/capture-time.js";

const of = { turn: 0, label: undefined, compressed: false };

describe("the name of a kept answer", () => {
  it.each([
    ["1767696755.json", { ...of, unixSeconds: 1_767_696_755 }],
    ["1767696755-2.json.gz", { ...of, unixSeconds: 1_767_696_755, turn: 2, compressed: true }],
    ["1767696755.inverters.json", { ...of, unixSeconds: 1_767_696_755, label: "inverters" }],
    // A second poll of one name in quarantine.
    ["1-1767696755.json", { ...of, unixSeconds: 1_767_696_755 }],
    ["1-1767696755.inverters.json", { ...of, unixSeconds: 1_767_696_755, label: "inverters" }],
    ["device_data_1767696755.json", { ...of, unixSeconds: 1_767_696_755 }],
    ["1767696755123.json", { ...of, unixSeconds: 1_767_696_755 }],
    ["1767696755.482.json", { ...of, unixSeconds: 1_767_696_755 }],
    ["122107001234-1767696755.json", { ...of, unixSeconds: 1_767_696_755 }],
  ])("%s tells when it was captured", (name, answer) => {
    expect(parseAnswerName(name)).toEqual(answer);
  });

  it.each(["monday.json", "1.json", "0000000012.json", "9999999999.json", "482202080000.json"])(
    "%s tells no time",
    (name) => {
      expect(parseAnswerName(name)).toEqual({ ...of, unixSeconds: undefined });
    },
  );

  it.each([
    "1767696755.json.reason.txt",
    "1767696755",
    "00000000.parquet",
    "._1767696755.json",
    ".json",
  ])("%s is not an answer's", (name) => {
    expect(parseAnswerName(name)).toBeUndefined();
  });
});
