import { supersedingDigests, unrecorded } from "@/db/queries/audit";
import { activeSnapshots } from "@/db/queries/encounter";
import { DAY } from "@/lib/core/clock";
import { newId } from "@/lib/core/ids";
import { readWatchFilter } from "@/lib/monitoring/charts/filter";
import { getBoard } from "@/lib/workflows/clinic/board";
import { openEncounter } from "@/lib/workflows/clinic/open-encounter";
import { recordDecision } from "@/lib/workflows/clinic/record-decision";
import { waitingFor } from "@/lib/workflows/clinic/waiting-list";
import { accessReport } from "@/lib/workflows/govern/access-report";
import { listAudit } from "@/lib/workflows/govern/audit-log";
import { listPeople } from "@/lib/workflows/govern/change-people";
import { expireData } from "@/lib/workflows/govern/expire-data";
import { listModelVersions } from "@/lib/workflows/learning/change-model";
import { keepFollowUps } from "@/lib/workflows/learning/follow-outcomes";
import { holdInconsistentReaders } from "@/lib/workflows/learning/hold-readers";
import { reportAgreement, reportLabels } from "@/lib/workflows/learning/label-report";
import { agreementOfReaders, ownAgreement } from "@/lib/workflows/learning/reader-agreement";
import { considerRetraining, labelsSinceLastRun } from "@/lib/workflows/learning/retrain";
import { collectMetrics } from "@/lib/workflows/service/collect-metrics";
import { keepHouse } from "@/lib/workflows/service/housekeeping";
import { atAGlance } from "@/lib/workflows/watch/at-a-glance";
import { countOutcomeDays } from "@/lib/workflows/watch/count-outcome-days";
import { viewDrift } from "@/lib/workflows/watch/drift";
import { viewFairness } from "@/lib/workflows/watch/fairness";
import { viewIncidents } from "@/lib/workflows/watch/incidents";
import { watchDrift } from "@/lib/workflows/watch/keep-drift";
import { listDecisions } from "@/lib/workflows/watch/list-decisions";
import { viewOutcomes } from "@/lib/workflows/watch/outcome-report";
import { getOverview } from "@/lib/workflows/watch/overview";
import { ownUse } from "@/lib/workflows/watch/own-use";
import { performance as performancePage } from "@/lib/workflows/watch/performance";
import { rollUpDays, rollUpDecisionDays } from "@/lib/workflows/watch/roll-up-days";
import { shiftReport } from "@/lib/workflows/watch/shift-report";
import { sumUpSpans } from "@/lib/workflows/watch/sum-up-spans";
import { usage as usagePage } from "@/lib/workflows/watch/usage";
import { todayOf } from "@/lib/workflows/watch/watch-frame";
import { as, type Clinic, gesture, launch, open } from "@/tests/integration/clinic/support";
import type { Made } from "./make";
import type { Question } from "./measure";

const SHIFT = 8;
/** For how long removing old data is tried. */
const EXPIRE_MS = 20_000;

/** What people ask for and what the product does by itself, as the real workflows do it. */
export async function questionsOf(clinic: Clinic, { visits }: Made): Promise<Question[]> {
  const { rt } = clinic;
  const signedIn = await launch(clinic, "nurse1", null);
  const nurse = await as(rt, signedIn.sessionId);
  // The console's pages are the same for everybody who may open them.
  const today = todayOf(rt);
  const filter = (query: string) => {
    const params = new URLSearchParams(query);
    return readWatchFilter((name) => params.get(name) ?? undefined, today);
  };
  const now = () => rt.clock().getTime();
  const midnight = Math.ceil(now() / DAY) * DAY;
  // As the pages narrow it: whole days.
  const lately = (days: number) => ({ from: new Date(midnight - days * DAY), to: new Date(midnight) });
  const cursorAt = (share: number) => `${Math.round(now() - (1 - share) * 400 * DAY)}.${newId()}`;
  const head = Number((await rt.handle.exec("select max(seq) as n from audit_event")).rows[0]?.n);
  const visitOf = async (nth: number) =>
    String(
      (
        await rt.handle.exec(
          `select synthetic.id('visit', ${Math.max(5, visits - 5 * (visits % 5 === 0 ? nth : nth + 1) - (visits % 5))}) as id`,
        )
      ).rows[0]?.id,
    );
  const patients = [...clinic.sandbox.store.all("Encounter")].map((e) => String(e.id)).slice(0, 40);
  const opened = await open(clinic, "nurse1", patients[0] as string);

  const clinicians: Question[] = [
    { name: "Board", ask: () => getBoard(rt, nurse) },
    { name: "Waiting list", ask: () => waitingFor(rt, nurse) },
    {
      name: "Board of another EHR that is away: last snapshots",
      ask: () => activeSnapshots(rt.db, "https://synthetic-1.invalid/fhir"),
    },
    {
      name: "Patient's page",
      ask: () =>
        openEncounter(rt, opened.auth, { encounterId: opened.view.encounterId, launchId: opened.launchId }),
    },
    {
      name: "Decision recorded",
      times: patients.length - 5,
      ask: async (nth) => {
        const { auth, view } = await open(clinic, "nurse1", patients[nth + 1] as string);
        await recordDecision(rt, auth, gesture(view));
      },
    },
    { name: "Report of a shift", ask: () => shiftReport(rt, nurse, SHIFT) },
    { name: "My own use", ask: () => ownUse(rt, nurse) },
    { name: "My own agreement", ask: () => ownAgreement(rt, nurse) },
  ];
  const pages: Question[] = [
    { name: "Overview", ask: () => getOverview(rt, nurse) },
    { name: "At a glance", ask: () => atAGlance(rt, nurse) },
    { name: "Performance, 90 days", ask: () => performancePage(rt, nurse, filter(""), "decided") },
    {
      name: "Performance, a year",
      ask: () =>
        performancePage(
          rt,
          nurse,
          filter(`from=${new Date(now() - 364 * DAY).toISOString().slice(0, 10)}`),
          "decided",
        ),
    },
    { name: "Usage, 90 days", ask: () => usagePage(rt, nurse, filter("")) },
    {
      name: "Usage, a year",
      ask: () =>
        usagePage(rt, nurse, filter(`from=${new Date(now() - 364 * DAY).toISOString().slice(0, 10)}`)),
    },
    { name: "Drift", ask: () => viewDrift(rt, nurse) },
    { name: "Fairness", ask: () => viewFairness(rt, nurse, {} as never) },
    { name: "Decisions, newest", ask: () => listDecisions(rt, nurse, {}) },
    { name: "Decisions, overrides only", ask: () => listDecisions(rt, nurse, { overridesOnly: true }) },
    {
      name: "Decisions, a page in the middle",
      ask: (n) => listDecisions(rt, nurse, { cursor: cursorAt(0.5 + n / 1000) }),
    },
    { name: "Decisions, of a person", ask: (n) => listDecisions(rt, nurse, { who: `person ${17 + n}` }) },
    {
      name: "Decisions, of nobody by that name",
      ask: () => listDecisions(rt, nurse, { who: "nobody by that name" }),
    },
    { name: "Audit log, newest", ask: () => listAudit(rt, nurse, {}) },
    {
      name: "Audit log, a page in the middle",
      ask: (n) => listAudit(rt, nurse, { cursor: String(Math.floor(head / 2) + n) }),
    },
    { name: "Audit log, of an event", ask: () => listAudit(rt, nurse, { event: "decision.recorded" }) },
    { name: "Audit log, of a rare event", ask: () => listAudit(rt, nurse, { event: "signing.begun" }) },
    {
      name: "Audit log, a week half a year ago",
      ask: () => listAudit(rt, nurse, { from: new Date(now() - 190 * DAY), to: new Date(now() - 183 * DAY) }),
    },
    { name: "Audit log, of a person", ask: (n) => listAudit(rt, nurse, { who: `person ${17 + n}` }) },
    {
      name: "Audit log, of nobody by that name",
      ask: () => listAudit(rt, nurse, { who: "nobody by that name" }),
    },
    {
      name: "Who looked at a visit",
      ask: async (n) => accessReport(rt, nurse, { by: "visit", id: await visitOf(n) }),
    },
    {
      name: "Who looked at a patient",
      ask: () => accessReport(rt, nurse, { by: "patient", id: patientOf(clinic, patients[1] as string) }),
    },
    { name: "Labels, 90 days", ask: () => reportLabels(rt, nurse, lately(90)) },
    { name: "Labels, everything", ask: () => reportLabels(rt, nurse, {}) },
    { name: "Agreement of readers, of the site", ask: () => reportAgreement(rt, nurse, {}) },
    { name: "Agreement of readers, each", ask: () => agreementOfReaders(rt, nurse) },
    { name: "Outcomes, everything", ask: () => viewOutcomes(rt, nurse, {}) },
    { name: "Outcomes, 90 days", ask: () => viewOutcomes(rt, nurse, lately(90)) },
    { name: "Incidents", ask: () => viewIncidents(rt, nurse, {}) },
    { name: "Models", ask: () => listModelVersions(rt, nurse) },
    { name: "People", ask: () => listPeople(rt, nurse) },
  ];
  const none = { aim: null };
  const jobs: Question[] = [
    { name: "Figures for Prometheus", ask: () => collectMetrics(rt) },
    { name: "Labels since the last run", ask: () => labelsSinceLastRun(rt.db) },
    { name: "Whether to retrain, each minute", ...none, ask: () => considerRetraining(rt) },
    { name: "Roll-ups of recent days, each minute", ...none, ask: () => rollUpDays(rt, { all: false }) },
    {
      name: "Days of decisions, each hour",
      ...none,
      ask: () => rollUpDecisionDays(rt, new Date(now() - 14 * DAY)),
    },
    { name: "Days of decisions, each day", ...none, times: 3, ask: () => rollUpDecisionDays(rt) },
    {
      name: "What became of the visits of the newest day, when one of them changed",
      ...none,
      ask: async () => {
        await rt.handle.exec("insert into outcome_day_due (day) select max(day) from outcome_day_made");
        await countOutcomeDays(rt);
      },
    },
    {
      name: "A month added up, when one of its days changed",
      ...none,
      times: 5,
      ask: async () => {
        await rt.handle.exec(
          "delete from watch_sum where (span, start) in (select span, start from watch_sum where span = 'month' order by start desc limit 1)",
        );
        await sumUpSpans(rt, { quiet: 0 });
      },
    },
    { name: "Roll-ups of every day, each hour", ...none, times: 3, ask: () => rollUpDays(rt) },
    { name: "Drift watch, each minute", ...none, ask: () => watchDrift(rt) },
    { name: "Inconsistent readers", ...none, ask: () => holdInconsistentReaders(rt) },
    { name: "Visits to follow", ...none, ask: () => keepFollowUps(rt) },
    { name: "Housekeeping, each minute", ...none, ask: () => keepHouse(rt) },
    {
      name: "Audit verification: records no entry tells of",
      ...none,
      times: 1,
      ask: () => unrecorded(rt.db, 21),
    },
    {
      name: "Audit verification: what later entries say",
      ...none,
      times: 1,
      ask: () => supersedingDigests(rt.db),
    },
    {
      name: "Removing old patient data for 20 s",
      ...none,
      times: 1,
      ask: async () => {
        const done = await expireData(rt, AbortSignal.timeout(EXPIRE_MS));
        console.log(`    ${done.visits} visits, ${done.assessments} assessments in 20 s`);
      },
    },
  ];
  return [...clinicians, ...pages, ...jobs];
}

const patientOf = ({ sandbox }: Clinic, encounter: string): string =>
  String(
    (
      sandbox.store.get("Encounter", encounter) as unknown as { subject: { reference: string } }
    ).subject.reference.split("/")[1],
  );
