import { describe, expect, it } from "vitest";
import type { Findings } from "../src/doctor/examine.js";
import { fail, failureOf, ok, skipped, warn } from "../src/doctor/finding.js";
import { reportText } from "../src/doctor/report-text.js";
import { exitCode, RecorderError } from "../src/errors/exit-code.js";

const findings: Findings = [
  ["config", ok("/home/pi/config.toml")],
  [
    "gateway",
    fail(
      3,
      "no answer from https://192.0.2.50:443",
      "Check envoy.ip_address: your router lists the gateway's address.",
    ),
  ],
  ["devices", skipped("the gateway was not asked")],
  [
    "schedule",
    warn("neither in your crontab nor in systemd", "Run: envoy-recorder schedule install"),
  ],
];

describe("the doctor's report", () => {
  it("has a line for each check, what to do below it, and a count", () => {
    expect(reportText(findings, { columns: undefined })).toBe(
      `ok    config       /home/pi/config.toml
FAIL  gateway      no answer from https://192.0.2.50:443
                   → Check envoy.ip_address: your router lists the gateway's address.
skip  devices      the gateway was not asked
warn  schedule     neither in your crontab nor in systemd
                   → Run: envoy-recorder schedule install

1 of 4 checks failed, 1 warning.`,
    );
  });

  it.each([40, 50, 80])("breaks lines between words at %i columns", (columns) => {
    const text = reportText(findings, { columns });
    for (const line of text.split("\n")) {
      const longest = Math.max(
        ...line
          .trim()
          .split(/\s+/)
          .map(({ length }) => length),
      );
      expect(line.length, line).toBeLessThanOrEqual(Math.max(columns, 20 + longest));
    }
    const words = (of: string): readonly string[] => of.split(/\s+/);
    expect(words(text)).toEqual(words(reportText(findings, { columns: undefined })));
  });

  it("takes the first sentence of an error for what is wrong, and the rest for what to do", () => {
    const error = (message: string) => new RecorderError(exitCode.config, message);
    expect(failureOf(error("It broke. Mend it. Soon."), "?")).toEqual({
      status: "fail",
      message: "It broke",
      advice: "Mend it. Soon.",
      exitCode: 2,
    });
    const two = failureOf(
      error("Config a.toml:\n  envoy: is missing\n  foo: unknown key"),
      "Add it.",
    );
    expect(two.message).toBe("Config a.toml: envoy: is missing; foo: unknown key");
    expect(failureOf(error("Config a.toml:\n  envoy: is missing"), "Add it.")).toMatchObject({
      message: "Config a.toml: envoy: is missing",
      advice: "Add it.",
    });
  });
});
