import { DiskModel, disksAfterPowerLoss } from "@envoy/disk-model";
import { describe, expect, it } from "vitest";

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The disks that may be left, as texts: `path=content` for files, `path/` for folders. */
function left(disk: DiskModel): string[] {
  return [...disksAfterPowerLoss(disk)]
    .map((found) => {
      const files = found.files();
      const texts = [...found.entries()].map(([path, { isFolder }]) =>
        isFolder ? `${path}/` : `${path}=${new TextDecoder().decode(files.get(path))}`,
      );
      return texts.sort().join(" ");
    })
    .sort();
}

describe("disksAfterPowerLoss", () => {
  it("may lose or tear what was never synced", async () => {
    const disk = new DiskModel();
    const file = await disk.open("/a", "wx");
    await file.writeFile(bytes("1234"));
    expect(left(disk)).toEqual(["", "/a=", "/a=\0\0\0\0", "/a=12", "/a=1234"]);
  });

  it("may lose the name of a synced file until its folder is synced", async () => {
    const disk = new DiskModel();
    const file = await disk.open("/a", "wx");
    await file.writeFile(bytes("1234"));
    await file.sync();
    expect(left(disk)).toEqual(["", "/a=1234"]);
    await (await disk.open("/", "r")).sync();
    expect(left(disk)).toEqual(["/a=1234"]);
  });

  it("loses a synced folder's files with the folder's own unsynced name", async () => {
    const disk = new DiskModel();
    await disk.mkdir("/a");
    await disk.open("/a/b", "wx");
    await (await disk.open("/a", "r")).sync();
    expect(left(disk)).toEqual(["", "/a/ /a/b="]);
  });

  it("does a rename as a whole or not at all, in any order with other changes", async () => {
    const disk = new DiskModel();
    await disk.open("/a", "wx");
    await disk.mkdir("/f");
    disk.state.settle();
    await disk.rename("/a", "/f/a");
    await disk.open("/b", "wx");
    expect(left(disk)).toEqual(["/a= /b= /f/", "/a= /f/", "/b= /f/ /f/a=", "/f/ /f/a="]);
  });

  it("never replaces a newer synced change by an older one", async () => {
    const disk = new DiskModel();
    await disk.mkdir("/tmp");
    await disk.mkdir("/in");
    disk.state.settle();
    await disk.open("/tmp/x", "wx");
    await disk.rename("/tmp/x", "/in/x");
    await (await disk.open("/in", "r")).sync();
    expect(left(disk)).toEqual(["/in/ /in/x= /tmp/"]);
  });
});
