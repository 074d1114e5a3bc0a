const words = "no one two three four five six seven eight nine ten eleven twelve".split(" ");

/** A count as one writes it in a sentence: "ten", but "13". */
export function numberWord(count: number): string {
  return words[count] ?? count.toLocaleString("en-GB");
}

/** The same at the beginning of a sentence: "Ten". */
export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
