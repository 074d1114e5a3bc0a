import type { Config } from "../config/config.js";
import { exitCode, RecorderError } from "../errors/exit-code.js";
import { messageOf } from "../errors/message-of.js";
import type { Draft } from "./draft.js";
import { chooseGateway } from "./gateway-step.js";
import { exists } from "./give-names.js";
import { showInverters } from "./inverters-step.js";
import { chooseLogin } from "./login-step.js";
import { withStandardSettings } from "./new-config.js";
import { describeSite } from "./site-step.js";
import type { Setup } from "./steps.js";
import { chooseUpload } from "./upload-step.js";
import { filesOf, writeConfig } from "./write-config.js";

/** What starts the recorder each minute, or that nothing does yet. */
export type ScheduleChoice = "cron" | "systemd" | "none";

/** Options of {@link runSetup}. */
export interface SetupOptions {
  /** Replaces what is there without asking; a copy is kept anyway. */
  readonly force: boolean;
  /** Undefined if a person may choose. */
  readonly schedule: ScheduleChoice | undefined;
  /** The schedulers that this machine and user can use, the better one first. */
  readonly schedulers: readonly Exclude<ScheduleChoice, "none">[];
}

/** How a set-up ended. */
interface SetupResult {
  readonly config: Config;
  readonly schedule: ScheduleChoice;
}

/**
 * Asks for all that a config needs, checks it, and writes it; nothing is written before the last
 * question is answered. Undefined if the person would rather keep the config that is there.
 */
export async function runSetup(
  setup: Setup,
  given: Draft,
  { force, schedule, schedulers }: SetupOptions,
): Promise<SetupResult | undefined> {
  const { asking, configFile } = setup;
  if (!force && !(await mayReplace(setup, [configFile]))) return undefined;
  const { draft: located, info } = await chooseGateway(setup, given);
  const { draft: withLogin, auth, fetchedToken } = await chooseLogin(setup, located, info);
  const canAsk = info !== undefined && (auth !== undefined || !info.wantsToken);
  const inverters = canAsk ? await showInverters(setup, withLogin, auth) : [];
  const withSite = await describeSite(setup, withLogin, inverters);
  const withUpload = await chooseUpload(setup, withSite);
  const draft = await withStandardSettings(configFile, withUpload);
  const secrets = filesOf(configFile, draft).filter((file) => file !== configFile);
  if (!force && !(await mayReplace(setup, secrets))) return undefined;
  const chosen = schedule ?? (await chooseSchedule(setup, schedulers));
  setup.signal.throwIfAborted();
  const { config, files, kept } = await writeConfig(configFile, draft);
  if (fetchedToken !== undefined) await keepToken(setup, config, fetchedToken);
  asking.tell(["Written, readable by you alone:", ...indented(files)].join("\n"));
  if (kept.length > 0) asking.tell(["What was there is in:", ...indented(kept)].join("\n"));
  for (const warning of config.warnings) asking.warn(warning);
  return { config, schedule: chosen };
}

/** Whether files may be replaced. With nobody to ask, rejects with `RecorderError` if one exists. */
async function mayReplace({ asking }: Setup, files: readonly string[]): Promise<boolean> {
  for (const file of files) {
    if (!(await exists(file))) continue;
    if (!asking.isInteractive) {
      throw new RecorderError(
        exitCode.config,
        `${file} exists, and is left as it is. To replace it and keep a copy: --force. For another gateway, name another file with --config.`,
      );
    }
    asking.tell(`${file} exists.`);
    const message = "Replace it, and keep a copy?";
    if (!(await asking.confirm({ message, proposal: false }))) return false;
  }
  return true;
}

async function chooseSchedule(
  { asking }: Setup,
  schedulers: readonly Exclude<ScheduleChoice, "none">[],
): Promise<ScheduleChoice> {
  const labels = { cron: "Yes, by cron", systemd: "Yes, by systemd" };
  const [first] = schedulers;
  // Nobody's crontab is changed unasked.
  if (first === undefined || !asking.isInteractive) return "none";
  return asking.choose<ScheduleChoice>({
    message: "Record each minute from now on?",
    options: [
      ...schedulers.map((value) => ({ value, label: labels[value] })),
      { value: "none", label: "Not yet" },
    ],
    proposal: first,
  });
}

/** So that the first run need not log in again: each login counts as a session. */
async function keepToken({ asking }: Setup, { state }: Config, token: string): Promise<void> {
  const { tokenFile } = await import("../poll/token-file.js");
  await tokenFile(state)
    .set(token)
    .catch((error: unknown) => asking.warn(messageOf(error)));
}

function indented(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `  ${line}`);
}
