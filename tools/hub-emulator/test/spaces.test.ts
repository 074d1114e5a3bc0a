import { type HubEmulator, startHubEmulator } from "@envoy/hub-emulator";
import { createRepo, listFiles, spaceInfo, uploadFiles } from "@huggingface/hub";
import { describe, expect, it } from "vitest";
import { eachWithHub } from "./support/each-with-hub.js";

const space = "spaces/me/page";

let hub: HubEmulator;
let folder = "";
eachWithHub({}, (emulator, itsFolder) => {
  hub = emulator;
  folder = itsFolder;
});

function place(): { readonly repo: string; readonly accessToken: string; readonly hubUrl: string } {
  return { repo: space, accessToken: hub.token, hubUrl: hub.url };
}

/** The page's answer: its status, type and text. */
async function open(path: string): Promise<readonly unknown[]> {
  const answer = await fetch((await hub.spacePage("me/page")) + path);
  return [answer.status, answer.headers.get("content-type"), await answer.text()];
}

describe("a static Space", () => {
  it("begins with the Hub's own page, and is no dataset of that name", async () => {
    await createRepo({ ...place(), sdk: "static", visibility: "private" });
    const paths: string[] = [];
    for await (const { path } of listFiles(place())) paths.push(path);
    expect(paths).toEqual([".gitattributes", "README.md", "index.html", "style.css"]);
    expect(await spaceInfo({ ...place(), name: "me/page" })).toMatchObject({
      name: "me/page",
      sdk: "static",
      private: true,
    });
    const headers = { authorization: `Bearer ${hub.token}` };
    expect((await fetch(`${hub.url}/api/datasets/me/page`, { headers })).status).toBe(404);
    expect((await fetch(`${hub.url}/api/spaces/me/page`)).status).toBe(401);
  });

  it("is served at an origin of its own, as its main branch is now", async () => {
    await createRepo({ ...place(), sdk: "static" });
    expect(await open("/")).toEqual([
      200,
      "text/html; charset=utf-8",
      expect.stringContaining("Welcome to your static Space!"),
    ]);
    const wasm = Buffer.from("\0asm");
    const files = [
      { path: "index.html", content: new Blob(["<p>mine"]) },
      { path: "assets/app.js", content: new Blob(["let x;"]) },
      { path: "engine.wasm", content: new Blob([wasm]) },
    ];
    await uploadFiles({ ...place(), files, useXet: false });
    expect(hub.commits(space)[0]?.files["engine.wasm"]?.lfs?.size).toBe(4);
    expect(await open("/?at=1")).toEqual([200, "text/html; charset=utf-8", "<p>mine"]);
    expect(await open("/assets/app.js")).toEqual([200, "text/javascript; charset=utf-8", "let x;"]);
    expect(await open("/engine.wasm")).toEqual([200, "application/wasm", String(wasm)]);
    expect((await open("/assets/"))[0]).toBe(404);
    const other = await hub.spacePage("me/other");
    expect(other).not.toBe(await hub.spacePage(space));
    expect((await fetch(other)).status).toBe(404);
  });

  it("needs an SDK, and one of another SDK has no such page", async () => {
    const body = { type: "space", organization: "me", name: "page" };
    const create = (fields: object): Promise<Response> =>
      fetch(`${hub.url}/api/repos/create`, {
        method: "POST",
        headers: { authorization: `Bearer ${hub.token}` },
        body: JSON.stringify(fields),
      });
    expect((await create(body)).status).toBe(400);
    expect((await create({ ...body, sdk: "gradio" })).status).toBe(200);
    expect((await create({ ...body, sdk: "gradio" })).status).toBe(409);
    hub.commitAs(space, "index.html", Buffer.from("<p>x"));
    expect((await open("/"))[0]).toBe(404);
  });

  it("may be written to with a scope for it, not for the dataset of that name", async () => {
    await createRepo({ ...place(), sdk: "static" });
    const status = async (type: "space" | "dataset"): Promise<number> => {
      const entity = { type, name: "me/page" };
      const access = { fineGrained: [{ entity, permissions: ["repo.write"] }] };
      await using scoped = await startHubEmulator({ folder: `${folder}/hub`, access });
      const headers = { authorization: `Bearer ${scoped.token}` };
      return (await fetch(`${scoped.url}/api/spaces/me/page/auth-check/write`, { headers })).status;
    };
    expect([await status("space"), await status("dataset")]).toEqual([200, 403]);
  });
});
