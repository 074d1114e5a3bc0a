import { EnvoyClient, type EnvoyClientOptions } from "@envoy/envoy-client";
import { type Simulator, type SimulatorOptions, startSimulator } from "@envoy/envoy-simulator";
import { afterEach } from "vitest";

const open: AsyncDisposable[] = [];
afterEach(async () => {
  for (const resource of open.splice(0).reverse()) await resource[Symbol.asyncDispose]();
});

/** Closes a resource after the test. */
export function closeAfterTest<T extends AsyncDisposable>(resource: T): T {
  open.push(resource);
  return resource;
}

/** A gateway for one test. */
export async function gateway(options: SimulatorOptions = {}): Promise<Simulator> {
  return closeAfterTest(await startSimulator(options));
}

/** A connected client for one test. */
export async function connected(
  ...args: Parameters<typeof EnvoyClient.connect>
): Promise<EnvoyClient> {
  return closeAfterTest(await EnvoyClient.connect(...args));
}

/** A client for one test, made by the constructor. */
export function clientOf(options: EnvoyClientOptions): EnvoyClient {
  return closeAfterTest(new EnvoyClient({ retryDelayMs: 10, ...options }));
}

/** What a promise rejects with; undefined if it does not. */
export async function rejection(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (reason: unknown) => reason,
  );
}
