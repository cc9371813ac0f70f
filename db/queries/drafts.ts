import { eq } from "drizzle-orm";
import type { DbOrTx } from "../client";
import { typedDraft } from "../schema";
import { openRow, sealRow, sealSet } from "../sealed";

type Draft = { readonly content: string; readonly savedAt: Date };

/** Which person's, and which field. */
export type DraftPlace = { readonly personId: string; readonly place: string };
const idOf = ({ personId, place }: DraftPlace): string => `${personId}/${place}`;

export async function saveDraftRow(db: DbOrTx, where: DraftPlace, draft: Draft): Promise<void> {
  const id = idOf(where);
  await db
    .insert(typedDraft)
    .values(sealRow(typedDraft, { id, personId: where.personId, ...draft }))
    .onConflictDoUpdate({ target: typedDraft.id, set: sealSet(typedDraft, id, draft) });
}

export async function deleteDraftRow(db: DbOrTx, where: DraftPlace): Promise<void> {
  await db.delete(typedDraft).where(eq(typedDraft.id, idOf(where)));
}

export async function findDraftRow(db: DbOrTx, where: DraftPlace): Promise<Draft | null> {
  const [row] = await db
    .select()
    .from(typedDraft)
    .where(eq(typedDraft.id, idOf(where)));
  return row ? openRow(row) : null;
}

export const countDraftRows = (db: DbOrTx, personId: string): Promise<number> =>
  db.$count(typedDraft, eq(typedDraft.personId, personId));
