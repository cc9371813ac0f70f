import type { DEGRADED } from "@/lib/monitoring/labels";
import { LATE_AFTER_SECONDS, SILENT_AFTER_SECONDS } from "@/lib/monitoring/network/site-figures";
import { FEWEST_CASES } from "@/lib/registry/metric-set";

/** What each column says, and what it is measured on. */
export const COLUMNS = [
  {
    head: "Site",
    means:
      "The site, in the order of the network's settings. Its name leads to its own console, where one signs in by its EHR.",
  },
  {
    head: "Answers",
    means: `When its worker last told how it is: once a minute, by the clock of the database. After ${SILENT_AFTER_SECONDS / 60} minutes without a word it counts as silent; what it said last stands on, quieter.`,
  },
  {
    head: "Without a level",
    means: `Visits on the EHR's list of waiting patients that nobody has decided a level for, of all on it; red where one has been on it for longer than ${LATE_AFTER_SECONDS / 60} minutes. Time begins when OpenAcuity first saw the visit. The list is read while somebody has a board open.`,
  },
  {
    head: "Decided, 24 hours",
    means: `Levels decided in the last 24 hours. The share of the last 7 days in which another level than the one shown was chosen is told from ${FEWEST_CASES} decisions on.`,
  },
  {
    head: "To the EHR",
    means:
      "Decisions on their way to the EHR and since when the oldest waits, and decisions the EHR has not taken.",
  },
  {
    head: "Degraded",
    means: "What is not as it should be at this moment, as /api/health of the site's worker says.",
  },
  {
    head: "Model in use",
    means:
      "Version, decision policy and the product's release. Whether it answers is asked in the site's worker.",
  },
  { head: "Incidents", means: "Open incidents." },
  {
    head: "Drift",
    means:
      "Changes in the site's patients that were found and that nobody has taken note of yet. Not watched: there is nothing to hold them against.",
  },
  {
    head: "Audit log, backup",
    means:
      "Whether its end is anchored outside the database, and how its last verification in the console came out. Verifications on the command line are not told. The last backup made by npm run backup; one made by other means is not known of.",
  },
] as const;

export const DEGRADED_WORDS: Readonly<Record<(typeof DEGRADED)[number], string>> = {
  database: "database",
  model: "model",
  engine: "engine",
  "switched-off": "model switched off",
  ehr: "EHR",
  queue: "work queue",
  audit: "audit anchors",
};
