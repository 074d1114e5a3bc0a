/** How long ago something was, in seconds: "3 min ago". */
export function ago(seconds: number): string {
  return `${duration(seconds)} ago`;
}

/** A length of time in the largest unit that leaves two or more. */
export function duration(seconds: number): string {
  if (seconds < 120) return `${seconds} s`;
  if (seconds < 7200) return `${Math.floor(seconds / 60)} min`;
  return seconds < 172_800
    ? `${Math.floor(seconds / 3600)} h`
    : `${Math.floor(seconds / 86_400)} days`;
}
