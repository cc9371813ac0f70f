/** Stomach, bowel, liver, and their diagnoses: see general.ts for the form. */
export const DIGESTIVE: Readonly<Record<string, string>> = {
  "15200":
    "difficulty swallowing|dysphagia|trouble swallowing|can't swallow|food gets stuck|food sticks in throat|unable to swallow|hard to swallow|swallowing problem",
  "15250":
    "nausea|nauseated|nauseous|feels nauseous|queasy|sick to stomach|upset stomach|feels like throwing up|nausea sx|nasuea|naus|feels like vomiting",
  "15300":
    "vomiting|emesis|throwing up|vomited|puking|can't keep anything down|vomitting|upchucking|vomits|vomiting all day|vomiting since last night|emesis at home|threw up",
  "15350":
    "heartburn|indigestion|acid reflux|dyspepsia|sour stomach|burning after eating|acid indigestion|reflux sx|heart burn|acid stomach",
  "15400":
    "GI infection|stomach infection|gastrointestinal infection|intestinal flu|stomach flu|GI bug|gut infection",
  "15450":
    "stomach pain|stomach hurts|tummy ache|stomachache|stomach ache|stomach cramps|stomach cramping|tummy pain|tummy hurts|gastric pain|stomach pains",
  "15451":
    "abd pain|abdominal pain|belly pain|abdo pain|abd cramps|belly hurts|diffuse abd pain|generalized abdominal pain|abdomen pain|abdominal cramping|abd cramping|abd discomfort|pain in abdomen|abd px|belly ache",
  "15452":
    "lower abd pain|low abd pain|RLQ pain|LLQ pain|rlq abd pain|suprapubic pain|right lower quadrant pain|low abdominal cramping|lower belly pain|lower stomach pain|left lower quadrant pain|bilat lower abd pain|lower abd cramps|llq abd pain",
  "15453":
    "upper abd pain|epigastric pain|RUQ pain|LUQ pain|ruq abd pain|epigastric burning|upper abdominal cramping|upper belly pain|right upper quadrant pain|upper stomach pain|pain around navel|left upper quadrant pain|epi pain|pain under ribs, upper abd",
  "15650":
    "abdomen bigger|belly getting bigger|change in belly size|stomach getting bigger|abd size change|increasing abd girth",
  "15651":
    "abd distension|abdominal distention|bloated|distended abdomen|bloating|abd fullness|belly bloated|stomach bloated|abd distended|distended belly|feels full",
  "15652":
    "abd mass|lump in abdomen|lump in belly|abdominal mass|mass in abdomen|tumor in abdomen|knot in stomach area|inguinal mass|bulge in belly",
  "15653":
    "abd swelling|swollen belly|abdomen swollen|swelling of abdomen|stomach swelling|belly swelling|swollen abdomen|swollen stomach",
  "15700": "appetite change|abnormal appetite|appetite problem|change in appetite|odd cravings|appetite off",
  "15701":
    "increased appetite|eating too much|always hungry|excessive appetite|overeating|hungry all the time|eats constantly",
  "15702":
    "decreased appetite|poor appetite|no appetite|loss of appetite|appetite down|poor PO intake|decreased PO|not hungry|anorexia|not eating|not eating much|low PO intake",
  "15750":
    "difficulty eating|trouble eating|can't chew|eating problem|hard to eat|trouble chewing|pain when eating",
  "15800":
    "GI bleed|gib|gastrointestinal bleeding|bleeding from gut|bowel bleeding|GI bleeding|bleeding from bowels|r/o GI bleed|lower GI bleed|upper GI bleed",
  "15801":
    "blood in stool|melena|black stools|tarry stools|bloody stool|hematochezia|blood in BM|dark tarry stool|bloody stools|blood in poop|bloody BM|black tarry stool",
  "15802":
    "vomiting blood|hematemesis|coffee ground emesis|blood in vomit|throwing up blood|vomited blood|bloody emesis|bloody vomit",
  "15850": "gas|flatulence|gas pains|gassy|excess gas|passing gas a lot|bloated with gas|trapped gas",
  "15900":
    "constipation|constipated|no BM|hard stools|can't have bm|fecal impaction|backed up|difficulty having BM|impacted|can't poop|no bowel movement in a week|impaction|constapation",
  "15950":
    "diarrhea|loose stools|watery diarrhea|watery stools|frequent stools|loose BMs|runs|loose stool|the runs|diarhea|diarrhea all night|frequent loose BM|dairrhea",
  "16000":
    "bowel problem|bowel changes|change in bowel habits|bowel issue|bowel symptoms|bowels acting up|irregular bowels",
  "16001":
    "mucus in stool|pus in stool|discharge in stool|mucus w/ BM|hemoccult positive|guaiac positive stool|slimy stool",
  "16002":
    "worms in stool|worm in stool|sees worms in stool|pinworms in stool|worms in poop|passed a worm|roundworm in BM",
  "16003":
    "change in stool|stool color change|pale stools|narrow stools|foul smelling stool|odd colored stool|green stool|light colored stools|stool looks different",
  "16004":
    "bowel incontinence|incontinent of stool|stool leaking|fecal incontinence|soiling self|can't hold stool|leaking stool|BM accidents|encopresis",
  "16050":
    "rectal problem|rectal complaint|rectal sx|anal problem|c/o rectum|rectal pressure|something wrong w/ rectum|rectal discharge",
  "16051":
    "rectal pain|anal pain|pain with bm|rectum hurts|painful BM|pain in rectum|anal burning|sore bottom|rectal burning|anus hurts|pain, anus",
  "16052":
    "rectal bleeding|BRBPR|bright red blood per rectum|bleeding from rectum|anal bleeding|blood on toilet paper|bleeding rectally|rectal bleed|blood from rectum|bleeding w/ BM|bright red rectal bleeding",
  "16053":
    "rectal mass|rectal swelling|lump at anus|swelling around anus|anal lump|bump on rectum|rectal prolapse|rectal lump|rectum sticking out",
  "16054":
    "rectal itching|anal itching|itchy bottom|itchy rectum|itching around anus|butt itching|anus itches",
  "16100":
    "liver problem|gallbladder problem|liver symptoms|gall bladder trouble|biliary symptoms|gallbladder sx|liver trouble",
  "16101":
    "gallbladder pain|liver pain|gall bladder pain|biliary pain|pain from gallbladder|pain over liver|gallbladder hurting",
  "16102":
    "jaundice|yellow skin|yellow eyes|jaundiced|skin turning yellow|icterus|eyes yellow|yellowing skin",
  "16150":
    "digestive problem|hiccups|stomach problem|GI problem|bad breath|stomach trouble|GI upset|hiccoughs|GI complaint|burping|regurgitation|abd pressure",
  "26500":
    "stomach disease|ulcer|gastritis|peptic ulcer|GERD|stomach ulcer|esophagitis|duodenal ulcer|reflux disease|GERD flare|gastroesophageal reflux disease",
  "26550":
    "appendicitis|r/o appendicitis|possible appendicitis|appendix|r/o appy|appy|acute appy|dx appendicitis|poss appy",
  "26600":
    "hernia|inguinal hernia|hernia pain|umbilical hernia|abdominal hernia|hiatal hernia|ventral hernia|groin hernia|hernia bulging|hernia problem|hernia getting bigger",
  "26650":
    "bowel disease|diverticulitis|crohns flare|bowel obstruction|SBO|ulcerative colitis flare|colitis|IBS|crohn's|anal fissure|small bowel obstruction|diverticulitis flare|rectal abscess|IBS flare|r/o SBO",
  "26700":
    "liver or gallbladder disease|gallstones|gallbladder attack|pancreatitis|cirrhosis|liver disease|cholecystitis|biliary colic|liver failure|cholelithiasis|gallstone|r/o gallstones|acute pancreatitis",
  "26750":
    "digestive disease|GI disease|other GI disorder|mandibular cyst|digestive disorder|stomach disorder|GI disorder",
  "26751":
    "dental abscess|abscessed tooth|tooth infection|tooth abscess|infected tooth|gum abscess|abcess tooth|oral abscess",
  "26752":
    "cavity|cavities|tooth decay|decayed tooth|dental caries|dental cavity|hole in tooth|rotten tooth|caries",
  "26753": "canker sore|canker sores|aphthous ulcer|canker in mouth|cankers|apthous ulcer",
  "26755": "TMJ|TMJ pain|jaw joint pain|TMJ flare|temporomandibular pain|jaw hinge pain|tmj problem",
};
