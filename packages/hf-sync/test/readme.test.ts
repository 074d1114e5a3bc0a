import { execFile } from "node:child_process";
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, it } from "vitest";
import { eachWithSyncSite, type SyncSite, token } from "./support/sync-site.js";

const folder = fileURLToPath(new URL("..", import.meta.url));

let site: SyncSite;
eachWithSyncSite((each) => {
  site = each;
});

it("has an example that publishes a page", async () => {
  const readme = await readFile(`${folder}/README.md`, "utf8");
  const examples = readme.matchAll(/```js\n([\s\S]*?)```/g);
  const [example = ""] = [...examples].flatMap(([, code = ""]) =>
    code.includes("syncSpace") ? [code] : [],
  );
  const { stdout } = await promisify(execFile)(
    process.execPath,
    ["--input-type=module", "--eval", example],
    {
      cwd: folder,
      env: {
        ...process.env,
        HF_ENDPOINT: site.hub.url,
        HF_TOKEN: token,
        TMPDIR: site.folder,
      },
    },
  );
  expect(stdout).toContain(`committed ${site.hub.url}/spaces/me/hello-page/commit/`);
  const page = await fetch(await site.hub.spacePage("me/hello-page"));
  expect(await page.text()).toContain("Hello, Hub");
});
