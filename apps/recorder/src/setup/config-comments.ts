/** How a section of a new config file is explained. */
interface SectionComment {
  readonly name: string;
  /** Above the section. */
  readonly about: string;
  /** Above a key. */
  readonly keys: Readonly<Record<string, string>>;
  /** In place of a section without settings, as comments. */
  readonly example?: string;
}

/** The sections in the order in which a new config file has them. */
export const sectionComments: readonly SectionComment[] = [
  {
    name: "envoy",
    about: "The gateway.",
    keys: {
      ip_address: "Have your router always give it this address. A host name will do too.",
      protocol: "Firmware before 7 speaks plain http and needs no token.",
      token_file:
        "The token that it wants. An owner's expires after a year; a new one is at\nhttps://entrez.enphaseenergy.com/entrez_tokens",
    },
  },
  {
    name: "enlighten",
    about: "The Enphase account that tokens are fetched with. It must have no multi-factor login.",
    keys: {},
  },
  {
    name: "site",
    about: "The site, as `envoy-recorder show` and `status` speak of it.",
    keys: {
      time_zone: "Whose days are shown.",
      names: 'Names of inverters by serial number: "482202080000" = "East 1"',
      groups: 'Groups of inverters: east = ["482202080000", "482202080017"]',
    },
  },
  {
    name: "paths",
    about: "Where polls wait and the archive is. Relative to this file, as all paths here.",
    keys: {},
    example:
      '[paths]\nlive_buffer = "./data/live_buffer"\nparquet_archive = "./data/parquet_archive"',
  },
  {
    name: "live_buffer",
    about: "The polls that wait to be archived.",
    keys: {},
  },
  {
    name: "parquet_archive",
    about: "The archive.",
    keys: { types: "Signed and wide columns, which every reader sums rightly." },
  },
  {
    name: "tables",
    about: "What is kept beside the archive: docs/tables.md explains it.",
    keys: {},
    example: "[tables]\ndevice_reports = true\nmeters = true\nbatteries = true",
  },
  {
    name: "intervals",
    about: "How often polls are archived and uploaded, in minutes.",
    keys: {},
    example: "[intervals]\nflush_buffer_every_n_minutes = 15\nupload_every_n_minutes = 60",
  },
  {
    name: "logging",
    about: "The log.",
    keys: { level: "So that cron has nothing to mail on a good day. INFO tells of every poll." },
  },
  {
    name: "monitoring",
    about: "A service such as healthchecks.io, which tells you when no poll comes any more.",
    keys: {},
    example: '[monitoring]\nping_url = "https://hc-ping.com/your-uuid"',
  },
  {
    name: "serve",
    about: "The page that envoy-recorder serve shows: docs/serve.md explains it.",
    keys: {},
    example: '[serve]\nallowed_hosts = ["solar.lan"]',
  },
  {
    name: "hugging_face",
    about: "The Hugging Face dataset that the archive is uploaded to.",
    keys: {
      token_file: "Needs write access. A new one is at https://huggingface.co/settings/tokens",
      private: "Counts when the dataset is created.",
      pseudonymise_serials:
        "Serial numbers identify a home; with true, the dataset has pseudonyms in their place.",
    },
    example:
      '[hugging_face]\nrepo_id = "me/my-solar-panels"\ntoken_file = "hf-token.txt"\nprivate = true',
  },
];
