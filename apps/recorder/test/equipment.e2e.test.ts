import { existsSync } from "node:fs";
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createSite, type Simulator, sitePage, startSimulator } from "@envoy/envoy-simulator";
import type { Ended } from "@envoy/started-program";
import { afterEach, describe, expect, it } from "vitest";
import { ageNote } from "./support/note.js";
import { recorderFolder, runRecorder } from "./support/recorder-process.js";

const quiet = '[logging]\nlevel = "WARNING"\n';
const inverters = "GET /ivp/pdm/device_data";
const list = ["GET /ivp/meters", "GET /ivp/ensemble/inventory"];
const meters = "GET /ivp/meters/readings";
const batteries = ["GET /ivp/ensemble/inventory", "GET /ivp/ensemble/power"];

const metered = createSite({ phases: 3, meters: "enabled", batteries: 2 });

type RecorderFolder = Awaited<ReturnType<typeof recorderFolder>>;

/** A gateway and a recorder of it; the pages of a replay may be changed while it runs. */
class Site implements AsyncDisposable {
  readonly simulator: Simulator;
  readonly #recorder: RecorderFolder;
  #seen = 0;

  private constructor(simulator: Simulator, recorder: RecorderFolder) {
    this.simulator = simulator;
    this.#recorder = recorder;
  }

  static async open(options: Parameters<typeof startSimulator>[0], config = ""): Promise<Site> {
    const simulator = await startSimulator(options);
    return new Site(simulator, await recorderFolder(simulator, quiet + config));
  }

  path(name: string): string {
    return join(this.#recorder.folder, "data", name);
  }

  /** Polls once, and gives what was asked for and what was saved beside how it ended. */
  async poll(): Promise<
    Ended & { readonly requests: readonly string[]; readonly labels: readonly string[] }
  > {
    const before = new Set(await this.#saved());
    const ended = await runRecorder(["record"], { cwd: this.#recorder.folder });
    const requests = this.simulator.requests.slice(this.#seen);
    this.#seen = this.simulator.requests.length;
    const saved = (await this.#saved()).filter((name) => !before.has(name));
    const labels = saved.map(
      (name) => /^\d+(?:-\d+)?(?:\.([a-z-]+))?\.json(?:\.gz)?$/.exec(name)?.[1] ?? "",
    );
    return {
      ...ended,
      requests: requests.filter((each) => each !== "GET /info"),
      labels: labels.sort(),
    };
  }

  /** Has the next poll believe that it is a day later. */
  async age(seconds: number, name = "equipment.json"): Promise<void> {
    const path = this.path(`state/${name}`);
    const note: Readonly<Record<string, unknown>> = JSON.parse(await readFile(path, "utf8"));
    const asked_at = Number(note["asked_at"]) - seconds;
    await writeFile(path, JSON.stringify({ ...note, asked_at }));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.simulator.close();
    await this.#recorder[Symbol.asyncDispose]();
  }

  async #saved(): Promise<readonly string[]> {
    const incoming = this.path("live_buffer/incoming");
    return existsSync(incoming) ? (await readdir(incoming)).sort() : [];
  }
}

let site: Site | undefined;
afterEach(async () => {
  await site?.[Symbol.asyncDispose]();
  site = undefined;
});

/** A replay of a simulated site's pages. */
function pagesOf(of = metered): Map<string, readonly Uint8Array[]> {
  const source = { site: of, unixSeconds: 1_780_000_000, serialNumber: "122333444555" } as const;
  const paths = ["/ivp/pdm/device_data", "/ivp/meters", "/ivp/meters/readings"];
  return new Map(
    [...paths, "/ivp/ensemble/inventory", "/ivp/ensemble/power"].map((path) => [
      path.slice(1).replaceAll("/", "_"),
      [Buffer.from(sitePage(path, { ...source, login: "token" }) ?? "")],
    ]),
  );
}

describe("a site with meters and batteries", () => {
  it("has their pages saved after the inverters' one, and is asked once a day what there is", async () => {
    site = await Site.open({ site: metered });
    const labels = ["", "batteries", "battery-power", "meters"];
    expect(await site.poll()).toMatchObject({
      code: 0,
      stderr: "",
      requests: [inverters, ...list, meters, ...batteries],
      labels,
    });
    const later = { code: 0, requests: [inverters, meters, ...batteries], labels };
    expect(await site.poll()).toMatchObject(later);
    await site.age(86_300);
    expect(await site.poll()).toMatchObject(later);
    await site.age(86_400);
    expect((await site.poll()).requests).toEqual([inverters, ...list, meters, ...batteries]);
  });

  it("whose equipment is removed, and added, is asked accordingly from the next day on", async () => {
    const replay = pagesOf();
    site = await Site.open({ replay });
    await site.poll();
    const inventory = replay.get("ivp_ensemble_inventory") ?? [];
    replay.set("ivp_meters", [Buffer.from("[]")]);
    replay.set("ivp_ensemble_inventory", [Buffer.from("[]")]);
    await site.age(86_400);
    expect(await site.poll()).toMatchObject({ code: 0, requests: [inverters, ...list] });
    expect((await site.poll()).requests).toEqual([inverters]);
    replay.set("ivp_ensemble_inventory", inventory);
    await site.age(86_400);
    expect((await site.poll()).requests).toEqual([inverters, ...list, ...batteries]);
  });

  it("is polled as seldom as interval_minutes says, and not where the config says no", async () => {
    site = await Site.open({ site: metered }, "[tables]\ninterval_minutes = 5\n");
    await site.poll();
    expect(await site.poll()).toMatchObject({ requests: [inverters], labels: [""] });
    const polled = site.path("state/equipment-polled.txt");
    await writeFile(polled, String(Number(await readFile(polled, "utf8")) - 5 * 60 + 20));
    expect((await site.poll()).requests).toEqual([inverters, meters, ...batteries]);
    await site[Symbol.asyncDispose]();

    site = await Site.open({ site: metered }, "[tables]\nmeters = false\n");
    await site.poll();
    expect((await site.poll()).requests).toEqual([inverters, ...batteries]);
    await site[Symbol.asyncDispose]();

    site = await Site.open({ site: metered }, "[tables]\nmeters = false\nbatteries = false\n");
    expect((await site.poll()).requests).toEqual([inverters]);
    expect(existsSync(site.path("state/equipment.json"))).toBe(false);
  });
});

describe("a site without meters and batteries", () => {
  it.each([
    ["answers with empty lists", "[]", "[]"],
    ["has no such pages", undefined, undefined],
    ["says 404 in the answer", '{ "error" : "404 - Not Found" }', "{}"],
    ["has meters that are not installed, and an empty group", disabledMeters(), emptyGroup()],
  ])("that %s is asked once a day, and nothing is said of it", async (_, listed, inventory) => {
    const replay = pagesOf();
    for (const [page, text] of [
      ["ivp_meters", listed],
      ["ivp_ensemble_inventory", inventory],
    ] as const) {
      if (text === undefined) replay.delete(page);
      else replay.set(page, [Buffer.from(text)]);
    }
    site = await Site.open({ replay });
    const quietly = { code: 0, stderr: "", labels: [""] };
    expect(await site.poll()).toMatchObject({ ...quietly, requests: [inverters, ...list] });
    expect(await site.poll()).toMatchObject({ ...quietly, requests: [inverters] });
    await site.age(3600);
    expect(await site.poll()).toMatchObject({ ...quietly, requests: [inverters] });
    await site.age(86_400);
    expect(await site.poll()).toMatchObject({ ...quietly, requests: [inverters, ...list] });
  });

  it("or so it seems, because the pages fail, is asked again within the hour", async () => {
    site = await Site.open({ site: metered });
    site.simulator.failNext("html", "/ivp/meters");
    site.simulator.failNext("truncated", "/ivp/ensemble/inventory");
    const quietly = { code: 0, stderr: "", labels: [""] };
    expect(await site.poll()).toMatchObject({ ...quietly, requests: [inverters, ...list] });
    expect(await site.poll()).toMatchObject({ ...quietly, requests: [inverters] });
    await site.age(3600);
    expect((await site.poll()).requests).toEqual([inverters, ...list, meters, ...batteries]);
  });

  it("of late goes on being polled while the gateway refuses to say", async () => {
    site = await Site.open({ site: metered });
    await site.poll();
    await site.age(86_400);
    site.simulator.failNext("forbidden", "/ivp/meters");
    site.simulator.failNext("html", "/ivp/ensemble/inventory");
    expect(await site.poll()).toMatchObject({
      code: 0,
      stderr: "",
      requests: [inverters, ...list, meters, ...batteries],
    });
  });
});

describe("a page that fails", () => {
  it.each([
    ["/ivp/meters/readings", "meters", ["", "batteries", "battery-power"]],
    ["/ivp/ensemble/inventory", "batteries", ["", "battery-power", "meters"]],
    ["/ivp/ensemble/power", "battery-power", ["", "batteries", "meters"]],
  ])(
    "costs only itself: %s",
    async (path, label, labels) => {
      site = await Site.open({ site: metered });
      await site.poll();
      const fail = (fault: "forbidden" | "reset"): void => {
        // A connection that breaks is tried once more.
        for (let i = 0; i < 2; i++) site?.simulator.failNext(fault, path);
      };
      site.simulator.failNext("forbidden", path);
      const lost = {
        code: 0,
        labels,
        stderr: expect.stringContaining(`${label} page was not saved`),
      };
      expect(await site.poll()).toMatchObject(lost);
      site.simulator.failNext("forbidden", path);
      expect(await site.poll()).toMatchObject({ code: 0, labels, stderr: "" });
      fail("reset");
      expect(await site.poll()).toMatchObject(lost);
      await ageNote(site.path("state/page-outage.json"), 3600);
      site.simulator.failNext("forbidden", path);
      expect(await site.poll()).toMatchObject(lost);
      expect(await site.poll()).toMatchObject({
        code: 0,
        labels: ["", "batteries", "battery-power", "meters"],
        stderr: expect.stringContaining(`${label} page is saved again`),
      });
      expect(await site.poll()).toMatchObject({ code: 0, stderr: "" });
      expect(existsSync(site.path("state/page-outage.json"))).toBe(false);
    },
    60_000,
  );

  it("because the gateway does not have it is not worth a word", async () => {
    site = await Site.open({ site: metered, without: ["/ivp/ensemble/power"] });
    const quietly = { code: 0, stderr: "", labels: ["", "batteries", "meters"] };
    expect(await site.poll()).toMatchObject(quietly);
    expect(await site.poll()).toMatchObject(quietly);
  });

  it("for lack of an answer leaves time for the others", async () => {
    site = await Site.open({ site: metered });
    await site.poll();
    site.simulator.failNext("hang", "/ivp/meters/readings");
    const began = performance.now();
    expect(await site.poll()).toMatchObject({
      code: 0,
      labels: ["", "batteries", "battery-power"],
      stderr: expect.stringContaining("meters page was not saved: It did not answer within 1"),
    });
    expect(performance.now() - began).toBeLessThan(25_000);
  }, 60_000);

  it("is not asked for where the inverters' page gave none of its own", async () => {
    site = await Site.open({ site: metered });
    await site.poll();
    site.simulator.failNext("html");
    expect(await site.poll()).toMatchObject({ code: 3, requests: [inverters] });
    site.simulator.failNext("forbidden");
    expect((await site.poll()).requests).not.toContain(meters);
  });

  it("costs only itself even if it is the list of all inverters", async () => {
    const large = createSite({ inverters: 60, meters: "enabled", batteries: 1 });
    site = await Site.open({ site: large });
    await site.poll();
    site.simulator.failNext("forbidden", "/api/v1/production/inverters");
    const ended = await site.poll();
    expect(ended.code).not.toBe(0);
    expect(ended.labels).toEqual(["", "batteries", "battery-power", "meters"]);
  });
});

function disabledMeters(): string {
  const meter = { eid: 704_643_328, state: "disabled", measurementType: "production" };
  return JSON.stringify([{ ...meter, phaseCount: 3 }]);
}

function emptyGroup(): string {
  return JSON.stringify([{ type: "ENCHARGE", devices: [] }]);
}
