// Compacts a landing, and is killed before the call of the file system with a number. It prints how many calls it made.
import { copyFile } from "node:fs/promises";
import { join } from "node:path";
import { interpose } from "@envoy/disk-model";
import { FleetTable, nodeTableFileSystem, planCompaction } from "@envoy/fleet-table";

const [folder, engineFile, landing, killAt] = process.argv.slice(2);
let calls = 0;
// A sync changes nothing that a killed process leaves.
const before = ({ name, changes }) => {
  if (changes && name !== "sync" && ++calls === Number(killAt))
    process.kill(process.pid, "SIGKILL");
};
const fileSystem = {
  ...nodeTableFileSystem,
  ...interpose(nodeTableFileSystem, { before }),
  symlink: async (target, path) => {
    before({ name: "symlink", changes: true });
    await nodeTableFileSystem.symlink(target, path);
  },
};

const table = FleetTable.open(folder, { fileSystem });
const manifest = (await table.current())?.manifest;
const plan = planCompaction({
  manifest,
  landing: JSON.parse(landing),
  shards: 2,
  sqlVersion: 1,
  closeAfterDays: 7,
  close: true,
  now: Date.parse("2026-11-30T12:00:00Z"),
});
await table.clear({ keep: plan.jobs });
if (plan.jobs.length > 0) {
  const made = new Map();
  for (const job of plan.jobs) {
    let files = await table.isDone(job);
    if (files === undefined) {
      await copyFile(engineFile, join(await table.runFolder(job), "rows.parquet"));
      files = await table.finish(job);
    }
    made.set(job.digest, files);
  }
  const extraFiles = new Map([["gateways.json", new TextEncoder().encode(landing)]]);
  await table.commit({ plan, made, extraFiles });
}
console.log(calls);
