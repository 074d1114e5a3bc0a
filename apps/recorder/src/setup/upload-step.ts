import { dirname, resolve } from "node:path";
import type { Environment } from "../config/environment.js";
import { isRepoId } from "../config/schema.js";
import { exitCode, RecorderError } from "../errors/exit-code.js";
import { hubAccess } from "../upload/hub-access.js";
import { hubToken } from "../upload/hub-token.js";
import { type Draft, withAnswers } from "./draft.js";
import { type Setup, untilItWorks } from "./steps.js";

const hub = "https://huggingface.co";

/** Asks whether and where to upload, and the Hub whether that would work. */
export async function chooseUpload(setup: Setup, given: Draft): Promise<Draft> {
  const { asking, checks } = setup;
  const wanted =
    given.hugging_face !== undefined ||
    (await asking.confirm({
      message: "Upload to a Hugging Face dataset as well?",
      proposal: false,
    }));
  if (!wanted) return given;
  let draft = await withDataset(setup, given);
  let proposal: string | undefined;
  if (!checks) return withToken(setup, draft);
  await untilItWorks(
    setup,
    async () => {
      draft = await withToken(setup, await withDataset(setup, draft, proposal));
      await checkAccess(setup, draft);
    },
    {
      again: "Try again, or another token or dataset",
      without: "Go on with it, unchecked",
      forget: () => {
        proposal = draft.hugging_face?.repo_id;
        draft = withAnswers(draft, "hugging_face", {
          repo_id: undefined,
          token: undefined,
          token_file: undefined,
        });
      },
    },
  );
  return draft;
}

async function withDataset({ asking }: Setup, given: Draft, proposal?: string): Promise<Draft> {
  const { repo_id, private: isPrivate, pseudonymise_serials } = given.hugging_face ?? {};
  const repo =
    repo_id ??
    (await asking.text({
      key: "hugging_face.repo_id",
      message: "Dataset, such as me/my-solar-panels",
      proposal,
      problem: (answer) => (isRepoId(answer) ? undefined : 'It should be "user/name".'),
    }));
  const hidden =
    isPrivate ??
    (await asking.confirm({
      message: "Should only you be able to see the dataset?",
      proposal: true,
    }));
  const pseudonyms =
    pseudonymise_serials ??
    (await asking.confirm({
      message: "Replace serial numbers by pseudonyms there?",
      // Serial numbers identify a home.
      proposal: !hidden,
    }));
  return withAnswers(given, "hugging_face", {
    repo_id: repo,
    private: hidden,
    pseudonymise_serials: pseudonyms,
  });
}

/** The draft with a token, unless `hf auth login` has left one, which a scheduled run finds too. */
async function withToken({ asking, environment, configFile }: Setup, draft: Draft): Promise<Draft> {
  const { token, token_file, endpoint } = draft.hugging_face ?? {};
  if (token !== undefined || token_file !== undefined) return draft;
  const { HF_TOKEN: variable } = environment;
  const message = "Put the token in HF_TOKEN into a file?";
  if (variable && (await asking.confirm({ message, proposal: true }))) {
    return withAnswers(draft, "hugging_face", { token: variable.trim() });
  }
  const noSetting = { key: "hugging_face.token", value: undefined, file: undefined };
  const login = await hubToken(
    { file: configFile },
    { token: noSetting },
    asScheduled(environment),
  ).catch(() => undefined);
  const usesLogin =
    login !== undefined &&
    (await asking.confirm({ message: "Use the token of `hf auth login`?", proposal: true }));
  if (usesLogin) return draft;
  asking.tell(`Create a token with write access at ${endpoint ?? hub}/settings/tokens`);
  const pasted = await asking.secret({
    key: "hugging_face.token",
    message: "Paste the token (it is not shown)",
    problem: (answer) => (answer.startsWith("hf_") ? undefined : "It should begin with hf_."),
  });
  return withAnswers(draft, "hugging_face", { token: pasted });
}

/** A scheduled run has none of this shell's variables, but the same home. */
function asScheduled(environment: Environment): Environment {
  return { ...environment, HF_TOKEN: undefined };
}

/** Rejects with `RecorderError` if an upload would fail. */
async function checkAccess(
  { asking, signal, environment, configFile }: Setup,
  { hugging_face: section = {} }: Draft,
): Promise<void> {
  const { repo_id: repo = "", branch = "main", private: isPrivate = true } = section;
  const { endpoint = hub } = section;
  const { token: value, token_file } = section;
  const file = token_file && resolve(dirname(configFile), token_file);
  const setting = { key: "hugging_face.token", value, file };
  const token = await hubToken({ file: configFile }, { token: setting }, asScheduled(environment));
  const { status, message, advice } = await hubAccess(
    { repo, endpoint, branch, isPrivate, token },
    signal,
  );
  const text = `Hugging Face: ${message}.${advice === undefined ? "" : ` ${advice}`}`;
  if (status === "fail") throw new RecorderError(exitCode.upload, text);
  if (status === "warn") asking.warn(text);
  else asking.tell(text);
}
