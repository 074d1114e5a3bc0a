import { useEffect, useState } from "preact/hooks";

/** So many steps a second; one an hour of the day where the viewer wants less to move. */
const stepMs = 90;
const calmMs = 1000;
const calmSteps = 12;

interface Player {
  readonly isPlaying: boolean;
  readonly toggle: () => void;
  readonly stop: () => void;
}

/** Moves on through the places of a day until the last one, or until it is stopped. */
export function usePlayer(count: number, place: number, move: (place: number) => void): Player {
  const [isPlaying, setPlaying] = useState(false);
  useEffect(() => {
    if (!isPlaying) return;
    if (place >= count - 1) {
      setPlaying(false);
      return;
    }
    const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const timer = setTimeout(
      () => move(Math.min(count - 1, place + (isCalm ? calmSteps : 1))),
      isCalm ? calmMs : stepMs,
    );
    return () => clearTimeout(timer);
  }, [isPlaying, place, count, move]);
  const toggle = (): void => {
    if (!isPlaying && place >= count - 1) move(0);
    setPlaying(!isPlaying);
  };
  return { isPlaying, toggle, stop: () => setPlaying(false) };
}
