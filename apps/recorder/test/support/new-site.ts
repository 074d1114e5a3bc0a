import { mkdir, mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Cloud, type Simulator, startCloud, startSimulator } from "@envoy/envoy-simulator";
import { type HubEmulator, startHubEmulator } from "@envoy/hub-emulator";

/** What a household has before it is set up: a gateway, an account, a Hub, and an empty folder. */
export interface NewSite extends AsyncDisposable {
  readonly folder: string;
  readonly simulator: Simulator;
  readonly cloud: Cloud;
  readonly hub: HubEmulator;
  /** Of the gateway, as `--set` takes it. */
  readonly gateway: readonly string[];
  /** None of these may be shown or logged. */
  readonly secrets: readonly string[];
  /** The names of the folder's files, hidden ones too. */
  files(): Promise<readonly string[]>;
  read(name: string): Promise<string>;
  /** Permission bits. */
  mode(name: string): Promise<number>;
}

export async function newSite(): Promise<NewSite> {
  const root = await mkdtemp(join(tmpdir(), "envoy-recorder-init-"));
  const folder = join(root, "site");
  const simulator = await startSimulator();
  const { serialNumber, port, token } = simulator;
  const cloud = await startCloud({ gateways: new Map([[serialNumber, () => token]]) });
  const hub = await startHubEmulator({ folder: join(root, "hub"), token: "hf_verysecrettoken" });
  await mkdir(folder);
  return {
    folder,
    simulator,
    cloud,
    hub,
    gateway: ["--set", "envoy.ip_address=127.0.0.1", "--set", `envoy.port=${port}`],
    secrets: [token, cloud.password, hub.token],
    files: async () => (await readdir(folder)).sort(),
    read: (name) => readFile(join(folder, name), "utf8"),
    mode: async (name) => (await stat(join(folder, name))).mode & 0o777,
    [Symbol.asyncDispose]: async () => {
      for (const server of [simulator, cloud, hub]) await server[Symbol.asyncDispose]();
      await rm(root, { recursive: true, force: true });
    },
  };
}
