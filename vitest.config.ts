import { defineConfig } from "vitest/config";

export default defineConfig({
  test: {
    // From the root all tests, from a project's folder its own.
    include: ["**/test/**/*.test.ts"],
    testTimeout: 30_000,
    hookTimeout: 30_000,
    // nx sets it to true, and the programs that tests start would color what the tests read.
    env: { FORCE_COLOR: "0" },
  },
});
