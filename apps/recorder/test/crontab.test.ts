import { execFileSync } from "node:child_process";
import { describe, expect, it } from "vitest";
import { crontabLine, hasLine, withLine, withoutLine } from "../src/schedule/crontab.js";

const program = { node: "/usr/bin/node", script: "/opt/recorder/bin/envoy-recorder.cjs" };
const odd = "/home/me/100% sun's \\ roof/$HOME `x`.toml";

describe("the crontab line", () => {
  it("has absolute paths and a marker at its end", () => {
    expect(crontabLine(program, "/home/me/config.toml")).toBe(
      "* * * * * /usr/bin/node /opt/recorder/bin/envoy-recorder.cjs record --quiet --config /home/me/config.toml # envoy-recorder: /home/me/config.toml",
    );
  });

  it.each([
    ["drops", (line: string) => line.replaceAll("\\%", "%")],
    ["keeps", (line: string) => line],
  ])("reaches the shell whole if cron %s the backslash before a percent sign", (_, cron) => {
    const line = crontabLine({ node: "/usr/bin/printf", script: "%s|" }, odd);
    const command = cron(line.replace("* * * * * ", ""));
    const printed = execFileSync("/bin/sh", ["-c", command], { env: {}, encoding: "utf8" });
    expect(printed).toBe(`record|--quiet|--config|${odd}|`);
  });

  it("leaves no percent sign that cron would take for a line break", () => {
    expect(crontabLine(program, odd)).not.toMatch(/(?<!\\)%/);
  });

  it("is refused for a path with a line break", () => {
    expect(() => crontabLine(program, "/home/a\nb.toml")).toThrow(TypeError);
  });
});

describe("a crontab", () => {
  const others =
    "MAILTO=me\n# envoy-recorder: /a.toml\n0 5 * * * backup\n\n@reboot x # no line break";
  const line = (config: string): string => crontabLine(program, config);

  it("gets a line for each config, and keeps the others", () => {
    const both = withLine(withLine(others, "/a.toml", line("/a.toml")), odd, line(odd));
    expect(both).toBe(`${others}\n${line("/a.toml")}\n${line(odd)}\n`);
    expect(hasLine(both, "/a.toml")).toBe(true);
    expect(hasLine(others, "/a.toml")).toBe(false);
  });

  it("has its line replaced by a second installation", () => {
    const old = crontabLine({ ...program, node: "/opt/old/node" }, "/a.toml");
    const crontab = withLine(others, "/a.toml", old);
    expect(withLine(crontab, "/a.toml", line("/a.toml"))).toBe(`${others}\n${line("/a.toml")}\n`);
  });

  it("loses only the line of the config", () => {
    const crontab = withLine(`${others}\n`, "/a.toml", line("/a.toml"));
    expect(withoutLine(crontab, "/b/a.toml")).toBe(crontab);
    expect(withoutLine(crontab, "/a.toml")).toBe(`${others}\n`);
  });
});
