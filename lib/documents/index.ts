import { sha256 } from "@/lib/core/crypto";
import { AppError } from "@/lib/core/errors";
import { canonicalJson } from "@/lib/core/json";
import { annexIv, instructions, logExtract, oversight } from "./ai-act";
import { changePlan } from "./change-plan";
import { type Content, type Document, notKnownOf } from "./document";
import type { Facts } from "./facts";
import { hti1 } from "./hti1";
import { billOfMaterials, dataSheet, hazardLog, modelCard } from "./others";

type Kind = {
  readonly id: string;
  readonly title: string;
  readonly about: string;
  readonly make: (facts: Facts) => Content;
};

/** Every document there is, in the order of the page. */
export const DOCUMENTS: readonly Kind[] = [
  {
    id: "source-attributes",
    title: "Source attributes (HTI-1)",
    about:
      "The 31 source attributes of a predictive decision support intervention, 45 CFR 170.315(b)(11)(iv)(B)",
    make: hti1,
  },
  {
    id: "change-control-plan",
    title: "Predetermined change control plan",
    about: "What may change, which checks it must pass, and what it may do, from the checks in force",
    make: changePlan,
  },
  {
    id: "log-extract",
    title: "Log extract (AI Act, Art. 12)",
    about: "What is recorded automatically, in counts of the last 30 days",
    make: logExtract,
  },
  {
    id: "instructions-for-use",
    title: "Instructions for use (AI Act, Art. 13)",
    about: "What Article 13(3) asks the instructions to have",
    make: instructions,
  },
  {
    id: "human-oversight",
    title: "Human oversight (AI Act, Art. 14)",
    about: "What lets people oversee it, and how often it was used",
    make: oversight,
  },
  {
    id: "technical-documentation",
    title: "Technical documentation (AI Act, Annex IV)",
    about: "An outline by the nine points of the annex",
    make: annexIv,
  },
  {
    id: "hazard-log",
    title: "Hazard log",
    about: "In the style of ISO 14971: each hazard with its control and the test that verifies it",
    make: hazardLog,
  },
  {
    id: "model-card",
    title: "Model card",
    about: "The version in use, with what was measured on it",
    make: modelCard,
  },
  { id: "data-sheet", title: "Data sheet", about: "What the version in use learned from", make: dataSheet },
  {
    id: "bill-of-materials",
    title: "Software bill of materials and licences",
    about: "The packages of others that it runs on",
    make: billOfMaterials,
  },
];

/** @throws AppError("not-found") */
export function makeDocument(id: string, facts: Facts): Document {
  const kind = DOCUMENTS.find((d) => d.id === id);
  if (!kind) throw new AppError("not-found", "no such document");
  const { sections } = kind.make(facts);
  const { model, gates, product, madeAt } = facts;
  return {
    id,
    title: kind.title,
    about: kind.about,
    stamp: {
      product: `OpenAcuity ${product.version}`,
      model: model ? `${model.name} ${model.version}` : "no model in use",
      modelDigest: model?.digest ?? null,
      gates: gates ? `version ${gates.policy.version}, sha256 ${gates.digest}` : "none that can be verified",
      digest: sha256(canonicalJson(sections)),
      madeAt,
    },
    sections,
    notKnown: notKnownOf(sections),
  };
}
