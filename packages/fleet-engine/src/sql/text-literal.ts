/** Text, such as a gateway's id, as a literal that both engines read alike. Throws `TypeError` for characters that they do not. */
export function textLiteral(text: string): string {
  if (!/^[\w ./+:-]*$/.test(text))
    throw new TypeError(
      `"${text}" has characters that need escapes, which the engines do not share.`,
    );
  return `'${text}'`;
}
