import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("../../../apps/fleet/bin/envoy-fleet.cjs", import.meta.url));

/** Where and with what the program runs. */
export interface FleetProcess {
  /** With its fleet.toml. */
  readonly folder: string;
  readonly endpoint: string;
  readonly token: string;
  readonly signal: AbortSignal;
}

/** Runs `envoy-fleet` as a person would, with its output on the demo's. Rejects if it ends with none of the exit codes that are expected. */
export async function runFleet(
  { folder, endpoint, token, signal }: FleetProcess,
  args: readonly string[],
  expected: readonly number[] = [0],
): Promise<void> {
  console.log(`\n$ envoy-fleet ${args.join(" ")}`);
  const child = spawn(process.execPath, [program, ...args], {
    cwd: folder,
    env: { ...process.env, HF_ENDPOINT: endpoint, HF_TOKEN: token },
    stdio: "inherit",
    signal,
  });
  const [code] = await once(child, "close");
  if (!expected.includes(code)) {
    throw new Error(`envoy-fleet ${args.join(" ")} ended with ${code}.`);
  }
}
