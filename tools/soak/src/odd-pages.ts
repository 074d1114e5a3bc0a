/** How much of an answer belongs in the archive; what is not usable wholly belongs in quarantine. */
export type Usability = "wholly" | "partly" | "not";

type Page = Record<string, unknown>;

interface OddPage {
  readonly usability: Usability;
  readonly textOf: (page: Page) => string;
}

/** The names of {@link oddPages}. */
export const oddPageNames = [
  "a list",
  "devices below another key",
  "nothing but spaces",
  "no devices",
  "unknown fields",
  "energy as text",
  "energy past 32 bits",
  "times in milliseconds",
] as const;

export type OddPageName = (typeof oddPageNames)[number];

/** Answers of another schema than the one known. */
export const oddPages: Readonly<Record<OddPageName, OddPage>> = {
  "a list": { usability: "not", textOf: (page) => JSON.stringify(Object.values(page)) },
  "devices below another key": {
    usability: "not",
    textOf: (page) => JSON.stringify({ devices: page }),
  },
  "nothing but spaces": { usability: "not", textOf: () => "" },
  "no devices": {
    usability: "wholly",
    textOf: () => JSON.stringify({ deviceCount: 0, deviceDataLimit: 50 }),
  },
  "unknown fields": {
    usability: "wholly",
    textOf: (page) => changed(page, (reading) => ({ ...reading, newThing: 1 })),
  },
  "energy as text": {
    usability: "partly",
    textOf: (page) => changed(page, (reading) => ({ ...reading, joulesProduced: "12" })),
  },
  // Its row has a null there. In quarantine too, unless its key was already there: then nothing of it is missing.
  "energy past 32 bits": {
    usability: "wholly",
    textOf: (page) => changed(page, (reading) => ({ ...reading, joulesProduced: 2 ** 40 })),
  },
  "times in milliseconds": {
    usability: "partly",
    textOf: (page) =>
      changed(page, (reading) => ({ ...reading, endDate: Number(reading["endDate"]) * 1000 })),
  },
};

/** The page with its first reading changed. */
function changed(page: Page, change: (reading: Page) => Page): string {
  const text = JSON.stringify(page);
  const copy: Record<string, { channels?: { lastReading: Page }[] }> = JSON.parse(text);
  for (const { channels } of Object.values(copy)) {
    const channel = channels?.[0];
    if (channel === undefined) continue;
    channel.lastReading = change(channel.lastReading);
    break;
  }
  return JSON.stringify(copy);
}
