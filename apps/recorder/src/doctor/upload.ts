import type { Config } from "../config/config.js";
import type { Environment } from "../config/environment.js";
import { exitCode } from "../errors/exit-code.js";
import { uploadTimes } from "../upload/due.js";
import { hubAccess } from "../upload/hub-access.js";
import { hubToken } from "../upload/hub-token.js";
import { duration } from "./ago.js";
import { type Finding, failureOf, ok, warn } from "./finding.js";

/** Whether the Hub takes uploads, and whether one has succeeded lately; `now` in milliseconds since 1970. */
export async function uploadFinding(
  config: Config,
  environment: Environment,
  now: number,
  signal: AbortSignal,
): Promise<Finding> {
  const { huggingFace, state, uploadEveryMinutes } = config;
  if (huggingFace === undefined) return ok("none is configured");
  let token: string;
  try {
    token = await hubToken(config, huggingFace, environment);
  } catch (error) {
    return failureOf(error, "Set hugging_face.token_file.");
  }
  const access = await hubAccess({ ...huggingFace.dataset, token }, signal);
  if (access.status === "fail") return { ...access, exitCode: exitCode.upload };
  const { succeededAt, triedAt } = await uploadTimes(state);
  const age = Math.floor(now / 1000) - (succeededAt ?? triedAt ?? now / 1000);
  const limit = Math.max(86_400, 3 * 60 * uploadEveryMinutes);
  if (access.status === "ok" && age > limit) {
    return warn(
      `${access.message}; none has succeeded for ${duration(age)}`,
      "To see why: envoy-recorder upload",
    );
  }
  return access;
}
