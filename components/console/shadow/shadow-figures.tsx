import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { LevelMark } from "@/components/triage/level-mark";
import { ColumnHeads } from "@/components/ui/column-heads";
import { Section } from "@/components/ui/section";
import { LocalTime } from "@/components/ui/time";
import { useFigures } from "@/components/words/use-figures";
import { useLevelName } from "@/components/words/use-level-name";
import { LEVELS, type Level } from "@/lib/case/level";
import type { ShadowReport, Share } from "@/lib/monitoring/shadow-report";
import { TABLE_CELL, TABLE_HEAD } from "../table";

type Props = { report: ShadowReport; candidate: string };

/** How the candidate's answers compare with those that were shown, and with what clinicians decided. */
export function ShadowFigures({ report, candidate }: Props) {
  const { fixed } = useFigures();
  const t = useTranslations("console.shadow");
  if (report.answered === 0) return null;
  return (
    <>
      <Section
        title={t("besideTheVersionInUse")}
        aside={
          report.kappa === null ? undefined : t("quadraticKappaValue", { value: fixed(report.kappa, 2) })
        }
      >
        <Groups report={report} />
      </Section>
      <Section title={t("besideTheClinicians")} aside={t("decisions", { pairs: report.clinician.pairs })}>
        <Clinicians report={report} />
      </Section>
      <Section title={t("levelByLevel")}>
        <ByLevel table={report.table} candidate={candidate} />
      </Section>
      <Section
        title={t("whereTheyDiffer")}
        aside={report.differing.length > 0 ? t("whatMattersMostFirst") : undefined}
      >
        <Differing rows={report.differing} />
      </Section>
    </>
  );
}

const percent = (x: number): string => `${(100 * x).toFixed(0)} %`;

function Figure({ share }: { share: Share }) {
  const t = useTranslations("console.shadow");
  return (
    <>
      <span className="font-semibold">{percent(share.n / share.of)}</span>{" "}
      <span className="whitespace-nowrap text-[0.857rem] text-ink-3">
        {t("nLowToHigh", { n: share.n, low: percent(share.low), high: percent(share.high) })}
      </span>
    </>
  );
}

type ToldProps = { says: ReactNode; caption: string; wide?: boolean; children: ReactNode };

/** A table that scrolls within its own width, under words that do not. */
function Told({ says, caption, wide = false, children }: ToldProps) {
  return (
    <>
      <p className="max-w-[84ch] pb-2 text-[0.93rem] text-pretty text-ink-2">{says}</p>
      <div className="overflow-x-auto">
        <table className={wide ? "w-full" : ""}>
          <caption className="sr-only">{caption}</caption>
          {children}
        </table>
      </div>
    </>
  );
}

function Groups({ report }: { report: ShadowReport }) {
  const t = useTranslations("console.shadow");
  return (
    <Told
      says={t("shareOfTheAssessmentsThatBoth", { least: report.least })}
      caption={t("bothVersionsByGroup")}
      wide
    >
      <ColumnHeads
        heads={[
          t("patients"),
          t("bothAnswered"),
          t("sameLevel"),
          t("candidateMoreUrgent"),
          t("candidateLessUrgent"),
        ]}
        className={TABLE_HEAD}
      />
      <tbody>
        {report.groups.map(({ name, pairs, figures }) => (
          <tr key={name}>
            <th scope="row" className={`${TABLE_CELL} font-medium`}>
              {name}
            </th>
            <td className={TABLE_CELL}>{pairs}</td>
            {figures ? (
              <>
                <td className={TABLE_CELL}>
                  <Figure share={figures.same} />
                </td>
                <td className={TABLE_CELL}>
                  <Figure share={figures.moreUrgent} />
                </td>
                <td className={TABLE_CELL}>
                  <Figure share={figures.lessUrgent} />
                </td>
              </>
            ) : (
              <td colSpan={3} className={`${TABLE_CELL} text-ink-3`}>
                {t("tooFewToTell")}
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </Told>
  );
}

function Clinicians({ report: { clinician, least } }: { report: ShadowReport }) {
  const t = useTranslations("console.shadow");
  const { figures } = clinician;
  if (!figures) return <p className="text-ink-2">{t("tooFewToTellLeastDecisions", { least })}</p>;
  return (
    <Told says={t("againstTheLevelDecided")} caption={t("bothVersionsBesideDecided")} wide>
      <ColumnHeads
        heads={[t("version"), t("sameAsDecided"), t("lessUrgentThanDecided")]}
        className={TABLE_HEAD}
      />
      <tbody>
        {(["inUse", "candidate"] as const).map((which) => (
          <tr key={which}>
            <th scope="row" className={`${TABLE_CELL} font-medium`}>
              {which === "inUse" ? t("inUse") : t("candidate")}
            </th>
            <td className={TABLE_CELL}>
              <Figure share={figures[which].same} />
            </td>
            <td className={TABLE_CELL}>
              <Figure share={figures[which].lessUrgent} />
            </td>
          </tr>
        ))}
      </tbody>
    </Told>
  );
}

function ByLevel({ table, candidate }: { table: ShadowReport["table"]; candidate: string }) {
  const t = useTranslations("console.shadow");
  return (
    <Told says={t("rowsTheLevelShownAtThe", { candidate })} caption={t("levelsShownAndCandidate")}>
      <thead>
        <tr>
          <td className={TABLE_HEAD} />
          {LEVELS.map((l) => (
            <th key={l} scope="col" className={`${TABLE_HEAD} text-right`}>
              <span className="sr-only">{t("candidateLevel")} </span>
              {l}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {LEVELS.map((shown, r) => (
          <tr key={shown}>
            <th scope="row" className={`${TABLE_CELL} font-medium`}>
              <LevelCell level={shown} />
            </th>
            {LEVELS.map((l, c) => {
              const n = table[r]?.[c] ?? 0;
              const look = n === 0 ? "text-ink-3" : r === c ? "" : "font-semibold text-more";
              return (
                <td key={l} className={`${TABLE_CELL} text-right ${look}`}>
                  {n}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </Told>
  );
}

function Differing({ rows }: { rows: ShadowReport["differing"] }) {
  const t = useTranslations("console.shadow");
  if (rows.length === 0) return <p className="text-ink-2">{t("theyGaveTheSameLevelEvery")}</p>;
  return (
    <Told says={t("urgentPatientsComeFirst")} caption={t("assessmentsWhereTheTwoDiffer")} wide>
      <ColumnHeads
        heads={[t("assessed"), t("age"), t("sex"), t("shown"), t("candidate"), t("decided"), t("assessment")]}
        className={TABLE_HEAD}
      />
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <th scope="row" className={`${TABLE_CELL} font-normal whitespace-nowrap`}>
              <LocalTime iso={new Date(row.at).toISOString()} withDate />
            </th>
            <td className={`${TABLE_CELL} whitespace-nowrap`}>{row.age ?? "–"}</td>
            <td className={TABLE_CELL}>{row.sex ?? "–"}</td>
            <td className={TABLE_CELL}>
              <LevelCell level={row.shown} />
            </td>
            <td className={TABLE_CELL}>
              <LevelCell level={row.candidate} />
            </td>
            <td className={TABLE_CELL}>
              <LevelCell level={row.decided} />
            </td>
            <td className={`${TABLE_CELL} font-mono text-[0.857rem] text-ink-3`}>{row.id.slice(0, 8)}</td>
          </tr>
        ))}
      </tbody>
    </Told>
  );
}

function LevelCell({ level }: { level: Level | null }) {
  const levelName = useLevelName();
  const t = useTranslations("console.shadow");
  if (level === null) return <span className="text-ink-3">–</span>;
  return (
    <span className="flex items-center gap-2 whitespace-nowrap">
      <LevelMark level={level} size={20} />
      <span className="sr-only">{t("levelLevel", { level })} </span>
      {levelName(level)}
    </span>
  );
}
