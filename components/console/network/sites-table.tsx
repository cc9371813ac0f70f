import type { ReactNode } from "react";
import { formatSpan, plural } from "@/components/format";
import type { NetworkSite, SiteFigures } from "@/lib/monitoring/network/site-figures";
import { ScrollTable } from "../scroll-table";
import { Tag, type Tone } from "../status-tag";
import { TABLE_CELL } from "../table";
import { COLUMNS, DEGRADED_WORDS } from "./columns";

/** A site a row. Of one that is silent stands what it told last, quieter, and since when nothing was heard. */
export function SitesTable({ sites }: { sites: readonly NetworkSite[] }) {
  return (
    <ScrollTable
      label="Sites side by side"
      heads={COLUMNS.map((c) => c.head)}
      width="min-w-[80rem]"
      className="rounded-lg border border-line bg-surface"
    >
      {sites.map((site) => (
        <tr key={site.id} className={`hover:bg-hover ${site.state === "told" ? "" : "text-ink-3"}`}>
          <th scope="row" className={`${TABLE_CELL} min-w-36 align-top font-medium`}>
            <a
              href={`${site.origin}/console`}
              className="text-accent underline underline-offset-2"
              title={`Console of ${site.name}; one signs in there`}
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

const span = (seconds: number): string => formatSpan(seconds * 1000);

const STATES: Readonly<
  Record<
    NetworkSite["state"],
    {
      readonly tone: Tone;
      readonly sign: string;
      readonly word: string;
      readonly when: (ago: string) => string;
    }
  >
> = {
  told: { tone: "good", sign: "✓", word: "Answers", when: (ago) => `${ago} ago` },
  silent: { tone: "bad", sign: "!", word: "Does not answer", when: (ago) => `last word ${ago} ago` },
  never: { tone: "bad", sign: "!", word: "Never answered", when: () => "nothing told yet" },
  unreadable: { tone: "waiting", sign: "?", word: "Not understood", when: () => "another release tells it" },
};

function LastWord({ site: { state, secondsAgo } }: { site: NetworkSite }) {
  const { tone, sign, word, when } = STATES[state];
  return (
    <Two
      first={
        <Tag tone={tone} sign={sign}>
          {word}
        </Tag>
      }
      second={when(secondsAgo === null ? "" : span(Math.max(0, secondsAgo)))}
    />
  );
}

function Figures({ figures: f, fresh }: { figures: SiteFigures; fresh: boolean }) {
  const { waiting, writeBacks, model, audit } = f;
  const bad = (is: boolean) => (is && fresh ? "font-semibold text-danger" : "");
  return (
    <>
      <Cell
        first={
          <span className={bad(waiting.late > 0)}>
            {waiting.withoutLevel} of {waiting.visits}
          </span>
        }
        second={
          waiting.longestSeconds === null
            ? "nobody without a level"
            : `longest ${span(waiting.longestSeconds)}`
        }
        third={
          waiting.readSecondsAgo === null
            ? "list never read"
            : `list read ${span(waiting.readSecondsAgo)} earlier`
        }
      />
      <Cell
        first={f.decidedInDay}
        second={
          f.week.changed
            ? `${Math.round((100 * (f.week.changed.moreUrgent + f.week.changed.lessUrgent)) / f.week.decided)}% changed in 7 days`
            : "too few for a share"
        }
      />
      <Cell
        first={<span className={bad(writeBacks.failed > 0)}>{`${writeBacks.pending} on the way`}</span>}
        second={writeBacks.failed > 0 ? `${writeBacks.failed} not taken` : "none refused"}
        third={writeBacks.oldestSeconds === null ? null : `oldest ${span(writeBacks.oldestSeconds)}`}
      />
      <Cell
        first={
          f.degraded.length === 0 ? (
            "Nothing"
          ) : (
            <span className={bad(true)}>{f.degraded.map((d) => DEGRADED_WORDS[d]).join(", ")}</span>
          )
        }
      />
      <Cell
        first={
          <span className={`[overflow-wrap:anywhere] ${bad(!model.answers)}`}>
            {model.version ?? "Rules only"}
          </span>
        }
        second={model.answers ? (model.policy ?? "no policy recorded") : "does not answer; rules only"}
        third={`release ${f.release}`}
      />
      <Cell first={<span className={bad(f.openIncidents > 0)}>{f.openIncidents}</span>} />
      <Cell
        first={
          f.driftAlerts === null ? (
            "Not watched"
          ) : (
            <span className={bad(f.driftAlerts > 0)}>
              {f.driftAlerts === 0 ? "None found" : `${f.driftAlerts} found`}
            </span>
          )
        }
      />
      <Cell
        first={<span className={bad(!audit.anchored)}>{audit.anchored ? "Anchored" : "Not anchored"}</span>}
        second={
          audit.verified ? (
            <span className={bad(!audit.verified.intact)}>
              {`${audit.verified.intact ? "whole" : "not whole"}, verified ${span(audit.verified.secondsAgo)} earlier`}
            </span>
          ) : (
            "not verified in the console"
          )
        }
        third={f.backupSecondsAgo === null ? "no backup known" : `backup ${span(f.backupSecondsAgo)} earlier`}
      />
    </>
  );
}

function NothingKnown() {
  return (
    <td colSpan={COLUMNS.length - 2} className={`${TABLE_CELL} align-top`}>
      Nothing is known.
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

/** How many do not answer, in a sentence. */
export const silentInWords = (sites: readonly NetworkSite[]): string | null => {
  const silent = sites.filter((s) => s.state !== "told");
  if (silent.length === 0) return null;
  const names = silent.map((s) => s.name).join(", ");
  return `${plural(silent.length, "site")} of ${sites.length} ${silent.length === 1 ? "does" : "do"} not answer: ${names}`;
};
