import { stringify } from "smol-toml";
import { keysAt } from "../config/schema.js";
import { sectionComments } from "./config-comments.js";
import type { Draft } from "./draft.js";

const head = `# Settings of Envoy Recorder, made by \`envoy-recorder init\`. Edit them as you like:
# docs/settings.md explains every key. \`envoy-recorder status\` tells whether it records.
`;

/** The text of a config file with these settings, with comments for whoever edits it later. */
export function configText(draft: Draft): string {
  const sections = sectionComments.flatMap(({ name, about, keys, example }) => {
    const values = Object.entries({ ...draft }).find(([section]) => section === name)?.[1];
    if (values !== undefined) return [sectionText(name, about, keys, values)];
    return example === undefined ? [] : [`${comment(about)}\n${comment(example)}\n`];
  });
  return [head, ...sections].join("\n");
}

function sectionText(
  name: string,
  about: string,
  comments: Readonly<Record<string, string>>,
  values: object,
): string {
  const order = keysAt([name]) ?? [];
  const entries = Object.entries(values)
    .filter(([, value]) => value !== undefined)
    .sort(([a], [b]) => order.indexOf(a) - order.indexOf(b));
  const lines = [comment(about), `[${name}]`];
  // A table after its section's plain keys, which would otherwise be taken for its own.
  const plain = entries.filter(([, value]) => !isTable(value));
  const tables = entries.filter(([, value]) => isTable(value));
  for (const [key, value] of plain) {
    lines.push(...commentOn(comments[key]), stringify({ [key]: value }).trim());
  }
  for (const [key, value] of tables) {
    lines.push("", ...commentOn(comments[key]), stringify({ [name]: { [key]: value } }).trim());
  }
  return `${lines.join("\n")}\n`;
}

function isTable(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function commentOn(text: string | undefined): readonly string[] {
  return text === undefined ? [] : [comment(text)];
}

function comment(text: string): string {
  return text.replaceAll(/^/gm, "# ");
}
