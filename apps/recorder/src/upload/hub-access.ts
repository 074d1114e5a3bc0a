import {
  type DatasetAccess,
  datasetAccess,
  HubSyncError,
  type RemoteDataset,
} from "@envoy/hf-sync";
import type { DatasetConfig } from "../config/config.js";
import { counted } from "../counted.js";

/** Where to upload to, and with what: needs no whole config, so that it can be asked before there is one. */
export interface HubPlace
  extends Pick<DatasetConfig, "repo" | "endpoint" | "branch" | "isPrivate"> {
  readonly token: string;
}

/** What the Hub says of a token and a dataset, and what to do about it. */
export interface HubAccess {
  /** `fail`: an upload would not succeed. */
  readonly status: "ok" | "warn" | "fail";
  readonly message: string;
  readonly advice?: string;
}

/** A repository gets slow after a few thousand commits (https://huggingface.co/docs/hub/storage-limits). */
const manyCommits = 3000;

/**
 * Most of what an account may store privately without paying. No answer of the Hub tells the limit of an
 * account, or how much of it is used: https://huggingface.co/docs/hub/storage-limits says 100 GB.
 */
const manyPrivateBytes = 80e9;

/** Somebody waits for the answer. An upload itself is more patient. */
const limitSeconds = 8;

const catchUp = "Uploads catch up by themselves once the Hub answers.";

/** Asks the Hub whose the token is and whether an upload would succeed. Nothing is changed there. Rejects only with the signal's reason. */
export async function hubAccess(place: HubPlace, signal: AbortSignal): Promise<HubAccess> {
  const { repo, endpoint, branch, token } = place;
  const limit = AbortSignal.timeout(limitSeconds * 1000);
  const either = AbortSignal.any([signal, limit]);
  try {
    return judge(await datasetAccess({ repo, endpoint, branch, token, signal: either }), place);
  } catch (error) {
    signal.throwIfAborted();
    if (limit.aborted) {
      const message = `${endpoint} did not answer within ${limitSeconds} s`;
      return { status: "fail", message, advice: catchUp };
    }
    if (!(error instanceof HubSyncError)) throw error;
    return { status: "fail", ...refusal(error, place) };
  }
}

function refusal(
  { code, message }: HubSyncError,
  { endpoint }: HubPlace,
): Pick<HubAccess, "message" | "advice"> {
  return code === "ERR_UNAUTHORIZED"
    ? { message: `${endpoint} does not know the token`, advice: newToken(endpoint) }
    : { message: message.replace(/\.$/, ""), advice: catchUp };
}

function judge(
  { account, tokenRole, canWrite, dataset }: DatasetAccess,
  place: HubPlace,
): HubAccess {
  const { repo, endpoint, branch, isPrivate } = place;
  if (!canWrite) {
    const role = tokenRole === undefined ? "" : `, whose role is ${tokenRole},`;
    return {
      status: "fail",
      message: `the token of ${account}${role} may not write to ${repo}`,
      advice: `Check hugging_face.repo_id. ${newToken(endpoint)}`,
    };
  }
  if (dataset === undefined) {
    const visibility = isPrivate ? "private" : "public";
    return {
      status: "ok",
      message: `${account} may create ${repo}, ${visibility}, at the first upload`,
    };
  }
  if (dataset.commits === undefined) {
    return {
      status: "fail",
      message: `${repo} has no branch "${branch}"`,
      advice: "Correct hugging_face.branch, or create that branch.",
    };
  }
  const message = `${account} may write to ${repo}: ${describe(dataset, dataset.commits)}`;
  const advice = adviceOn(dataset, dataset.commits, place);
  return advice === undefined ? { status: "ok", message } : { status: "warn", message, advice };
}

function describe({ visibility, storedBytes }: RemoteDataset, commits: number): string {
  const size = storedBytes === undefined ? "" : `, ${(storedBytes / 1e6).toFixed(1)} MB`;
  return `${visibility}, ${counted(commits, "commit")}${size}`;
}

/** What to do about a dataset that takes uploads still; undefined if nothing. */
function adviceOn(
  { visibility, storedBytes = 0 }: RemoteDataset,
  commits: number,
  { repo, endpoint, isPrivate }: HubPlace,
): string | undefined {
  const squash =
    "To flatten its history: https://huggingface.co/docs/huggingface_hub/package_reference/hf_api#huggingface_hub.HfApi.super_squash_history";
  if (isPrivate && visibility === "public") {
    return `hugging_face.private = true counts only when the dataset is created. To make it private: ${endpoint}/datasets/${repo}/settings`;
  }
  if (visibility === "private" && storedBytes >= manyPrivateBytes) {
    return `A free account holds 100 GB of private data, earlier versions of the files included. ${squash}`;
  }
  if (commits >= manyCommits) {
    return `A dataset gets slow after a few thousand commits: set a longer intervals.upload_every_n_minutes. ${squash}`;
  }
  return undefined;
}

function newToken(endpoint: string): string {
  return `Create a token with write access at ${endpoint}/settings/tokens and put it into hugging_face.token_file.`;
}
