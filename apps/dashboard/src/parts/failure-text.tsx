import type { JSX } from "preact";
import type { Failure } from "../worker/failure.js";

const titles: Readonly<Record<Failure["code"], string>> = {
  ERR_UNREACHABLE: "The archive does not answer",
  ERR_UNAUTHORIZED: "The archive is private",
  ERR_NOT_FOUND: "There is no archive here",
  ERR_MANIFEST: "The archive’s manifest cannot be read",
  ERR_CHANGED: "The archive is being rewritten",
  ERR_PARQUET: "A file of the archive cannot be read",
  ERR_UNEXPECTED: "Something went wrong in this page",
};

const advice: Readonly<Record<Failure["code"], string>> = {
  ERR_UNREACHABLE:
    "Is the machine on that serves it, and are you in the same network? On the recorder’s machine, envoy-recorder serve starts it.",
  ERR_UNAUTHORIZED: "Reload the page to enter an access token.",
  ERR_NOT_FOUND:
    "The address may be wrong, or nothing has been uploaded yet: envoy-recorder upload does so.",
  ERR_MANIFEST: "The recorder may be newer than this page: publish the page again, or reload it.",
  ERR_CHANGED: "Try again in a minute: the recorder writes its files anew.",
  ERR_PARQUET: "envoy-recorder doctor examines the files on the recorder’s machine.",
  ERR_UNEXPECTED: "Reload the page. If it happens again, the message below tells its authors more.",
};

/** What failed, what to do about it, and a button that tries again. */
export function FailureText({
  failure,
  retry,
}: {
  readonly failure: Failure;
  readonly retry: () => void;
}): JSX.Element {
  return (
    <section role="alert">
      <h1>{titles[failure.code]}</h1>
      <p>{advice[failure.code]}</p>
      <p>
        <button type="button" class="button" onClick={retry}>
          Try again
        </button>
      </p>
      <p class="muted small">{failure.message}</p>
    </section>
  );
}
