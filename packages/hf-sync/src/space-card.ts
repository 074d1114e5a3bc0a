/** What a static Space's `README.md` says of it (https://huggingface.co/docs/hub/spaces-config-reference). */
export interface SpaceCard {
  readonly title: string;
  /** The Hub's name for a license, such as "mit". @default none */
  readonly license?: string;
  /** Shown first on its owner's profile. @default false */
  readonly pinned?: boolean;
  /** The text below the settings, in Markdown. @default the title as a heading */
  readonly body?: string;
}

/** The path of the page that a Space opens with. */
export const appFile = "index.html";

const hubsOwn =
  /^---\n[\s\S]*?\n---\s*Check out the configuration reference at https:\/\/huggingface\.co\/docs\/hub\/spaces-config-reference\s*$/;

/** Whether it is the card that the Hub writes when it creates a Space, in which nobody has written anything below the settings. */
export function isHubsOwnCard(text: string): boolean {
  return hubsOwn.test(text.replaceAll("\r\n", "\n"));
}

export function renderSpaceCard(card: SpaceCard): string {
  const { title, license, pinned = false, body = `# ${title}` } = card;
  const settings = [
    // A text of JSON is one of YAML.
    `title: ${JSON.stringify(title)}`,
    "sdk: static",
    `app_file: ${appFile}`,
    `pinned: ${pinned}`,
    ...(license === undefined ? [] : [`license: ${JSON.stringify(license)}`]),
  ];
  return `---\n${settings.join("\n")}\n---\n\n${body.trim()}\n`;
}
