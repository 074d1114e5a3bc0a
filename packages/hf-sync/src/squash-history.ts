import { countCommits, HubApiError } from "@huggingface/hub";
import { type HubPlace, toCommitOutcome, toHubError } from "./hub-errors.js";
import { type NetworkOptions, networkOf } from "./network-options.js";
import { retryDelayMs } from "./retry-timing.js";
import { retryingFetch } from "./retrying-fetch.js";
import { withDeadline } from "./with-deadline.js";

/** Options of {@link squashHistory}. */
export interface SquashHistoryOptions extends NetworkOptions {
  /** "user/name" of a dataset. */
  readonly repo: string;
  /** A token of the Hub that may write to it. */
  readonly token: string;
  /** @default "https://huggingface.co" */
  readonly endpoint?: string;
  /** @default "main" */
  readonly branch?: string;
  /** The title of the one commit that is left; the Hub takes 500 characters. @default "Squash the history" */
  readonly message?: string;
  /** The most the whole call may take. @default 900_000 (15 minutes) */
  readonly deadlineMs?: number;
  /** The most one attempt of one request may take. @default 300_000 (5 minutes) */
  readonly requestTimeoutMs?: number;
  readonly signal?: AbortSignal;
}

/** What {@link squashHistory} did. */
export interface SquashResult {
  /** "unchanged": the branch had one commit already, and nothing was sent. */
  readonly status: "squashed" | "unchanged";
  /** How many commits the branch had before. */
  readonly commitsBefore: number;
}

const maxAttempts = 5;
const longestMessage = 500;

/**
 * Replaces all commits of a dataset's branch by one with the same files, which cannot be undone: what earlier commits had
 * and the newest does not is no longer in the branch. Other branches, tags and pull requests keep theirs, and the Hub removes
 * large files that nothing refers to some time later (https://huggingface.co/docs/hub/storage-limits).
 *
 * Asks first how many commits there are, and again after an answer that was lost, so that one that took effect is not sent
 * twice. Rejects with {@link HubSyncError}, or with the signal's reason.
 */
export async function squashHistory(options: SquashHistoryOptions): Promise<SquashResult> {
  const { repo, signal, deadlineMs = 900_000 } = options;
  const unfinished = `The history of ${repo} was not squashed`;
  return withDeadline({ deadlineMs, signal, unfinished }, (until) => squashUntil(until, options));
}

async function squashUntil(
  signal: AbortSignal,
  options: SquashHistoryOptions,
): Promise<SquashResult> {
  const { repo, endpoint = "https://huggingface.co", branch = "main" } = options;
  const network = networkOf(options);
  const { now, random, sleep } = network;
  const place: HubPlace = { repoType: "dataset", repo, endpoint, branch };
  const hub = connect(signal, options, network);
  let commitsBefore: number | undefined;
  for (let attempt = 0; ; attempt++) {
    const commits = await commitsOf(hub, place, signal);
    commitsBefore ??= commits;
    if (commits <= 1) {
      return { status: commitsBefore <= 1 ? "unchanged" : "squashed", commitsBefore };
    }
    const outcome = await sendSquash(hub, place, options.message, { signal, now });
    if (outcome === undefined) return { status: "squashed", commitsBefore };
    if (attempt + 1 >= maxAttempts) {
      throw toHubError(outcome.cause, place);
    }
    await sleep(retryDelayMs(attempt, undefined, now(), random()), signal);
  }
}

interface Hub {
  readonly accessToken: string;
  readonly hubUrl: string;
  readonly fetch: typeof globalThis.fetch;
}

function connect(
  signal: AbortSignal,
  options: SquashHistoryOptions,
  network: Required<NetworkOptions>,
): Hub {
  const { token, endpoint = "https://huggingface.co", requestTimeoutMs = 300_000 } = options;
  const fetch = retryingFetch({
    ...network,
    signal,
    requestTimeoutMs,
    maxAttempts,
    isOnce: (url) => new URL(url).pathname.includes("/super-squash/"),
  });
  return { accessToken: token, hubUrl: endpoint.replace(/\/+$/, ""), fetch };
}

async function commitsOf(hub: Hub, place: HubPlace, signal: AbortSignal): Promise<number> {
  try {
    const repo = { type: "dataset" as const, name: place.repo };
    return await countCommits({ ...hub, repo, revision: encodeURIComponent(place.branch) });
  } catch (error) {
    throw signal.aborted ? error : toHubError(error, place);
  }
}

/** Undefined if it was done, or what is known of an attempt that may have been. (https://huggingface.co/docs/hub/api) */
async function sendSquash(
  { hubUrl, accessToken, fetch }: Hub,
  { repo, branch, ...place }: HubPlace,
  message = "Squash the history",
  { signal, now }: { readonly signal: AbortSignal; readonly now: () => number },
): Promise<{ readonly cause: unknown } | undefined> {
  const url = `${hubUrl}/api/datasets/${repo}/super-squash/${encodeURIComponent(branch)}`;
  try {
    const answer = await fetch(url, {
      method: "POST",
      headers: { authorization: `Bearer ${accessToken}`, "content-type": "application/json" },
      body: JSON.stringify({ message: message.slice(0, longestMessage) }),
    });
    if (answer.ok) return undefined;
    throw new HubApiError(url, answer.status, undefined, await refusalOf(answer));
  } catch (error) {
    signal.throwIfAborted();
    const outcome = toCommitOutcome(
      error,
      { ...place, repo, branch },
      { isSending: true, now: now() },
    );
    return { cause: outcome.kind === "unknown" ? outcome.cause : error };
  }
}

async function refusalOf(answer: Response): Promise<string> {
  const text = await answer.text();
  return text === "" ? "it could not squash the history" : text.slice(0, longestMessage);
}
