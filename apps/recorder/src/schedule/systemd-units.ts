import { createHash } from "node:crypto";
import { basename, dirname } from "node:path";
import { recordArguments } from "../record-call.js";
import type { Program } from "./program.js";

/** What a service and its timer are made from; all paths are absolute. */
export interface ScheduledSite {
  readonly configFile: string;
  /** The user that polls, by name or id. */
  readonly user: string;
  /** The folders that a run writes to. They exist. */
  readonly folders: readonly string[];
  /** Files of secrets that every poll needs, by the name of their setting, such as `envoy.token_file`. */
  readonly secretFiles: Readonly<Record<string, string>>;
}

/** A config's unit files by their names, the service first. Throws `TypeError` if a path has a line break in it. */
export function systemdUnits(program: Program, site: ScheduledSite): ReadonlyMap<string, string> {
  const name = unitName(site.configFile);
  return new Map([
    [`${name}.service`, service(name, program, site)],
    [`${name}.timer`, timer(site.configFile)],
  ]);
}

/** The name that a config's units share: of the file or of its folder, and a digest that tells it from all others. */
export function unitName(configFile: string): string {
  const file = basename(configFile, ".toml");
  const name = file === "config" ? basename(dirname(configFile)) : file;
  const digest = createHash("sha256").update(configFile).digest("hex").slice(0, 8);
  const words = ["envoy-recorder", name.replace(/[^A-Za-z0-9_]+/g, "_").slice(0, 40), digest];
  return words.filter((word) => word !== "").join("-");
}

function service(name: string, program: Program, site: ScheduledSite): string {
  const args = recordArguments({ config: site.configFile, quiet: false });
  const command = [program.node, program.script, ...args].map(commandWord).join(" ");
  const folders = site.folders.map(word).join(" ");
  const secrets = Object.entries(site.secretFiles).flatMap(([setting, file]) => {
    const variable = `ENVOY_RECORDER_${setting.replace(".", "__").toUpperCase()}`;
    return [`LoadCredential=${setting}:${plain(file)}`, `Environment=${variable}=%d/${setting}`];
  });
  return `# Written by envoy-recorder schedule install, which replaces it when it is run again.
[Unit]
Description=Envoy Recorder, one poll with ${plain(site.configFile)}
Wants=network-online.target
After=network-online.target
RequiresMountsFor=${folders}

[Service]
Type=oneshot
User=${site.user}
ExecStart=${command}
# A run that hangs is ended before a reading, which gateways show for 15 minutes, is missed.
TimeoutStartSec=10min
# The journal gets what the recorder logs, but no line each time that it starts and ends.
SyslogLevel=notice
LogLevelMax=notice
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
`;
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
