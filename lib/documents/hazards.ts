/** ISO 14971 speaks of hazard, foreseeable sequence of events, harm, severity and risk control; this is a log in its style, and no file of a certified process. */
export const SEVERITIES = ["negligible", "minor", "serious", "critical", "catastrophic"] as const;

export type Hazard = {
  readonly id: string;
  readonly hazard: string;
  readonly cause: string;
  readonly severity: (typeof SEVERITIES)[number];
  readonly control: string;
  /** The test that fails when the control does: a file, and the beginning of the test's name there. */
  readonly test: readonly [file: string, name: string];
};

const clinic = (name: string) => `tests/integration/clinic/${name}.test.ts`;
const h = (
  id: string,
  severity: Hazard["severity"],
  hazard: string,
  cause: string,
  control: string,
  test: Hazard["test"],
): Hazard => ({ id, hazard, cause, severity, control, test });

/** Every row's test is looked for by hazards.test.ts: a control without a test is no row of this table. */
export const HAZARDS: readonly Hazard[] = [
  h(
    "H01",
    "catastrophic",
    "An urgent patient is shown too calm",
    "The model misjudges",
    "Safety rules lie under every answer and only raise it",
    ["lib/safety/rules.test.ts", "only ever makes a level more urgent"],
  ),
  h(
    "H02",
    "catastrophic",
    "Another rule calms what one has raised",
    "Rules that hang together",
    "More rules never make it less urgent",
    ["lib/safety/rules.test.ts", "is monotone: with more rules never less urgent"],
  ),
  h(
    "H03",
    "catastrophic",
    "A danger in the words is not seen",
    "Complaints are worded in many ways",
    "The handbook's dangers are tested kind by kind",
    ["lib/safety/kinds.test.ts", "%s: %s"],
  ),
  h(
    "H04",
    "serious",
    "What a patient denies is taken for present",
    "Words are read without their context",
    "Findings carry who says what of them; assertions are tested as a set",
    ["lib/findings/assertions.test.ts", "loses almost nothing that is present"],
  ),
  h(
    "H05",
    "critical",
    "Level on the wrong patient's page",
    "A visit is moved to another patient while a page is open",
    "Page, session, launch and resource are compared at each step that writes",
    [clinic("decision"), "is noticed when the EHR moves the visit to another patient while the page is open"],
  ),
  h(
    "H06",
    "critical",
    "Level written to the wrong patient in the EHR",
    "The visit changed between decision and writing",
    "The write stops before another patient and waits for a person",
    [clinic("write-back"), "stops before the wrong patient, and goes on once a person has sorted it out"],
  ),
  h(
    "H07",
    "critical",
    "A decision rests on old data",
    "The page stood open while the patient changed",
    "Refused until somebody looks again",
    [
      clinic("decision"),
      "on a page that is older than the patient's data is refused, until somebody looks again",
    ],
  ),
  h(
    "H08",
    "critical",
    "A level reaches the EHR without a clinician",
    "Software writes by itself",
    "The EHR's own hook is answered and nothing is written",
    [
      clinic("cds-hooks"),
      "gets the level that the patient's own page shows, with what speaks for it, and writes nothing",
    ],
  ),
  h(
    "H09",
    "serious",
    "Two colleagues decide differently at once",
    "Both pages are open",
    "One is recorded, the other is told",
    [clinic("decision"), "of two colleagues at once is recorded for one, and the other is told"],
  ),
  h(
    "H10",
    "serious",
    "A decision is lost",
    "The EHR is away",
    "It waits and is delivered when the EHR is back",
    [clinic("write-back"), "delivers a decision made while the EHR was away once it is back"],
  ),
  h(
    "H11",
    "serious",
    "A decision is written twice",
    "A worker dies after the EHR has answered",
    "Writes are conditional on an identifier of ours",
    [clinic("write-back"), "writes nothing twice when the worker died after the EHR had answered"],
  ),
  h(
    "H12",
    "serious",
    "Nobody notices that the model is away",
    "Its file is missing or broken",
    "Rules alone, and said so",
    [clinic("faults"), "that is not there: the safety rules alone, and said so; a level can be assigned"],
  ),
  h(
    "H13",
    "critical",
    "A tampered model answers",
    "Its files were changed",
    "Files are verified against a signed manifest and refused",
    [clinic("faults"), "that was tampered with is not used, whichever way it is found out"],
  ),
  h(
    "H14",
    "serious",
    "Old data is taken for new",
    "The EHR does not answer",
    "The last snapshot is shown with its age, and checked again before writing",
    [
      clinic("faults"),
      "that is down: the last snapshot with its age, and a decision that is checked again before it is written",
    ],
  ),
  h(
    "H15",
    "serious",
    "A guess about a patient unlike all it knows",
    "Words and values outside what it learned",
    "The answer is withheld from board, page and explanation",
    [
      clinic("unlike"),
      "withholds the answer about words the model has hardly seen: from board, page and explanation",
    ],
  ),
  h(
    "H16",
    "critical",
    "A temperature in Fahrenheit is read as Celsius",
    "Units claimed wrongly by the sender",
    "Impossible values are found, named and left out",
    [
      "lib/case/impossible.test.ts",
      "finds a temperature in Fahrenheit that claims to be in Celsius, the newest of several",
    ],
  ),
  h(
    "H17",
    "critical",
    "A reading of one patient goes to another",
    "A monitor changes hands",
    "Nothing is written to a patient the device is no longer with",
    [clinic("devices"), "never writes to a patient it is no longer with, however a message is held up"],
  ),
  h(
    "H18",
    "serious",
    "A patient of unknown age gets a model's level",
    "Birth date missing or a stand-in",
    "Only rules that hold at any age speak",
    [
      "lib/safety/any-age.test.ts",
      "is never judged more urgent than at the age at which the patient would be least urgent",
    ],
  ),
  h(
    "H19",
    "serious",
    "The clinician follows the model without thinking",
    "The suggestion is seen before the own judgement",
    "Modes in which an own level comes first, and nothing leaks before it",
    [clinic("suggestion-modes"), "sends nothing of the model before somebody's own level, by any way"],
  ),
  h(
    "H20",
    "serious",
    "An explanation that does not explain",
    "Shares that do not add up or are chance",
    "Additivity, sampling error and a second method are checked, with a warning",
    ["lib/explain/checks.test.ts", "warns of a main reason that may be chance"],
  ),
  h(
    "H21",
    "serious",
    "A group is treated worse unseen",
    "The model or its use differs by group",
    "A weekly report opens one incident for what is new",
    [
      "tests/integration/fairness.test.ts",
      "finds the group that is shown too calm and waits, opens one incident, and none again while it lasts",
    ],
  ),
  h(
    "H22",
    "serious",
    "What a patient is called moves the level",
    "Names are words to a model",
    "Names are left out of what it reads",
    ["lib/evaluation/counterfactual/counterfactual.test.ts", "answer alike whatever the patient is called"],
  ),
  h(
    "H23",
    "serious",
    "Words that judge a patient lower the level",
    "They stand in charts the model learned from",
    "Such a case is asked about twice, and the more urgent answer counts",
    ["lib/evaluation/counterfactual/counterfactual.test.ts", "take urgency from nobody for words that judge"],
  ),
  h(
    "H24",
    "critical",
    "A worse version comes into use",
    "Retraining on poor or poisoned labels",
    "Signed checks bind; what was not measured does not pass",
    ["lib/registry/gates/check-gates.test.ts", "passes nothing that was not seen on the benchmark"],
  ),
  h(
    "H25",
    "critical",
    "One person overrides a failed check alone",
    "Haste or pressure",
    "An exception needs two named people",
    ["tests/integration/gate-exceptions.test.ts", "is never the first, under whatever account"],
  ),
  h(
    "H26",
    "critical",
    "A candidate under-triages a share of the patients",
    "It was better on the benchmark only",
    "A guard ends it by itself and opens an incident",
    [
      "tests/integration/canary.test.ts",
      "ends by itself when it under-triages, with an incident, and counts nobody whom it did not answer",
    ],
  ),
  h(
    "H27",
    "critical",
    "A dangerous version cannot be stopped at once",
    "Several processes answer",
    "One switch for all, and what was suggested before cannot be accepted",
    [
      clinic("model-switch"),
      "is nowhere to be seen, is said everywhere, and what it suggested before cannot be accepted",
    ],
  ),
  h(
    "H28",
    "serious",
    "Patient data leaks into logs",
    "An error carries what it was about",
    "No log line, audit event or clear column has any",
    [clinic("no-phi"), "is in no log line, no audit event and no column in clear, whatever was done"],
  ),
  h(
    "H29",
    "serious",
    "A person sees a patient whom the EHR would not show them",
    "Stored copies outlive a permission",
    "Access is confirmed by the EHR and runs out",
    [clinic("refused"), "nobody is shown by any way what the EHR never showed them"],
  ),
  h(
    "H30",
    "serious",
    "The record of what happened is changed",
    "Somebody with the database's powers",
    "A keyed chain, anchored outside the database",
    [
      "tests/integration/audit-tampering.test.ts",
      "from its first entry on, 71 entries hashed anew, is found out by key and anchors",
    ],
  ),
  h(
    "H31",
    "serious",
    "All is lost with the machine",
    "Fire, theft, a broken disk",
    "A backup brings an empty machine back, and an assessment replays to the same numbers",
    [
      "tests/integration/backup/postgres.test.ts",
      "brings an empty machine back: the audit log verifies, and an assessment replays to the same numbers",
    ],
  ),
  h(
    "H32",
    "serious",
    "The EHR's token reaches another server",
    "A page of results points elsewhere",
    "Tokens go to the EHR's own origin alone",
    ["lib/fhir/client.test.ts", "never sends the token to another server"],
  ),
  h(
    "H33",
    "serious",
    "One launch continues another's patient",
    "Two launches in one browser",
    "A callback shown twice or begun elsewhere is refused",
    ["lib/auth/smart.test.ts", "refuses a callback shown twice"],
  ),
  h(
    "H34",
    "minor",
    "A sentence on the screen says what may not be said",
    "Words are put together from data",
    "Texts are checked against a list and withheld",
    ["lib/language/may-not-be-said.test.ts", "leaves each text in its place and tells of what is withheld"],
  ),
  h(
    "H35",
    "serious",
    "Patients are kept longer than allowed",
    "Nobody deletes",
    "A job removes everything of the patient wherever it is, and proves it",
    [
      "tests/integration/retention.test.ts",
      "goes: everything that is of the patient, wherever it is, and nothing that is not",
    ],
  ),
];

/** Hazards that are known and that nothing in the product controls. */
export const UNCONTROLLED: readonly (readonly [hazard: string, why: string])[] = [
  [
    "Complaints in other languages than English are answered worse",
    "Noticed in part, as unlike; the safety rules read English",
  ],
  ["Urgent small children are missed by the model", "Stated with the figures; the safety rules carry them"],
  ["A clinician grows used to alerts", "A budget for alerts and counts of them; nothing measures attention"],
  [
    "Use in a setting it was never validated for",
    "Said wherever figures are shown; nothing enforces a local validation",
  ],
];
