import { fairnessReportById, listCounterfactual, listFairnessReports } from "@/db/queries/fairness";
import type { Authorized } from "@/lib/auth/principal";
import { AppError } from "@/lib/core/errors";
import { RULES_ONLY } from "@/lib/monitoring/charts/filter";
import { sayDay } from "@/lib/monitoring/charts/in-words";
import type { RowsPicture } from "@/lib/monitoring/charts/picture";
import { ABOUT_ATTRIBUTE, ATTRIBUTES, NOT_READ } from "@/lib/monitoring/fairness/attributes";
import {
  counterfactualFindings,
  counterfactualPicture,
  LEAST_AUDITED,
  sayTelling,
} from "@/lib/monitoring/fairness/counterfactual";
import type { FairnessFilter } from "@/lib/monitoring/fairness/filter";
import { sayFinding } from "@/lib/monitoring/fairness/in-words";
import { FAIR_MEASURES } from "@/lib/monitoring/fairness/measures";
import {
  differencePicture,
  differencePictures,
  EVERYTHING,
  everyNumber,
  type FairFrame,
  type NumbersRow,
  numbersOf,
  SMALL_CELLS,
  sameRiskPictures,
} from "@/lib/monitoring/fairness/pictures";
import { FALSE_FINDINGS, findingsOf, LEAST_COMPARED } from "@/lib/monitoring/fairness/report";
import { recordExport } from "../govern/record-export";
import type { Runtime } from "../service/runtime";
import { FAIRNESS_DAYS } from "./measure-fairness";
import { notesOf, pictureCsv, toldCsv } from "./watch-frame";

/** Two years of weeks of two sites. */
const MOST_REPORTS = 200;

export type FairnessView = {
  readonly filter: FairnessFilter;
  readonly notes: readonly string[];
  /** Newest first. */
  readonly reports: readonly { readonly id: string; readonly label: string }[];
  /** What the first report needs. */
  readonly needs: { readonly visits: number; readonly days: number };
  /** The newest audit of the same patients as somebody else; null: there is none. */
  readonly counterfactual: {
    readonly picture: RowsPicture | null;
    readonly findings: readonly string[];
    readonly incidentId: string | null;
  } | null;
  /** Patients that the audit needs. */
  readonly auditNeeds: number;
  /** Null: there is no report, or not the one asked for. */
  readonly chosen: {
    readonly id: string;
    readonly of: string;
    readonly window: string;
    readonly madeAt: string;
    readonly visits: number;
    readonly incidentId: string | null;
    readonly findings: readonly string[];
    readonly falseFindings: number;
    readonly compared: number;
    readonly differences: readonly {
      readonly picture: RowsPicture;
      readonly numbers: readonly NumbersRow[];
    }[];
    readonly sameRisk: readonly RowsPicture[];
    /** What is known of how many visits, and what is not. */
    readonly known: readonly { readonly title: string; readonly source: string; readonly visits: number }[];
    readonly labelled: Readonly<Record<"decided" | "read" | "first" | "outcome", number>>;
    readonly notRead: string;
    readonly smallCells: string;
    readonly leftOut: number;
  } | null;
};

/** How groups of patients fared, by the newest report or the one asked for. Names nobody. */
export async function viewFairness(
  rt: Runtime,
  _auth: Authorized,
  filter: FairnessFilter,
): Promise<FairnessView> {
  const [listed, notes, counterfactual] = await Promise.all([
    listFairnessReports(rt.db, MOST_REPORTS),
    notesOf(rt),
    lastAudit(rt),
  ]);
  const framed = await frameOf(rt, filter, listed[0]?.id);
  return {
    filter,
    notes,
    reports: listed.map((r) => ({
      id: r.id,
      label: `${sayDay(r.toDay)}, ${ofWords(rt, r)} (${r.visits.toLocaleString("en-GB")} visits)`,
    })),
    counterfactual,
    auditNeeds: LEAST_AUDITED,
    needs: { visits: LEAST_COMPARED, days: FAIRNESS_DAYS },
    chosen: framed && {
      id: framed.row.id,
      of: framed.frame.of,
      window: `${sayDay(framed.row.fromDay)} to ${sayDay(framed.row.toDay)}`,
      madeAt: framed.row.madeAt.toISOString(),
      visits: framed.row.visits,
      incidentId: framed.row.incidentId,
      findings: findingsOf(framed.row.report).map(sayFinding),
      falseFindings: FALSE_FINDINGS,
      compared: framed.row.report.comparisons.filter((c) => c.found).length,
      differences: FAIR_MEASURES.flatMap((m) => {
        const picture = differencePicture(framed.frame, m);
        return picture ? [{ picture, numbers: numbersOf(framed.frame, m) }] : [];
      }),
      sameRisk: sameRiskPictures(framed.frame),
      known: ATTRIBUTES.map((a) => ({ ...ABOUT_ATTRIBUTE[a], visits: framed.row.report.known[a] })),
      labelled: framed.row.report.labelled,
      notRead: NOT_READ,
      smallCells: SMALL_CELLS,
      leftOut: framed.row.report.leftOut,
    },
  };
}

async function lastAudit(rt: Runtime): Promise<FairnessView["counterfactual"]> {
  const [row] = await listCounterfactual(rt.db, 1);
  return row
    ? {
        picture: counterfactualPicture(row.audit, { version: row.version, day: sayDay(row.day) }),
        findings: counterfactualFindings(row.audit).map((f) => sayTelling(f, row.audit)),
        incidentId: row.incidentId,
      }
    : null;
}

const ofWords = (rt: Runtime, { version, unit }: { version: string; unit: string }): string =>
  `${version === RULES_ONLY ? "rules only" : `version ${version}`}, ${rt.issuers.find((i) => i.issuer === unit)?.name ?? unit}`;

async function frameOf(rt: Runtime, filter: FairnessFilter, newest: string | undefined) {
  const id = filter.report ?? newest;
  const row = id ? await fairnessReportById(rt.db, id) : null;
  if (!row) return null;
  const { report, fromDay, toDay } = row;
  const frame: FairFrame = { report, filter, fromDay, toDay, of: ofWords(rt, row) };
  return { row, frame };
}

/** One picture, or every number of the report, as a file. That it was taken is on record. @throws AppError("not-found") */
export async function fairnessCsv(
  rt: Runtime,
  auth: Authorized,
  filter: FairnessFilter,
  id: string,
): Promise<string> {
  const [newest] = await listFairnessReports(rt.db, 1);
  const framed = await frameOf(rt, filter, newest?.id);
  const notes = await notesOf(rt);
  const audited = (await lastAudit(rt))?.picture;
  if (audited?.id === id) {
    const { csv, rows } = pictureCsv(audited, notes);
    await recordExport(rt, auth, `fairness ${id}`, rows);
    return csv;
  }
  if (!framed) throw new AppError("not-found", "no such report");
  const { row, frame } = framed;
  const picture = [...differencePictures(frame), ...sameRiskPictures(frame)].find((p) => p.id === id);
  if (!picture && id !== EVERYTHING) throw new AppError("not-found", "no such picture");
  const { csv, rows } = picture
    ? pictureCsv(picture, notes)
    : toldCsv(everyNumber(row.report), [
        `Fairness, ${frame.of}`,
        `Window: ${row.fromDay} to ${row.toDay}, ${row.visits} visits`,
        SMALL_CELLS,
        NOT_READ,
        ...notes,
      ]);
  await recordExport(rt, auth, `fairness ${id}`, rows);
  return csv;
}
