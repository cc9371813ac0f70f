import type { ComplaintRow } from "../complaint-rule";
import { SOURCES } from "../rule";
import { tabletCount } from "./mechanism";

/** Danger to self or others, overdose, withdrawal, assault. */
export const MENTAL_HEALTH_ROWS: readonly ComplaintRow[] = [
  {
    id: "suicidal",
    level: 2,
    label: "Suicidal",
    source: `${SOURCES.esi}, chapter 4 (psychiatric emergencies)`,
    any: ["suicidal", "=slit wrist|wrists", "=cut wrists"],
  },
  {
    id: "homicidal-violent",
    level: 2,
    label: "Danger to others or severe agitation",
    source: `${SOURCES.esi}, chapter 4 (psychiatric emergencies)`,
    any: [
      "homicidal",
      "combative",
      "=violent",
      "severe|severely agitat*",
      "command hallucination*",
      "=acute psychosis",
      "psychotic",
    ],
  },
  {
    id: "overdose",
    level: 2,
    label: "Overdose or poisoning",
    source: `${SOURCES.esi}, chapter 4 (overdose)`,
    any: [
      "overdose",
      "poisoning",
      "narcan|naloxone",
      "ingestion bleach|antifreeze|pills|cleaner|detergent|medication*|medicine|chemical*|caustic|lye|tylenol|drano",
      "took bottle pills",
      "intentional|intentionally ingestion",
      "=carbon monoxide",
      "=smoke inhalation",
      "organophosphate*",
    ],
    unless: ["=food poisoning", "poisoning ivy|oak|sumac", "=narcan refill|kit"],
  },
  {
    id: "many-tablets",
    level: 2,
    label: "Many tablets taken",
    source: `${SOURCES.esi}, chapter 4 (overdose)`,
    any: [
      "took|taken|ingestion tylenol|acetaminophen|aspirin|ibuprofen|motrin|benadryl|pills|tablets|tabs|xanax|ambien|meds",
    ],
    onlyWhen: "ten or more at once",
    only: ({ texts }) => texts.some((t) => (tabletCount(t.source) ?? 0) >= 10),
  },
  {
    id: "agitation",
    level: 2,
    label: "Agitated and threatening",
    source: `${SOURCES.esi}, chapter 4 (psychiatric emergencies)`,
    any: ["agitat*", "psychosis|psychotic", "hearing voices"],
    and: ["threaten*", "combative|violent|aggressive", "restrain*", "security", "police", "=with pd"],
  },
  {
    id: "psychosis",
    level: 3,
    label: "Psychosis",
    source: SOURCES.ctas,
    any: ["psychosis", "hearing voices", "hallucinat*", "paranoi*"],
  },
  {
    id: "alcohol-withdrawal",
    level: 2,
    label: "Severe alcohol or sedative withdrawal",
    source: SOURCES.ctas,
    any: ["=delirium tremens", "dts", "alcohol|benzo* withdraw*", "=last drink"],
    and: [
      "=seeing things",
      "delirium",
      "dts",
      "seizure",
      "hallucinat*",
      "tremor*|shaking|shaky|tremulous",
      "confus*",
    ],
  },
  {
    id: "sexual-assault",
    level: 2,
    label: "Sexual assault",
    source: `${SOURCES.esi}, chapter 4 (sexual assault)`,
    any: ["=sexual assault", "=sexually abused"],
  },
];
