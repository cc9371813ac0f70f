import { type Content, row } from "./document";
import type { Facts } from "./facts";
import { HAZARDS, UNCONTROLLED } from "./hazards";
import { sayExternal, sayFigures, sayGroups, saySources, siteFigures } from "./say";

/** In the style of ISO 14971:2019: hazards, causes, severities, controls, and the test that verifies each control. */
export function hazardLog(facts: Facts): Content {
  return {
    sections: [
      {
        title: "Hazards and their controls",
        about:
          "Severities are judgements of the developers. Probabilities are not estimated: nobody has used it prospectively. Each test is run with every change to the product.",
        rows: [
          row("Hazards with a control", `${HAZARDS.length}`, "lib/documents/hazards.ts"),
          row("Probability of each harm", null, "no prospective use"),
          row(
            "Incidents of this installation",
            `${facts.incidents.open} open of ${facts.incidents.all}`,
            "incidents",
          ),
        ],
        table: {
          heads: ["", "Hazard", "Cause", "Severity", "Control", "Verified by"],
          rows: HAZARDS.map((h) => [h.id, h.hazard, h.cause, h.severity, h.control, h.test.join(": ")]),
        },
      },
      {
        title: "Known, and not controlled by the product",
        table: { heads: ["Hazard", "What there is"], rows: UNCONTROLLED },
      },
    ],
  };
}

export function modelCard(facts: Facts): Content {
  const { model } = facts;
  const evaluation = model?.evaluation ?? null;
  const sets = evaluation?.survey?.policies.map((p) => p.figures) ?? model?.metrics ?? [];
  return {
    sections: [
      {
        title: "Model",
        about: "The artifact's own card (README.md in its folder) has the same figures with tables by group.",
        rows: [
          row("Name and version", model && `${model.name} ${model.version}`, "manifest.json"),
          row("sha256 of its manifest", model?.digest ?? null, "manifest.json"),
          row("Made from", model && (model.parent ?? "no other version"), "manifest.json"),
          row(
            "Registered",
            model && `${model.registeredAt.slice(0, 10)} by ${model.registeredBy}`,
            "registry",
          ),
          row("Decision policy", model?.policy ?? null, "registry"),
          row("Trained on", model?.trainedOn ?? null, "lineage"),
          row(
            "Reads",
            model && model.inputs.length > 0
              ? `${model.inputs.join(", ")}; words of complaint, note and history${model.readsNames ? "" : " without names of people"}`
              : null,
            "config.json",
          ),
        ],
      },
      {
        title: "Figures",
        rows: [
          ...sets.map((set) =>
            row(set.dataset, sayFigures(set), evaluation ? "evaluation.json" : "registry"),
          ),
          row(
            "By group",
            sayGroups(evaluation?.survey?.groups ?? [], "Sensitivity, levels 1-2"),
            "evaluation.json",
          ),
          row("On data of another source", evaluation && sayExternal(evaluation), "evaluation.json"),
          row("On this site's held-out decisions", siteFigures(facts), "checks"),
        ],
      },
      {
        title: "Files",
        table: { heads: ["File", "sha256"], rows: (model?.files ?? []).map((f) => [f.name, f.sha256]) },
      },
    ],
  };
}

/** After Gebru et al., Datasheets for datasets (Commun ACM 2021;64(12):86-92), by its parts. */
export function dataSheet({ model }: Facts): Content {
  const sources = model && saySources(model.sources);
  return {
    sections: [
      {
        title: "Data the version in use learned from",
        rows: [
          row(
            "Motivation",
            "Public data with triage levels and outcomes, to learn from without a hospital's own",
            "docs/training.md",
          ),
          row("Composition: visits by source", sources, "lineage in manifest.json"),
          row("Composition: what was learned from", model?.trainedOn ?? null, "lineage in manifest.json"),
          row("Composition: counts by group", null, "not kept with the artifact"),
          row(
            "Collection",
            "Surveys of United States emergency departments (NHAMCS) and visits of two Korean departments (Moon et al. 2019), as published",
            "NOTICE",
          ),
          row(
            "Preprocessing",
            "Coded reasons retold in the words nurses use; findings that are denied left out; quantiles for numbers",
            "docs/training.md",
          ),
          row(
            "Use",
            "Training and calibration; a later year is kept for reporting alone",
            "docs/training.md",
          ),
          row(
            "Distribution",
            "Not distributed with the product; frequencies by level and age group are (replay.json)",
            "NOTICE",
          ),
          row("Maintenance", "Another release", "CHANGELOG.md"),
          row("Consent of the people in it", null, "nothing in the data says it"),
        ],
      },
    ],
  };
}

export function billOfMaterials({ components }: Facts): Content {
  const licences = new Map<string, number>();
  for (const c of components ?? [])
    licences.set(c.licence ?? "not known", (licences.get(c.licence ?? "not known") ?? 0) + 1);
  const without = (components ?? []).filter((c) => c.licence === null);
  return {
    sections: [
      {
        title: "Licences",
        rows: [
          row("The product", "Apache-2.0", "LICENSE"),
          row(
            "Packages of others",
            components && `${components.length}`,
            "package-lock.json, or sbom.cdx.json of a package",
          ),
          ...without.map((c) => row(`Licence of ${c.name} ${c.version}`, null, "package-lock.json")),
        ],
        table: {
          heads: ["Licence", "Packages"],
          rows: [...licences].sort((a, b) => b[1] - a[1]).map(([licence, n]) => [licence, `${n}`]),
        },
      },
      {
        title: "Packages",
        table: {
          heads: ["Package", "Version", "Licence"],
          rows: (components ?? []).map((c) => [c.name, c.version, c.licence ?? "not known"]),
        },
      },
    ],
  };
}
