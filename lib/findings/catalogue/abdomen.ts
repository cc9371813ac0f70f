import type { FindingRow } from "../finding";

/** Weeks that nobody counts but in a pregnancy, and those that need to be said to be of one. */
const WEEKS = "20|21|22|23|24|25|26|27|28|29|30|31|32|33|34|35|36|37|38|39|40|41|42";
const EARLY = "4|5|6|7|8|9|10|11|12|13|14|15|16|17|18|19";

/** Gut, metabolism, kidneys and sex organs, pregnancy and the weeks after birth. */
export const ABDOMEN = {
  "abdominal-pain": {
    label: "Abdominal pain",
    snomed: "21522001",
    phrases: [
      "abdominal pain|cramp*|discomfort",
      "stomach|belly|tummy|abdomen|epigastric|flank|pelvic pain|hurts|hurting|ache*|cramp*|cramping|discomfort",
      "rlq|llq|ruq|luq|quadrant",
      "=stomach ache",
    ],
  },
  "abdomen-rigid": {
    label: "Rigid abdomen",
    phrases: [
      "rigid|boardlike|hard abdominal|abdomen|belly|stomach",
      "boardlike",
      "=board like",
      "peritonitis",
      "perforat* bowel|ulcer|viscus|appendi*",
      "rebound guarding|tender*",
    ],
  },
  hematemesis: {
    label: "Vomiting blood",
    snomed: "8765009",
    phrases: ["hematemesis"],
    not: ["hematemesis streak*|specks|tinged"],
  },
  "gi-bleed": {
    label: "Gastrointestinal bleeding",
    snomed: "74474003",
    phrases: ["melena", "=rectal bleeding", "=gi bleed", "hematemesis"],
  },
  "hemorrhoid-or-constipation": {
    label: "Hemorrhoids or constipation",
    phrases: ["hemorrhoid*", "constipat*"],
  },
  vomiting: {
    label: "Vomiting",
    snomed: "422400008",
    phrases: ["vomiting", "vomit*", "puking", "threw|throwing up"],
  },
  "vomiting-bile": {
    label: "Vomiting bile",
    phrases: ["bilious|green|projectile vomiting|vomit|spit|emesis", "=dark green"],
    not: ["=dark green stool|snot|phlegm|sputum|poop|mucus"],
  },
  diarrhea: { label: "Diarrhea", snomed: "62315008", phrases: ["diarrhea*", "=loose stools"] },
  "poor-intake": {
    label: "Not eating or drinking",
    phrases: [
      "=not eating|drinking",
      "=not been eating|drinking",
      "=won't drink|eat",
      "poor feeding|intake|appetite",
      "no-wet-diaper",
      "dehydrat*",
    ],
  },
  "missed-period": {
    label: "Missed period",
    phrases: [
      "=missed period",
      "=late period",
      "lmp weeks late",
      "period late|overdue|missed",
      `lmp ${EARLY} wks|weeks|wk|w`,
    ],
  },
  pregnant: {
    label: "Pregnant",
    snomed: "77386006",
    phrases: [
      "pregnant",
      "wks|weeks|wk gestation|gestational|ga|ega|edd|edc",
      "g1p*|g2p*|g3p*|g4p*|g5p*|g6p* wks|weeks|wk",
      `g1|g2|g3|g4|g5|g6 ${WEEKS} wks|weeks|wk`,
      `=${WEEKS} wks|weeks|wk|week|w`,
      `=${WEEKS.replaceAll("|", "w|")}w`,
      `=${WEEKS.replaceAll("|", "wk|")}wk`,
      `=${WEEKS.replaceAll("|", "/40|")}/40`,
      `=${EARLY.replaceAll("|", "/40|")}/40`,
      `=${EARLY} wks|weeks|wk by|per lmp|dates|us|ultrasound|scan`,
      "third|3rd|second|2nd|first|1st trimester",
    ],
    not: [
      "=wks|weeks|wk|week|w ago|old|postpartum|pp|after|post|since|s/p|later|premature|preemie|prem",
      `=for|past|last|over|x|about|times ${WEEKS}`,
      "=first|1st|third|3rd trimester screen",
    ],
    notWith: ["born", "preemie|premature"],
  },
  ectopic: { label: "Ectopic pregnancy", snomed: "34801009", phrases: ["ectopic"] },
  postpartum: {
    label: "After birth",
    lastsWeeks: 12,
    phrases: [
      "postpartum",
      "=had a baby",
      "=had her baby",
      "=had baby",
      "gave birth",
      "delivered|delivery baby|vaginal*|weeks|wks|days|csection",
      "=c section",
      "csection|cesarean",
      "=after giving birth",
      "=just gave birth",
      "newborn home days|weeks mother",
      "=new mom|mother|mum",
      "=post delivery|natal|birth|partum",
      "=after delivery|birth|childbirth",
      "=after having baby",
      "=had the baby",
    ],
    not: ["delivered newspaper|package|pizza|food"],
  },
  "vaginal-bleeding": {
    label: "Vaginal bleeding",
    snomed: "289530006",
    phrases: ["=vaginal bleeding", "spotting", "vaginal clots|blood", "soaking|soaked|soaks|saturat* pad"],
  },
  cramps: { label: "Cramps", untold: true, phrases: ["cramp*"] },
  "one-sided-pain": {
    label: "Pain of one side",
    untold: true,
    phrases: ["=left|right|one sided pain", "=pain left|right|one side"],
    not: ["sided pain chest|head|face|neck|back|leg|arm|hip|knee|jaw|tooth"],
  },
  "shoulder-pain": { label: "Shoulder pain", phrases: ["shoulder pain"] },
  "birth-imminent": {
    label: "Birth about to happen",
    phrases: [
      "crowning",
      "=baby coming",
      "=baby is coming",
      "=baby coming out",
      "imminent|precipitous delivery|birth|labor",
      "cord prolapse|prolapsed|hanging|out",
      "urge|need|needs|feels|wants push contractions|pregnant|labor|baby|weeks|wks",
      "delivered|delivering baby|infant car|home|triage|lobby|ambulance|route|bathroom|toilet",
      "head|foot|arm visible|showing|out baby|birth",
      "=born in car|ambulance|lobby",
    ],
  },
  labor: {
    label: "Labor",
    phrases: ["contractions|contracting", "labor", "water|waters|membranes broke|ruptured|leaking"],
    not: ["labor day|manual|laborer"],
  },
  "labor-active": {
    label: "Labor under way",
    phrases: [
      "contractions|contracting",
      "=in|active labor",
      "=labor pain|pains",
      "water|waters|membranes broke|ruptured|leaking",
      "leaking|gush|gushed|gushing|trickle fluid|clear|water",
    ],
    not: ["leaking fluid ear|nose|wound|leg|legs"],
  },
  preeclampsia: {
    label: "Pre-eclampsia",
    snomed: "398254007",
    phrases: ["eclampsia|preeclampsia", "=pre eclampsia", "hellp"],
  },
  "fetal-movement-less": {
    label: "Baby moving less",
    phrases: [
      "decreased fetal movement*",
      "baby moving less|not",
      "fetus not|less moving",
      "baby quiet|quieter|inactive",
    ],
  },
  "testicular-pain": {
    label: "Testicular pain",
    snomed: "63901009",
    phrases: [
      "testicular pain|ache|aching|swelling|swollen|hurts|tender*",
      "testicular|ovarian torsion",
      "balls hurt|hurts|pain",
    ],
  },
  torsion: { label: "Torsion", phrases: ["testicular|ovarian torsion", "torsion"] },
  priapism: {
    label: "Priapism",
    snomed: "6273006",
    phrases: ["priapism", "erection prolonged|painful|persistent|hours|penile"],
  },
  "penile-injury": {
    label: "Injury of the penis",
    phrases: [
      "penile|penis fracture|broken|injury|laceration|amputat*|cut|trauma|stuck|entrap*|ring",
      "penis crack|pop|snap|popped|snapped|bent",
      "crack|pop|snap|popped|snapped sex|intercourse",
      "paraphimosis",
      "foreskin stuck|trapped|behind",
    ],
  },
  "low-blood-sugar": {
    label: "Low blood sugar",
    snomed: "302866003",
    phrases: ["hypoglycemia", "glucose|sugar|bs|bg|fsbs 20|25|30|35|40|45|50|lo"],
  },
  ketoacidosis: {
    label: "Diabetic ketoacidosis",
    snomed: "420422005",
    phrases: [
      "dka",
      "=diabetic ketoacidosis|coma",
      "fruity breath",
      "ketone|ketones large|moderate|high|positive",
    ],
  },
  "sugar-named": {
    label: "Blood sugar",
    untold: true,
    phrases: ["hyperglycemia", "sugar|sugars|glucose|bg|bs|bgl|fsbs|accucheck|glucometer"],
  },
  "deep-breathing": {
    label: "Deep, fast breathing",
    phrases: ["kussmaul*", "breath|breaths|breathing deep|deeply"],
  },
  "restless-with-pain": {
    label: "Cannot keep still for pain",
    phrases: ["writhing|pacing", "can't|cant|unable sit|get|keep still|comfortable", "doubled over"],
    not: ["pacing pacemaker|transcutaneous|external|capture|ems|medics"],
  },
  hernia: {
    label: "Hernia",
    snomed: "414403008",
    phrases: ["hernia"],
    not: ["hernia hiatal|disc|repair*|mesh"],
  },
  "hernia-stuck": {
    label: "Hernia that stays out",
    untold: true,
    phrases: [
      "won't|wont|not|can't|cant|cannot|unable go|push|reduce|pop back|in",
      "incarcerated|irreducible|strangulated",
      "hernia hard|purple|red|discolored|firm",
    ],
  },
  "bowel-telescoped": {
    label: "Sign of intussusception",
    phrases: [
      "currant|jelly|jam|red stool|stools|poop",
      "intussusception",
      "legs|knees up|chest then|limp|pale|bouts|episodes",
    ],
  },
  "new-diabetes": {
    label: "Thirst, much urine, weight loss",
    phrases: [
      "polyuria polydipsia",
      "polydipsia",
      "polyuria",
      "thirsty|thirst urinat*|peeing|weight",
      "drinking lot|lots|constantly|much urinat*|peeing|weight",
      "losing|lost weight drinking|thirsty|urinat*|peeing",
      "urinating|peeing night|lot|constantly|frequently drinking|thirsty|weight",
      "=bed wetting again",
      "drinking peeing|urinating|weeing loads|lots|lot|buckets|constantly|nonstop|tons",
      "bed wet|wetting thirsty|thirst|drinking|weight",
    ],
    notWith: ["dysuria|uti|burning"],
  },
  dysuria: {
    label: "Painful urination",
    snomed: "49650001",
    phrases: ["dysuria", "burning|pain|hurts urinat*|pee|peeing"],
  },
} as const satisfies Readonly<Record<string, FindingRow>>;
