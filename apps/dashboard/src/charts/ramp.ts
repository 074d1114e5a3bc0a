/** Colours between those that the theme names, as bytes of red, green, blue and opacity, from the first to the last. */
export function rampOf(
  element: Element,
  names: readonly string[],
  count: number,
): Uint8ClampedArray {
  const canvas = document.createElement("canvas");
  canvas.width = count;
  canvas.height = 1;
  const context = canvas.getContext("2d");
  if (context === null) return new Uint8ClampedArray(4 * count);
  const gradient = context.createLinearGradient(0.5, 0, count - 0.5, 0);
  for (const [place, name] of names.entries()) {
    gradient.addColorStop(place / (names.length - 1), themeColour(element, name));
  }
  context.fillStyle = gradient;
  context.fillRect(0, 0, count, 1);
  return context.getImageData(0, 0, count, 1).data;
}

/** A colour of the theme as it is now, light or dark. */
export function themeColour(element: Element, name: string): string {
  return getComputedStyle(element).getPropertyValue(name).trim() || "#808080";
}
