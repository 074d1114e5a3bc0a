import { basename, dirname, join } from "node:path";
import {
  isDiskError,
  makeFolder,
  nodeFileSystem,
  replaceFile,
  temporaryPathBeside,
} from "@envoy/durable-file";
import { type Config, loadConfig } from "../config/config.js";
import { exitCode, exitCodeOf, RecorderError } from "../errors/exit-code.js";
import { messageOf } from "../errors/message-of.js";
import { runAgain } from "../errors/storage-error.js";
import { configText } from "./config-text.js";
import type { Draft } from "./draft.js";
import { giveNames, removeQuietly } from "./give-names.js";
import { filePrefix, separateSecrets } from "./secret-files.js";

/** What was written. */
interface WrittenConfig {
  readonly config: Config;
  /** Absolute paths, the config last. */
  readonly files: readonly string[];
  /** Absolute paths of copies of what was there before. */
  readonly kept: readonly string[];
}

/** The files that a config with these answers has, secrets first. Absolute paths. */
export function filesOf(configFile: string, draft: Draft): readonly string[] {
  const prefix = filePrefix(configFile);
  const { files } = separateSecrets(draft, (name) => `${prefix}${name}`);
  return [...files.map(({ name }) => join(dirname(configFile), name)), configFile];
}

/**
 * Writes the config and its secrets, readable by their owner alone, and keeps a copy of what was
 * there. All are complete, and have been read as a run reads them, before the first gets its name;
 * the config gets its name last. Rejects with `RecorderError`; then nothing has changed.
 */
export async function writeConfig(configFile: string, draft: Draft): Promise<WrittenConfig> {
  const folder = dirname(configFile);
  const prefix = filePrefix(configFile);
  const { draft: separated, files } = separateSecrets(draft, (name) => `${prefix}${name}`);
  const targets = filesOf(configFile, draft);
  try {
    await makeFolder(nodeFileSystem, folder);
    for (const { name, secret } of files) await stage(join(folder, name), `${secret}\n`);
    await checkAsRead(configFile, draft, prefix);
    await stage(configFile, configText(separated));
    const kept = await giveNames(targets);
    return { config: await loadConfig(configFile, {}), files: targets, kept };
  } catch (cause) {
    if (!isDiskError(cause)) throw cause;
    const message = `The config could not be written to ${folder}: ${cause.message}. Nothing was changed; ${runAgain}`;
    throw new RecorderError(exitCode.storage, message, { cause });
  } finally {
    for (const target of targets) await removeQuietly(temporaryPathBeside(target));
  }
}

function stage(target: string, text: string): Promise<void> {
  return replaceFile(temporaryPathBeside(target), Buffer.from(text));
}

/** Reads the config as a run will, but for the names of its secrets' files, which do not exist yet. */
async function checkAsRead(configFile: string, draft: Draft, prefix: string): Promise<void> {
  const staged = (name: string): string => basename(temporaryPathBeside(`${prefix}${name}`));
  await stage(configFile, configText(separateSecrets(draft, staged).draft));
  const stagedConfig = temporaryPathBeside(configFile);
  try {
    await loadConfig(stagedConfig, {});
  } catch (cause) {
    const message = messageOf(cause).replaceAll(stagedConfig, configFile);
    throw new RecorderError(exitCodeOf(cause), message, { cause });
  }
}
