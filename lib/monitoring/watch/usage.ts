import { OVERRIDE_REASONS } from "@/lib/decision/decision";
import { bucketOf, comparedFilter, GROUPS } from "../charts/filter";
import type {
  BarsPicture,
  ChartEvent,
  Measured,
  RowsPicture,
  TimeLine,
  TimePicture,
} from "../charts/picture";
import { shareSequence } from "./confidence-sequence";
import type { UsageCount } from "./counts";
import { LEAST_WATCHED } from "./measures";
import { aboutOf, byBucket, type Frame, isUnderWay, SEQUENCES } from "./pictures";
import { SECONDS_BANDS } from "./roll-up";

/** What people do with the suggestions. Of groups only, never of one person (LEAST_PEOPLE). All of it pure. */
export type UsageInput = Frame & {
  readonly usage: readonly UsageCount[];
  readonly compared: readonly UsageCount[] | null;
  readonly events: readonly ChartEvent[];
  /** How many different people decided what is looked at: in all, of a unit, in a shift. */
  readonly people: (of?: { readonly unit?: string; readonly shift?: string }) => number;
  readonly unitName: (issuer: string) => string;
};

/** Figures of fewer people than these would be figures of somebody. */
export const LEAST_PEOPLE = 10;

const countOf = (usage: readonly UsageCount[], is: (name: string) => boolean): number =>
  usage.reduce((sum, u) => sum + (is(u.name) ? u.n : 0), 0);
const named = (name: string) => (n: string) => n === name;
const under = (prefix: string) => (n: string) => n.startsWith(`${prefix}:`);

const shareOf = (hits: number, n: number): Measured =>
  n < LEAST_WATCHED ? { value: null, n } : { value: hits / n, n, ...shareSequence(hits, n) };

const SUGGESTED_ON = "Decisions on visits that had a suggestion";

/** Accepted, more and less urgent, over time; with something compared, the accepted of both. */
export function acceptance(i: UsageInput): TimePicture {
  const bucket = bucketOf(i.filter);
  const compare = comparedFilter(i.filter);
  const line = (
    name: string,
    usage: readonly UsageCount[],
    is: (name: string) => boolean,
    past = false,
  ): TimeLine => ({
    name,
    points: [...byBucket(usage, bucket)].map(([day, own]) => ({
      day,
      ...shareOf(countOf(own, is), countOf(own, named("suggested"))),
      ...(!past && isUnderWay(day, bucket, i.today) ? { open: true } : {}),
    })),
  });
  const lines =
    compare && i.compared
      ? [
          line("Accepted", i.usage, named("accepted")),
          line(`Accepted, ${compare.name.toLowerCase()}`, i.compared, named("accepted"), true),
        ]
      : [
          line("Accepted", i.usage, named("accepted")),
          line("Made more urgent", i.usage, under("more")),
          line("Made less urgent", i.usage, under("less")),
        ];
  return {
    kind: "time",
    id: "acceptance",
    title: "What becomes of suggestions",
    quantity: "percent",
    lines,
    events: i.events,
    about: aboutOf(
      i,
      {
        definition:
          "Share of decisions that took the level shown, and that made it more or less urgent. Taking it is not proof that it was right.",
        measuredOn: SUGGESTED_ON,
        n: countOf(i.usage, named("suggested")),
        intervals: SEQUENCES,
      },
      true,
    ),
  };
}

export function overrideReasons(i: UsageInput): BarsPicture {
  const codes = [
    ...OVERRIDE_REASONS.map(({ code, label }) => ({ code, label: label.replace(/ \(.*\)$/, "") })),
    { code: "none", label: "No reason given" },
  ];
  return {
    kind: "bars",
    id: "reasons",
    title: "Why suggestions were changed",
    quantity: "count",
    parts: ["Made more urgent", "Made less urgent"],
    rows: codes
      .map(({ code, label }) => ({
        name: label,
        values: [countOf(i.usage, named(`more:${code}`)), countOf(i.usage, named(`less:${code}`))],
      }))
      .filter((r) => r.values.some((v) => v > 0)),
    about: aboutOf(i, {
      definition:
        "Decisions that gave another level than the one shown, by direction and by the reason that was chosen.",
      measuredOn: SUGGESTED_ON,
      n: countOf(i.usage, (n) => under("more")(n) || under("less")(n)),
    }),
  };
}

const secondsWords = (end: number, before: number): string =>
  Number.isFinite(end) ? `${before} to ${end} s` : `${before} s and more`;

export function timeToDecision(i: UsageInput): BarsPicture {
  const n = countOf(i.usage, under("seconds"));
  return {
    kind: "bars",
    id: "time-to-decision",
    title: "Time from open to decision",
    quantity: "percent",
    parts: ["Decisions"],
    rows: SECONDS_BANDS.map((end, b) => ({
      name: secondsWords(end, b === 0 ? 0 : (SECONDS_BANDS[b - 1] as number)),
      values: [n < LEAST_WATCHED ? null : countOf(i.usage, named(`seconds:${end}`)) / n],
    })),
    about: aboutOf(i, {
      definition:
        "How long the patient's page with the suggestion had been in sight when the decision was made.",
      measuredOn: "Decisions whose page could tell",
      n,
    }),
  };
}

/** What a suggestion did to levels that were given before it was seen. */
export function switches(i: UsageInput): RowsPicture | null {
  const count = (name: string) => countOf(i.usage, named(name));
  const given = count("first-given");
  if (given === 0) return null;
  const differs = count("first-differs");
  const read = count("switched-read");
  return {
    kind: "rows",
    id: "switches",
    title: "What a suggestion changes",
    quantity: "percent",
    columns: ["Share"],
    rows: [
      { name: "Own level was the suggested one", values: [shareOf(given - differs, given)] },
      { name: "Of the others: went over to it", values: [shareOf(count("switched-to-suggestion"), differs)] },
      {
        name: "Of changes read again: to the right level",
        values: [shareOf(count("switched-to-right"), read)],
      },
      {
        name: "Of changes read again: to a wrong level",
        values: [shareOf(count("switched-to-wrong"), read)],
      },
    ],
    about: aboutOf(i, {
      definition:
        "Of levels given before the suggestion was shown. Right is what a second reader said who saw neither: to the right level when the decision is theirs, to a wrong one when the level given first was.",
      measuredOn: "Visits on which a level was given before the suggestion was shown",
      n: given,
      intervals: SEQUENCES,
    }),
  };
}

export function opened(i: UsageInput): RowsPicture {
  const count = (name: string) => countOf(i.usage, named(name));
  const reasons = count("reasons-opened");
  const known = reasons + count("reasons-closed");
  const decided = count("decided");
  return {
    kind: "rows",
    id: "opened",
    title: "What stood before whoever decided",
    quantity: "percent",
    columns: ["Share of decisions"],
    rows: [
      { name: "Reasons were on the page", values: [shareOf(reasons, known)] },
      { name: "Advice to look twice", values: [shareOf(count("look-twice"), decided)] },
      { name: "A safety rule spoke", values: [shareOf(count("rules"), count("visits"))] },
      { name: "Marked for a lead", values: [shareOf(count("lead-mark"), decided)] },
    ],
    about: aboutOf(i, {
      definition:
        "Shares of decisions made with the reasons worked out and on the page, and with advice to look twice; of visits on which a safety rule spoke; of decisions marked for a lead to look at.",
      measuredOn: "Decisions whose page could tell; of rules all visits that were assessed",
      n: decided,
      intervals: SEQUENCES,
    }),
  };
}

const BURDEN = [
  ["Safety rules", under("rule")],
  ["Look twice", named("look-twice")],
  ["Marked for a lead", named("lead-mark")],
] as const;

/** Alerts a person meets in a shift, by shift and unit. Only of ten people and more. */
export function alertBurden(i: UsageInput): BarsPicture {
  const shifts = GROUPS.filter((g) => g.dimension === "shift");
  const units = [...new Set(i.usage.map((u) => u.unit))].sort();
  const row = (name: string, people: number, own: readonly UsageCount[]) => {
    const personShifts = countOf(own, named("people"));
    const enough = people >= LEAST_PEOPLE && personShifts >= LEAST_WATCHED;
    return { name, values: BURDEN.map(([, is]) => (enough ? countOf(own, is) / personShifts : null)) };
  };
  return {
    kind: "bars",
    id: "alerts",
    title: "Alerts per person and shift",
    quantity: "number",
    parts: BURDEN.map(([name]) => name),
    rows: [
      ...shifts.map((s) =>
        row(
          s.label,
          i.people({ shift: s.value }),
          i.usage.filter((u) => u.shift === s.value),
        ),
      ),
      ...(units.length > 1
        ? units.map((unit) =>
            row(
              i.unitName(unit),
              i.people({ unit }),
              i.usage.filter((u) => u.unit === unit),
            ),
          )
        : []),
    ],
    about: aboutOf(i, {
      definition: `Safety rules that spoke, advice to look twice and marks for a lead, divided by how many people decided in each shift, summed over days. Shown of ${LEAST_PEOPLE} people and more together; nobody is counted by name.`,
      measuredOn: "All visits that were assessed, by the shift in which they were first seen",
      n: countOf(i.usage, named("visits")),
    }),
  };
}
