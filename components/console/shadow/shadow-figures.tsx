import type { ReactNode } from "react";
import { plural } from "@/components/format";
import { LevelMark } from "@/components/triage/level-mark";
import { ColumnHeads } from "@/components/ui/column-heads";
import { Section } from "@/components/ui/section";
import { LocalTime } from "@/components/ui/time";
import { LEVEL_NAMES, LEVELS, type Level } from "@/lib/case/level";
import type { ShadowReport, Share } from "@/lib/monitoring/shadow-report";
import { TABLE_CELL, TABLE_HEAD } from "../table";

type Props = { report: ShadowReport; candidate: string };

/** How the candidate's answers compare with those that were shown, and with what clinicians decided. */
export function ShadowFigures({ report, candidate }: Props) {
  if (report.answered === 0) return null;
  return (
    <>
      <Section
        title="Beside the version in use"
        aside={report.kappa === null ? undefined : `quadratic kappa ${report.kappa.toFixed(2)}`}
      >
        <Groups report={report} />
      </Section>
      <Section title="Beside the clinicians" aside={plural(report.clinician.pairs, "decision")}>
        <Clinicians report={report} />
      </Section>
      <Section title="Level by level">
        <ByLevel table={report.table} candidate={candidate} />
      </Section>
      <Section
        title="Where they differ"
        aside={report.differing.length > 0 ? "what matters most first" : undefined}
      >
        <Differing rows={report.differing} />
      </Section>
    </>
  );
}

const percent = (x: number): string => `${(100 * x).toFixed(0)} %`;

function Figure({ share }: { share: Share }) {
  return (
    <>
      <span className="font-semibold">{percent(share.n / share.of)}</span>{" "}
      <span className="whitespace-nowrap text-[0.857rem] text-ink-3">
        {share.n} · {percent(share.low)} to {percent(share.high)}
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
  return (
    <Told
      says={
        <>
          Share of the assessments that both answered, how many, and the 95 % interval (Wilson). No figure on
          fewer than {report.least}.
        </>
      }
      caption="Both versions by group of patients"
      wide
    >
      <ColumnHeads
        heads={["Patients", "Both answered", "Same level", "Candidate more urgent", "Candidate less urgent"]}
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
                Too few to tell
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </Told>
  );
}

function Clinicians({ report: { clinician, least } }: { report: ShadowReport }) {
  const { figures } = clinician;
  if (!figures)
    return (
      <p className="text-ink-2">
        Too few to tell: {least} decisions on assessments that both answered are needed.
      </p>
    );
  return (
    <Told
      says="Against the level that was decided last. Who decided had seen the level of the version in use and not the candidate’s: that favours the version in use."
      caption="Both versions beside what was decided"
      wide
    >
      <ColumnHeads
        heads={["Version", "Same as decided", "Less urgent than decided"]}
        className={TABLE_HEAD}
      />
      <tbody>
        {(["inUse", "candidate"] as const).map((which) => (
          <tr key={which}>
            <th scope="row" className={`${TABLE_CELL} font-medium`}>
              {which === "inUse" ? "In use" : "Candidate"}
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
  return (
    <Told
      says={
        <>
          Rows: the level shown at the bedside. Columns: what {candidate} would have shown, with the same
          safety rules.
        </>
      }
      caption="Levels shown and levels of the candidate"
    >
      <thead>
        <tr>
          <td className={TABLE_HEAD} />
          {LEVELS.map((l) => (
            <th key={l} scope="col" className={`${TABLE_HEAD} text-right`}>
              <span className="sr-only">Candidate level </span>
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
  if (rows.length === 0) return <p className="text-ink-2">They gave the same level every time.</p>;
  return (
    <Told
      says="Urgent patients whom the candidate would have let wait come first. At most 50; no patient is named here."
      caption="Assessments where the two differ"
      wide
    >
      <ColumnHeads
        heads={["Assessed", "Age", "Sex", "Shown", "Candidate", "Decided", "Assessment"]}
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
  if (level === null) return <span className="text-ink-3">–</span>;
  return (
    <span className="flex items-center gap-2 whitespace-nowrap">
      <LevelMark level={level} size={20} />
      <span className="sr-only">Level {level}, </span>
      {LEVEL_NAMES[level]}
    </span>
  );
}
