import { dirname, resolve } from "node:path";
import { type Config, loadConfig } from "../config/config.js";
import { type ExitCode, exitCode, RecorderError } from "../errors/exit-code.js";
import { printLine } from "../print-line.js";
import { crontabLine, hasLine, withLine, withoutLine } from "../schedule/crontab.js";
import { makeFolderFor, ownerOf } from "../schedule/owner.js";
import { thisProgram } from "../schedule/program.js";
import * as systemd from "../schedule/systemd.js";
import { timerUnits, unitName, watchUnits } from "../schedule/systemd-units.js";
import { asCrontabText, readCrontab, writeCrontab } from "../schedule/user-crontab.js";

/** What starts the recorder each minute. */
export type Scheduler = "cron" | "systemd";

/** How systemd runs it: once a minute, or as one process. */
interface SystemdOptions {
  readonly watch: boolean;
}

/** Options of {@link installSchedule}. */
interface InstallOptions extends SystemdOptions {
  /** Tells what was installed. @default to standard output */
  readonly tell?: (line: string) => void;
}

/** Has each config recorded each minute; by default by systemd for root, where it runs, and otherwise by cron. */
export async function installSchedule(
  configFiles: readonly string[],
  scheduler: Scheduler = defaultScheduler(),
  { watch, tell = printLine }: InstallOptions = { watch: false },
): Promise<ExitCode> {
  // All are checked before anything is written.
  const configs = await Promise.all(configFiles.map(loadScheduled));
  for (const config of configs) refuseSchedule(config.file, scheduler);
  for (const config of configs) {
    tell(scheduler === "cron" ? installLine(config.file) : await installUnits(config, { watch }));
  }
  return exitCode.ok;
}

/** Throws `RecorderError` if a config, which need not exist yet, could not be scheduled so. */
export function refuseSchedule(configFile: string, scheduler: Scheduler): void {
  if (scheduler === "systemd") refuseSystemd();
  else if (readCrontab(crontabUser(configFile)) === undefined) throw noCrontab();
  refuseOther(configFile, scheduler);
}

/** Removes the configs' own lines and units, and no others; of one scheduler, or of both. */
export async function removeSchedule(
  configFiles: readonly string[],
  scheduler?: Scheduler,
): Promise<ExitCode> {
  for (const file of configFiles.map((path) => resolve(path))) {
    const removed = [
      scheduler !== "systemd" && removeLine(file) ? ["your crontab"] : [],
      scheduler !== "cron" && removeTimer(file) ? ["systemd"] : [],
    ].flat();
    const from =
      removed.length === 0 ? "was not scheduled" : `removed from ${removed.join(" and ")}`;
    printLine(`${file}: ${from}.`);
  }
  return exitCode.ok;
}

/** Prints what an installation would write. */
export async function printSchedule(
  configFiles: readonly string[],
  scheduler: Scheduler = defaultScheduler(),
  options: SystemdOptions = { watch: false },
): Promise<ExitCode> {
  for (const config of await Promise.all(configFiles.map(loadScheduled))) {
    if (scheduler === "cron") printLine(crontabLine(thisProgram(), config.file));
    else {
      for (const [name, text] of unitsOf(config, options)) {
        printLine(`# ${systemd.unitFolder}/${name}\n${text}`);
      }
    }
  }
  return exitCode.ok;
}

/** The config as a scheduled run sees it, which has none of this shell's variables. */
function loadScheduled(path: string): Promise<Config> {
  return loadConfig(path, {});
}

/** The schedulers that this user can install a schedule with, the default one first. */
export function availableSchedulers(): readonly Scheduler[] {
  const cron: readonly Scheduler[] = hasCrontab() ? ["cron"] : [];
  return defaultScheduler() === "systemd" ? ["systemd", ...cron] : cron;
}

function hasCrontab(): boolean {
  try {
    return readCrontab() !== undefined;
  } catch {
    // This user may have none, or it cannot be read.
    return false;
  }
}

function defaultScheduler(): Scheduler {
  return isRoot() && systemd.isSystemdRunning() ? "systemd" : "cron";
}

function isRoot(): boolean {
  return process.getuid?.() === 0;
}

function refuseOther(file: string, scheduler: Scheduler): void {
  if (scheduler === "cron" && systemd.hasUnits(file)) {
    throw refusal(
      `${file} is already scheduled by systemd. First, as root: ${remove("systemd", file)}`,
    );
  }
  if (
    scheduler === "systemd" &&
    hasLine(readCrontab(crontabUser(file)) ?? "", asCrontabText(file))
  ) {
    throw refusal(
      `${file} is already scheduled by cron. First, as ${ownerOf(file).user}: ${remove("cron", file)}`,
    );
  }
}

function remove(scheduler: Scheduler, file: string): string {
  return `envoy-recorder schedule remove --${scheduler} --config '${file}'`;
}

/** Root sees the crontab of whoever runs the recorder; everybody else their own. */
function crontabUser(file: string): string | undefined {
  return isRoot() ? ownerOf(file).user : undefined;
}

function refuseSystemd(): void {
  if (!systemd.isSystemdRunning()) {
    throw refusal(
      "systemd does not run this machine. Use cron: envoy-recorder schedule install --cron. Or have what starts your services run envoy-recorder watch.",
    );
  }
  if (!isRoot()) {
    throw refusal(
      "Only root can install units of systemd: run this with sudo, print them with envoy-recorder schedule print --systemd, or use --cron.",
    );
  }
}

function noCrontab(): RecorderError {
  return refusal(
    "This machine has no crontab command. Install cron, such as by sudo apt-get install cron, or use systemd as root: envoy-recorder schedule install --systemd",
  );
}

/** Returns what was done. */
function installLine(file: string): string {
  const crontab = readCrontab(crontabUser(file));
  if (crontab === undefined) throw noCrontab();
  const line = crontabLine(thisProgram(), file);
  writeCrontab(withLine(crontab, asCrontabText(file), asCrontabText(line)), crontabUser(file));
  return `cron now records each minute with ${file}. To see the line: crontab -l`;
}

/** Returns what was done. */
async function installUnits(config: Config, options: SystemdOptions): Promise<string> {
  for (const folder of foldersOf(config)) makeFolderFor(folder, ownerOf(config.file));
  const starter = `${unitName(config.file)}.${options.watch ? "service" : "timer"}`;
  await systemd.installUnits(config.file, unitsOf(config, options), starter);
  return `systemd now records each minute with ${config.file}. To see it: systemctl status ${starter}`;
}

function removeLine(file: string): boolean {
  const crontab = readCrontab(crontabUser(file));
  if (crontab === undefined || !hasLine(crontab, asCrontabText(file))) return false;
  writeCrontab(withoutLine(crontab, asCrontabText(file)), crontabUser(file));
  return true;
}

function removeTimer(file: string): boolean {
  if (!systemd.hasUnits(file)) return false;
  if (!isRoot()) {
    throw refusal(`${file} is scheduled by systemd. As root: ${remove("systemd", file)}`);
  }
  systemd.removeUnits(file);
  return true;
}

function unitsOf(config: Config, { watch }: SystemdOptions): ReadonlyMap<string, string> {
  const { file: configFile, secretFiles } = config;
  const site = { configFile, secretFiles, folders: foldersOf(config), ...ownerOf(config.file) };
  return watch ? watchUnits(thisProgram(), site) : timerUnits(thisProgram(), site);
}

/** The folders that a run writes to. The first upload of pseudonyms writes their key beside the config. */
function foldersOf({
  file,
  liveBuffer,
  parquetArchive,
  tablesFolder,
  state,
  logFile,
  huggingFace,
}: Config): string[] {
  const more = [
    ...(logFile === undefined ? [] : [dirname(logFile)]),
    ...(huggingFace?.dataset.pseudonymiseSerials === true ? [dirname(file)] : []),
  ];
  return [...new Set([liveBuffer, parquetArchive, tablesFolder, state, ...more])];
}

function refusal(message: string): RecorderError {
  return new RecorderError(exitCode.config, message);
}
