/** Abdomen, bowels, urine, pregnancy, reproductive organs: see medical.ts for the form. */
export const ABDOMEN: Readonly<Record<string, string>> = {
  "15451":
    "abd pain|abdominal pain|belly pain|stomach ache|abdo pain|abd cramps|belly hurts|abd pain x2d|diffuse abd pain|abd pain w/ n/v|stomach cramping|generalized abdominal pain|abdomen pain|acute abd pain|severe abd pain",
  "15450": "stomach pain|stomach hurts|tummy ache|abd pain|stomachache|upset stomach and pain",
  "15452":
    "lower abd pain|low abd pain|RLQ pain|LLQ pain|rlq abd pain|suprapubic pain|right lower quadrant pain|llq abd pain|low abdominal cramping|r/o appy",
  "15453":
    "upper abd pain|epigastric pain|RUQ pain|LUQ pain|ruq abd pain|pain after eating, ruq|epigastric burning|upper abdominal cramping|r/o gallstones",
  "15651": "abd distension|abdominal distention|bloated|distended abdomen|bloating",
  "15653": "abd swelling|swollen belly|ascites|abdomen swollen",
  "15652": "abd mass|lump in abdomen|lump in belly|hernia bulge",
  "15250": "nausea|nauseated|n/v|nausea/vomiting|feels nauseous|queasy|sick to stomach",
  "15300":
    "vomiting|emesis|n/v|throwing up|vomited x5|n/v/d|vomiting x1d|can't keep anything down|puking|nausea & vomiting",
  "15802": "vomiting blood|hematemesis|coffee ground emesis|blood in vomit|throwing up blood",
  "15950": "diarrhea|loose stools|n/v/d|watery diarrhea|diarrhea x3d|frequent stools",
  "15900": "constipation|no BM x5d|constipated|can't have bm|fecal impaction",
  "15801": "blood in stool|melena|black stools|tarry stools|dark stools|bloody stool|GI bleed|hematochezia",
  "15800": "GI bleed|gib|upper GI bleed|lower GI bleed|bleeding from gi tract",
  "16052":
    "rectal bleeding|BRBPR|bright red blood per rectum|bleeding from rectum|anal bleeding|blood on toilet paper",
  "16051": "rectal pain|anal pain|pain with bm|rectal abscess pain",
  "16003": "change in stool|stool color change|mucus in stool",
  "15350": "heartburn|indigestion|GERD|reflux|dyspepsia|acid reflux",
  "15200":
    "difficulty swallowing|dysphagia|trouble swallowing|can't swallow|food stuck in throat|unable to swallow own saliva",
  "26500": "stomach disease|ulcer|gastritis|peptic ulcer|gerd",
  "26600": "hernia|inguinal hernia|hernia pain|incarcerated hernia?|umbilical hernia",
  "26650":
    "diverticulitis|appendicitis|r/o appendicitis|crohns flare|bowel obstruction|SBO|ulcerative colitis flare",
  "26700": "gallstones|gallbladder attack|pancreatitis|cirrhosis|liver problem|hepatitis|jaundice, liver",
  "56150":
    "swallowed foreign body|swallowed a coin|food bolus|FB in throat|ingested battery|something stuck in throat|foreign body ingestion",
  "10552":
    "flank pain|side pain|L flank pain|R flank pain|kidney stone?|flank pain r/o stone|pain in side|lt flank pain|flank pain w/ hematuria",
  "10553": "groin pain|pain in groin|R groin pain|groin hurts",
  "16500": "dysuria|painful urination|burning with urination|burns to pee|pain with urination|UTI sx",
  "16450": "urinary frequency|freq urination|urgency|peeing a lot|urinary freq & urgency",
  "16401": "hematuria|blood in urine|bloody urine|urine red|gross hematuria|clots in urine",
  "16601":
    "urinary retention|can't urinate|unable to void|can't pee|foley not draining|voiding difficulty|retention, bladder",
  "16600": "urinary problem|foley problem|catheter problem|blocked foley|decreased urine output|oliguria",
  "16750": "UTI|urinary tract infection|bladder infection|possible uti",
  "16701": "kidney pain|kidney stone pain|kidneys hurt|renal colic",
  "27050": "kidney stone|renal stone|kidney infection|renal failure|pyelo|kidney disease|ureter stone",
  "45250": "dialysis|missed dialysis|needs dialysis|HD access problem|missed HD x2|AVF malfunction",
  "17151":
    "testicular pain|testicle pain|scrotal pain|R testicle pain|sudden onset testicle pain|r/o torsion",
  "17152": "testicular swelling|scrotal swelling|swollen testicle",
  "17001": "penile pain|pain in penis|priapism|penile swelling",
  "17050": "penile discharge|discharge from penis|std check",
  "17550":
    "vaginal bleeding|vag bleeding|heavy vaginal bleeding|VB|bleeding heavier than period|vaginal bleed x1wk|passing clots",
  "17600": "vaginal discharge|vag d/c|vag discharge|vaginal discharge w/ odor",
  "17651": "vaginal pain|vag pain|pain in vagina",
  "17653": "vaginal itching|yeast infection|vag itching",
  "17751": "pelvic pain|pelvic cramping|pelvic pressure|pain in pelvis",
  "17901":
    "pregnant, abd pain|abd pain, 8 wks preg|cramping, pregnant|pain during pregnancy|preg w/ abd pain",
  "17902":
    "pregnant, vaginal bleeding|spotting, pregnant|vag bleed 10 wks preg|bleeding in pregnancy|preg, spotting|threatened ab",
  "17903": "in labor|labor pains|contractions|contractions q5min|water broke|active labor|ROM",
  "17900": "pregnancy problem|preg, not feeling well|pregnant w/ n/v|G3P2 with complaint|hyperemesis",
  "27350": "miscarriage|ectopic?|preeclampsia|pregnancy complication|r/o ectopic|threatened miscarriage",
  "32000": "pregnancy test|possible pregnancy|wants pregnancy test|late period",
  "32050": "prenatal check|OB check|decreased fetal movement",
  "34050": "std exposure|std check|partner has chlamydia|wants std testing",
  "58300": "sexual assault|rape|alleged sexual assault|SANE exam|sexual abuse|sexual violence",
  "18000": "breast pain|breast soreness|painful breast|breast infection",
};
