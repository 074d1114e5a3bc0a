/**
 * Lines of at most `columns` characters, broken between words; a longer word, such as a URL, stays whole.
 * All but the first are indented.
 */
export function wrapLine(text: string, columns: number, indent = 0): readonly string[] {
  if (text.length <= columns) return [text];
  // Not within the indentation.
  const end = text.lastIndexOf(" ", columns);
  const space = end > indent ? end : text.indexOf(" ", Math.max(columns, indent));
  if (space < 0) return [text];
  const rest = " ".repeat(indent) + text.slice(space + 1);
  return [text.slice(0, space), ...wrapLine(rest, columns, indent)];
}
