import { fileURLToPath } from "node:url";

const program = fileURLToPath(
  new URL("../../../apps/recorder/bin/envoy-recorder.cjs", import.meta.url),
);

/** Node's arguments for a poll, with a flush where one is due. */
export const record: readonly string[] = [program, "record"];

/** Node's arguments for a flush. */
export const flush: readonly string[] = [program, "flush", "--force"];

/** Node's arguments for a watch. */
export const watch: readonly string[] = [program, "watch"];
