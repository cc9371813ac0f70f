import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { sha256 } from "@/lib/core/crypto";
import { type BoostedBaseline, openBaseline } from "@/lib/evaluation/baselines/boosted/baseline";
import type { Runtime } from "../service/runtime";

/** Comes with the release and belongs to no model version. */
const FILE = "models/xgboost-baseline.json";

type Read = BoostedBaseline & { readonly digest: string };
let read: Promise<Read | null> | null = null;

/** The scoreboard's XGBoost baseline, read once a process; null where this installation has none that can be read. */
export function xgboostBaseline(rt: Partial<Pick<Runtime, "logger">> = {}): Promise<Read | null> {
  // A yardstick that is damaged must not keep everything else from being counted.
  read ??= readBaseline().catch((err: unknown) => {
    rt.logger?.warn(
      { err: err as Error },
      "the XGBoost baseline could not be read: the scoreboard goes without it",
    );
    return null;
  });
  return read;
}

async function readBaseline(): Promise<Read | null> {
  const file = join(process.cwd(), FILE);
  if (!existsSync(file)) return null;
  const bytes = await readFile(file);
  return { ...openBaseline(JSON.parse(bytes.toString("utf8"))), digest: sha256(bytes) };
}
