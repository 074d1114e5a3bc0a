import type { Locator } from "playwright-core";

/** The text of an element, with the ordinary spaces that people type. */
export async function plainText(locator: Locator): Promise<string> {
  return plain((await locator.textContent()) ?? "");
}

/** The texts of all elements that a locator finds. */
export async function plainTexts(locator: Locator): Promise<readonly string[]> {
  return (await locator.allTextContents()).map(plain);
}

function plain(text: string): string {
  return text.replaceAll("\u00a0", " ").trim();
}
