import { createHash } from "node:crypto";
import { basename, dirname } from "node:path";
import { recordArguments } from "../record-call.js";
import type { Program } from "./program.js";

/** What a service and its timer are made from; all paths are absolute. */
export interface ScheduledSite {
  readonly configFile: string;
  /** The user that polls, by name or id. */
  readonly user: string;
  /** Its ids, for the folders that are made as that user. */
  readonly uid: number;
  readonly gid: number;
  /** The folders that a run writes to. */
  readonly folders: readonly string[];
  /** Files of secrets that every poll needs, by the name of their setting, such as `envoy.token_file`. */
  readonly secretFiles: Readonly<Record<string, string>>;
}

/** A config's service and its timer by their names. Throws `TypeError` if a path has a line break in it. */
export function timerUnits(program: Program, site: ScheduledSite): ReadonlyMap<string, string> {
  const name = unitName(site.configFile);
  return new Map([
    [`${name}.service`, service(name, program, site, onePoll(site))],
    [`${name}.timer`, timer(site.configFile)],
  ]);
}

/** The service of a watch by its name. Throws `TypeError` if a path has a line break in it. */
export function watchUnits(program: Program, site: ScheduledSite): ReadonlyMap<string, string> {
  const name = unitName(site.configFile);
  return new Map([[`${name}.service`, service(name, program, site, wholeWatch(site))]]);
}

/** The name that a config's units share: of the file or of its folder, and a digest that tells it from all others. */
export function unitName(configFile: string): string {
  const file = basename(configFile, ".toml");
  const name = file === "config" ? basename(dirname(configFile)) : file;
  const digest = createHash("sha256").update(configFile).digest("hex").slice(0, 8);
  const words = ["envoy-recorder", name.replace(/[^A-Za-z0-9_]+/g, "_").slice(0, 40), digest];
  return words.filter((word) => word !== "").join("-");
}

/** What tells one kind of service from the other. */
interface Kind {
  readonly description: string;
  /** Node's options. */
  readonly flags: readonly string[];
  readonly args: readonly string[];
  /** Lines of `[Service]`, the first of which is its type. */
  readonly lines: string;
  /** The end of the file. */
  readonly install: string;
}

function onePoll({ configFile }: ScheduledSite): Kind {
  return {
    description: `one poll with ${plain(configFile)}`,
    flags: [],
    args: recordArguments({ config: configFile, quiet: false }),
    lines: `Type=oneshot
# A run that hangs is ended before a reading, which gateways show for 15 minutes, is missed.
TimeoutStartSec=10min
# The journal gets what the recorder logs, but no line each time that it starts and ends.
SyslogLevel=notice
LogLevelMax=notice
`,
    install: "",
  };
}

function wholeWatch({ configFile }: ScheduledSite): Kind {
  return {
    description: `each minute with ${plain(configFile)}`,
    flags: ["--max-semi-space-size=1"],
    args: ["watch", "--config", configFile],
    lines: `Type=notify
# systemd-notify, which the watch starts, tells systemd that it is ready and alive.
NotifyAccess=all
WatchdogSec=10min
# The watch itself stops a flush that runs.
KillMode=mixed
Restart=on-failure
RestartSec=60
# A mistake in the config stays until a person corrects it.
RestartPreventExitStatus=2
# This and Node's option keep the memory of a process that runs for months below 90 MB.
Environment=MALLOC_ARENA_MAX=1
`,
    install: `
[Install]
WantedBy=multi-user.target
`,
  };
}

function service(name: string, program: Program, site: ScheduledSite, kind: Kind): string {
  const command = [program.node, ...kind.flags, program.script, ...kind.args]
    .map(commandWord)
    .join(" ");
  const folders = site.folders.map(word).join(" ");
  const toMake = site.folders.map(commandWord).join(" ");
  const secrets = Object.entries(site.secretFiles).flatMap(([setting, file]) => {
    const variable = `ENVOY_RECORDER_${setting.replace(".", "__").toUpperCase()}`;
    return [`LoadCredential=${setting}:${plain(file)}`, `Environment=${variable}=%d/${setting}`];
  });
  return `# Written by envoy-recorder schedule install, which replaces it when it is run again.
[Unit]
Description=Envoy Recorder, ${kind.description}
Wants=network-online.target
After=network-online.target
RequiresMountsFor=${folders}

[Service]
${kind.lines}User=${site.user}
# Without one of its folders it could not be started. The plus leaves the sandbox, in which nothing is
# writable yet; setpriv leaves root, which must not follow a link that the user made.
ExecStartPre=+/usr/bin/setpriv --reuid=${site.uid} --regid=${site.gid} --clear-groups /usr/bin/mkdir -p ${toMake}
ExecStart=${command}
# Node's compiled code, which it cannot keep beside the program.
CacheDirectory=envoy-recorder/${name}
Environment=NODE_COMPILE_CACHE=%C/envoy-recorder/${name}
${secrets.map((line) => `${line}\n`).join("")}
ProtectSystem=strict
ReadWritePaths=${folders}
NoNewPrivileges=yes
CapabilityBoundingSet=
LockPersonality=yes
PrivateDevices=yes
PrivateTmp=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectProc=invisible
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX AF_NETLINK
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
${kind.install}`;
}

function timer(configFile: string): string {
  return `# Written by envoy-recorder schedule install, which replaces it when it is run again.
[Unit]
Description=Envoy Recorder, each minute with ${plain(configFile)}

[Timer]
OnCalendar=minutely
# By default systemd may be a minute late.
AccuracySec=1s

[Install]
WantedBy=timers.target
`;
}

/** Text up to the end of a line, in which only `%` is special. */
function plain(text: string): string {
  if (/[\n\r\0]/.test(text)) {
    throw new TypeError(`A path in a unit cannot contain a line break: ${JSON.stringify(text)}`);
  }
  return text.replaceAll("%", "%%");
}

/** One word of a list. */
function word(text: string): string {
  const safe = plain(text);
  return /^[\w@+=:,./%-]+$/.test(safe) ? safe : `"${safe.replace(/["\\]/g, "\\$&")}"`;
}

/** One word of a command, in which `$` names a variable. */
function commandWord(text: string): string {
  return word(text).replaceAll("$", "$$$$");
}
