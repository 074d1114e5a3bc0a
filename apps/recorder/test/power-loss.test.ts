import { DiskModel, disksAfterPowerLoss, interpose } from "@envoy/disk-model";
import { describe, expect, it } from "vitest";
import {
  faultOf,
  ModelledSite,
  poll,
  polls,
  savedTexts,
  siteDisk,
  untidinessOf,
  withFlushBehindEachCall,
} from "./support/modelled-site.js";

type Poll = (typeof polls)[number];

/** The disk at one moment, and the polls that were acknowledged by then. */
interface Moment {
  readonly after: string;
  readonly disk: DiskModel;
  readonly acknowledged: readonly Poll[];
}

/** Runs on a disk and keeps the disk as it was after each call that changed it. */
async function momentsOf(
  disk: DiskModel,
  already: readonly Poll[],
  run: (site: ModelledSite, acknowledge: (acknowledged: Poll) => void) => Promise<void>,
): Promise<readonly Moment[]> {
  const acknowledged = [...already];
  const moments: Moment[] = [];
  const watched = interpose(disk, {
    after: async ({ name, path, changes }) => {
      if (!changes) return;
      moments.push({
        after: `${name} ${path}`,
        disk: disk.copy(),
        acknowledged: [...acknowledged],
      });
    },
  });
  await run(new ModelledSite(watched), (one) => acknowledged.push(one));
  moments.push({ after: "the end", disk, acknowledged });
  return moments;
}

const appendAll = async (site: ModelledSite, acknowledge: (one: Poll) => void): Promise<void> => {
  for (const one of polls) {
    await site.append(one.text);
    acknowledge(one);
  }
};

const newPoll: Poll = {
  text: poll("1", "2026-02-01T00:05:00Z", 13),
  row: ["1 2026-02-01T00:05:00.000Z", 13],
};

/** What the next run does. */
const recover = async (site: ModelledSite, acknowledge: (one: Poll) => void): Promise<void> => {
  await site.append(newPoll.text);
  acknowledge(newPoll);
  await site.flush();
};

/** Losses at every moment: nothing acknowledged is lost, and the next run ends in order. */
async function survive(
  moments: readonly Moment[],
  losses: (disk: DiskModel) => Iterable<DiskModel>,
): Promise<readonly string[]> {
  const faults: string[] = [];
  for (const { after, disk, acknowledged } of moments) {
    for (const left of losses(disk)) {
      const fault = await faultOf(left, acknowledged);
      await new ModelledSite(left).flush();
      const untidy = fault ?? (await untidinessOf(left, acknowledged));
      if (untidy !== undefined) faults.push(`power lost after ${after}: ${untidy}`);
    }
  }
  return faults;
}

/** The two ends of what may be left: nothing of what was not synced, and all of it. */
function extremes(disk: DiskModel): readonly DiskModel[] {
  const [first, ...others] = disksAfterPowerLoss(disk);
  const all = disk.copy();
  all.state.settle();
  return first === undefined || others.length === 0 ? [all] : [first, all];
}

describe("power loss at any call", () => {
  it("loses no acknowledged poll while polling, whatever was not synced is lost", async () => {
    const moments = await momentsOf(await siteDisk(), [], appendAll);
    expect(moments.length).toBeGreaterThan(20);
    expect(await survive(moments, disksAfterPowerLoss)).toEqual([]);
  });

  it("loses none on an empty disk, on which every folder is new", async () => {
    const moments = await momentsOf(new DiskModel(), [], appendAll);
    const lost: string[] = [];
    for (const { after, disk, acknowledged } of moments) {
      for (const left of disksAfterPowerLoss(disk)) {
        const texts = savedTexts(left);
        const missing = acknowledged.find(({ text }) => !texts.includes(text));
        if (missing !== undefined) lost.push(`power lost after ${after}: ${missing.text}`);
      }
    }
    expect(lost).toEqual([]);
  });

  it("loses none while flushing two months and two polls of no use", async () => {
    const moments = await momentsOf(await savedPolls(), polls, flush);
    expect(moments.length).toBeGreaterThan(40);
    expect(await survive(moments, disksAfterPowerLoss)).toEqual([]);
  });

  it("loses none when power fails again while the next run recovers", async () => {
    const faults: string[] = [];
    const seen = new Set<string>();
    const unseen = (disks: Iterable<DiskModel>): readonly DiskModel[] =>
      [...disks].filter((disk) => seen.size !== seen.add(disk.fingerprint()).size);
    for (const { after, disk, acknowledged } of await momentsOf(await savedPolls(), polls, flush)) {
      for (const left of unseen(extremes(disk))) {
        const moments = await momentsOf(left, acknowledged, recover);
        const again = await survive(moments, (found) => unseen(extremes(found)));
        faults.push(...again.map((fault) => `${after}; then ${fault}`));
      }
    }
    expect(seen.size).toBeGreaterThan(100);
    expect(faults.slice(0, 5)).toEqual([]);
  }, 120_000);

  it.each([0, 1])(
    "loses none when a flush comes between any two calls of a poll (%i polls waiting)",
    async (waiting) => {
      const before = polls.slice(0, waiting);
      await withFlushBehindEachCall(
        async () => {
          const disk = await siteDisk();
          for (const { text } of before) await new ModelledSite(disk).append(text);
          return disk;
        },
        (site) => site.append(newPoll.text),
        async (disk, call) => {
          const fault = await faultOfAll(disk, [...before, newPoll]);
          expect(fault && `flushed after call ${call}: ${fault}`).toBeUndefined();
        },
      );
    },
  );
});

async function faultOfAll(
  disk: DiskModel,
  acknowledged: readonly Poll[],
): Promise<string | undefined> {
  for (const left of disksAfterPowerLoss(disk)) {
    const fault = await faultOf(left, acknowledged);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

const flush = async (site: ModelledSite): Promise<void> => void (await site.flush());

async function savedPolls(): Promise<DiskModel> {
  const disk = await siteDisk();
  await appendAll(new ModelledSite(disk), () => undefined);
  disk.state.settle();
  return disk;
}
