import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Simulator, type SimulatorOptions, startSimulator } from "@envoy/envoy-simulator";
import { type HubEmulator, startHubEmulator, type TokenAccess } from "@envoy/hub-emulator";
import { Ajv2020 } from "ajv/dist/2020.js";
import { expect } from "vitest";
import type { DoctorReport } from "../../src/doctor/report.js";
import { filesIn } from "./real-site.js";
import { runRecorder } from "./recorder-process.js";

const hubToken = "hf_verysecrettoken";
const schema = JSON.parse(
  await readFile(new URL("../../doctor.schema.json", import.meta.url), "utf8"),
);
const validate = new Ajv2020({ validateFormats: false }).compile(schema);

/** Options of {@link doctorSite}. */
interface DoctorSiteOptions {
  readonly gateway?: SimulatorOptions;
  readonly access?: TokenAccess;
  /** The folder that the site is made in. */
  readonly parent?: string;
}

/** What the doctor said of one site. */
export interface Diagnosis {
  readonly code: number | null;
  readonly report: DoctorReport;
  /** The checks that are not ok, as "status id". */
  readonly notOk: readonly string[];
  /** "message / advice" of one check. */
  says(id: string): string;
}

/** A recorder that has polled, flushed and uploaded, with its own gateway and Hub. */
export class DoctorSite {
  readonly folder: string;
  readonly gateway: Simulator;
  readonly hub: HubEmulator;

  constructor(folder: string, gateway: Simulator, hub: HubEmulator) {
    this.folder = folder;
    this.gateway = gateway;
    this.hub = hub;
  }

  path(name: string): string {
    return join(this.folder, name);
  }

  /** Writes the config; each section's lines come after, or in place of, those of the healthy one. */
  async configure({
    envoy = `token = "${this.gateway.token}"`,
    hub = `token = "${hubToken}"`,
    port = this.gateway.port,
    more = "",
  }: {
    readonly envoy?: string;
    readonly hub?: string;
    readonly port?: number;
    readonly more?: string;
  } = {}): Promise<void> {
    const config = `[envoy]\nip_address = "${this.gateway.host}"\nport = ${port}\n${envoy}
[hugging_face]\nrepo_id = "me/solar"\nendpoint = "${this.hub.url}"\n${hub}\n${more}`;
    await writeFile(this.path("config.toml"), config, { mode: 0o600 });
  }

  async run(...args: readonly string[]): Promise<number | null> {
    return (await runRecorder(args, { cwd: this.folder })).code;
  }

  /** What the doctor says: valid by its schema, without a secret, and nothing is changed by it. */
  async examine(env: Readonly<Record<string, string>> = {}): Promise<Diagnosis> {
    const before = await filesIn(this.folder);
    const { stdout, stderr, code } = await runRecorder(["doctor", "--json"], {
      cwd: this.folder,
      env,
    });
    expect(stderr).toBe("");
    expect(await filesIn(this.folder)).toEqual(before);
    for (const secret of [hubToken, "hf_another", this.gateway.token.slice(0, 20), "pass-phrase"]) {
      expect(stdout).not.toContain(secret);
    }
    const report: DoctorReport = JSON.parse(stdout);
    validate(report);
    expect(validate.errors ?? []).toEqual([]);
    expect(report.exitCode).toBe(code);
    const notOk = report.checks.filter(({ status }) => status !== "ok");
    for (const { status, advice } of notOk) if (status !== "skipped") expect(advice).toBeTruthy();
    return {
      code,
      report,
      notOk: notOk.map(({ id, status }) => `${status} ${id}`),
      says: (id) => {
        const check = report.checks.find((candidate) => candidate.id === id);
        return `${check?.message} / ${check?.advice}`;
      },
    };
  }
}

/** A healthy site, removed at the end. */
export async function doctorSite({
  gateway,
  access = "write",
  parent = tmpdir(),
}: DoctorSiteOptions = {}): Promise<DoctorSite & AsyncDisposable> {
  const folder = await mkdtemp(join(parent, "doctor-"));
  const hubFolder = await mkdtemp(join(tmpdir(), "doctor-hub-"));
  const simulator = await startSimulator(gateway);
  const hub = await startHubEmulator({ folder: hubFolder, token: hubToken, access });
  const site = new DoctorSite(folder, simulator, hub);
  await site.configure();
  for (const args of [["record"], ["flush", "--force"]]) await site.run(...args);
  return Object.assign(site, {
    [Symbol.asyncDispose]: async () => {
      await simulator.close();
      await hub.close();
      for (const made of [folder, hubFolder]) await rm(made, { recursive: true, force: true });
    },
  });
}
