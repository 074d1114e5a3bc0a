import type { JSX } from "preact";
import { DayStrip } from "./day-strip.js";
import { usePlayer } from "./use-player.js";

/** Chooses a time of the day, or plays through all of it. */
export function Player({
  watts,
  from,
  to,
  place,
  text,
  move,
}: {
  readonly watts: Float64Array;
  /** When the first place begins and the last one ends. */
  readonly from: string;
  readonly to: string;
  /** Undefined for the whole day. */
  readonly place: number | undefined;
  readonly text: string;
  readonly move: (place: number | undefined) => void;
}): JSX.Element {
  const player = usePlayer(watts.length, place ?? -1, move);
  const seek = (next: number | undefined): void => {
    player.stop();
    move(next);
  };
  const onKey = (event: KeyboardEvent): void => {
    // A button has a use for the key already.
    if (event.key !== " " || event.target instanceof HTMLButtonElement) return;
    event.preventDefault();
    player.toggle();
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a fieldset is for a form.
    <div class="player" role="group" aria-label="Time of day" onKeyDown={onKey}>
      <button type="button" class="button" onClick={player.toggle}>
        {player.isPlaying ? "Pause" : "Play"}
      </button>
      <button
        type="button"
        class="button"
        disabled={place === undefined}
        onClick={() => seek(undefined)}
      >
        Whole day
      </button>
      <div class="player-strip">
        <DayStrip watts={watts} place={place} text={text} move={seek} />
        <p class="ends">
          <span>{from}</span>
          <b>{text}</b>
          <span>{to}</span>
        </p>
      </div>
    </div>
  );
}
