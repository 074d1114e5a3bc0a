import { type DiskCall, type DiskModel, interpose, systemError } from "@envoy/disk-model";
import { isDiskError } from "@envoy/durable-file";
import { describe, expect, it } from "vitest";
import { faultOf, ModelledSite, polls, siteDisk, untidinessOf } from "./support/modelled-site.js";

type Fault = "ENOSPC" | "EIO" | "EDQUOT" | "EROFS" | "short write";

/** Calls that make something new fail on a full or read-only disk; the rest go on. */
const grows = new Set<DiskCall["name"]>(["open", "writeFile", "mkdir", "link", "rename", "sync"]);

/** A disk whose call number `at` fails, and, if it lasts, every such call after it. */
function faulty(disk: DiskModel, fault: Fault, at: number, lasts: boolean) {
  const met: DiskCall[] = [];
  let calls = 0;
  const fileSystem = interpose(disk, {
    before: (call) => {
      if (fault === "short write" && call.name !== "writeFile") return undefined;
      if (fault !== "EIO" && !(call.changes && grows.has(call.name))) return undefined;
      const number = calls++;
      if (number !== at && !(lasts && number > at)) return undefined;
      met.push(call);
      if (fault === "short write") return "short";
      throw systemError(fault, call.name, call.path);
    },
  });
  return { fileSystem, met };
}

const faults: readonly Fault[] = ["ENOSPC", "EIO", "EDQUOT", "EROFS", "short write"];
const cases = faults.flatMap((fault) => [
  { fault, lasts: false },
  { fault, lasts: true },
]);

describe.each(cases)("$fault at each call of a disk (lasting: $lasts)", ({ fault, lasts }) => {
  it("of a poll: a disk error and nothing half written, or saved", async () => {
    for (let at = 0; ; at++) {
      const disk = await siteDisk();
      const { fileSystem, met } = faulty(disk, fault, at, lasts);
      const [one] = polls;
      if (one === undefined) throw new Error("no poll");
      const error: unknown = await new ModelledSite(fileSystem).append(one.text).then(
        () => undefined,
        (reason: unknown) => reason,
      );
      if (met.length === 0) break;
      if (error !== undefined) expect(isDiskError(error), String(error)).toBe(true);
      const acknowledged = error === undefined ? [one] : [];
      expect(await faultOf(disk, acknowledged), met[0]?.name).toBeUndefined();
      await new ModelledSite(disk).flush();
      expect(await untidinessOf(disk, acknowledged), met[0]?.name).toBeUndefined();
    }
  });

  it("of a flush: an error that names a path, all polls kept, and the next flush carries on", async () => {
    const whole = await siteDisk();
    for (const { text } of polls) await new ModelledSite(whole).append(text);
    const flushed = whole.copy();
    await new ModelledSite(flushed).flush();
    let tried = 0;
    for (let at = 0; ; at++) {
      const disk = whole.copy();
      const { fileSystem, met } = faulty(disk, fault, at, lasts);
      let message: string | undefined;
      try {
        const { failures } = await new ModelledSite(fileSystem).flush();
        message = failures[0]?.message;
      } catch (error) {
        expect(isDiskError(error), String(error)).toBe(true);
        message = String(error);
      }
      const [first] = met;
      if (first === undefined) break;
      tried++;
      const place = `${first.name} ${first.path}`;
      if (message !== undefined) expect(message, place).toContain("/home/me/data/");
      expect(await faultOf(disk, polls), place).toBeUndefined();
      for (const [path, bytes] of parquetFiles(disk)) {
        // Byte for byte the file of before, or the one that a flush without faults writes.
        const candidates = [whole, flushed].map((other) => other.files().get(path));
        expect(
          candidates.some((other) => isSame(other, bytes)),
          `${place}: ${path} ${message}`,
        ).toBe(true);
      }
      await new ModelledSite(disk).flush();
      expect(await untidinessOf(disk, polls), place).toBeUndefined();
    }
    expect(tried).toBeGreaterThan(fault === "short write" ? 4 : 20);
  });
});

const parquetFiles = (disk: DiskModel): readonly (readonly [string, Uint8Array])[] =>
  [...disk.files()].filter(([path]) => path.endsWith(".parquet"));

const isSame = (a: Uint8Array | undefined, b: Uint8Array): boolean =>
  a !== undefined && Buffer.compare(a, b) === 0;
