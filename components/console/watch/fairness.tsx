import Link from "next/link";
import { useTranslations } from "next-intl";
import { buttonClass } from "@/components/ui/button-class";
import { ColumnHeads } from "@/components/ui/column-heads";
import { Notice } from "@/components/ui/notice";
import { LocalTime } from "@/components/ui/time";
import { useFigures } from "@/components/words/use-figures";
import { useTold } from "@/components/words/use-told";
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
  const t = useTranslations("console.watch");
  return (
    <section className="mt-6">
      <h2 className="mb-2 text-[1.14rem] font-semibold">{t("theSamePatientAsSomebody")}</h2>
      {counterfactual && counterfactual.findings.length > 0 && (
        <Notice
          tone="warn"
          title={t("somePatientsAreLessUrgent")}
          className="mb-4"
          action={
            counterfactual.incidentId && (
              <Link
                href={`/console/incidents/${counterfactual.incidentId}`}
                className={buttonClass("secondary", "small")}
              >
                {t("theIncident")}
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
        <NothingYet title={t("noAuditHasBeenMade")}>{t("eachNightTheVersionIn", { auditNeeds })}</NothingYet>
      )}
    </section>
  );
}

/** What was found first, then the pictures, then what is not known. */
function Report({ view, csv }: Props) {
  const figures = useFigures();
  const told = useTold();
  const t = useTranslations("console.watch");
  const { chosen, filter } = view;
  if (!chosen)
    return (
      <NothingYet title={view.reports.length > 0 ? t("thereIsNoSuchReport") : t("noReportHasBeenMade")}>
        {view.reports.length > 0
          ? t("chooseAnotherOneAbove")
          : t("theFirstIsMadeWithin", { visits: view.needs.visits, days: view.needs.days })}
      </NothingYet>
    );
  const card = (picture: Parameters<typeof ChartCard>[0]["picture"]) => (
    <ChartCard picture={picture} csv={csv(picture.id)} notes={view.notes} level={3} />
  );
  return (
    <>
      <p className="mb-3 px-1 text-[0.93rem] text-ink-3">
        {t.rich("visitsVisitsOfWindowOf", {
          visits: figures.count(chosen.visits),
          window: chosen.window,
          of: chosen.of,
          at: () => <LocalTime iso={chosen.madeAt} withDate />,
        })}
      </p>
      <Found chosen={chosen} />
      {filter.against === "decided" && (
        <Notice tone="info" title={t("decisionsAreMadeAfterSeeing")} className="mb-4">
          {told(ABOUT_REFERENCE.decided.warning ?? "")}
        </Notice>
      )}
      <h2 className="mb-2 text-[1.14rem] font-semibold">{t("eachGroupBesideEverybodyElse")}</h2>
      {chosen.differences.length === 0 && (
        <NothingYet title={t("tooFewToCompareHere")}>
          {t("ofTheseVisitsLabelledHave", {
            labelled: figures.count(chosen.labelled[filter.against]),
            name: told(ABOUT_REFERENCE[filter.against].name),
          })}{" "}
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
      <h2 className="mt-6 mb-2 text-[1.14rem] font-semibold">{t("theSameRiskGroupBy")}</h2>
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
              ? t("chooseOneAttribute")
              : t("tooFewOutcomesOrLabels")
          }
        >
          {t("whetherTheSameRiskMeans", { visits: view.needs.visits })}
        </NothingYet>
      )}
      <Unknown chosen={chosen} />
      <p className="no-print mt-4">
        <a href={csv(EVERYTHING)} download className={buttonClass("secondary", "small")}>
          {t("everyNumberOfThisReport")}
        </a>
      </p>
    </>
  );
}

type Chosen = NonNullable<FairnessView["chosen"]>;

function Found({ chosen: { findings, compared, incidentId, falseFindings } }: { chosen: Chosen }) {
  const figures = useFigures();
  const t = useTranslations("console.watch");
  const share = t("noMoreThanFalseFindings", {
    share: 100 * falseFindings,
    compared: figures.count(compared),
  });
  if (findings.length === 0)
    return (
      <Notice tone="info" title={t("noGroupFaresWorseBy")} className="mb-4">
        {t("thatIsWhatTheseVisits", { share })}
      </Notice>
    );
  return (
    <Notice
      tone="warn"
      title={t("countCountWorseThanThe", { count: findings.length })}
      className="mb-4"
      action={
        incidentId && (
          <Link href={`/console/incidents/${incidentId}`} className={buttonClass("secondary", "small")}>
            {t("theIncident")}
          </Link>
        )
      }
    >
      <ul className="list-disc pl-4">
        {findings.map((f) => (
          <li key={f}>{f}</li>
        ))}
      </ul>
      <p className="mt-1">{t("byChanceAloneShareReports", { share })}</p>
    </Notice>
  );
}

const TONES: Readonly<Record<NumbersRow["verdict"], string>> = {
  beyond: "font-semibold text-danger",
  differs: "font-semibold text-warn",
  none: "",
  few: "text-ink-3",
};

function Numbers({ title, rows }: { title: string; rows: readonly NumbersRow[] }) {
  const figures = useFigures();
  const told = useTold();
  const t = useTranslations("console.watch");
  return (
    <details className="mt-1 px-1">
      <summary className="font-medium text-accent">
        {t.rich("ratiosAndWhatTheyCome", {
          span: (chunks) => <span className="sr-only">{chunks}</span>,
          title,
        })}
      </summary>
      <section
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        tabIndex={0}
        aria-label={t("ratiosOfTitle", { title })}
        className="mt-1 overflow-x-auto rounded-md border border-line"
      >
        <table className="w-full">
          <caption className="sr-only">{title}</caption>
          <ColumnHeads
            heads={[t("head.group"), "n", t("head.value"), t("head.others"), t("head.ratio"), "q", ""]}
            className={TABLE_HEAD}
          />
          <tbody>
            {rows.map((r) => (
              <tr key={r.key}>
                <th scope="row" className={`${TABLE_CELL} font-normal whitespace-nowrap`}>
                  {r.group}
                </th>
                <td className={`${TABLE_CELL} tabular-nums`}>{figures.count(r.n)}</td>
                <td className={`${TABLE_CELL} whitespace-nowrap tabular-nums`}>{r.here}</td>
                <td className={`${TABLE_CELL} whitespace-nowrap tabular-nums`}>{r.rest}</td>
                <td className={`${TABLE_CELL} whitespace-nowrap tabular-nums`}>{r.ratio}</td>
                <td className={`${TABLE_CELL} whitespace-nowrap tabular-nums`}>{r.q}</td>
                <td className={`${TABLE_CELL} whitespace-nowrap ${TONES[r.verdict]}`}>
                  {told(VERDICTS[r.verdict])}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      <p className="mt-1 text-[0.93rem] text-ink-2">{t("qChanceOfADifference")}</p>
    </details>
  );
}

function Unknown({ chosen }: { chosen: Chosen }) {
  const figures = useFigures();
  const t = useTranslations("console.watch");
  const of = (n: number) =>
    t("nOfVisitsVisits", { n: figures.count(n), visits: figures.count(chosen.visits) });
  return (
    <section className="mt-6">
      <h2 className="mb-2 text-[1.14rem] font-semibold">{t("whatIsKnownAndWhat")}</h2>
      <dl className="grid max-w-[90ch] gap-x-4 gap-y-1 sm:grid-cols-[11rem_1fr]">
        {chosen.known.map((k) => (
          <div key={k.title} className="contents">
            <dt className="text-ink-3">{k.title}</dt>
            <dd className="text-pretty">
              {k.visits === 0 ? t("theEHRDoesNotGive") : of(k.visits)}: {k.source}.
            </dd>
          </div>
        ))}
        <dt className="text-ink-3">{t("heldAgainst")}</dt>
        <dd className="text-pretty">
          {t("decisionsOfDecidedSecondReadings", {
            decided: of(chosen.labelled.decided),
            read: figures.count(chosen.labelled.read),
            first: figures.count(chosen.labelled.first),
            outcome: figures.count(chosen.labelled.outcome),
          })}
        </dd>
        <dt className="text-ink-3">{t("notRead")}</dt>
        <dd className="text-pretty">{chosen.notRead}</dd>
        <dt className="text-ink-3">{t("smallGroups")}</dt>
        <dd className="text-pretty">
          {chosen.smallCells}
          {chosen.leftOut > 0 && " "}
          {chosen.leftOut > 0 && t("leftOutLeftOutLeftOutOf", { leftOut: chosen.leftOut })}
        </dd>
      </dl>
    </section>
  );
}
