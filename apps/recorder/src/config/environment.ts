import { kindAt } from "./schema.js";

/** The variables of a process, by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

const prefix = "ENVOY_RECORDER_";

type Section = Record<string, unknown>;

/**
 * Lets variables such as `ENVOY_RECORDER_ENVOY__TOKEN` override the file's settings. A name
 * that is not a setting becomes an unknown key, so that a typing mistake is reported like
 * one in the file. Names without `__` belong to somebody else.
 */
export function applyEnvironment(settings: unknown, environment: Environment): unknown {
  if (!isSection(settings)) return settings;
  const merged: Section = { ...settings };
  for (const [name, value] of Object.entries(environment)) {
    const [, section, key] =
      /^([A-Z0-9_]+?)__([A-Z0-9_]+)$/.exec(
        name.startsWith(prefix) ? name.slice(prefix.length) : "",
      ) ?? [];
    if (section === undefined || key === undefined || value === undefined) continue;
    const sectionName = section.toLowerCase();
    const current = merged[sectionName] ?? {};
    if (!isSection(current)) continue;
    const keyName = key.toLowerCase();
    merged[sectionName] = {
      ...current,
      [keyName]: convertText(value, kindAt([sectionName, keyName])),
    };
  }
  return merged;
}

/** Whether some variable is a setting. */
export function hasSettings(environment: Environment): boolean {
  return Object.keys(environment).some((name) => name.startsWith(prefix) && name.includes("__"));
}

/** Variables and arguments are text, from which a number or a boolean is read if the setting is one. */
export function convertText(value: string, kind: string | undefined): unknown {
  if (kind === "number" && value.trim() !== "" && Number.isFinite(Number(value))) {
    return Number(value);
  }
  if (kind === "boolean" && (value === "true" || value === "false")) return value === "true";
  return value;
}

function isSection(value: unknown): value is Section {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
