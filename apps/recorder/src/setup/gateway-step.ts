import { EnvoyClient, type GatewayInfo, hostProblem } from "@envoy/envoy-client";
import { type DiscoveredGateway, discover } from "@envoy/envoy-client/discovery";
import { messageOf } from "../errors/message-of.js";
import { type Draft, withAnswers } from "./draft.js";
import { type Setup, untilItWorks } from "./steps.js";

/** The gateway that was chosen. */
interface ChosenGateway {
  readonly draft: Draft;
  /** What it says about itself; undefined if it was not asked, or did not answer. */
  readonly info: GatewayInfo | undefined;
}

/** Finds the gateway or asks for its address, and asks it what it is. */
export async function chooseGateway(setup: Setup, given: Draft): Promise<ChosenGateway> {
  const { asking } = setup;
  const found = given.envoy?.ip_address === undefined ? await search(setup, given) : [];
  let draft = await withAddress(setup, given, found);
  let proposal: string | undefined;
  if (!setup.checks) return { draft, info: undefined };
  const checked = await untilItWorks(
    setup,
    async () => {
      draft = await withAddress(setup, draft, [], proposal);
      return askInfo(setup, draft);
    },
    {
      again: "Try again, or another address",
      without: "Go on without asking the gateway",
      forget: () => {
        proposal = draft.envoy?.ip_address;
        draft = withAnswers(draft, "envoy", { ip_address: undefined });
      },
    },
  );
  const info = checked?.value;
  if (info === undefined) return { draft, info };
  const login = info.wantsToken ? "it needs a token" : "it needs no token";
  asking.tell(
    `Gateway ${info.serialNumber} answers, firmware ${info.firmware ?? "unknown"}: ${login}.`,
  );
  if (!info.wantsToken) draft = withAnswers(draft, "envoy", { protocol: "http" });
  return { draft, info };
}

async function search(
  { asking, signal, discovery, checks }: Setup,
  draft: Draft,
): Promise<readonly DiscoveredGateway[]> {
  // Without checks nothing is asked of the network.
  if (!checks) return [];
  asking.tell("Looking for gateways on this network, for three seconds ...");
  const { port } = draft.envoy ?? {};
  try {
    const found = await discover({
      ...discovery,
      signal,
      ...(port === undefined ? {} : { gatewayPort: port }),
    });
    if (found.length > 0) return found;
    asking.tell(
      'None answered; some networks filter such searches. Your router lists the addresses of its devices; the gateway is often called "envoy" there.',
    );
  } catch (error) {
    signal.throwIfAborted();
    asking.tell(`The search failed: ${messageOf(error)}.`);
  }
  return [];
}

/** The draft with an address: the one it has, one that was found, or one that is asked for. */
async function withAddress(
  { asking }: Setup,
  draft: Draft,
  found: readonly DiscoveredGateway[],
  proposal?: string,
): Promise<Draft> {
  if (draft.envoy?.ip_address !== undefined) return draft;
  const [first] = found;
  const isSure = first !== undefined && (asking.isInteractive || found.length === 1);
  const other = { value: "", label: "Another address" };
  let host = "";
  if (isSure) {
    const gateways = found.map(({ host: value, info }) => ({
      value,
      label: `${value}, gateway ${info.serialNumber}`,
    }));
    const question = { message: "Which gateway?", options: [...gateways, other] };
    host = await asking.choose({ ...question, proposal: first.host });
  } else if (found.length > 1) {
    asking.tell(
      `Found ${found.map(({ host: address, info }) => `${info.serialNumber} at ${address}`).join(", ")}.`,
    );
  }
  if (host === "") {
    host = await asking.text({
      key: "envoy.ip_address",
      message: "Address of the gateway, such as 192.168.1.50",
      problem: hostProblem,
      proposal,
    });
  }
  return withAnswers(draft, "envoy", { ip_address: host });
}

/** `/info` over https or, if that fails, over http. Rejects with the first failure. */
async function askInfo({ signal }: Setup, { envoy = {} }: Draft): Promise<GatewayInfo> {
  const { ip_address: host = "", port, protocol } = envoy;
  const protocols = protocol === undefined ? (["https", "http"] as const) : [protocol];
  const errors: unknown[] = [];
  for (const each of protocols) {
    const options = {
      host,
      protocol: each,
      timeoutMs: 10_000,
      ...(port === undefined ? {} : { port }),
    };
    await using client = new EnvoyClient(options);
    try {
      return await client.info({ signal });
    } catch (error) {
      signal.throwIfAborted();
      errors.push(error);
    }
  }
  throw errors[0];
}
