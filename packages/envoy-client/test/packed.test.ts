import { execFileSync } from "node:child_process";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  EnvoyClient,
  type EnvoyErrorCode,
  type Inverter,
  type Parsed,
  type PcuDevice,
  type UntypedDevice,
} from "@envoy/envoy-client";
import { parseDeviceDataText } from "@envoy/envoy-client/parse";
import { afterEach, beforeEach, describe, expect, expectTypeOf, it } from "vitest";

const here = fileURLToPath(new URL("..", import.meta.url));
const modules = fileURLToPath(new URL("../../../node_modules", import.meta.url));

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "packed-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

const program = `
import { EnvoyClient, EnvoyError, enlightenTokens, memoryTokenStore, TokenKeeper } from "@envoy/envoy-client";
import { discover } from "@envoy/envoy-client/discovery";
import { parseDeviceDataText, parseInverters } from "@envoy/envoy-client/parse";

const source = enlightenTokens({ username: "me", password: "x" });
const tokens = new TokenKeeper({ source, store: memoryTokenStore() });
export async function save(keep: (name: string, bytes: Uint8Array) => Promise<void>): Promise<void> {
  await using client = new EnvoyClient({ host: "envoy.local", auth: { tokens } });
  for await (const { name, bytes } of client.inverterPages()) await keep(name, bytes);
}
export async function watts(): Promise<number> {
  const client = await EnvoyClient.connect({ host: "envoy.local", auth: { tokens }, tls: "pinned" });
  try {
    return (await client.productionTotals()).wattsNow;
  } catch (error) {
    if (error instanceof EnvoyError && error.code === "ERR_TOKEN_EXPIRED") console.log(error.expiresAt?.toISOString());
    throw error;
  } finally {
    await client.close();
  }
}
console.log(typeof discover, parseInverters("[]").items.length, parseDeviceDataText('{"deviceCount":0}').devices.length);
`;

describe("the package as it is published", () => {
  it("installs into an empty strict TypeScript project, compiles without skipLibCheck, and runs", () => {
    const packed = execFileSync("npm", ["pack", "--silent", "--pack-destination", folder], {
      cwd: here,
      encoding: "utf8",
    }).trim();
    const target = join(folder, "node_modules/@envoy/envoy-client");
    mkdirSync(target, { recursive: true });
    execFileSync("tar", ["-xzf", join(folder, packed), "-C", target, "--strip-components=1"]);
    // Its dependencies, as an install would put them beside it; nothing else is there.
    symlinkSync(join(modules, "undici"), join(folder, "node_modules/undici"));
    mkdirSync(join(folder, "node_modules/@types"));
    symlinkSync(join(modules, "@types/node"), join(folder, "node_modules/@types/node"));
    symlinkSync(join(modules, "undici-types"), join(folder, "node_modules/undici-types"));
    writeFileSync(join(folder, "package.json"), '{"type":"module"}');
    writeFileSync(join(folder, "main.ts"), program);
    const compilerOptions = {
      strict: true,
      skipLibCheck: false,
      module: "nodenext",
      target: "es2023",
      lib: ["es2023", "esnext.disposable"],
      types: ["node"],
      exactOptionalPropertyTypes: true,
      noUncheckedIndexedAccess: true,
    };
    writeFileSync(
      join(folder, "tsconfig.json"),
      JSON.stringify({ compilerOptions, files: ["main.ts"] }),
    );
    const tsc = join(
      dirname(createRequire(import.meta.url).resolve("typescript/package.json")),
      "bin/tsc",
    );
    execFileSync(process.execPath, [tsc, "-p", folder], { encoding: "utf8", stdio: "pipe" });
    const output = execFileSync(process.execPath, [join(folder, "main.js")], { encoding: "utf8" });
    expect(output).toBe("function 0 0\n");
    expect(readdirSync(target).sort()).toEqual([
      "LICENSE",
      "README.md",
      "dist",
      "package.json",
      "src",
    ]);
  }, 60_000);

  it("has parsers that import nothing of Node's, nor any package", () => {
    const waiting = ["parse.js"];
    const seen = new Set<string>();
    const outside = new Set<string>();
    for (let file = waiting.pop(); file !== undefined; file = waiting.pop()) {
      if (seen.has(file)) continue;
      seen.add(file);
      const text = readFileSync(join(here, "dist", file), "utf8");
      for (const [, name = ""] of text.matchAll(/(?:from|import)\s*\(?"([^"]+)"/g)) {
        if (name.startsWith(".")) waiting.push(join(dirname(file), name));
        else outside.add(name);
      }
    }
    expect(seen.size).toBeGreaterThan(5);
    expect([...outside]).toEqual([]);
  });
});

describe("the types", () => {
  it("distinguish devices and say what lists contain", () => {
    expectTypeOf(EnvoyClient.connect).returns.resolves.toEqualTypeOf<EnvoyClient>();
    expectTypeOf<ReturnType<EnvoyClient["inverters"]>>().resolves.toEqualTypeOf<Parsed<Inverter>>();
    const [device] = parseDeviceDataText('{"1":{"devName":"eim"}}').devices;
    if (device?.kind === "pcu") expectTypeOf(device).toEqualTypeOf<PcuDevice>();
    else expectTypeOf(device).toEqualTypeOf<UntypedDevice | undefined>();
    expectTypeOf<"ERR_TIMEOUT">().toExtend<EnvoyErrorCode>();
    // @ts-expect-error: a host is needed
    expect(() => new EnvoyClient({})).toThrow();
  });
});
