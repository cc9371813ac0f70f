import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { formatSpan } from "@/components/format";
import type { NetworkSite, SiteFigures } from "@/lib/monitoring/network/site-figures";
import { ScrollTable } from "../scroll-table";
import { Tag, type Tone } from "../status-tag";
import { TABLE_CELL } from "../table";
import { COLUMNS } from "./columns";

/** A site a row. Of one that is silent stands what it told last, quieter, and since when nothing was heard. */
export function SitesTable({ sites }: { sites: readonly NetworkSite[] }) {
  const t = useTranslations("console.network");
  return (
    <ScrollTable
      label={t("sitesSideBySide")}
      heads={COLUMNS.map((column) => t(`head.${column}`))}
      width="min-w-[80rem]"
      className="rounded-lg border border-line bg-surface"
    >
      {sites.map((site) => (
        <tr key={site.id} className={`hover:bg-hover ${site.state === "told" ? "" : "text-ink-3"}`}>
          <th scope="row" className={`${TABLE_CELL} min-w-36 align-top font-medium`}>
            <a
              href={`${site.origin}/console`}
              className="text-accent underline underline-offset-2"
              title={t("consoleOfNameOneSigns", { name: site.name })}
            >
              {site.name}
            </a>
          </th>
          <td className={`${TABLE_CELL} align-top`}>
            <LastWord site={site} />
          </td>
          {site.figures ? <Figures figures={site.figures} fresh={site.state === "told"} /> : <NothingKnown />}
        </tr>
      ))}
    </ScrollTable>
  );
}

function useSpan(): (seconds: number) => string {
  const locale = useLocale();
  return (seconds) => formatSpan(seconds * 1000, locale);
}

const STATES: Readonly<Record<NetworkSite["state"], { readonly tone: Tone; readonly sign: string }>> = {
  told: { tone: "good", sign: "✓" },
  silent: { tone: "bad", sign: "!" },
  never: { tone: "bad", sign: "!" },
  unreadable: { tone: "waiting", sign: "?" },
};

function LastWord({ site: { state, secondsAgo } }: { site: NetworkSite }) {
  const t = useTranslations("console.network");
  const span = useSpan();
  const { tone, sign } = STATES[state];
  return (
    <Two
      first={
        <Tag tone={tone} sign={sign}>
          {t(`state.${state}`)}
        </Tag>
      }
      second={t(`heard.${state}`, { ago: secondsAgo === null ? "" : span(Math.max(0, secondsAgo)) })}
    />
  );
}

function Figures({ figures: f, fresh }: { figures: SiteFigures; fresh: boolean }) {
  const t = useTranslations("console.network");
  const span = useSpan();
  const { waiting, writeBacks, model, audit } = f;
  const bad = (is: boolean) => (is && fresh ? "font-semibold text-danger" : "");
  return (
    <>
      <Cell
        first={
          <span className={bad(waiting.late > 0)}>
            {t("withoutLevelOfVisits", { withoutLevel: waiting.withoutLevel, visits: waiting.visits })}
          </span>
        }
        second={
          waiting.longestSeconds === null
            ? t("nobodyWithoutALevel")
            : t("longestLongestSeconds", { longestSeconds: span(waiting.longestSeconds) })
        }
        third={
          waiting.readSecondsAgo === null
            ? t("listNeverRead")
            : t("listReadReadSecondsAgoEarlier", { readSecondsAgo: span(waiting.readSecondsAgo) })
        }
      />
      <Cell
        first={f.decidedInDay}
        second={
          f.week.changed
            ? t("moreUrgentChangedIn7Days", {
                changed: Math.round(
                  (100 * (f.week.changed.moreUrgent + f.week.changed.lessUrgent)) / f.week.decided,
                ),
              })
            : t("tooFewForAShare")
        }
      />
      <Cell
        first={
          <span className={bad(writeBacks.failed > 0)}>
            {t("pendingOnTheWay", { pending: writeBacks.pending })}
          </span>
        }
        second={writeBacks.failed > 0 ? t("failedNotTaken", { failed: writeBacks.failed }) : t("noneRefused")}
        third={
          writeBacks.oldestSeconds === null
            ? null
            : t("oldestOldestSeconds", { oldestSeconds: span(writeBacks.oldestSeconds) })
        }
      />
      <Cell
        first={
          f.degraded.length === 0 ? (
            t("nothing")
          ) : (
            <span className={bad(true)}>{f.degraded.map((d) => t(`degraded.${d}`)).join(", ")}</span>
          )
        }
      />
      <Cell
        first={
          <span className={`[overflow-wrap:anywhere] ${bad(!model.answers)}`}>
            {model.version ?? t("rulesOnly")}
          </span>
        }
        second={model.answers ? (model.policy ?? t("noPolicyRecorded")) : t("doesNotAnswerRulesOnly")}
        third={t("releaseRelease", { release: f.release })}
      />
      <Cell first={<span className={bad(f.openIncidents > 0)}>{f.openIncidents}</span>} />
      <Cell
        first={
          f.driftAlerts === null ? (
            t("notWatched")
          ) : (
            <span className={bad(f.driftAlerts > 0)}>
              {f.driftAlerts === 0 ? t("noneFound") : t("driftAlertsFound", { driftAlerts: f.driftAlerts })}
            </span>
          )
        }
      />
      <Cell
        first={
          <span className={bad(!audit.anchored)}>{audit.anchored ? t("anchored") : t("notAnchored")}</span>
        }
        second={
          audit.verified ? (
            <span className={bad(!audit.verified.intact)}>
              {t("isIntactVerifiedSecondsAgoEarlier", {
                isIntact: String(Boolean(audit.verified.intact)),
                secondsAgo: span(audit.verified.secondsAgo),
              })}
            </span>
          ) : (
            t("notVerifiedInTheConsole")
          )
        }
        third={
          f.backupSecondsAgo === null
            ? t("noBackupKnown")
            : t("backupBackupSecondsAgoEarlier", { backupSecondsAgo: span(f.backupSecondsAgo) })
        }
      />
    </>
  );
}

function NothingKnown() {
  const t = useTranslations("console.network");
  return (
    <td colSpan={COLUMNS.length - 2} className={`${TABLE_CELL} align-top`}>
      {t("nothingIsKnown")}
    </td>
  );
}

function Two({ first, second, third }: { first: ReactNode; second?: ReactNode; third?: ReactNode }) {
  return (
    <>
      <div className="whitespace-nowrap">{first}</div>
      {second && <div className="text-[0.93rem] text-ink-3">{second}</div>}
      {third && <div className="text-[0.93rem] text-ink-3">{third}</div>}
    </>
  );
}

const Cell = (props: Parameters<typeof Two>[0]) => (
  <td className={`${TABLE_CELL} align-top`}>
    <Two {...props} />
  </td>
);

/** Those that do not answer; null: all do. */
export const silentOf = (
  sites: readonly NetworkSite[],
): { readonly count: number; readonly all: number; readonly names: string } | null => {
  const silent = sites.filter((s) => s.state !== "told");
  if (silent.length === 0) return null;
  return { count: silent.length, all: sites.length, names: silent.map((s) => s.name).join(", ") };
};
