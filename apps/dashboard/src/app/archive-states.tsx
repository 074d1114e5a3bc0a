import type { JSX } from "preact";
import { useState } from "preact/hooks";
import { readSite, type Site, useToken } from "../data/site.js";
import { FailureText } from "../parts/failure-text.js";
import type { Failure } from "../worker/failure.js";

/** Before the manifest is there: the shape of what comes. */
export function OpeningArchive(): JSX.Element {
  return (
    <div class="skeleton" role="status" aria-label="Opening the archive">
      <div class="bar" />
      <div class="answer" />
      <div class="picture" />
    </div>
  );
}

/** An archive without any reading. */
export function EmptyArchive({ site }: { readonly site: Site }): JSX.Element {
  const waiting = site.recording?.pollsWaiting ?? 0;
  return (
    <section>
      <h1>Nothing has been recorded yet</h1>
      <p>
        {waiting > 0
          ? `${waiting} polls are saved and wait for the next flush, which writes them into the archive. This page looks for them every two minutes.`
          : "The archive has no readings. When the recorder has polled the gateway and written its first readings, they appear here by themselves."}
      </p>
      <p class="muted">
        Is it set up to run each minute? <code>envoy-recorder doctor</code> says.
      </p>
    </section>
  );
}

/** The manifest could not be read: why, and what to do. */
export function UnreadableArchive({ failure }: { readonly failure: Failure }): JSX.Element {
  if (failure.code === "ERR_UNAUTHORIZED") return <TokenForm />;
  return <FailureText failure={failure} retry={() => void readSite()} />;
}

/** Asks for the token of a private dataset. */
function TokenForm(): JSX.Element {
  const [tried, setTried] = useState<"no" | "trying" | "refused">("no");
  const submit = (event: SubmitEvent): void => {
    event.preventDefault();
    if (!(event.currentTarget instanceof HTMLFormElement)) return;
    const token = new FormData(event.currentTarget).get("token");
    if (typeof token !== "string" || token.trim() === "") return;
    setTried("trying");
    void useToken(token.trim()).then(() => setTried("refused"));
  };
  return (
    <form class="token" onSubmit={submit}>
      <h1>This archive is private</h1>
      <p>
        Enter an access token of your Hugging Face account that may read the dataset. It stays in
        this tab, is sent to nobody but the Hub, and is forgotten when you close the tab.
      </p>
      <label>
        Access token
        <input name="token" type="password" autocomplete="off" placeholder="hf_…" required />
      </label>
      <button type="submit" class="button" disabled={tried === "trying"}>
        Open the archive
      </button>
      <p role="alert" class="muted">
        {tried === "refused" ? "The Hub did not accept this token for this dataset." : ""}
      </p>
    </form>
  );
}
