/**
 * How nurses and patients say NHAMCS reasons for visit, in our own words: reason code -> ways, separated by "|". Every way
 * means the reason and no more: no other finding, no denial, no severity the label does not carry. What a nurse adds
 * (severity, time, side, mechanism, denials) is in words.ts and put there by augment.ts.
 * A label cut at the source ("Pain, specified site not referable to...") is written as its first way (see index.ts).
 *
 * This file: general symptoms, and infections and growths that belong to no single organ.
 */
export const GENERAL: Readonly<Record<string, string>> = {
  "10050":
    "chills|the chills|shaking chills|rigors|has the shakes|feels chilled|chilling|shivering|chills and shivers",
  "10100":
    "fever|febrile|temp 101|fever at home|high temp|running a fever|hot to touch|fevers|tactile fever|spiking temps|pyrexia|temp up|fever per mom|has a temperature|feverish",
  "10120":
    "body temp problem|temperature problem|abnormal temp|temp goes up and down|temp instability|odd temp readings at home",
  "10121":
    "feels cold|always cold|cold all the time|feeling cold|can't get warm|cold intolerance|c/o being cold",
  "10122":
    "feels hot|feeling hot|hot all over|overheated feeling|burning up|feels flushed and hot|heat intolerance",
  "10123":
    "hot and cold|hot/cold spells|feels hot then cold|hot and cold flashes|going from hot to cold|alternating hot and cold",
  "10150":
    "fatigue|tired|exhausted|tiredness|no energy|run down|worn out|feels drained|fatigued|low energy|tired all the time|wiped out",
  "10200":
    "general weakness|weakness|gen weakness|generalized weakness|weak all over|feels weak|weak|gen wkness|weak and shaky|body weakness|overall weakness|weakness, gen",
  "10250":
    "not feeling well|malaise|feels ill|feels sick|general ill feeling|unwell|feels bad all over|feeling poorly|under the weather|feels lousy|sick|general malaise",
  "10300":
    "syncope|passed out|fainted|syncopal episode|blacked out|fainting spell|LOC|passing out|loss of consciousness|fell out|fainting|pt fainted|syncopal event|faint",
  "10350":
    "fluid retention|holding water|retaining fluid|fluid problem|dehydration|dehydrated|fluid imbalance|retaining water",
  "10351":
    "edema|BLE edema|swollen legs|LE edema|pitting edema|leg edema|edema both legs|peripheral edema|legs and ankles swollen|swelling in both ankles|bilat leg swelling|ankles swelling",
  "10352":
    "sweating|diaphoresis|night sweats|excessive sweating|sweats|sweating a lot|drenched in sweat|cold sweats|perspiring heavily|breaking out in sweats",
  "10353":
    "very thirsty|excessive thirst|polydipsia|drinking lots of water|always thirsty|increased thirst|thirsty all the time",
  "10400":
    "weight gain|wt gain|gaining weight|overweight|obesity|putting on weight|unexpected wt gain|up in weight",
  "10450":
    "weight loss|wt loss|losing weight|dropping weight|unintended wt loss|unexplained weight loss|loss of weight",
  "10451":
    "recent weight loss|recent wt loss|lost weight lately|lost weight this month|losing wt recently|lost weight this past month",
  "10452": "underweight|too thin|low body weight|low wt|below weight|thin, underweight|skinny",
  "10460":
    "face problem|facial symptoms|c/o face|lump on face|facial mass|something wrong w/ face|face feels tight|face feels funny",
  "10500":
    "chest problem|chest complaint|chest sx|chest symptoms|something w/ chest|chest feels funny|odd feeling in chest|chest issue",
  "10501":
    "chest pain|CP|c/o CP|chest hurts|pain in chest|chest px|ant chest pain|midsternal CP|substernal chest pain|chest wall pain|CP, ant|sharp CP|chest aching|left sided chest pain|chest pains",
  "10502":
    "chest tightness|chest pressure|chest discomfort|tightness in chest|pressure on chest|chest tight|discomfort in chest|chest feels heavy|heaviness in chest|squeezing in chest|tight chest",
  "10503":
    "burning in chest|burning chest|chest burning|burning sensation in chest|burning feeling in chest|chest burns|burning behind breastbone",
  "10550":
    "pain at site|localized pain|buttock pain|tailbone pain|coccyx pain|butt hurts|pain in buttock|axilla pain|armpit pain|pain under arm|sacral pain",
  "10551":
    "rib pain|ribs hurt|pain in ribs|sore ribs|rib soreness|rib cage pain|hurting in ribs|aching ribs|rib px|pain over ribs",
  "10552":
    "flank pain|side pain|pain in side|side hurts|flank px|flank discomfort|aching in side|pain in flank|flank ache|hurting in side|pain to side",
  "10553":
    "groin pain|pain in groin|groin hurts|groin discomfort|sore groin|groin px|pain to groin|groin ache|groin soreness",
  "10554":
    "facial pain|face pain|face hurts|pain in face|cheek pain|hurting on side of face|sore face|pain to face|mandible pain|face aches",
  "10600":
    "generalized pain|pain all over|hurts all over|whole body hurts|aches all over|body pain|aching all over|diffuse pain|everything hurts",
  "10601":
    "pain|c/o pain|in pain|pain, unspecified|chronic pain|hurting|having pain|has pain|pain problem|pain issue",
  "10602": "cramps|cramping|muscle spasms|spasms|having cramps|cramps and spasms|cramping up|spasming",
  "10603":
    "stiffness|stiff|body stiffness|stiff all over|feels stiff|stiff and tight|stiffness in body|feeling stiff",
  "10650": "lump|mass|found a lump|growth|knot|new mass|unknown mass|tumor|bump, growing|mass found at home",
  "10651":
    "internal mass|mass inside|internal lump|mass felt inside|mass seen inside|deep mass|internal growth",
  "10660":
    "internal lesion|lesion inside|lesion on scan|internal spot found|lesion on organ|internal lesions seen",
  "10700":
    "bleeding|active bleeding|bleeding from site|bleeding problem|bleeding in several places|oozing blood|bleed|bleeds easily|bleeding from access",
  "10750":
    "growth problem|developmental delay|dev delay|growth concern|delayed milestones|growth and development issue|slow development|late milestones",
  "10751":
    "poor growth|failure to thrive|FTT|slow weight gain|failure to grow|baby small for age|low growth|child stays small",
  "10752":
    "growing too fast|too tall for age|excess growth|overgrowth|large for age|rapid growth|very big for age",
  "10800":
    "infant problem|baby acting strange|baby not himself|newborn problem|infant concern|parent worried about baby|infant sx|baby seems off",
  "10801":
    "crying infant|fussy baby|fussy|irritable infant|baby crying a lot|cranky baby|infant fussiness|colicky|fussy per mom|fidgety baby|cries all night",
  "10802":
    "spitting up|spits up feeds|infant spit up|baby spits up after bottle|regurgitation in infant|spit up formula|frequent spit ups",
  "10803":
    "infant feeding problem|baby feeding issue|trouble latching|breast feeding problem|bottle feeding trouble|feeding problem, infant|slow feeding|formula problem",
  "10850":
    "infection|infxn|possible infection|infection, unsure where|general infection|has an infection|site infection|inf",
  "10900":
    "allergies|allergic reaction|allergic rxn|allergy sx|allergic rx|reaction to food|having an allergic reaction|allergies acting up|allergic to something|allergy",
  "10950":
    "difficulty walking|unable to walk|gait problem|can't ambulate|off balance|unsteady gait|trouble walking|staggering|poor coordination|clumsy|ataxia|unable to bear wt",
  "10960": "dyslexia|trouble reading|reading disorder|mixes up letters|reading problem|reverses letters",
};

/** Infections of the whole body, and cancers and other growths. */
export const INFECTIONS_AND_GROWTHS: Readonly<Record<string, string>> = {
  "20050":
    "stomach virus|gastroenteritis|stomach bug|AGE|intestinal infection|giardia|salmonella|enteritis|dysentery|c diff|cdiff",
  "20100":
    "strep|strep infection|strep throat|streptococcal infection|tested pos for strep|scarlet fever|dx w/ strep|group A strep",
  "20150":
    "viral illness|virus|viral syndrome|viral infection|shingles|zoster|mono|chicken pox|herpes|RSV|measles|mumps|hepatitis C flare|herpes zoster",
  "20151": "HIV|AIDS|HIV+|HIV positive|HIV complication|HIV disease|known HIV|HIV pt",
  "20160": "coronavirus|corona virus|coronavirus infection|has the coronavirus|dx coronavirus|corona",
  "20170":
    "illness due to SARS coronavirus|SARS-CoV illness|SARS infection|sick from SARS virus|SARS coronavirus disease|SARS related illness",
  "20171":
    "illness due to other coronavirus|other coronavirus illness|non SARS coronavirus disease|seasonal coronavirus|sick from a common coronavirus|coronavirus, other type",
  "20200":
    "STD|STI|gonorrhea|chlamydia|syphilis|venereal disease|GC/chlamydia|the clap|STD symptoms|has an STD",
  "20250":
    "fungal infection|thrush|ringworm|athletes foot|fungus|tinea|candida|yeast infection|foot fungus|oral thrush|yeast rash",
  "20300": "lice|scabies|head lice|parasites|pinworms|bed bugs|worms|maggots|parasite infection|mites",
  "20310": "sepsis|septic|septicemia|blood infection|urosepsis|blood poisoning|bacteremia w/ sepsis",
  "20350":
    "infectious disease|bacterial infection|MRSA|staph infection|TB|lyme disease|tuberculosis|staph|e coli infection|infectious process|MRSA infection|trichomonas",
  "21000":
    "colon cancer|stomach cancer|colon ca|liver cancer|esophageal cancer|GI cancer|rectal ca|bowel cancer|hx colon CA",
  "21050":
    "lung cancer|lung ca|throat cancer|lung CA pt|laryngeal cancer|cancer of lung|bronchial cancer|lung mass, malignant",
  "21100":
    "skin cancer|melanoma|skin ca|basal cell|squamous cell of skin|basal cell carcinoma|BCC|skin cancer problem",
  "21150":
    "breast cancer|breast ca|breast CA pt|malignant breast tumor|known breast cancer|hx breast CA|CA breast",
  "21200":
    "ovarian cancer|cervical cancer|uterine cancer|ovarian ca|endometrial ca|cervix ca|vulvar cancer|cancer of uterus",
  "21250":
    "prostate cancer|prostate ca|testicular cancer|CA prostate|penile cancer|cancer of prostate|testicular ca",
  "21260":
    "bladder cancer|kidney cancer|bladder ca|renal cell ca|cancer of urinary tract|renal cancer|CA bladder",
  "21300":
    "cancer|CA|malignancy|mets|bone cancer|metastatic cancer|brain tumor|cancer pt|malignant tumor|mets to bone",
  "21350":
    "leukemia|lymphoma|hodgkins|multiple myeloma|blood cancer|NHL|AML|CLL|non hodgkins lymphoma|hodgkin's",
  "21400":
    "fibroids|uterine fibroids|fibroid pain|uterine fibroid|fibroid tumor|uterine polyp|large fibroids|leiomyoma",
  "21450":
    "ovarian cyst|bartholin cyst|lipoma|benign tumor|cyst on ovary|nasal polyp|benign cyst|bartholins|rectal polyp|fatty tumor",
  "21500":
    "possible cancer|mass, unsure if cancer|tumor, type unknown|neoplasm, uncertain|mass awaiting bx|growth of unknown type|myelodysplasia",
};
