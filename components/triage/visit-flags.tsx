import type { VisitBar, VisitDoubt, VisitState } from "@/lib/fhir/visit-state";
import { Flag } from "./flag";

const BARS: Readonly<Record<VisitBar, string>> = {
  finished: "Visit ended",
  cancelled: "Visit cancelled",
  "entered-in-error": "Visit entered by mistake",
  "record-replaced": "Record replaced",
};
const DOUBTS: Readonly<Record<VisitDoubt, string>> = {
  "not-emergency": "Not an emergency visit",
  "began-long-ago": "Visit began long ago",
  "begins-later": "Visit begins later",
  "has-ended": "Visit may have ended",
  "not-arrived": "Not arrived yet",
  away: "Patient away",
  "status-unknown": "Visit status not known",
  deceased: "Recorded as died",
};

const shortly = ({ code, text }: VisitState["doubts"][number]): string =>
  // "This visit began 3 days ago." says how long, which is what one wants to know.
  code === "began-long-ago" ? text.replace("This visit began", "Began").replace(/\.$/, "") : DOUBTS[code];

/** In few words what a visit is that is not an ordinary one; the whole sentence on pointing. Nothing for any other. */
export function VisitFlags({ visit: { barred, doubts } }: { visit: VisitState }) {
  return (
    <>
      {barred && (
        <span title={`${barred.title} ${barred.advice}`}>
          <Flag tone="danger" sign="✕">
            {BARS[barred.why]}
          </Flag>
        </span>
      )}
      {doubts.map((d) => (
        <span key={d.code} title={d.text}>
          <Flag tone="warn" sign="!">
            {shortly(d)}
          </Flag>
        </span>
      ))}
    </>
  );
}
