import type { Browser, Page } from "playwright-core";

/**
 * A page of plain tiles that get another color and number at each step of a clock, and of a slider that tells which: what
 * a page that shows as much takes at least.
 */
export async function plainTiles(browser: Browser, count: number): Promise<Page> {
  const page = await browser.newPage();
  const tiles = '<div style="height: 80px"></div>'.repeat(count);
  await page.setContent(`<div role="slider" aria-valuenow="0"></div>
    <main style="display: grid; grid-template-columns: repeat(10, 1fr)">${tiles}</main>`);
  await page.evaluate(`
    const slider = document.querySelector("[role=slider]");
    const tiles = [...document.querySelectorAll("main div")];
    let step = 0;
    setInterval(() => {
      slider.setAttribute("aria-valuenow", ++step);
      for (const [i, tile] of tiles.entries()) {
        tile.style.background = "hsl(" + ((step * 7 + i) % 360) + " 60% 50%)";
        tile.textContent = step * i;
      }
    }, 100);
  `);
  return page;
}
