import { createHash } from "node:crypto";
import { visitOutcome } from "@/db/schema";
import { sealSet } from "@/db/sealed";
import { random } from "@/lib/core/random";
import type { OutcomeAnswer, VisitOutcomes } from "@/lib/fhir/outcomes/visit-outcomes";

/** As `synthetic.id` makes it. */
const idOf = (n: number): string =>
  createHash("md5")
    .update(`synthetic outcome${n}`)
    .digest("hex")
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");

/** Rows of `visit_outcome` for the visits of the temporary table `v`: answers drawn by chance, sealed as they are in an installation. */
export function outcomesOf(from: number, to: number): string {
  const rows = Array.from({ length: to - from + 1 }, (_, i) => {
    const n = from + i;
    const { outcomes } = sealSet(visitOutcome, idOf(n), { outcomes: answersOf(n) });
    return { n, outcomes: (outcomes as { text: string }).text };
  });
  return `insert into visit_outcome (id, encounter_id, outcomes, read_at)
    select synthetic.id('outcome', v.n), v.id, o.outcomes, v.at + interval '4 days'
    from json_to_recordset($json$${JSON.stringify(rows)}$json$) o(n bigint, outcomes text) join v on v.n = o.n;`;
}

function answersOf(n: number): VisitOutcomes {
  const r = random("synthetic outcome", n);
  const yes = (share: number): OutcomeAnswer => {
    if (r.chance(0.1)) return "not-known";
    return r.chance(share) ? "yes" : "no";
  };
  const admission = yes(0.25);
  return {
    answers: {
      admission,
      criticalCare: admission === "yes" ? yes(0.15) : "no",
      death: yes(0.01),
      leftUnseen: yes(0.02),
      returned: admission === "yes" ? "does-not-apply" : yes(0.04),
      psychiatric: yes(0.01),
    },
    within: {},
  };
}
