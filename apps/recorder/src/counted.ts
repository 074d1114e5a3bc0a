/** A number of things, such as "1 poll" or "0 polls". */
export function counted(count: number, thing: string): string {
  return `${count} ${thing}${count === 1 ? "" : "s"}`;
}
