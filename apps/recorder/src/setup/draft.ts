import type { SettingsInput } from "../config/schema.js";

/** The settings answered so far, by section and key as config.toml names them. */
export type Draft = {
  readonly [S in keyof SettingsInput]?: Partial<NonNullable<SettingsInput[S]>> | undefined;
};

/** The draft with more of a section; what is undefined is taken out. */
export function withAnswers<S extends keyof Draft>(
  draft: Draft,
  section: S,
  answers: { readonly [K in keyof NonNullable<Draft[S]>]?: NonNullable<Draft[S]>[K] | undefined },
): Draft {
  const merged = { ...draft[section], ...answers };
  const given = Object.entries(merged).filter(([, value]) => value !== undefined);
  return { ...draft, [section]: given.length === 0 ? undefined : Object.fromEntries(given) };
}
