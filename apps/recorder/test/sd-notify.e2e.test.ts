import { spawn, spawnSync } from "node:child_process";
import { join } from "node:path";
import { startSimulator } from "@envoy/envoy-simulator";
import { describe, expect, it } from "vitest";
import { recorderFolder, startRecorder } from "./support/recorder-process.js";
import { until } from "./support/upload-site.js";

/** Prints what comes to a datagram socket, of a kind that Node does not have. */
const printDatagrams = `
import socket, sys
s = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
s.bind(sys.argv[1])
print("listening", flush=True)
while True: print(s.recv(4096).decode().replace(chr(10), " "), flush=True)
`;

const canReceive = ["python3", "systemd-notify"].every(
  (program) => spawnSync(program, ["--version"]).status === 0,
);

describe.runIf(canReceive)("the socket of a service manager", () => {
  it("receives READY=1, WATCHDOG=1 and STOPPING=1 by systemd's own systemd-notify", async () => {
    await using simulator = await startSimulator();
    await using recorder = await recorderFolder(simulator);
    const path = join(recorder.folder, "notify.sock");
    const receiver = spawn("python3", ["-c", printDatagrams, path]);
    let received = "";
    receiver.stdout.on("data", (data) => {
      received += String(data);
    });
    try {
      await until(() => received.includes("listening"));
      const env = { NOTIFY_SOCKET: path, WATCHDOG_USEC: "600000" };
      const { child, ended } = startRecorder(["watch"], { cwd: recorder.folder, env });
      await until(() => received.includes("WATCHDOG=1"));
      child.kill("SIGTERM");
      const { code, stderr } = await ended;
      expect(code, stderr).toBe(0);
      expect(stderr).not.toContain("systemd-notify");
      await until(() => received.includes("STOPPING=1"));
      expect(received).toMatch(/^listening\nREADY=1.*WATCHDOG=1.*STOPPING=1/s);
    } finally {
      receiver.kill();
    }
  });
});
