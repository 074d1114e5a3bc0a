import { type ReadonlySignal, signal } from "@preact/signals";
import type { Failure } from "../worker/failure.js";
import type { Site } from "../worker/site-task.js";
import { forgetToken, keepToken, sourceAddress } from "./source-address.js";
import { openArchive, runTask, TaskError } from "./worker-client.js";

export type { Site, SiteInverter } from "../worker/site-task.js";

const knownSite = signal<Site>();
const lastFailure = signal<Failure>();
const clock = signal(Date.now());

/** The archive that the page shows, once its manifest has been read. */
export const site: ReadonlySignal<Site | undefined> = knownSite;
/** Why the manifest could not be read last; undefined if it could. */
export const siteFailure: ReadonlySignal<Failure | undefined> = lastFailure;
/** The time by the viewer's clock, a minute old at most. */
export const now: ReadonlySignal<number> = clock;

const minuteMs = 60_000;
/** The newest readings are minutes old at best, and an upload's are hours old. */
const servedMs = 2 * minuteMs;
const uploadedMs = 15 * minuteMs;

let readAt = 0;
let reading: Promise<void> | undefined;

/** Opens the archive, and keeps up with it while the page is visible. */
export function watchSite(): void {
  openArchive(sourceAddress());
  void readSite();
  setInterval(keepUp, minuteMs);
  document.addEventListener("visibilitychange", keepUp);
}

/** Reads the manifest anew; again and again is once at a time. */
export function readSite(): Promise<void> {
  reading ??= read().finally(() => {
    reading = undefined;
  });
  return reading;
}

/** Tries a token that the viewer gave. */
export async function useToken(token: string): Promise<void> {
  keepToken(token);
  openArchive(sourceAddress());
  await readSite();
  if (siteFailure.value?.code === "ERR_UNAUTHORIZED") forgetToken();
}

async function read(): Promise<void> {
  readAt = Date.now();
  try {
    knownSite.value = await runTask("site", undefined);
    lastFailure.value = undefined;
  } catch (error) {
    lastFailure.value = failureOfTask(error);
  }
}

function keepUp(): void {
  if (document.hidden) return;
  clock.value = Date.now();
  const everyMs = site.value?.recording === undefined ? uploadedMs : servedMs;
  if (Date.now() - readAt >= everyMs) void readSite();
}

/** The failure of an error of {@link runTask}. */
export function failureOfTask(error: unknown): Failure {
  if (error instanceof TaskError) return error.failure;
  return { code: "ERR_UNEXPECTED", message: String(error) };
}
