import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { startSimulator } from "@envoy/envoy-simulator";
import { describe, expect, it } from "vitest";
import { writeBacklog } from "./support/backlog.js";
import { startFastClock } from "./support/fast-clock.js";
import { recorderFolder, runRecorder, startRecorder } from "./support/recorder-process.js";
import { until } from "./support/upload-site.js";

interface PingServer extends AsyncDisposable {
  /** A line of the config. */
  readonly setting: string;
  readonly port: number;
  readonly pings: readonly { readonly path: string; readonly body: string }[];
}

const secret = "5f1c-not-for-logs";

/** A service that answers pings with a status, or, with none, not at all. */
async function startPingServer(status: number | undefined): Promise<PingServer> {
  const pings: { path: string; body: string }[] = [];
  const server = createServer(async (request, response) => {
    const { url: path = "" } = request;
    pings.push({ path, body: await text(request) });
    if (status !== undefined) response.writeHead(status).end("OK");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : 0;
  return {
    setting: `[monitoring]\nping_url = "http://127.0.0.1:${port}/${secret}?create=1"\n`,
    port,
    pings,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe("pings", () => {
  it("tell of the start, and of a good end with what was logged", async () => {
    await using simulator = await startSimulator();
    await using service = await startPingServer(200);
    await using recorder = await recorderFolder(simulator, service.setting);
    const run = await runRecorder(["record"], { cwd: recorder.folder });
    expect(run.code, run.stderr).toBe(0);
    expect(service.pings).toEqual([
      { path: `/${secret}/start?create=1`, body: "" },
      { path: `/${secret}?create=1`, body: run.stderr },
    ]);
    expect(run.stderr).toMatch(/INFO saved \d+ bytes/);
  });

  it("tell of the exit code, and contain neither the token nor the URL", async () => {
    await using simulator = await startSimulator();
    await using service = await startPingServer(200);
    await using recorder = await recorderFolder(simulator, service.setting);
    simulator.failNext("unauthorized");
    simulator.failNext("unauthorized");
    simulator.failNext("unauthorized");
    const run = await runRecorder(["record"], { cwd: recorder.folder });
    expect(run.code, run.stderr).toBe(4);
    const [, last] = service.pings;
    expect(last?.path).toBe(`/${secret}/4?create=1`);
    expect(last?.body).toContain("ERROR");
    expect(last?.body).not.toContain(simulator.token);
    expect(last?.body).not.toContain(secret);
  });

  it.each([
    ["does not answer", undefined, /no answer within 5 s/],
    ["answers 404", 404, /it answered 404/],
    ["is away", 0, /ECONNREFUSED/],
  ])(
    "harm nothing if the service %s: that is logged once, without the URL",
    async (_, status, why) => {
      await using simulator = await startSimulator();
      const service = await startPingServer(status);
      await using recorder = await recorderFolder(simulator, service.setting);
      if (status === 0) await service[Symbol.asyncDispose]();
      const since = performance.now();
      const run = await runRecorder(["record"], { cwd: recorder.folder });
      expect(performance.now() - since).toBeLessThan(14_000);
      expect(run.code, run.stderr).toBe(0);
      expect(run.stderr).toMatch(/INFO saved/);
      expect(run.stderr.match(/WARNING The ping to http:\/\/127\.0\.0\.1:\d+ /g)).toHaveLength(1);
      expect(run.stderr).toMatch(why);
      expect(run.stderr).not.toContain(secret);
      if (status !== 0) await service[Symbol.asyncDispose]();
    },
  );

  it("are not sent by other commands", async () => {
    await using service = await startPingServer(200);
    await using recorder = await recorderFolder(undefined);
    const { folder } = recorder;
    const config = `[envoy]\nip_address = "127.0.0.1"\nport = 9\n${service.setting}`;
    await writeFile(join(folder, "config.toml"), config, { mode: 0o600 });
    for (const args of [["flush"], ["record", "--no-poll"]]) {
      expect(await runRecorder(args, { cwd: folder })).toMatchObject({ code: 0 });
    }
    expect(service.pings).toEqual([]);
  });

  it("are sent by a watch, which ends within two seconds while the service hangs", async () => {
    await using simulator = await startSimulator();
    await using service = await startPingServer(undefined);
    await using recorder = await recorderFolder(simulator, service.setting);
    const { child, ended } = startRecorder(["watch"], { cwd: recorder.folder });
    let log = "";
    child.stderr?.on("data", (data) => {
      log += String(data);
    });
    await until(() => service.pings.length > 0 && log.includes("saved"));
    const since = performance.now();
    child.kill("SIGTERM");
    const { code, stderr } = await ended;
    expect(code, stderr).toBe(0);
    expect(performance.now() - since).toBeLessThan(2000);
    expect(service.pings).toEqual([{ path: `/${secret}/start?create=1`, body: "" }]);
    expect(stderr).not.toContain("WARNING");
  });

  it("of a watch have the exit code of a flush that failed", async () => {
    await using hooks = await recorderFolder(undefined);
    const clock = await startFastClock(hooks.folder, Date.UTC(2026, 5, 10, 9), 600);
    await using simulator = await startSimulator({ now: () => clock.now() / 1000 });
    await using service = await startPingServer(200);
    await using recorder = await recorderFolder(simulator, service.setting);
    const { folder } = recorder;
    await writeBacklog(folder, 20);
    const june = join(folder, "data/parquet_archive/year=2026/month=6");
    await mkdir(june, { recursive: true });
    await writeFile(join(june, "00000000.parquet"), "damaged");
    const { child, ended } = startRecorder(["watch"], { cwd: folder, env: clock.env });
    await until(() => service.pings.some(({ path }) => path === `/${secret}/5?create=1`));
    child.kill("SIGTERM");
    expect(await ended).toMatchObject({ code: 0 });
    expect(service.pings.some(({ body }) => / INFO saved \d+ bytes/.test(body))).toBe(true);
  });

  it("need a URL of http or https, which the message does not show", async () => {
    await using recorder = await recorderFolder(undefined);
    const { folder } = recorder;
    const config = `[envoy]\nip_address = "127.0.0.1"\n[monitoring]\nping_url = "ftp://x/${secret}"\n`;
    await writeFile(join(folder, "config.toml"), config, { mode: 0o600 });
    const run = await runRecorder(["record"], { cwd: folder });
    expect(run.code).toBe(2);
    expect(run.stderr).toContain("monitoring.ping_url: ");
    expect(run.stderr).not.toContain(secret);
  });
});
