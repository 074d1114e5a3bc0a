import type { JSX } from "preact";
import { now, readSite, site, siteFailure } from "../data/site.js";
import { dateAndTime, duration } from "../format/date.js";

/** A served archive has each reading within half an hour; an upload is made once a day or so. */
const servedMs = 90 * 60_000;
const uploadedMs = 36 * 3_600_000;

/** What is to be known before anything is read off the page: old data, an unknown time zone, no answer. */
export function Notices(): JSX.Element | null {
  const shown = site.value;
  if (shown === undefined) return null;
  const notices: JSX.Element[] = [];
  if (siteFailure.value !== undefined) {
    notices.push(
      <p key="failure" class="notice">
        The archive does not answer any longer: this is what it had{" "}
        {duration(now.value - shown.madeAt)} ago.{" "}
        <button type="button" class="link" onClick={() => void readSite()}>
          Try again
        </button>
      </p>,
    );
  }
  const since = staleSince(shown);
  if (since !== undefined) {
    notices.push(
      <p key="age" class="notice">
        {shown.recording === undefined ? "Uploaded" : "Recorded last"} {duration(now.value - since)}{" "}
        ago, on {dateAndTime(since, shown.zone)}. What came after is not here yet.
      </p>,
    );
  }
  if (!shown.isZoneKnown) {
    notices.push(
      <p key="zone" class="notice">
        The archive does not say in which time zone the site is: days and times are UTC. To change
        this, set <code>site.time_zone</code> in the recorder’s config.
      </p>,
    );
  }
  return notices.length === 0 ? null : <div class="notices">{notices}</div>;
}

/** Since when nothing new has come, if that is longer than usual. */
function staleSince(shown: NonNullable<typeof site.value>): number | undefined {
  const { recording, madeAt, lastReadingAt } = shown;
  if (recording === undefined) {
    const newest = Math.max(lastReadingAt ?? madeAt, madeAt);
    return now.value - newest > uploadedMs ? newest : undefined;
  }
  // At night there are no readings, but polls go on.
  const newest = Math.max(recording.lastPollAt ?? 0, lastReadingAt ?? 0);
  return newest > 0 && now.value - newest > servedMs ? newest : undefined;
}
