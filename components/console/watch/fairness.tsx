import Link from "next/link";
import { buttonClass } from "@/components/ui/button-class";
import { ColumnHeads } from "@/components/ui/column-heads";
import { Notice } from "@/components/ui/notice";
import { LocalTime } from "@/components/ui/time";
import { VERDICTS } from "@/lib/monitoring/fairness/in-words";
import { EVERYTHING, type NumbersRow } from "@/lib/monitoring/fairness/pictures";
import { ABOUT_REFERENCE } from "@/lib/monitoring/watch/references";
import type { FairnessView } from "@/lib/workflows/watch/fairness";
import { ChartCard } from "../charts/chart-card";
import { TABLE_CELL, TABLE_HEAD } from "../table";
import { NothingYet } from "./nothing-yet";

type Props = { view: FairnessView; csv: (picture: string) => string };

/** How groups fare by the report, then what moves when the same patient is somebody else. */
export function Fairness(props: Props) {
  return (
    <>
      <Report {...props} />
      <Audit {...props} />
    </>
  );
}

function Audit({ view: { counterfactual, auditNeeds, notes }, csv }: Props) {
  return (
    <section className="mt-6">
      <h2 className="mb-2 text-[1.14rem] font-semibold">The same patient as somebody else</h2>
      {counterfactual && counterfactual.findings.length > 0 && (
        <Notice
          tone="warn"
          title="Some patients are less urgent for what says nothing of how ill they are"
          className="mb-4"
          action={
            counterfactual.incidentId && (
              <Link
                href={`/console/incidents/${counterfactual.incidentId}`}
                className={buttonClass("secondary", "small")}
              >
                The incident
              </Link>
            )
          }
        >
          <ul className="list-disc pl-4">
            {counterfactual.findings.map((f) => (
              <li key={f}>{f}</li>
            ))}
          </ul>
        </Notice>
      )}
      {counterfactual?.picture ? (
        <ChartCard
          picture={counterfactual.picture}
          csv={csv(counterfactual.picture.id)}
          notes={notes}
          level={3}
        />
      ) : (
        <NothingYet title="No audit has been made yet">
          Each night the version in use is asked again about its last patients as if they were somebody else.
          It needs {auditNeeds} assessed patients.
        </NothingYet>
      )}
    </section>
  );
}

/** What was found first, then the pictures, then what is not known. */
function Report({ view, csv }: Props) {
  const { chosen, filter } = view;
  if (!chosen)
    return (
      <NothingYet title={view.reports.length > 0 ? "There is no such report" : "No report has been made yet"}>
        {view.reports.length > 0
          ? "Choose another one above."
          : `The first is made within an hour of ${view.needs.visits} visits having been assessed by one version at one site; then one each week, over the ${view.needs.days} days before. Groups can be compared from ${view.needs.visits} patients on who have a decision, a second reading or an outcome.`}
      </NothingYet>
    );
  const card = (picture: Parameters<typeof ChartCard>[0]["picture"]) => (
    <ChartCard picture={picture} csv={csv(picture.id)} notes={view.notes} level={3} />
  );
  return (
    <>
      <p className="mb-3 px-1 text-[0.93rem] text-ink-3">
        {chosen.visits.toLocaleString("en-GB")} visits of {chosen.window}, {chosen.of}. Made{" "}
        <LocalTime iso={chosen.madeAt} withDate />.
      </p>
      <Found chosen={chosen} />
      {filter.against === "decided" && (
        <Notice tone="info" title="Decisions are made after seeing the suggestion" className="mb-4">
          {ABOUT_REFERENCE.decided.warning}
        </Notice>
      )}
      <h2 className="mb-2 text-[1.14rem] font-semibold">Each group beside everybody else</h2>
      {chosen.differences.length === 0 && (
        <NothingYet title="Too few to compare here">
          {`Of these visits ${chosen.labelled[filter.against].toLocaleString("en-GB")} have something of “${ABOUT_REFERENCE[filter.against].name}” to be held against. Choose another one above, or other groups. `}
          {chosen.smallCells}
        </NothingYet>
      )}
      <div className="grid gap-4 lg:grid-cols-2">
        {chosen.differences.map(({ picture, numbers }) => (
          <div key={picture.id} className="min-w-0">
            {card(picture)}
            <Numbers title={picture.title} rows={numbers} />
          </div>
        ))}
      </div>
      <h2 className="mt-6 mb-2 text-[1.14rem] font-semibold">The same risk, group by group</h2>
      {chosen.sameRisk.length > 0 ? (
        <div className="grid gap-4 lg:grid-cols-2">
          {chosen.sameRisk.map((picture) => (
            <div key={picture.id} className="min-w-0">
              {card(picture)}
            </div>
          ))}
        </div>
      ) : (
        <NothingYet
          title={
            filter.by === "all" || filter.by === "pairs"
              ? "Choose one attribute"
              : "Too few outcomes or labels have come"
          }
        >
          Whether the same risk means the same in each group is drawn for one attribute at a time, in bands
          with {view.needs.visits} patients and more.
        </NothingYet>
      )}
      <Unknown chosen={chosen} />
      <p className="no-print mt-4">
        <a href={csv(EVERYTHING)} download className={buttonClass("secondary", "small")}>
          Every number of this report as CSV
        </a>
      </p>
    </>
  );
}

type Chosen = NonNullable<FairnessView["chosen"]>;

function Found({ chosen: { findings, compared, incidentId, falseFindings } }: { chosen: Chosen }) {
  const share = `no more than ${100 * falseFindings} % of what is named is expected to be chance (Benjamini-Hochberg over ${compared.toLocaleString("en-GB")} comparisons)`;
  if (findings.length === 0)
    return (
      <Notice tone="info" title="No group fares worse by more than the bounds" className="mb-4">
        That is what these visits can show; small groups may still fare worse. Of what would be named, {share}
        .
      </Notice>
    );
  return (
    <Notice
      tone="warn"
      title={`${findings.length} ${findings.length === 1 ? "difference is" : "differences are"} worse than the bounds`}
      className="mb-4"
      action={
        incidentId && (
          <Link href={`/console/incidents/${incidentId}`} className={buttonClass("secondary", "small")}>
            The incident
          </Link>
        )
      }
    >
      <ul className="list-disc pl-4">
        {findings.map((f) => (
          <li key={f}>{f}</li>
        ))}
      </ul>
      <p className="mt-1">By chance alone, {share}. Reports of later weeks share visits with this one.</p>
    </Notice>
  );
}

const HEADS = ["Group", "n", "Group's value", "Others", "Ratio", "q", ""] as const;
const TONES: Readonly<Record<NumbersRow["verdict"], string>> = {
  beyond: "font-semibold text-danger",
  differs: "font-semibold text-warn",
  none: "",
  few: "text-ink-3",
};

function Numbers({ title, rows }: { title: string; rows: readonly NumbersRow[] }) {
  return (
    <details className="mt-1 px-1">
      <summary className="font-medium text-accent">
        Ratios and what they come to<span className="sr-only"> of {title}</span>
      </summary>
      <section
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        aria-label={`Ratios of ${title}`}
        className="mt-1 overflow-x-auto rounded-md border border-line"
      >
        <table className="w-full">
          <caption className="sr-only">{title}</caption>
          <ColumnHeads heads={HEADS} className={TABLE_HEAD} />
          <tbody>
            {rows.map((r) => (
              <tr key={r.key}>
                <th scope="row" className={`${TABLE_CELL} font-normal whitespace-nowrap`}>
                  {r.group}
                </th>
                <td className={`${TABLE_CELL} tabular-nums`}>{r.n.toLocaleString("en-GB")}</td>
                <td className={`${TABLE_CELL} whitespace-nowrap tabular-nums`}>{r.here}</td>
                <td className={`${TABLE_CELL} whitespace-nowrap tabular-nums`}>{r.rest}</td>
                <td className={`${TABLE_CELL} whitespace-nowrap tabular-nums`}>{r.ratio}</td>
                <td className={`${TABLE_CELL} whitespace-nowrap tabular-nums`}>{r.q}</td>
                <td className={`${TABLE_CELL} whitespace-nowrap ${TONES[r.verdict]}`}>
                  {VERDICTS[r.verdict]}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <p className="mt-1 text-[0.93rem] text-ink-2">
        q: chance of a difference as wide as this where there is none, adjusted for how many are looked at.
      </p>
    </details>
  );
}

function Unknown({ chosen }: { chosen: Chosen }) {
  const of = (n: number) => `${n.toLocaleString("en-GB")} of ${chosen.visits.toLocaleString("en-GB")} visits`;
  return (
    <section className="mt-6">
      <h2 className="mb-2 text-[1.14rem] font-semibold">What is known, and what is not</h2>
      <dl className="grid max-w-[90ch] gap-x-4 gap-y-1 sm:grid-cols-[11rem_1fr]">
        {chosen.known.map((k) => (
          <div key={k.title} className="contents">
            <dt className="text-ink-3">{k.title}</dt>
            <dd className="text-pretty">
              {k.visits === 0 ? "The EHR does not give it" : of(k.visits)}: {k.source}.
            </dd>
          </div>
        ))}
        <dt className="text-ink-3">Held against</dt>
        <dd className="text-pretty">
          Decisions of {of(chosen.labelled.decided)}, second readings of{" "}
          {chosen.labelled.read.toLocaleString("en-GB")}, levels given first of{" "}
          {chosen.labelled.first.toLocaleString("en-GB")}, outcomes of{" "}
          {chosen.labelled.outcome.toLocaleString("en-GB")}.
        </dd>
        <dt className="text-ink-3">Not read</dt>
        <dd className="text-pretty">{chosen.notRead}</dd>
        <dt className="text-ink-3">Small groups</dt>
        <dd className="text-pretty">
          {chosen.smallCells}
          {chosen.leftOut > 0 &&
            ` ${chosen.leftOut} ${chosen.leftOut === 1 ? "group is" : "groups are"} left out of this report.`}
        </dd>
      </dl>
    </section>
  );
}
