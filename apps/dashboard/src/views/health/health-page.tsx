import type { JSX } from "preact";
import type { Health } from "../../data/results.js";
import type { Site } from "../../data/site.js";
import { useTask } from "../../data/use-task.js";
import { Answer } from "../../parts/answer.js";
import { Loaded } from "../../parts/loaded.js";
import { today } from "../day/day-route.js";
import type { ViewProps } from "../view.js";
import { FindingText } from "./finding-text.js";
import { answerText, groupsText, learningText } from "./health-sentence.js";
import { RatioPicture } from "./ratio-picture.js";

export function HealthPage({ site }: ViewProps): JSX.Element {
  const state = useTask("health", { today: today(site) });
  return <Loaded state={state}>{(health) => <Findings site={site} health={health} />}</Loaded>;
}

function Findings({ site, health }: { readonly site: Site; readonly health: Health }): JSX.Element {
  const learning = learningText(site, health);
  const groups = groupsText(site);
  return (
    <>
      <Answer>{answerText(site, health)}</Answer>
      {health.findings.map((finding) => (
        <section key={finding.inverter}>
          <FindingText site={site} finding={finding} until={health.until} />
          <RatioPicture site={site} finding={finding} />
        </section>
      ))}
      {learning === undefined ? null : <p class="muted">{learning}</p>}
      {groups === undefined ? null : (
        <p class="muted">
          {groups} <code>[site.groups]</code>.
        </p>
      )}
    </>
  );
}
