import { recordArguments } from "../record-call.js";
import type { Program } from "./program.js";

// Cron passes all of a line after its times to /bin/sh, which takes the marker for a comment.
const marker = "# envoy-recorder:";

/** The line that records each minute, without its line break. Throws `TypeError` if a path has a line break in it. */
export function crontabLine(program: Program, configFile: string): string {
  const args = recordArguments({ config: configFile, quiet: true });
  const words = [program.node, program.script, ...args].map(shellWord);
  return `* * * * * ${words.join(" ")} ${markerOf(configFile)}`;
}

/** The crontab with this config's line in place of an earlier one; other lines are unchanged. */
export function withLine(crontab: string, configFile: string, line: string): string {
  const others = withoutLine(crontab, configFile);
  const separator = others === "" || others.endsWith("\n") ? "" : "\n";
  return `${others}${separator}${line}\n`;
}

/** The crontab without this config's line; other lines are unchanged. */
export function withoutLine(crontab: string, configFile: string): string {
  const lines = crontab.split(/(?<=\n)/);
  return lines.filter((line) => !isLineOf(line, configFile)).join("");
}

/** Whether the crontab records with this config. */
export function hasLine(crontab: string, configFile: string): boolean {
  return crontab.split("\n").some((line) => isLineOf(line, configFile));
}

function isLineOf(line: string, configFile: string): boolean {
  return !line.startsWith("#") && line.trimEnd().endsWith(` ${markerOf(configFile)}`);
}

function markerOf(configFile: string): string {
  return `${marker} ${shellWord(configFile)}`;
}

/**
 * A word that cron and then the shell read as the text. Cron turns `%` into a line break unless a
 * backslash precedes it, and some versions drop that backslash and others leave it to the shell:
 * outside of quotes both give `%`.
 */
function shellWord(text: string): string {
  if (/[\n\r\0]/.test(text)) {
    throw new TypeError(`A path in a crontab cannot contain a line break: ${JSON.stringify(text)}`);
  }
  if (/^[\w@+=:,./-]+$/.test(text)) return text;
  const parts = text.match(/[%']|\\|[^%'\\]+/g) ?? [];
  return parts.map((part) => (/[%']/.test(part) ? `\\${part}` : `'${part}'`)).join("");
}
