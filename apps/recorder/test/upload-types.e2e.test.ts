import { appendFile } from "node:fs/promises";
import { asyncBufferFromUrl, parquetReadObjects } from "hyparquet";
import { compressors } from "hyparquet-compressors";
import { describe, expect, it } from "vitest";
import { eachWithUploadSite, hubToken, repo, type UploadSite } from "./support/upload-site.js";

let site: UploadSite;
eachWithUploadSite((opened) => {
  site = opened;
});

const portable = '[parquet_archive]\ntypes = "portable"\n';
const headers = { authorization: `Bearer ${hubToken}` };
const resolve = (path: string): string => `${site.hub.url}/datasets/${repo}/resolve/main/${path}`;

async function card(): Promise<string> {
  return (await fetch(resolve("README.md"), { headers })).text();
}

/** The names of the columns of the month that is uploaded. */
async function uploadedColumns(): Promise<readonly string[]> {
  const url = resolve("data/year=2026/month=6/00000000.parquet");
  const file = await asyncBufferFromUrl({ url, requestInit: { headers } });
  const [row = {}] = await parquetReadObjects({ file, compressors });
  return Object.keys(row);
}

async function expectPortable(): Promise<void> {
  expect(await uploadedColumns()).toContain("period_duration_us");
  const text = await card();
  expect(text).toContain("| `period_duration_us` | int64 | µs |");
  expect(text).toContain("| `joules_produced` | int64 | J |");
  expect(text).toMatch(/values of 2\^63 or more, .* are null/);
  expect(text).not.toMatch(/uint|period_duration`|Int64/);
}

describe("the upload of portable types", () => {
  it("has their columns on the card, and no cast in the examples", async () => {
    await site.setUp(portable);
    const uploaded = await site.run("upload");
    expect(uploaded.code, uploaded.stderr).toBe(0);
    await expectPortable();
  });

  it.each(["", "pseudonymise_serials = true\n"])(
    "follows a conversion with the months and the card (%s)",
    async (more) => {
      await site.setUp(more);
      await site.run("upload");
      expect(await uploadedColumns()).toContain("period_duration");
      expect(await card()).toContain("never `.sum()` alone");
      await appendFile(`${site.folder}/config.toml`, portable);
      const converted = await site.run("flush", "--rewrite");
      expect(converted.stdout).toContain("converted 2026-06 to portable types.");
      const uploaded = await site.run("upload");
      expect(uploaded.stdout, uploaded.stderr).toContain("uploaded 3 files");
      await expectPortable();
      expect((await site.run("upload")).stdout).toContain("has everything already");
    },
  );
});
