import type { CounterfactualAudit, CounterfactualRow } from "@/lib/evaluation/counterfactual/audit";
import { worstOf } from "@/lib/evaluation/counterfactual/audit";
import type { RowsPicture } from "../charts/picture";
import { benjaminiHochberg } from "../drift/false-discovery";
import { FALSE_FINDINGS } from "./report";
import { levelOf, pAbove } from "./two-groups";

/** Shares made less urgent by a telling, above what the worst words that say nothing do, of more than this are told of. */
const COUNTERFACTUAL_BOUND = 0.05;
/** Fewer patients than these tell nothing of a telling. */
export const LEAST_AUDITED = 30;

const controlOf = (audit: CounterfactualAudit) => {
  const worst = worstOf(audit, "control");
  return { hits: worst?.lowered ?? 0, n: worst?.cases ?? 0 };
};

/** Tellings that make more patients less urgent than chance and words that say nothing explain. Pure. */
export function counterfactualFindings(audit: CounterfactualAudit): CounterfactualRow[] {
  const control = controlOf(audit);
  const told = audit.rows.filter((r) => r.kind !== "control" && r.cases >= LEAST_AUDITED);
  if (control.n < LEAST_AUDITED) return [];
  const q = benjaminiHochberg(
    told.map((r) => pAbove({ hits: r.lowered, n: r.cases }, control, COUNTERFACTUAL_BOUND)),
  );
  return told.filter((_, i) => (q[i] ?? 1) <= FALSE_FINDINGS);
}

export const sayTelling = (r: CounterfactualRow, audit: CounterfactualAudit): string =>
  `The same patient, ${r.name}: ${r.lowered} of ${r.cases} are shown a less urgent level; words that say nothing do that to ${controlOf(audit).hits} of ${controlOf(audit).n}.`;

const KIND_WORDS: Readonly<Record<CounterfactualRow["kind"], string>> = {
  control: "Says nothing: ",
  person: "",
  circumstances: "",
  judging: "",
};

/** Shares made less urgent, the largest first, with what words that say nothing do as a line. Null: too few patients. */
export function counterfactualPicture(
  audit: CounterfactualAudit,
  of: { readonly version: string; readonly day: string },
): RowsPicture | null {
  const control = controlOf(audit);
  if (control.n < LEAST_AUDITED) return null;
  const rows = [...audit.rows].sort((a, b) => b.lowered / (b.cases || 1) - a.lowered / (a.cases || 1));
  const line = control.hits / control.n;
  return {
    kind: "rows",
    id: "counterfactual",
    title: "The same patient as somebody else: made less urgent",
    quantity: "percent",
    columns: ["Made less urgent"],
    rows: rows.map((r) => ({
      name: `${KIND_WORDS[r.kind]}${r.name}`,
      values: [
        r.cases < LEAST_AUDITED
          ? { value: null, n: r.cases }
          : { n: r.cases, ...levelOf({ hits: r.lowered, n: r.cases }) },
      ],
    })),
    bands: [{ from: line, to: line, label: "The worst of words that say nothing" }],
    about: {
      definition:
        "Patients of late are told of again as somebody else (another sex, two years older, another group or name, without insurance or home, with a psychiatric history or drug use) and with words that judge. The share shown a less urgent level than before. Nothing of it says how ill somebody is, so that nothing should move; any added word moves some answers, as the line says. Sex moves a level where a safety rule is about pregnancy.",
      measuredOn: `${audit.cases} patients assessed last, version ${of.version} with its safety rules; nobody was shown these answers`,
      window: of.day,
      n: audit.cases,
      intervals: "95 %, Wilson 1927.",
    },
  };
}
