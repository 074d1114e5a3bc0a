import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { giveNames } from "../src/setup/give-names.js";
import { writeConfig } from "../src/setup/write-config.js";

const draft = {
  envoy: { ip_address: "192.0.2.1", token: "new.token.x" },
  hugging_face: { repo_id: "me/solar", token: "hf_new" },
};

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "write-config-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const files = async (): Promise<readonly string[]> => (await readdir(folder)).sort();

describe("writeConfig", () => {
  it("makes the folder, and leaves no file but the config and its secrets", async () => {
    const { config, files: written } = await writeConfig(join(folder, "new/config.toml"), draft);
    expect(config.envoy.token).toBe("new.token.x");
    const names = ["envoy-token.txt", "hf-token.txt", "config.toml"];
    expect(written).toEqual(names.map((name) => join(folder, "new", name)));
    expect((await readdir(join(folder, "new"))).sort()).toEqual([...names].sort());
  });

  it("changes nothing if the config would not be read", async () => {
    await writeFile(join(folder, "envoy-token.txt"), "old");
    const twice = { ...draft, site: { names: { "1": "East", "2": "East" } } };
    await expect(writeConfig(join(folder, "config.toml"), twice)).rejects.toThrow(
      `Config ${join(folder, "config.toml")}: site.names: two inverters are called "East"`,
    );
    expect(await files()).toEqual(["envoy-token.txt"]);
    expect(await readFile(join(folder, "envoy-token.txt"), "utf8")).toBe("old");
  });

  it("changes nothing if what is there cannot be copied", async () => {
    await writeFile(join(folder, "envoy-token.txt"), "old");
    await mkdir(join(folder, "hf-token.txt"));
    await expect(writeConfig(join(folder, "config.toml"), draft)).rejects.toThrow(
      /could not be written to .*: EISDIR.*\. Nothing was changed; .*run the same command again\.$/,
    );
    expect(await files()).toEqual(["envoy-token.txt", "hf-token.txt"]);
    expect(await readFile(join(folder, "envoy-token.txt"), "utf8")).toBe("old");
  });
});

describe("giveNames", () => {
  it("takes back the names that it gave if it cannot give all", async () => {
    const targets = ["secret", "added", "config"].map((name) => join(folder, name));
    await writeFile(join(folder, "secret"), "old");
    await writeFile(join(folder, "config"), "old");
    await writeFile(join(folder, ".secret.tmp"), "new");
    await writeFile(join(folder, ".added.tmp"), "new");
    await expect(giveNames(targets)).rejects.toThrow(/ENOENT.*config/);
    expect(await files()).toEqual(["config", "secret"]);
    expect(await readFile(join(folder, "secret"), "utf8")).toBe("old");
  });

  it("gives them, and keeps copies for their owner alone", async () => {
    await writeFile(join(folder, "config"), "old");
    await writeFile(join(folder, ".config.tmp"), "new");
    expect(await giveNames([join(folder, "config")])).toEqual([join(folder, "config.old")]);
    expect(await readFile(join(folder, "config"), "utf8")).toBe("new");
    expect(await readFile(join(folder, "config.old"), "utf8")).toBe("old");
    expect((await stat(join(folder, "config.old"))).mode & 0o777).toBe(0o600);
  });
});
