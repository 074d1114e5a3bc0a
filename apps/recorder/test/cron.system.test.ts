import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startSimulator } from "@envoy/envoy-simulator";
import { expect, it } from "vitest";
import { recorderFolder, runRecorder } from "./support/recorder-process.js";

const sendmail = "/usr/sbin/sendmail";

// It starts cron, and writes to root's crontab: only where a machine is there for that.
it.runIf(process.env["ENVOY_SYSTEM_TESTS"] === "1")(
  "a real cron records at the minute and has nothing to mail",
  async () => {
    await using simulator = await startSimulator();
    await using recorder = await recorderFolder(simulator);
    const folder = join(recorder.folder, "100% sun's roof");
    await mkdir(folder);
    await rename(join(recorder.folder, "config.toml"), join(folder, "config.toml"));
    const mail = join(recorder.folder, "mail");
    const wasThere = existsSync(sendmail);
    if (wasThere) await rename(sendmail, `${sendmail}.aside`);
    await writeFile(sendmail, `#!/bin/sh\ncat >>'${mail}'\n`, { mode: 0o755 });
    const cron = spawn("cron", ["-f"], { stdio: "ignore" });
    try {
      const installed = await runRecorder(["schedule", "install", "--cron"], { cwd: folder });
      expect(installed).toMatchObject({ code: 0 });
      const incoming = join(folder, "data/live_buffer/incoming");
      for (let i = 0; i < 130 && !existsSync(incoming); i++) await sleep(1000);
      // Cron mails once the run has ended.
      await sleep(3000);
      expect(await readdir(incoming)).toHaveLength(1);
      expect(await readFile(mail, "utf8").catch(() => "no mail")).toBe("no mail");
    } finally {
      await runRecorder(["schedule", "remove", "--cron"], { cwd: folder });
      cron.kill();
      await rm(sendmail);
      if (wasThere) await rename(`${sendmail}.aside`, sendmail);
    }
  },
  150_000,
);
