import { addDays } from "@envoy/solar-insight";
import type { JSX } from "preact";
import { now } from "../../data/site.js";
import { useTask } from "../../data/use-task.js";
import { dateAndTime, duration, shortDate } from "../../format/date.js";
import { Answer } from "../../parts/answer.js";
import { Loaded } from "../../parts/loaded.js";
import { Stepper } from "../../parts/stepper.js";
import type { ViewProps } from "../view.js";
import { ArchiveTables } from "./archive-tables.js";
import { CoveragePicture } from "./coverage-picture.js";
import { GapList } from "./gap-list.js";
import { lastShownDay, shownDays, stepBy } from "./recorder-route.js";
import { recordingSentence } from "./recording-sentence.js";

export function RecorderPage({ route, site }: ViewProps): JSX.Element {
  const until = lastShownDay(route, site);
  const state = useTask("recording", { until, days: shownDays });
  return (
    <>
      <Answer>{recordingSentence(site, now.value)}</Answer>
      <Facts site={site} />
      <Stepper
        unit={`${shownDays} days`}
        back={stepBy(route, site, -shownDays)}
        forward={stepBy(route, site, shownDays)}
      >
        {shortDate(addDays(until, 1 - shownDays))} to {shortDate(until)}
      </Stepper>
      <Loaded state={state}>
        {(recording) => (
          <>
            <CoveragePicture site={site} recording={recording} />
            <GapList site={site} recording={recording} />
            <ArchiveTables tables={recording.tables} />
          </>
        )}
      </Loaded>
    </>
  );
}

function Facts({ site }: Pick<ViewProps, "site">): JSX.Element {
  const { lastReadingAt, recording, madeAt, zone } = site;
  const ago = (time: number | undefined): string =>
    time === undefined
      ? "unknown"
      : `${dateAndTime(time, zone)} (${duration(Math.max(0, now.value - time))} ago)`;
  return (
    <dl class="facts">
      <Fact name="Last reading" value={ago(lastReadingAt)} />
      {recording === undefined ? (
        <Fact name="Uploaded" value={ago(madeAt)} />
      ) : (
        <>
          <Fact name="Last poll" value={ago(recording.lastPollAt)} />
          <Fact
            name="Polls that wait for the next flush"
            value={recording.pollsWaiting?.toLocaleString("en-GB") ?? "unknown"}
          />
        </>
      )}
    </dl>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }): JSX.Element {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
