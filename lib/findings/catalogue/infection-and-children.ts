import type { FindingRow } from "../finding";
import { FEVERISH } from "./told-numbers";

const TEMPERATURE = `temp|temps|temperature|tmax|t ${FEVERISH}`;

/** Infection, weak defences, and what makes a young child look ill. */
export const INFECTION_AND_CHILDREN = {
  fever: {
    label: "Fever",
    snomed: "386661006",
    phrases: [
      "feverish",
      "=spiking temps|temp|temperatures|fevers",
      "neutropenic|chemo|picc|line spiking|spiked",
      "hot shaky|shivering|shivery",
      "=burning up",

      "teeth chattering|chatter",
      "shaking uncontrollably|violently cold|hot|chills",
      "fever",
      "chills|rigors",
      "hot touch",
      "rigor|rigoring|rigours|shivery|shivers",
      TEMPERATURE,
    ],
    deniedBy: ["afebrile", "temp|temperature normal"],
  },
  "fever-named": { label: "Fever by name", untold: true, phrases: ["=burning up", "fever", TEMPERATURE] },
  infection: {
    label: "Infection",
    untold: true,
    phrases: [
      "infect*",
      "sepsis|septic",
      "fever|chills|rigors",
      "pneumonia|cellulitis|uti|pyelonephritis|abscess|meningitis|cholangitis|peritonitis",
      "productive cough",
      "wound pus|drainage|drain*",
      "dysuria",
      "covid|flu|influenza",
    ],
  },
  sepsis: {
    label: "Sepsis",
    snomed: "91302008",
    phrases: [
      "urosepsis|septicaemia|septicemia|septicaemic|septicemic",
      "blood poisoning",
      "sepsis|septic",
      "necrotizing",
      "bacteremia|bacteremic",
    ],
    not: ["=septic tank"],
  },
  immunocompromised: {
    label: "Weak immune system",
    phrases: [
      "transplant|transplanted kidney|liver|heart|lung|renal|marrow|recipient",
      "antirejection|anti-rejection",
      "=on|had|having|finished|last chemo|chemotherapy|immunotherapy",
      "tacro|mmf",
      "immunocompromised",
      "folfox|folfiri|cisplatin|carboplatin|docetaxel|paclitaxel|doxorubicin|capecitabine",
      "aids|hiv low|cd4|stopped|off|untreated|advanced",
      "immunodeficien*",
      "methotrexate|tacrolimus|cyclosporine|mycophenolate|cellcept|rituximab|humira|adalimumab|infliximab|remicade|enbrel|etanercept|azathioprine|imuran|biologic|biologics|antirejection",
    ],
  },
  "blood-cancer": {
    label: "Leukemia or lymphoma",
    phrases: [
      "leukemia|leukaemia|lymphoma|myeloma",
      "aml|cll|cml|mds",
      "=all in|on maintenance|remission|chemo|protocol",
    ],
  },
  cancer: {
    label: "Cancer",
    snomed: "363346000",
    phrases: [
      "cancer|ca|carcinoma|metasta*|mets|malignan*|melanoma|sarcoma|hospice|oncology",
      "brain|lung|liver|bone|kidney|pancreatic tumor",
    ],
  },
  "non-blanching-rash": {
    label: "Non-blanching rash",
    phrases: [
      "rash|spots|spot|marks|blotches tumbler|glass|pressed not|doesn't|doesnt|don't|dont|won't|wont|stays|still|go",
      "purple|plum|bruise pinprick|pinpricks|dots|speckles|freckles",
      "purple|purplish spots|spot|rash|blotches|marks",
      "spots|rash fade|fading|blanch* not|don't|dont|doesn't|glass",
      "non-blanching",
    ],
  },
  floppy: {
    label: "Limp or floppy",
    phrases: ["rag doll", "ragdoll", "floppy|limp|flaccid", "=low tone", "hypotonia"],
    not: ["limp|limping knee|leg|hip|foot|ankle|walk*"],
  },
  lethargic: {
    label: "Lethargic",
    phrases: [
      "can't|cant|cannot|hard|won't|wont|difficult|struggling|unable wake|rouse|waken him|her|baby|properly",
      "sleepy|drowsy|dozy unusually|floppy",
      "lethargic|hard-to-wake",
      "listless",
      "=not arousable",
    ],
  },
  inconsolable: {
    label: "Cannot be consoled",
    phrases: [
      "can't|cant|cannot|nothing|unable won't|wont|settle|settles|settling|console|consoled|soothe|soothed|comforted baby|crying|screaming|child",
      "=screaming|crying nonstop",
      "inconsolable",
      "high pitched cry|crying",
    ],
  },
  "feeding-badly": {
    label: "Feeding badly",
    phrases: [
      "refusing|barely|hardly feeds|bottles|milk|breast",
      "=half|less than half his|her|usual|feeds|of",
      "=off feeds|food|bottles|milk",
      "no|fewer|less|hardly wet nappies|nappy|diapers|diaper",
      "=won't|wont|will|can't|cant|not suck|latch|sucking|latching",
      "=wont take bottle|feed",
      "=poor feeding",
      "feeding|nursing|bottle poorly|less|refus*",
      "=not nursing",
      "=not feeding well",
      "=not taking bottle",
      "=no feeding",
    ],
  },
  "mottled-or-pale": { label: "Mottled or pale", phrases: ["mottled|pale|gray|grey|ashen"] },
  mottled: { label: "Mottled", untold: true, phrases: ["mottled|mottling"] },
  "central-line": {
    label: "Central line",
    phrases: [
      "=central line|catheter",
      "picc|hickman|broviac|tpn|permcath|portacath|mediport",
      "=port in|chest|accessed|flush|flushed|access",
      "dialysis catheter",
    ],
  },
  "necrotizing-sign": {
    label: "Sign of dying tissue",
    phrases: [
      "skin purple|black|dusky blister*",
      "crackles|crackling under skin",
      "crepitus|crepitant",
      "air|gas under|in skin|tissue",
      "black|purple|dusky|bloody blister|blisters|bullae",
      "skin black|purple|gray|grey turning|spreading|turned|going",
      "fournier*",
      "black|purple|dead patch|patches|area|spot skin|groin|testicular|perineum|genital*|buttock*|wound",
      "crackly|crackling|crunchy|bubbles skin|groin|testicular|perineum|wound|leg|thigh|abdomen|buttock*",
      "=out of proportion",
    ],
    not: ["crepitus knee|joint|shoulder|jaw|tmj|neck"],
  },
  "wound-bad": {
    label: "Wound that looks infected",
    untold: true,
    phrases: [
      "foul|offensive discharge|loss|lochia|smell",
      "incision|wound|stitches pus|open|opening|drainage|red|oozing|smell*",

      "stinks|stinking|foul|smelly|smells",
    ],
  },
  "skin-infection": {
    label: "Infection of the skin",
    untold: true,
    phrases: [
      "cellulitis|abscess|boil|carbuncle",
      "infect*",
      "red|redness leg|groin|arm|foot|thigh|skin|hand|wound|scrotum|perineum",
    ],
  },
  "no-wet-diaper": { label: "No wet diaper", phrases: ["no-wet-diaper"] },
  "sunken-fontanel": {
    label: "Sunken fontanel or eyes",
    phrases: ["=sunken soft spot", "sunken fontanel*|eyes"],
  },
  "well-appearing": {
    label: "Back to usual",
    reassuring: true,
    phrases: ["baseline|consolable|playful|alert"],
  },
  "worse-or-ill": {
    label: "Looks ill",
    untold: true,
    phrases: [
      "fever",
      "lethargic",
      "confus*",
      "stiff-neck",
      "headache",
      "toxic appearing|looking",
      "=ill appearing",
    ],
  },
  "new-rash": { label: "Rash", phrases: ["rash"] },
} as const satisfies Readonly<Record<string, FindingRow>>;
