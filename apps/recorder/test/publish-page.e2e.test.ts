import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Ended } from "@envoy/started-program";
import { beforeEach, describe, expect, it } from "vitest";
import { key, PseudoTerminal } from "./support/pseudo-terminal.js";
import { runRecorder } from "./support/recorder-process.js";
import { eachWithUploadSite, hubToken, repo, type UploadSite } from "./support/upload-site.js";

const space = `spaces/${repo}`;

const index = `<!doctype html>
<meta
  http-equiv="Content-Security-Policy"
  content="default-src 'none'; script-src 'self'; connect-src 'self'; base-uri 'none'"
/>
<meta name="envoy-archive" content="manifest.json" />
<script type="module" src="./assets/page-4f2a.js"></script>
`;

let site: UploadSite;
eachWithUploadSite((fresh) => {
  site = fresh;
});
beforeEach(async () => {
  await site.configure();
  for (const name of ["page/assets", "data", "temporary"]) {
    await mkdir(join(site.folder, name), { recursive: true });
  }
  await writeFile(join(site.folder, "page/index.html"), index);
  await writeFile(join(site.folder, "page/index.html.br"), "small");
  await writeFile(join(site.folder, "page/assets/page-4f2a.js"), "let page;");
  await writeFile(join(site.folder, "page/assets/page-4f2a.js.gz"), "small");
});

async function publish(...args: readonly string[]): Promise<Ended> {
  const ended = await runRecorder(["publish-page", "--page", "page", ...args], {
    cwd: site.folder,
    env: { TMPDIR: join(site.folder, "temporary") },
  });
  site.outputs.push(ended.stdout, ended.stderr);
  expect(await readdir(join(site.folder, "temporary"))).toEqual([]);
  return ended;
}

const filesOf = (name: string): readonly string[] =>
  Object.keys(site.hub.commits(name)[0]?.files ?? {}).sort();

async function published(): Promise<string> {
  return (await fetch(await site.hub.spacePage(space))).text();
}

describe("envoy-recorder publish-page", () => {
  it("makes a static Space of the page, which reads the dataset and nothing else", async () => {
    const { code, stdout, stderr } = await publish("--yes");
    expect(code, stderr).toBe(0);
    expect(stdout).toContain("Fine solar data can give away where a home is");
    expect(stdout).toContain(`The page is at ${site.hub.url}/${space}\n`);
    expect(filesOf(space)).toEqual([
      ".gitattributes",
      "README.md",
      "assets/page-4f2a.js",
      "index.html",
    ]);
    const { port } = new URL(site.hub.url);
    expect(await published()).toBe(
      index
        .replace("connect-src 'self'", "connect-src http://127.0.0.1:*")
        .replace(
          '<meta name="envoy-archive" content="manifest.json" />',
          `<meta name="envoy-archive" content="hub:${repo}" data-endpoint="http://127.0.0.1:${port}" data-manifest="manifest.json" />`,
        ),
    );
    // The page in the bundle is still the one of serve.
    expect(await readFile(join(site.folder, "page/index.html"), "utf8")).toBe(index);
    expect((await publish("--yes")).stdout).toContain(`${repo} has everything already`);
  });

  it("names the manifest of the dataset's folder, and takes another Space", async () => {
    await site.configure('path_in_repo = "sites/roof"');
    expect((await publish("--yes", "--space", "me/panels")).code).toBe(0);
    const page = await (await fetch(await site.hub.spacePage("spaces/me/panels"))).text();
    expect(page).toContain(`content="hub:${repo}"`);
    expect(page).toContain('data-manifest="sites/roof_manifest.json"');
    expect(site.hub.commits(space)).toEqual([]);
  });

  it("leaves a Space that shows another page as it is, and ends with 6", async () => {
    expect((await publish("--yes")).code).toBe(0);
    site.hub.commitAs(space, "index.html", Buffer.from("My holidays"));
    const { code, stderr } = await publish("--yes");
    expect([code, stderr]).toEqual([6, expect.stringContaining("shows another page already")]);
    expect(await published()).toBe("My holidays");
  });

  it("sends nothing in a dry run, and without --yes where nobody can be asked", async () => {
    const planned = await publish("--dry-run");
    expect([planned.code, planned.stdout]).toEqual([
      0,
      expect.stringContaining("would upload 3 files"),
    ]);
    expect(planned.stdout).toContain("\n  index.html (");
    const refused = await publish();
    expect(refused.code).toBe(2);
    expect(refused.stdout).toContain("Fine solar data can give away");
    expect(refused.stderr).toContain("add --yes");
    expect(site.hub.commits(space)).toEqual([]);
  });

  it("asks a person, whose Enter or Ctrl-C is a no", async () => {
    for (const answer of [key.enter, key.ctrlC, key.yes]) {
      expect(site.hub.commits(space)).toEqual([]);
      using terminal = new PseudoTerminal(site.folder, ["publish-page", "--page", "page"]);
      await terminal.waitFor("when nobody is there");
      await terminal.answer("Publish it?", answer);
      expect(await terminal.ended()).toBe(0);
      expect(terminal.shown).toContain(
        answer === key.yes ? "The page is at" : "Nothing was published.",
      );
      site.outputs.push(terminal.shown);
    }
    expect(filesOf(space)).toContain("index.html");
  });

  it("ends with 6 if the Hub refuses, and with 2 if there is no dataset or no such name", async () => {
    await writeFile(join(site.folder, "token.txt"), `${hubToken.slice(0, -1)}x`, { mode: 0o600 });
    const refused = await publish("--yes");
    expect(refused.code).toBe(6);
    expect(refused.stderr).toContain("The page was not published");
    expect((await publish("--yes", "--space", "panels")).stderr).toContain(
      '--space should be "user/name"',
    );
    await writeFile(join(site.folder, "config.toml"), '[envoy]\nip_address = "127.0.0.1"\n');
    const none = await publish("--yes");
    expect([none.code, none.stderr]).toEqual([2, expect.stringContaining("[hugging_face]")]);
  });

  it("refuses a page that it could not point to the dataset", async () => {
    await writeFile(join(site.folder, "page/index.html"), index.replace("envoy-archive", "other"));
    const { code, stderr } = await publish("--yes");
    expect(code).toBe(1);
    expect(stderr).toContain("Build the program anew");
    expect(site.hub.commits(space)).toEqual([]);
  });
});
