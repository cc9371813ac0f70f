import type { BarsPicture } from "@/lib/monitoring/charts/picture";
import { FEWEST_CASES } from "@/lib/registry/metric-set";
import { LATE_AFTER_SECONDS, type NetworkSite } from "./site-figures";

/** Sites side by side. One that is silent has no bar: what it said last is not how it is now. */
export function networkPictures(sites: readonly NetworkSite[]): BarsPicture[] {
  const now = sites.map((s) => ({ name: s.name, figures: s.state === "told" ? s.figures : null }));
  const sum = (of: (f: NonNullable<NetworkSite["figures"]>) => number) =>
    now.reduce((total, { figures }) => total + (figures ? of(figures) : 0), 0);
  const late = LATE_AFTER_SECONDS / 60;
  return [
    {
      kind: "bars",
      id: "network-waiting",
      title: "Waiting for a level",
      quantity: "count",
      parts: [`Up to ${late} minutes`, `Longer than ${late} minutes`],
      rows: told(now, (f) => [f.waiting.withoutLevel - f.waiting.late, f.waiting.late]),
      about: {
        definition: `Visits on the EHR's list of waiting patients without a level that somebody decided, by how long they have been on it. The aim is ${late} minutes from arrival to a first assessment (Royal College of Emergency Medicine, 2017); here the time begins when OpenAcuity first saw the visit.`,
        measuredOn: "visits on each site's list when its EHR was last read",
        window: "now, told by each site once a minute",
        n: sum((f) => f.waiting.withoutLevel),
      },
    },
    {
      kind: "bars",
      id: "network-changed",
      title: "Suggested levels that were changed",
      quantity: "percent",
      parts: ["To more urgent", "To less urgent"],
      rows: told(now, ({ week: { decided, changed } }) =>
        changed ? [changed.moreUrgent / decided, changed.lessUrgent / decided] : [null, null],
      ),
      about: {
        definition: `Decisions with another level than the one shown, divided by all decisions. Sites with fewer than ${FEWEST_CASES} decisions in these days tell no share.`,
        measuredOn: "decisions at each site, without those taken back within seconds",
        window: "the last 7 days",
        n: sum((f) => f.week.decided),
      },
    },
  ];
}

type Row = { readonly name: string; readonly figures: NetworkSite["figures"] };

const told = (
  rows: readonly Row[],
  of: (f: NonNullable<NetworkSite["figures"]>) => readonly (number | null)[],
): BarsPicture["rows"] =>
  rows.flatMap(({ name, figures }) => (figures ? [{ name, values: of(figures) }] : []));
