import { sha256 } from "@/lib/core/crypto";
import { AppError } from "@/lib/core/errors";
import { canonicalJson } from "@/lib/core/json";
import type { Artifact } from "@/lib/model/artifact";
import type { FamiliarityTable } from "@/lib/model/familiarity";
import type { ModelIdentity } from "@/lib/model/prediction";
import { parseRecipe, type Recipe } from "./recipe";

/**
 * A model that learned from every visit cannot be measured on any: its twin, trained by the same recipe without the
 * reported visits, is measured in its place. What may differ between the two, and what is written down of it.
 */
export type Twin = {
  readonly model: ModelIdentity;
  /** sha256 of the twin's manifest. */
  readonly digest: string;
  /** The model the twin stands for: sha256 of its files and of its recipe, as they were when this was measured. */
  readonly standsFor: {
    readonly files: Readonly<Record<string, string>>;
    readonly recipe: string;
  };
  /** The twin's measurements of what it takes for ordinary; null when it says nothing of it. */
  readonly unlike: Pick<FamiliarityTable, "measured" | "planted"> | null;
};

type Lineage = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Lineage => typeof value === "object" && value !== null;

/** Whether a model, or one that it was fine-tuned from, learned from the visits that are reported on. */
export function learnedFromReported({ recipe, champion }: Lineage): boolean {
  return (
    (isRecord(recipe) && recipe.learnsFrom === "everything") ||
    (isRecord(champion) && learnedFromReported(champion))
  );
}

/** @throws AppError("invalid-input") for a model that has learned from the visits it would be measured on. */
export function assertUnseen(artifact: Artifact): void {
  if (learnedFromReported(artifact.manifest.lineage))
    throw new AppError(
      "invalid-input",
      "this model has learned from the visits it would be measured on; measure its twin: train with the same recipe " +
        'and learnsFrom "split", then evaluate --model TWIN --for SHIPPED',
    );
}

const recipeOf = ({ identity, manifest }: Artifact): Recipe => {
  if (!isRecord(manifest.lineage.recipe))
    throw new AppError(
      "invalid-input",
      `${identity.name} ${identity.version} does not say how it was trained`,
    );
  return parseRecipe(manifest.lineage.recipe);
};

/** What of a recipe twins must share. */
const shared = ({ learnsFrom: _learnsFrom, version: _version, ...rest }: Recipe) => rest;

/** What else than the recipe makes a model what it is: the checkpoint it began as, and how much was cut away. */
function madeFrom({ config, manifest: { lineage } }: Artifact) {
  const distilled = isRecord(lineage.distilled) ? (lineage.distilled.steps ?? null) : null;
  return {
    startedFrom: lineage.startedFrom ?? null,
    pruned: lineage.pruned
      ? { heads: config.num_attention_heads, units: config.intermediate_size, steps: distilled }
      : null,
  };
}

/**
 * The twin that was measured, and what it stands for.
 * @throws AppError("invalid-input") naming everything in which the two were trained differently.
 */
export function twinOf(twin: Artifact, shipped: Artifact): Twin {
  assertUnseen(twin);
  const [own, other] = [recipeOf(twin), recipeOf(shipped)];
  if (other.learnsFrom !== "everything")
    throw new AppError(
      "invalid-input",
      "the model that --for names did not learn from everything: evaluate it itself",
    );
  const different = differing(
    { ...shared(own), ...madeFrom(twin) },
    { ...shared(other), ...madeFrom(shipped) },
  );
  if (different.length > 0)
    throw new AppError(
      "invalid-input",
      `these are no twins, they were trained differently: ${different.join("; ")}`,
    );
  return {
    model: twin.identity,
    digest: twin.digest,
    standsFor: standingFor(shipped),
    unlike: unlikeOf(twin),
  };
}

const BOUND_FILES = ["model.safetensors", "config.json", "tokenizer.json", "calibration.json"] as const;

function standingFor(shipped: Artifact): Twin["standsFor"] {
  const { files } = shipped.manifest;
  return {
    files: Object.fromEntries(BOUND_FILES.map((name) => [name, files[name] ?? ""])),
    recipe: sha256(canonicalJson(shared(recipeOf(shipped)))),
  };
}

function unlikeOf({ familiarity }: Artifact): Twin["unlike"] {
  if (!familiarity) return null;
  const { measured, planted } = familiarity.table;
  return { measured, planted };
}

/** What an evaluation was written for and the artifact no longer is; empty when it is this artifact's. */
export function staleParts(
  artifact: Artifact,
  e: { readonly twin?: Twin; readonly measured: { readonly files: Readonly<Record<string, string>> } },
): string[] {
  const { files, lineage } = artifact.manifest;
  const changed = Object.entries(e.twin?.standsFor.files ?? e.measured.files)
    .filter(([name, digest]) => files[name] !== digest)
    .map(([name]) => name);
  if (!e.twin) return learnedFromReported(lineage) ? [...changed, "recipe"] : changed;
  return e.twin.standsFor.recipe === standingFor(artifact).recipe ? changed : [...changed, "recipe"];
}

/** Paths at which two values differ, with both. */
function differing(a: unknown, b: unknown, path = ""): string[] {
  if (canonicalJson(a) === canonicalJson(b)) return [];
  if (!isRecord(a) || !isRecord(b) || Array.isArray(a) || Array.isArray(b))
    return [`${path} is ${canonicalJson(a)} here, ${canonicalJson(b)} there`];
  return [...new Set([...Object.keys(a), ...Object.keys(b)])].flatMap((key) =>
    differing(a[key], b[key], path === "" ? key : `${path}.${key}`),
  );
}

/** What a reader must know before a figure of a model that learned from every visit. */
export const twinNote = ({ model, digest }: Twin): string =>
  `**The figures against charted levels and critical care are those of a twin.** This model has learned from the visits that are
reported as well, so nothing can be measured on them with it. Its twin was trained by the same recipe without them and answered
in its place: ${model.name} ${model.version}, manifest sha256 \`${digest}\`. What the additional visits did for the model
itself is not known. The KTAS figures come from its own cross-validation, and its explanations are checked on itself.`;
