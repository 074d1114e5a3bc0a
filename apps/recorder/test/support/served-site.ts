import { mkdir, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { join } from "node:path";
import type { Ended } from "@envoy/started-program";
import type { ArchiveTypes } from "../../src/config/config.js";
import type { Manifest } from "../../src/manifest/manifest.js";
import { startRecorder } from "./recorder-process.js";
import { archiveFolder, type ReportedTime } from "./simulated-archive.js";

/** A day of two inverters, at the end of a month. */
const twoInverters: readonly ReportedTime[] = [
  { serialNumber: "482202080000", from: "2026-05-31T05:00:00Z", to: "2026-06-01T19:00:00Z" },
  { serialNumber: "482202080017", from: "2026-05-31T05:00:00Z", to: "2026-06-01T19:00:00Z" },
];

/** The page that tests serve. */
export const pageText = "<!doctype html>\n<title>Panels</title>\n";

/** An answer as it came over the wire. */
export interface RawAnswer {
  readonly status: number;
  /** By name in lower case. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** Options of {@link servedSite}. */
interface ServedSiteOptions {
  readonly times?: readonly ReportedTime[];
  readonly types?: ArchiveTypes;
  /** Lines of the config. */
  readonly config?: string;
  readonly args?: readonly string[];
  /** What to do to the folder before the server starts. */
  readonly prepare?: (folder: string) => Promise<void>;
}

/** A folder with an archive, and a `serve` of it that runs until it is disposed of. */
export interface ServedSite extends AsyncDisposable {
  readonly folder: string;
  readonly archive: string;
  readonly port: number;
  readonly url: string;
  /** What it has printed so far. */
  readonly output: () => string;
  readonly get: (path: string, headers?: Readonly<Record<string, string>>) => Promise<Response>;
  /** Sends exactly this, with Host and Connection unless it has them, and resolves to what comes until the connection ends. */
  readonly send: (request: string) => Promise<RawAnswer>;
  readonly manifest: () => Promise<Manifest>;
  /** Ends it with a signal. */
  readonly stop: (signal?: NodeJS.Signals) => Promise<Ended>;
}

export async function servedSite({
  times = twoInverters,
  types = "native",
  config = "",
  args = [],
  prepare,
}: ServedSiteOptions = {}): Promise<ServedSite> {
  const site = await archiveFolder(times, config, types);
  const { folder, archive } = site;
  await mkdir(join(folder, "page/assets"), { recursive: true });
  await writeFile(join(folder, "page/index.html"), pageText);
  await writeFile(join(folder, "page/assets/panels-4f2a.js"), "export const panels = 2;\n");
  await prepare?.(folder);
  const { child, ended } = startRecorder(["serve", "--port", "0", "--page", "page", ...args], {
    cwd: folder,
  });
  let output = "";
  const port = await new Promise<number>((resolve, reject) => {
    const read = (data: unknown): void => {
      output += String(data);
      const [, found] = /at http:\/\/[^ ]+:(\d+)\/ /.exec(output) ?? [];
      if (found !== undefined) resolve(Number(found));
    };
    child.stdout?.on("data", read);
    child.stderr?.on("data", read);
    child.once("exit", (code) => reject(new Error(`serve ended with ${code}: ${output}`)));
  });
  const stop = async (signal: NodeJS.Signals = "SIGTERM"): Promise<Ended> => {
    child.kill(signal);
    return ended;
  };
  const url = `http://127.0.0.1:${port}/`;
  return {
    folder,
    archive,
    port,
    url,
    output: () => output,
    get: (path, headers = {}) => fetch(new URL(path, url), { headers }),
    send: (request) => sendRaw(port, request),
    manifest: async () => (await (await fetch(new URL("manifest.json", url))).json()) as Manifest,
    stop,
    [Symbol.asyncDispose]: async () => {
      await stop();
      await site[Symbol.asyncDispose]();
    },
  };
}

async function sendRaw(port: number, request: string): Promise<RawAnswer> {
  const [first = "", ...rest] = request.trimEnd().split("\n");
  const given = rest.map((line) => line.toLowerCase());
  const missing = [`Host: localhost:${port}`, "Connection: close"].filter(
    (line) => !given.some((one) => one.startsWith(line.slice(0, 5).toLowerCase())),
  );
  return exchange(port, `${[first, ...rest, ...missing].join("\r\n")}\r\n\r\n`);
}

/** Sends exactly these bytes, and resolves to what comes until the other side ends the connection. */
export async function exchange(port: number, request: string): Promise<RawAnswer> {
  const text = await everything(port, request);
  const [head = "", ...body] = text.split("\r\n\r\n");
  const [line = "", ...headers] = head.split("\r\n");
  return {
    status: Number(line.split(" ")[1]),
    headers: new Map(
      headers.map((header) => {
        const at = header.indexOf(":");
        return [header.slice(0, at).toLowerCase(), header.slice(at + 1).trim()];
      }),
    ),
    body: body.join("\r\n\r\n"),
  };
}

function everything(port: number, request: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(request));
    let text = "";
    socket.setEncoding("latin1");
    socket.on("data", (data) => {
      text += String(data);
    });
    socket.on("error", reject);
    socket.on("close", () => resolve(text));
  });
}
