import { once } from "node:events";
import { existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import type { Site } from "@envoy/envoy-client";
import { createSite, type Flow, type Simulator } from "@envoy/envoy-simulator";
import { Aedes, type AedesPublishPacket, type Client } from "aedes";
import { connectAsync } from "mqtt";
import { describe, expect, it } from "vitest";
import { emptyFolder, lineCount, startExample } from "./support/example-process.js";
import { closeAfterTest, connected, gateway } from "./support/resources.js";

const noon = Date.UTC(2026, 5, 21, 12, 0, 30) / 1000;
const evening = Date.UTC(2026, 5, 21, 21, 0, 30) / 1000;
const site = createSite({ phases: 3, meters: "enabled", batteries: 2, controller: true });

const programs = ["print-site.mjs", "site-to-mqtt.mjs", "site-to-csv.mjs"];

const house = (moment = noon): Promise<Simulator> => gateway({ site, now: () => moment });

const settingsFor = ({ host, port, token }: Simulator): Record<string, string> => ({
  ENVOY_HOST: host,
  ENVOY_PORT: String(port),
  ENVOY_TOKEN: token,
});

/** What the simulated site is at a moment, in the numbers of `Site`. */
function truth(moment: number) {
  const sum = (flows: readonly Flow[], number: keyof Flow): number =>
    flows.reduce((total, flow) => total + flow[number], 0);
  const { production, grid, storage, storedWattHours } = site.flowsAt(moment);
  const imported = sum(grid, "delivered") - sum(grid, "received");
  return {
    production: sum(production, "watts"),
    consumption: sum(production, "watts") + sum(grid, "watts"),
    grid: sum(grid, "watts"),
    batteries: sum(storage, "watts"),
    percent: (100 * storedWattHours) / site.design.bank.capacityWattHours,
    productionWattHours: sum(production, "delivered"),
    netWattHours: imported,
  };
}

describe("print-site.mjs", () => {
  it.each([
    ["at noon", noon],
    ["in the evening", evening],
  ])("prints what the site is %s", async (_, moment) => {
    const example = startExample("print-site.mjs", settingsFor(await house(moment)));
    await example.until(({ stdout }) => lineCount(stdout) === 2);
    const { stdout, stderr } = await example.stop();
    expect(stderr).toBe("");
    const [line = ""] = stdout.split("\n");
    expect(line).toMatch(
      /^\d{4}-\d\d-\d\dT[\d:.]+Z {2}-?\d+ W produced, -?\d+ W consumed, -?\d+ W from the grid, -?\d+ W from batteries, \d+ % charged$/,
    );
    const printed = [...line.matchAll(/(-?\d+) [W%]/g)].map(([, number]) => Number(number));
    const { production, consumption, grid, batteries, percent } = truth(moment);
    for (const [i, value] of [production, consumption, grid, batteries, percent].entries())
      expectNear(printed[i], value);
  });

  it("prints the production alone where nothing else is measured", async () => {
    const example = startExample("print-site.mjs", settingsFor(await gateway({ now: () => noon })));
    await example.until(({ stdout }) => lineCount(stdout) > 0);
    expect((await example.stop()).stdout).toMatch(/Z {2}[1-9]\d* W produced\n/);
  });
});

describe("site-to-mqtt.mjs", () => {
  it("publishes all that site() returns, retained", async () => {
    const simulator = await house();
    const { url, published } = await broker();
    const example = startExample("site-to-mqtt.mjs", {
      ...settingsFor(simulator),
      MQTT_URL: url,
      MQTT_TOPIC: "home/solar",
    });
    await example.until(() => published() > 1);
    expect(await example.stop()).toMatchObject({ code: 0, signal: null, stdout: "" });
    const { topic, retain, payload } = await retained(url, "#");
    expect({ topic, retain }).toEqual({ topic: "home/solar", retain: true });
    const { time, ...message }: Site & { time: string } = JSON.parse(payload);
    expect(Math.abs(Date.parse(time) - Date.now())).toBeLessThan(30_000);
    const { host, port, token } = simulator;
    const client = await connected({ host, port, auth: { token } });
    const bigints = (_: string, value: unknown) =>
      typeof value === "bigint" ? String(value) : value;
    const asked = await client.site();
    expect(message).toEqual(JSON.parse(JSON.stringify(asked, bigints)));
    expect(message.inverters[0]?.reading?.flags).toBe(String(asked.inverters[0]?.reading?.flags));
    expectNear(message.production?.watts, truth(noon).production);
    expectNear(message.netConsumption?.watts, truth(noon).grid);
    expectNear(message.batterySummary?.watts, truth(noon).batteries);
  });

  it("logs in to the broker, and says goodbye at the end", async () => {
    const seen: unknown[] = [];
    const { url, aedes, published } = await broker();
    aedes.authenticate = (_, name, password, done) => {
      seen.push(name, String(password));
      done(null, true);
    };
    const goodbye = new Promise<Client>((resolve) => {
      aedes.once("clientDisconnect", resolve);
    });
    const login = { MQTT_USERNAME: "sun", MQTT_PASSWORD: "shine" };
    const settings = { ...settingsFor(await house()), MQTT_URL: url, ...login };
    const example = startExample("site-to-mqtt.mjs", settings);
    await example.until(() => published() > 0);
    const { stdout, stderr } = await example.stop("SIGINT");
    expect(stdout + stderr).not.toContain("shine");
    await goodbye;
    expect(seen).toEqual(["sun", "shine"]);
  });

  it("goes on while there is no broker, says so, and publishes when there is one", async () => {
    const { url, port, close } = await broker();
    await close();
    const settings = { ...settingsFor(await house()), MQTT_URL: url };
    const example = startExample("site-to-mqtt.mjs", settings);
    await example.until(({ stderr }) => lineCount(stderr) > 1);
    const { published } = await broker(port);
    await example.until(() => published() > 0);
    const { code, stderr } = await example.stop();
    expect(code).toBe(0);
    expect(stderr).toMatch(/^(MQTT: .+\n)+$/);
  });

  it("ends without a broker too", async () => {
    const { url, close } = await broker();
    await close();
    const settings = { ...settingsFor(await house()), MQTT_URL: url };
    const example = startExample("site-to-mqtt.mjs", settings);
    await example.until(({ stderr }) => lineCount(stderr) > 0);
    expect(await example.stop()).toMatchObject({ code: 0, signal: null });
  });
});

describe("site-to-csv.mjs", () => {
  it("appends rows below one header, also when it is run again", async () => {
    const cwd = emptyFolder();
    const path = join(cwd, "site.csv");
    for (const [moment, rows] of [
      [noon, 2],
      [evening, 4],
    ] as const) {
      const example = startExample("site-to-csv.mjs", settingsFor(await house(moment)), { cwd });
      await example.until(() => rowsIn(path) >= rows);
      expect(await example.stop()).toMatchObject({ code: 0, stdout: "", stderr: "" });
    }
    const rows = await readCsv(path);
    expect(rows.map(({ time }) => time)).toEqual(rows.map(({ time }) => time).sort());
    for (const [row, moment] of [
      [rows[0], noon],
      [rows.at(-1), evening],
    ] as const) {
      const is = truth(moment);
      expect(row).toMatchObject({ serial_number: "122333444555", problems: null });
      expectNear(row?.["production_watts"], is.production);
      expectNear(row?.["consumption_watts"], is.consumption);
      expectNear(row?.["net_consumption_watts"], is.grid);
      expectNear(row?.["battery_watts"], is.batteries);
      expectNear(row?.["battery_percent"], is.percent);
      expectNear(row?.["production_watt_hours"], is.productionWattHours);
      expectNear(row?.["net_consumption_watt_hours"], is.netWattHours);
    }
  });

  it("writes text with quotes and line ends so that readers of RFC 4180 get it back", async () => {
    const simulator = await house();
    simulator.failNext("html");
    simulator.failNext("html");
    const path = join(emptyFolder(), "my site.csv");
    const example = startExample("site-to-csv.mjs", settingsFor(simulator), { args: [path] });
    await example.until(() => rowsIn(path) > 1);
    await example.stop();
    const text = readFileSync(path, "utf8");
    expect(text).toMatch(/\r\n$/);
    const [failed, next] = await readCsv(path);
    expect(failed?.["problems"]).toMatch(/^\/.+: .+\n\/.+: .+$/);
    expect(next?.["problems"]).toBeNull();
  });

  it("leaves a file alone that has other columns", async () => {
    const path = join(emptyFolder(), "other.csv");
    writeFileSync(path, "a,b\r\n1,2\r\n");
    const settings = settingsFor(await house());
    const { code, stderr } = await startExample("site-to-csv.mjs", settings, { args: [path] })
      .ended;
    expect(code).toBe(1);
    expect(stderr).toContain(`${path} has other columns`);
    expect(readFileSync(path, "utf8")).toBe("a,b\r\n1,2\r\n");
  });
});

describe.each(programs)("%s", (name) => {
  const nobody = { MQTT_URL: "mqtt://127.0.0.1:1" };

  it("asks each page once, then nothing for a minute", async () => {
    const simulator = await house();
    const example = startExample(name, { ...settingsFor(simulator), ...nobody });
    await example.until(() => rounds(simulator) === 3);
    expect(example.waits().slice(0, 2)).toEqual([60_000, 60_000]);
    await example.stop();
    const second = simulator.requests.join("\n").split(firstPage)[2]?.trim().split("\n") ?? [];
    expect(second.length).toBeGreaterThan(5);
    expect(new Set(second).size).toBe(second.length);
  });

  it("does not hurry after an error, and goes on when the gateway does", async () => {
    let moment = noon;
    const simulator = await gateway({ site, now: () => moment });
    const token = simulator.issueToken(noon - 60, noon - 3600);
    const { url } = await broker();
    const settings = { ...settingsFor(simulator), MQTT_URL: url, ENVOY_TOKEN: token };
    const example = startExample(name, settings);
    await example.until(({ stderr }) => stderr.split("EnvoyError").length > 3);
    expect(example.waits().slice(0, 2)).toEqual([60_000, 60_000]);
    moment = noon - 120;
    const asked = simulator.requests.length;
    await example.until(() => new Set(simulator.requests.slice(asked)).size > 5);
    const { code, stdout, stderr } = await example.stop();
    expect(code).toBe(0);
    expect(stderr).toMatch(/^(EnvoyError: .+\n)+$/);
    expect(stdout + stderr).not.toContain(token);
  });

  it.each(["SIGINT", "SIGTERM"] as const)("ends cleanly on %s while it waits", async (signal) => {
    const simulator = await house();
    const { url } = await broker();
    const example = startExample(name, { ...settingsFor(simulator), MQTT_URL: url });
    await example.until(() => rounds(simulator) === 2);
    const { code, stderr, ...rest } = await example.stop(signal);
    expect({ code, signal: rest.signal }).toEqual({ code: 0, signal: null });
    expect(stderr).not.toContain("Error");
  });

  it("ends at once while the gateway does not answer", async () => {
    const simulator = await house();
    const { url } = await broker();
    simulator.failNext("hang");
    const example = startExample(name, { ...settingsFor(simulator), MQTT_URL: url });
    await example.until(() => simulator.requests.length > 1);
    const started = performance.now();
    expect(await example.stop()).toMatchObject({ code: 0, signal: null, stdout: "", stderr: "" });
    expect(performance.now() - started).toBeLessThan(5000);
  });

  it("takes the token from a file, and prints it nowhere", async () => {
    const simulator = await house();
    const { ENVOY_TOKEN: token = "", ...settings } = settingsFor(simulator);
    const cwd = emptyFolder();
    writeFileSync(join(cwd, "my-token.txt"), `${token}\n`);
    const file = { ENVOY_TOKEN_FILE: "my-token.txt" };
    const example = startExample(name, { ...settings, ...nobody, ...file }, { cwd });
    await example.until(() => rounds(simulator) === 2);
    const { stdout, stderr } = await example.stop();
    expect(stdout + stderr).not.toContain(token);
  });

  it("says what is wrong with a token that cannot be one, without it", async () => {
    const settings = { ...settingsFor(await house()), ...nobody, ENVOY_TOKEN: "se cr\net" };
    const { code, stderr } = await startExample(name, settings).ended;
    expect(code).toBe(1);
    expect(stderr).toContain("TypeError");
    expect(stderr).not.toMatch(/se cr|\bet\b/);
  });

  it("is a page long at most", () => {
    const text = readFileSync(new URL(`../examples/${name}`, import.meta.url), "utf8");
    expect(lineCount(text)).toBeLessThanOrEqual(60);
  });
});

describe("simulated-gateway.mjs", () => {
  it("is one that the others can read, with the settings that it prints", async () => {
    const cwd = emptyFolder();
    const simulated = startExample("simulated-gateway.mjs", { ENVOY_PORT: "0" }, { cwd });
    let command = "";
    await simulated.until(({ stdout }) => {
      command = stdout;
      return stdout.endsWith("\n");
    });
    const pairs = [...command.matchAll(/(ENVOY_\w+)=(\S+)/g)].map(([, key, value]) => [key, value]);
    const example = startExample("print-site.mjs", Object.fromEntries(pairs), { cwd });
    await example.until(({ stdout }) => stdout.includes("% charged"));
    await example.stop();
    const path = join(cwd, "simulator-token.txt");
    expect(statSync(path).mode & 0o777).toBe(0o600);
    const { code, stdout, stderr } = await simulated.stop();
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).not.toContain(readFileSync(path, "utf8").trim());
  });
});

function expectNear(actual: unknown, expected: number): void {
  expect(Math.abs(Number(actual) - expected), `${actual} is not ${expected}`).toBeLessThan(1);
}

/** The page that site() asks for in each round. */
const firstPage = "GET /production.json?details=1";

function rounds({ requests }: Simulator): number {
  return requests.filter((request) => request === firstPage).length;
}

/** How many complete rows a CSV file has below its header. */
function rowsIn(path: string): number {
  return existsSync(path) ? readFileSync(path, "utf8").split("\r\n").length - 2 : 0;
}

/** A broker on loopback, which is closed after the test. */
async function broker(port = 0) {
  const aedes = await Aedes.createBroker();
  const server = createServer(aedes.handle);
  server.listen(port, "127.0.0.1");
  await once(server, "listening");
  const close = (): Promise<void> =>
    new Promise((resolve) => aedes.close(() => server.close(() => resolve())));
  closeAfterTest({ [Symbol.asyncDispose]: close });
  const packets: AedesPublishPacket[] = [];
  aedes.on("publish", (packet, client) => {
    if (client !== null) packets.push(packet);
  });
  const { port: actual } = server.address() as AddressInfo;
  return {
    aedes,
    port: actual,
    url: `mqtt://127.0.0.1:${actual}`,
    published: () => packets.length,
    close,
  };
}

/** The message that whoever subscribes now gets at once. */
async function retained(url: string, filter: string) {
  const client = await connectAsync(url);
  const message = new Promise<[string, Buffer, boolean]>((resolve) => {
    client.once("message", (topic, payload, { retain }) => resolve([topic, payload, retain]));
  });
  await client.subscribeAsync(filter);
  const [topic, payload, retain] = await message;
  await client.endAsync();
  return { topic, retain, payload: String(payload) };
}

/** A CSV file as another reader of RFC 4180 understands it. */
async function readCsv(path: string) {
  const database = await DuckDBInstance.create();
  const connection = await database.connect();
  const options =
    "header = true, all_varchar = true, strict_mode = true, delim = ',', quote = '\"', escape = '\"'";
  const reader = await connection.runAndReadAll(`SELECT * FROM read_csv('${path}', ${options})`);
  return reader.getRowObjectsJson();
}
