import { fileURLToPath } from "node:url";
import { configDefaults, defineConfig } from "vitest/config";

/** How a model learns and is measured: real training and real measuring, minutes of it. */
const LEARNING = [
  "lib/training/**/*.test.ts",
  "lib/evaluation/**/*.test.ts",
  "lib/explain/version-quality/**/*.test.ts",
];

const root = fileURLToPath(new URL(".", import.meta.url)).replace(/\/$/, "");

/** Suites run one after another by name (`vitest run --project unit`); two workers suit a two-core machine. */
export default defineConfig({
  resolve: { alias: { "@": root } },
  test: {
    pool: "forks",
    maxWorkers: 2,
    testTimeout: 180_000,
    hookTimeout: 240_000,
    projects: [
      {
        extends: true,
        test: {
          name: "unit",
          include: [
            "lib/**/*.test.ts",
            "components/**/*.test.ts?(x)",
            "bin/**/*.test.ts",
            "scripts/**/*.test.ts",
          ],
          exclude: [...configDefaults.exclude, ...LEARNING],
        },
      },
      // Whole processes and the sandbox EHR, without a database of ours.
      {
        extends: true,
        test: {
          name: "standalone",
          include: ["sandbox/**/*.test.ts", "tests/standalone/**/*.test.ts"],
        },
      },
      // A real HAPI server, built from Maven Central: `npm run test:hapi`, not a part of `npm test`.
      { extends: true, test: { name: "hapi", include: ["tests/hapi/**/*.test.ts"] } },
      // A real image built and started, the chart against Kubernetes' schemas: `npm run test:deploy`, not a part of `npm test`.
      { extends: true, test: { name: "deploy", include: ["tests/deploy/**/*.test.ts"] } },
      { extends: true, test: { name: "learning", include: LEARNING } },
      { extends: true, test: { name: "architecture", include: ["tests/architecture/**/*.test.ts"] } },
      {
        extends: true,
        test: {
          name: "integration",
          include: ["db/**/*.test.ts", "tests/integration/**/*.test.ts"],
          globalSetup: ["tests/integration/support/prepare.ts"],
        },
      },
    ],
  },
});
