import type { Authorized } from "@/lib/auth/principal";
import { readRelease } from "@/lib/core/release";
import { DOCUMENTS, makeDocument } from "@/lib/documents";
import type { Document } from "@/lib/documents/document";
import { toJson, toMarkdown } from "@/lib/documents/to-markdown";
import type { Runtime } from "../service/runtime";
import { gatherDocumentFacts } from "./document-facts";
import { recordExport } from "./record-export";

export type DocumentsView = {
  readonly stamp: Pick<Document["stamp"], "product" | "model" | "gates" | "madeAt">;
  readonly documents: readonly (Pick<Document, "id" | "title" | "about"> & {
    readonly digest: string;
    readonly notKnown: number;
  })[];
};

const factsOf = (rt: Runtime) => gatherDocumentFacts({ ...rt, release: readRelease() });

/** Every document as it would be at this moment. */
export async function listDocuments(rt: Runtime, _auth: Authorized): Promise<DocumentsView> {
  const facts = await factsOf(rt);
  const all = DOCUMENTS.map(({ id }) => makeDocument(id, facts));
  const [first] = all;
  if (!first) throw new Error("there are no documents");
  return {
    stamp: first.stamp,
    documents: all.map(({ id, title, about, stamp, notKnown }) => ({
      id,
      title,
      about,
      digest: stamp.digest,
      notKnown: notKnown.length,
    })),
  };
}

/** @throws AppError("not-found") */
export const viewDocument = async (rt: Runtime, _auth: Authorized, id: string): Promise<Document> =>
  makeDocument(id, await factsOf(rt));

/** As a file; that it was taken is on record. @throws AppError("not-found") */
export async function saveDocument(
  rt: Runtime,
  auth: Authorized,
  { id, format }: { readonly id: string; readonly format: "md" | "json" },
): Promise<string> {
  const document = await viewDocument(rt, auth, id);
  await recordExport(rt, auth, `documents ${id}`, document.sections.length);
  return format === "md" ? toMarkdown(document) : toJson(document);
}
