import type { DbOrTx } from "@/db/client";
import { findPrompt, listPrompts } from "@/db/queries/prompt";
import { findVersion, listVersions, type ModelVersionRow } from "@/db/queries/registry";
import { canShadow } from "@/lib/registry/shadow";
import type { Version } from "@/lib/registry/versions";

/** What may answer unseen: a model version, or a prompt version for a language model. */
export type Contender = Version & {
  readonly digest: string;
  /** Null: a prompt version. */
  readonly model: ModelVersionRow | null;
};

export async function findContender(db: DbOrTx, version: string): Promise<Contender | null> {
  const model = await findVersion(db, version);
  if (model) return { version, status: model.status, digest: model.digest, model };
  const prompt = await findPrompt(db, version);
  return prompt && { version, status: prompt.status, digest: prompt.digest, model: null };
}

/** Names of those that could begin now: models first, prompts only where there is a server to ask. */
export async function listContenders(db: DbOrTx, hasLlm: boolean): Promise<string[]> {
  const all = [...(await listVersions(db)), ...(hasLlm ? await listPrompts(db) : [])];
  return all.filter(canShadow).map((v) => v.version);
}
