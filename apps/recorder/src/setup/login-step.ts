import {
  type EnvoyAuth,
  EnvoyClient,
  type EnvoyClientOptions,
  enlightenTokens,
  type GatewayInfo,
  isHeaderSafe,
  memoryTokenStore,
  type TokenClaims,
  TokenKeeper,
} from "@envoy/envoy-client";
import { readGatewayToken } from "../config/gateway-token.js";
import { claimsOf, refuseExpired, refuseForeign, roleProblem } from "../poll/token-claims.js";
import { utcDay } from "../utc-day.js";
import { type Draft, withAnswers } from "./draft.js";
import { givenPath, givenSecret } from "./given-secret.js";
import { type Setup, untilItWorks } from "./steps.js";

/** The login that was chosen. */
interface ChosenLogin {
  readonly draft: Draft;
  /** How to ask the gateway now; undefined for firmware before 7, or if there is none yet. */
  readonly auth: EnvoyAuth | undefined;
  /** The token of an Enlighten account, which is worth keeping: each login counts as a session. */
  readonly fetchedToken: string | undefined;
}

const tokenPage = "https://entrez.enphaseenergy.com/entrez_tokens";

/** Asks for a token or an account, and whether the gateway accepts it. */
export async function chooseLogin(
  setup: Setup,
  given: Draft,
  info: GatewayInfo | undefined,
): Promise<ChosenLogin> {
  let draft = given;
  if (info?.wantsToken === false || draft.envoy?.protocol === "http") {
    // A config with a token could not be used: none is sent over plain http.
    return {
      draft: { ...withoutLogin(draft), enlighten: undefined },
      auth: undefined,
      fetchedToken: undefined,
    };
  }
  const checked = await untilItWorks(
    setup,
    async () => {
      draft = await withLogin(setup, draft);
      return checkLogin(setup, draft, info);
    },
    {
      again: "Try again, or another login",
      without: "Go on with it, unchecked",
      forget: () => {
        draft = withoutLogin(draft);
      },
    },
  );
  if (draft.enlighten?.username === undefined) draft = { ...draft, enlighten: undefined };
  return { draft, auth: checked?.value.auth, fetchedToken: checked?.value.fetchedToken };
}

/** The draft with a login: the one it has, or what the person chooses. */
async function withLogin({ asking }: Setup, draft: Draft): Promise<Draft> {
  const { token, token_file } = draft.envoy ?? {};
  const { username, password, password_file } = draft.enlighten ?? {};
  if (token !== undefined || token_file !== undefined) return draft;
  const method =
    username !== undefined || password !== undefined || password_file !== undefined
      ? "account"
      : await asking.choose({
          message: "How does the recorder log in?",
          options: [
            { value: "token", label: "A token", hint: "lasts a year" },
            { value: "account", label: "An Enphase account", hint: "renews by itself" },
            { value: "later", label: "I will add one later" },
          ],
          proposal: "token",
        });
  if (method === "later") return draft;
  if (method === "account") return withAccount(asking, draft);
  asking.tell(
    `Get a token at ${tokenPage}\nType the name of your system into "Select System", select the gateway, and copy the token.`,
  );
  const pasted = await asking.secret({
    key: "envoy.token",
    message: "Paste the token (it is not shown)",
    problem: (answer) =>
      isHeaderSafe(answer) ? undefined : "It should be one line of letters, digits and dots.",
  });
  return withAnswers(draft, "envoy", { token: pasted });
}

async function withAccount(asking: Setup["asking"], draft: Draft): Promise<Draft> {
  asking.tell("The account must have no multi-factor login, which no program can pass.");
  const { username, password, password_file } = draft.enlighten ?? {};
  const user =
    username ?? (await asking.text({ key: "enlighten.username", message: "E-mail address" }));
  const withUser = withAnswers(draft, "enlighten", { username: user });
  if (password !== undefined || password_file !== undefined) return withUser;
  const typed = await asking.secret({
    key: "enlighten.password",
    message: "Password (it is not shown)",
  });
  return withAnswers(withUser, "enlighten", { password: typed });
}

/** Where the account is asked stays: nobody is asked for that. */
function withoutLogin(draft: Draft): Draft {
  const noToken = withAnswers(draft, "envoy", { token: undefined, token_file: undefined });
  return withAnswers(noToken, "enlighten", {
    username: undefined,
    password: undefined,
    password_file: undefined,
  });
}

/** Rejects if the login will not do; tells what the token says. */
async function checkLogin(
  setup: Setup,
  draft: Draft,
  info: GatewayInfo | undefined,
): Promise<{ readonly auth?: EnvoyAuth; readonly fetchedToken?: string }> {
  const { configFile, asking } = setup;
  const { envoy = {}, enlighten } = draft;
  const token = await readGatewayToken(configFile, {
    value: envoy.token,
    file: givenPath(configFile, envoy.token_file),
  });
  if (token !== undefined) {
    const claims = claimsOf(token);
    refuseExpired(claims, Date.now());
    if (info !== undefined) refuseForeign(claims, info.serialNumber);
    const auth = { token };
    if (info !== undefined) await askGateway(setup, draft, auth);
    tellToken(asking, claims, info);
    return { auth };
  }
  const password = await givenSecret(
    configFile,
    "enlighten.password",
    enlighten?.password,
    enlighten?.password_file,
  );
  if (enlighten?.username === undefined || password === undefined) return {};
  const { username, login_origin, token_origin } = enlighten;
  const source = enlightenTokens({
    username,
    password,
    ...(login_origin === undefined ? {} : { loginOrigin: login_origin }),
    ...(token_origin === undefined ? {} : { tokenOrigin: token_origin }),
  });
  // Not kept in a file before all is settled.
  const auth = { tokens: new TokenKeeper({ source, store: memoryTokenStore() }) };
  if (info === undefined) return { auth };
  asking.tell("Fetching a token with the account ...");
  const kept = await askGateway(setup, draft, auth);
  if (kept?.claims !== undefined) tellToken(asking, kept.claims, info);
  return { auth, ...(kept === undefined ? {} : { fetchedToken: kept.token }) };
}

async function askGateway(
  { signal }: Setup,
  { envoy }: Draft,
  auth: EnvoyAuth,
): Promise<EnvoyClient["keptToken"]> {
  await using client = new EnvoyClient({ ...gatewayAt(envoy), protocol: "https", auth });
  await client.checkToken({ signal });
  return client.keptToken;
}

/** How the gateway of a draft is reached. */
export function gatewayAt(envoy: Draft["envoy"] = {}): EnvoyClientOptions {
  const { ip_address: host = "", port, protocol } = envoy;
  return {
    host,
    ...(port === undefined ? {} : { port }),
    ...(protocol === undefined ? {} : { protocol }),
  };
}

function tellToken(
  asking: Setup["asking"],
  claims: TokenClaims,
  info: GatewayInfo | undefined,
): void {
  const { role = "unknown role", expiresAt } = claims;
  const accepted = info === undefined ? "The token was not tried" : "The gateway accepts the token";
  asking.tell(`${accepted}: ${role}, until ${utcDay(expiresAt)}.`);
  const problem = roleProblem(claims);
  if (problem !== undefined) asking.warn(problem);
}
