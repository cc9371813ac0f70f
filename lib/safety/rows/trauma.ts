import type { ComplaintRow } from "../complaint-rule";
import { ADULT } from "../limits";
import { pattern } from "../pattern";
import { type SafetyInput, SOURCES } from "../rule";
import { crashSpeedMph, fallHeightFeet } from "./mechanism";

const TRUNK =
  "chest|abdominal|abdomen|belly|stomach|back|flank|neck|head|face|groin|torso|buttock*|pelvis|throat|thorax|axilla|armpit|temple";
const LIMB = "hand|finger*|foot|toe*|arm|forearm|leg|thigh|calf|ankle|wrist|knee|elbow|shoulder|shin|thumb";
const HEAD_CT =
  "Canadian CT head rule, Stiell et al., Lancet 2001;357:1391; PECARN, Kuppermann et al., Lancet 2009;374:1160";

const BLOOD_THINNED = ["anticoagulant", "hemophilia*", "plavix|clopidogrel|brilinta|ticagrelor"].map(pattern);
const HEAD_HIT = ["=head injury", "concussion", "mvc|assault|struck|hit"].map(pattern);

const highest = (input: SafetyInput, measure: (text: string) => number | null): number =>
  Math.max(0, ...input.texts.map((t) => measure(t.source) ?? 0));

/** Mechanisms, bleeding, head, spine, limbs. All `acute`: days later they are judged by how the patient is. */
export const TRAUMA_ROWS: readonly ComplaintRow[] = [
  {
    id: "gunshot",
    level: 1,
    label: "Gunshot wound",
    source: SOURCES.fieldTriage,
    acute: true,
    any: ["gunshot"],
    // A wound of a limb alone is high risk, not resuscitation; vital signs speak for themselves.
    eased: (input) =>
      input.says([pattern(`gunshot ${LIMB}`)]) && !input.says([pattern(`gunshot ${TRUNK}|multiple`)])
        ? 2
        : null,
  },
  {
    id: "stab-trunk",
    level: 1,
    label: "Stab wound of head, neck or trunk",
    source: SOURCES.fieldTriage,
    acute: true,
    any: [`stab|stabbed ${TRUNK}`, `impaled ${TRUNK}`],
  },
  {
    id: "stab-wound",
    level: 2,
    label: "Stab wound",
    source: SOURCES.fieldTriage,
    acute: true,
    any: ["stabbed", "=stab wound", "=stab wounds"],
    eased: (input) => (input.says([pattern(`stab|stabbed ${LIMB}`)]) ? 3 : null),
  },
  {
    id: "exsanguination",
    level: 1,
    label: "Life-threatening bleeding",
    source: `${SOURCES.esi}, level 1 criteria; ${SOURCES.atls}`,
    any: ["spurting", "exsanguinat*", "tourniquet", "massive bleeding|hemorrhage|hematemesis"],
    unless: ["spurting nose", "hair tourniquet"],
  },
  {
    id: "bleeding-uncontrolled",
    level: 2,
    label: "Bleeding that does not stop",
    source: SOURCES.ctas,
    any: ["=uncontrolled bleeding", "hemophilia* bleed*|injury|fall|fell|swelling|hit"],
  },
  {
    id: "major-amputation",
    level: 2,
    label: "Amputation or crushed limb",
    source: SOURCES.fieldTriage,
    acute: true,
    any: [
      "amputat* arm|leg|hand|foot|limb|thumb|forearm",
      "traumatic amputation",
      "degloving|degloved",
      "crushed|mangled arm|leg|hand|foot|pelvis|chest",
    ],
    unless: ["amputat* old|stump|prosthe*|wound"],
  },
  {
    id: "high-energy-crash",
    level: 2,
    label: "High-energy crash",
    source: SOURCES.fieldTriage,
    acute: true,
    any: [
      "ejected",
      "mvc rollover|rolled|extricat*|entrap*|death|died|unrestrained",
      "rollover",
      "=high speed mvc",
      "mvc high speed",
      "=motorcycle crash",
      "=pedestrian struck",
      "bicycl*|bike|scooter hit|struck car|vehicle|truck",
      "trapped|pinned under|vehicle|machinery",
    ],
    unless: ["ankle rollover"],
  },
  {
    id: "crash-speed",
    level: 2,
    label: "Crash at speed",
    source: SOURCES.fieldTriage,
    acute: true,
    any: ["mvc|crash|crashed|collision"],
    onlyWhen: "40 mph (64 km/h) or more",
    only: (input) => highest(input, crashSpeedMph) >= 40,
  },
  {
    id: "fall-from-height",
    level: 2,
    label: "Fall from a height",
    source: SOURCES.fieldTriage,
    acute: true,
    any: ["fall|fell|fallen|jump*"],
    onlyWhen: "20 feet (6 m) or more in adults, 10 feet (3 m) or more in children",
    only: (input) => highest(input, fallHeightFeet) >= (input.case.ageYears >= ADULT ? 20 : 10),
  },
  {
    id: "fall-some-height",
    level: 3,
    label: "Fall from a roof, ladder or window",
    source: SOURCES.fieldTriage,
    acute: true,
    any: ["fall|fell|fallen roof|scaffold*|window|balcony|tree|ladder"],
  },
  {
    id: "hip-fracture-signs",
    level: 3,
    label: "Signs of a hip fracture",
    source: SOURCES.ctas,
    any: ["leg|hip shortened|rotated", "hip deformity|fracture"],
  },
  {
    id: "head-injury-danger",
    level: 2,
    label: "Head injury with danger signs",
    source: HEAD_CT,
    acute: true,
    any: ["=head injury", "concussion", "skull fracture", "subdural|epidural"],
    and: [
      "vomiting",
      "seizure",
      "confus*|altered|disorient*|amnes*|repetitive|lethargic|drowsy|unresponsive",
      "skull fracture",
      "severe|worsening headache",
      "unequal|blown pupil*",
      "subdural",
      "aphasia",
    ],
  },
  {
    id: "head-injury-loc",
    level: 2,
    label: "Head injury with loss of consciousness",
    source: HEAD_CT,
    acute: true,
    any: ["=head injury", "concussion", "fall|fell|mvc|assault|struck|hit"],
    and: ["syncope"],
    // Loss of consciousness first and a fall after it is syncope, judged there.
    onlyWhen: "the head was hit, or a crash or blow",
    only: (input) => input.says(HEAD_HIT) !== null,
  },
  {
    id: "head-injury-anticoagulant",
    level: 2,
    label: "Head injury on a blood thinner",
    source: SOURCES.fieldTriage,
    acute: true,
    any: ["=head injury", "concussion", "fall|fell head|face", "facial trauma|injury"],
    onlyWhen: "blood thinner or bleeding disorder named",
    only: (input) => input.hasHistory(BLOOD_THINNED),
  },
  {
    id: "spine-injury",
    level: 2,
    label: "Possible spinal cord injury",
    source: SOURCES.fieldTriage,
    acute: true,
    any: ["neck|spine|spinal injury|trauma|pain", "diving accident|injury", "mvc", "fall|fell"],
    and: [
      "paralysis arm|arms|leg|legs|feet|limbs|body",
      "numb* arms|legs|feet|body|bilateral",
      "tingling four|bilateral extremities",
    ],
    unless: ["=chronic neck|back", "sciatica"],
  },
  {
    id: "open-fracture",
    level: 2,
    label: "Open fracture or limb-threatening injury",
    source: SOURCES.fieldTriage,
    acute: true,
    any: [
      "=open|compound fracture",
      "bone sticking|protruding|exposed|visible",
      "deform* pulseless|numb*|cold|pale",
      "hip|knee dislocat*",
      "femur fracture|deform*",
      "pelvic|pelvis fracture",
    ],
  },
];
