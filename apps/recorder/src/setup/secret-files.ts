import { basename } from "node:path";
import { type Draft, withAnswers } from "./draft.js";

/** A secret in a file of its own beside the config. */
export interface SecretFile {
  readonly name: string;
  readonly secret: string;
}

/** Where the names of a config's own files begin: "" for config.toml, "roof-" for roof.toml. */
export function filePrefix(configFile: string): string {
  const name = basename(configFile, ".toml");
  return name === "config" ? "" : `${name}-`;
}

/** The draft with each secret replaced by the name of its file, and these files; `nameOf` may change the usual name. */
export function separateSecrets(
  draft: Draft,
  nameOf: (usual: string) => string,
): { readonly draft: Draft; readonly files: readonly SecretFile[] } {
  const { token } = draft.envoy ?? {};
  const { password } = draft.enlighten ?? {};
  const { token: hubToken } = draft.hugging_face ?? {};
  const files: SecretFile[] = [];
  const fileOf = (secret: string, name: string): string => {
    files.push({ name: nameOf(name), secret });
    return nameOf(name);
  };
  let separated = draft;
  if (token !== undefined) {
    const token_file = fileOf(token, "envoy-token.txt");
    separated = withAnswers(separated, "envoy", { token: undefined, token_file });
  }
  if (password !== undefined) {
    const password_file = fileOf(password, "enphase-password.txt");
    separated = withAnswers(separated, "enlighten", { password: undefined, password_file });
  }
  if (hubToken !== undefined) {
    const token_file = fileOf(hubToken, "hf-token.txt");
    separated = withAnswers(separated, "hugging_face", { token: undefined, token_file });
  }
  return { draft: separated, files };
}
