import { expect, it } from "vitest";
import { parseNetwork } from "@/lib/auth/sites";
import { startChild } from "./children";
import { settleAll } from "./network";
import { takeSite } from "./site";
import { supervise } from "./supervise";

it.each([
  [["--to", "x", "--site", "north"], "north", ["--to", "x"]],
  [["--site=north", "--check"], "north", ["--check"]],
  [["--to", "x"], null, ["--to", "x"]],
])("takes the site out of %j", (args, site, rest) => {
  expect(takeSite(args)).toEqual({ site, rest });
});

it.each([[["--site"]], [["--site", "--check"]], [["--site="]]])("asks for the id after %j", (args) => {
  expect(() => takeSite(args)).toThrow(/expected a site's id/);
});

it("says which site's settings are wrong before any of them is started", () => {
  const site = (id: string, settings: Record<string, string>) => ({
    id,
    name: id,
    origin: `https://${id}.example`,
    issuers: [{ name: "EHR", issuer: `https://ehr.${id}.example`, clientId: "x" }],
    settings,
  });
  const network = parseNetwork(
    JSON.stringify({
      organisation: "A network",
      sites: [site("north", {}), site("south", { RETENTION_DAYS: "1" })],
    }),
  );
  const own = process.env;
  process.env = {
    DATABASE_URL: "postgres://db.example/network",
    NEXTAUTH_SECRET: "k3J8sd92mXlqPq0Zt7Yb5Vw1Rn4Gh6Tc",
    DATA_KEYS: `k1:${Buffer.from("0123456789abcdefghijklmnopqrstuv").toString("base64")}`,
    NODE_ENV: "test",
  };
  try {
    expect(() => settleAll(network)).toThrow(/^south: Settings are not valid:\s+RETENTION_DAYS/);
  } finally {
    process.env = own;
  }
});

it("begins a process again that ended, and leaves it when it is to stop", async () => {
  const ends: (number | null)[] = [];
  let begun = 0;
  let third: () => void = () => {};
  const running = new Promise<void>((resolve) => {
    third = resolve;
  });
  const kept = supervise({
    start: () => {
      if (++begun === 3) third();
      const code = begun < 3 ? `process.exit(${begun})` : "setInterval(() => {}, 1000)";
      return startChild("a site", ["-e", code], process.env);
    },
    onEnd: (code) => ends.push(code),
    graceMs: 5_000,
    waits: { first: 1, longest: 4 },
  });
  await running;
  await kept.stop();
  expect([begun, ends]).toEqual([3, [1, 2]]);
});
