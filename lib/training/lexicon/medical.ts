/**
 * How nurses and patients say NHAMCS reasons for visit, in our own words: reason code -> ways, separated by "|".
 * Used only to vary training text (augment.ts). A reason without a row here is varied from its own label.
 */
export const MEDICAL: Readonly<Record<string, string>> = {
  // chest, heart, circulation
  "10501":
    "chest pain|CP|c/o CP|chest hurts|pain in chest|left sided chest pain|substernal chest pain|chest pain radiating to L arm|crushing chest pain|CP w/ exertion|CP x2h|anterior chest pain|cp/sob|chest pain, diaphoretic|midsternal CP",
  "10502":
    "chest tightness|chest pressure|chest discomfort|heaviness in chest|pressure on chest|elephant on chest|chest heaviness radiating to jaw",
  "10503": "burning in chest|burning chest pain|chest burning after eating",
  "10551": "rib pain|ribs hurt|pain in ribs|L rib pain|R sided rib pain|pleuritic rib pain",
  "12600": "palpitations|heart palpitations|heart pounding|heart fluttering|palps|heart skipping beats",
  "12601": "tachycardia|rapid heart rate|heart racing|fast heart beat|HR up|SVT|hr 150s|racing heart",
  "12602": "bradycardia|slow heart rate|low heart rate|HR 30s",
  "12603": "irregular heartbeat|a fib|afib|a-fib rvr|afib with rvr|arrhythmia|heart rhythm irregular",
  "25100": "high blood pressure|HTN|elevated BP|BP high|high bp at home|htn urgency|bp 210/110",
  "25150": "heart attack|MI|STEMI|possible MI|NSTEMI|r/o MI|ACS|cardiac cath needed",
  "25200":
    "CHF|heart failure|CHF exacerbation|chf exac|fluid overload|worsening chf|a fib|cardiac problem|heart problem|AICD fired|ICD shock",
  "25250":
    "stroke|CVA|r/o CVA|TIA|stroke symptoms|possible stroke|code stroke|acute stroke|brain attack|L sided weakness, facial droop|facial droop|hemiparesis|R hemiparesis|left side weakness",
  "25500":
    "DVT|blood clot|r/o DVT|clot in leg|circulation problem|vascular problem|low bp|hypotension|PE|pulmonary embolism",
  "25400": "varicose veins|leg veins|phlebitis",
  "25450": "hemorrhoids|piles|bleeding hemorrhoid|rectal hemorrhoid pain",
  "10300":
    "syncope|passed out|fainted|syncopal episode|near syncope|blacked out|LOC|collapsed|pt passed out at home|loss of consciousness|fell out|presyncope",
  "10351": "edema|swelling|leg swelling bilat|BLE edema|swollen legs|LE edema|pitting edema|swollen feet",
  "10350": "fluid retention|dehydration|dehydrated|fluid problem|r/o dehydration",
  "10352": "sweating|diaphoresis|diaphoretic|night sweats|cold sweats",
  "25350": "low blood pressure|hypotension|BP low|bp 80s",
  // breathing
  "14150":
    "SOB|shortness of breath|short of breath|sob x3d|can't catch breath|SOB w/ exertion|DOE|winded|sob, worse lying flat|orthopnea|increasing SOB|short winded",
  "14200":
    "difficulty breathing|dyspnea|diff breathing|trouble breathing|acute dyspnea|labored breathing|resp distress|respiratory distress|can't breathe|SOB, retractions|working hard to breathe|increased WOB",
  "14250": "wheezing|wheeze|audible wheeze|wheezing x2d|tight and wheezy",
  "14300": "breathing problem|breathing issue|hard to breathe|desaturation|low o2 sat|hypoxia|low oxygen",
  "14302": "hyperventilating|rapid breathing|breathing fast|tachypnea",
  "14400":
    "cough|coughing|dry cough|productive cough|cough x1wk|cough/congestion|cough & fever|barky cough|croupy cough|hacking cough|c/o cough",
  "14450": "cold sx|URI|cold symptoms|head cold|uri sx x4d|runny nose and cough|common cold",
  "14000": "nasal congestion|stuffy nose|runny nose|congested|rhinorrhea|congestion",
  "14051": "nosebleed|epistaxis|nose bleed x1h|bleeding from nose|nasal bleeding",
  "14101": "sinus pain|sinus pressure|sinus headache|face pressure",
  "14103": "sinus congestion|sinuses congested|sinusitis",
  "14501": "flu|flu like sx|flu-like symptoms|influenza|ILI|body aches and fever",
  "14551": "sore throat|throat soreness|ST|sorethroat|throat hurts|pharyngitis|strep throat?",
  "14552": "throat pain|pain in throat|odynophagia|pain with swallowing",
  "14555": "throat swelling|throat closing|throat feels tight|swelling in throat",
  "14701": "coughing up blood|hemoptysis|blood in sputum",
  "14703": "phlegm|productive cough|sputum|coughing up mucus",
  "14750": "chest congestion|congested chest|chest cold",
  "14801": "hoarse|lost voice|voice changes|hoarseness",
  "26250": "asthma|asthma attack|asthma exacerbation|asthma flare|asthma, out of inhaler|status asthmaticus",
  "26300": "pneumonia|PNA|r/o pneumonia|dx with pneumonia",
  "26400": "COPD|COPD exacerbation|copd flare|emphysema|copd exac, on 4L|collapsed lung|pneumothorax",
  "26100": "bronchitis|dx bronchitis|cough, bronchitis",
  "58360": "respiratory arrest|not breathing|apnea|apneic|resp arrest, bagged by ems",
  "58370":
    "cardiac arrest|code|CPR in progress|arrest|full arrest|found pulseless|vfib arrest|post arrest|ROSC|post-CPR",
  "58390": "cardiopulmonary arrest|CPR in progress|asystole|pulseless and apneic|full arrest",
  "58350": "DOA|dead on arrival|found down, no pulse",
  "58400":
    "unresponsive|unconscious|found unresponsive|found down|unresponsive at home|not responding|GCS 3|comatose|obtunded",
  "58410": "altered|mental status unknown|confused vs baseline|AMS|found down",
  "58420":
    "AMS|altered mental status|confusion|confused|lethargic|not acting right|disoriented|ALOC|altered mentality|mental change|drowsy|change in mental status|somnolent|obtunded|hard to arouse",
  // head and nerves
  "12100":
    "headache|HA|h/a|head hurts|head pain|migraine vs HA|worst HA of life|severe headache|HA x3d|frontal headache|cephalgia",
  "23650": "migraine|migraine HA|migraine headache|hx migraines, same|migraine w/ n/v and photophobia",
  "12250":
    "dizziness|dizzy|lightheaded|vertigo|room spinning|light headed|dizzy spells|whirling vertigo|lightheadedness|unsteady",
  "12050":
    "seizure|sz|seizure activity|convulsion|new onset seizure|witnessed seizure|post ictal|status epilepticus|tonic clonic sz|seizure x2 today|actively seizing|breakthrough seizure",
  "23600": "epilepsy|seizure disorder, had sz|breakthrough sz",
  "12201":
    "numbness|numb|loss of feeling|arm numbness|L sided numbness|numbness to hand|facial numbness|decreased sensation",
  "12203":
    "tingling|paresthesia|pins and needles|numbness and tingling|hand tingling|burning sensation in feet",
  "12300":
    "weakness one side|focal weakness|L sided weakness|R sided weakness|weakness of arm|motor weakness|left hemiparesis|rt side weakness|new R arm weakness|one-sided weakness",
  "12352": "slurred speech|slurring|slurred speech since 2h|speech slurred, facial droop|dysarthria",
  "12350":
    "speech difficulty|aphasia|trouble speaking|can't get words out|unable to speak|word finding difficulty|expressive aphasia",
  "12400":
    "neuro symptoms|AMS|confusion|altered mental status|facial droop|nervous system symptoms|acute confusion|confused since am|acute delirium",
  "12000": "tremor|shaking|twitching|involuntary movements|jerking|spasms all over|dystonia",
  "10950":
    "difficulty walking|unable to walk|gait problem|can't ambulate|off balance|unsteady gait|trouble walking|falls, unsteady",
  "12150": "memory loss|amnesia|can't remember|forgetful",
  "23700": "neuro disease|MS flare|multiple sclerosis|neuropathy|nervous system disease|bell's palsy",
  "19204": "leg weakness|weak legs|both legs weak|lower extremity weakness",
  "10200":
    "weakness|general weakness|gen weakness|weak|generalized weakness|weak all over|weak x2d|feels weak|failure to thrive",
  "10150": "fatigue|tired|exhausted|tiredness|no energy|malaise and fatigue",
  "10250": "not feeling well|malaise|feels ill|feels sick|general ill feeling|unwell",
  "13052":
    "vision loss|blurred vision|blurry vision|decreased vision|can't see out of L eye|loss of vision|vision changes|decreased visual acuity",
  "13050": "vision problem|visual disturbance|seeing spots|vision changes",
  "13051": "blind|sudden blindness|half vision lost|visual field cut",
  "13053": "floaters|flashes of light|seeing floaters|seeing spots",
  "13054": "double vision|diplopia|seeing double",
  // fever and infection
  "10100":
    "fever|febrile|temp 103|fever x2d|high fever|fevers|fever of 101|fever at home|fever 39|FUO|hot to touch|temp",
  "10050": "chills|rigors|shaking chills|fever/chills|f/c",
  "10122": "feels hot|hot flashes|feeling hot|overheated|heat exposure",
  "10120": "low temp|hypothermia|cold to touch|temp problem",
  "20350": "infection|sepsis|r/o sepsis|viral infection|infectious disease|shingles",
  "10850": "infection|infxn|possible infection|septic|r/o sepsis|wound infection|line infection",
  "20150": "viral illness|virus|viral syndrome|shingles|zoster",
  "34100": "exposure to illness|exposed to meningitis|exposure to tb|possible exposure",
  "20200": "bacterial infection|mrsa|sepsis",
  // glands, blood, sugar
  "61000":
    "high blood sugar|hyperglycemia|BS 500|blood sugar high|FSBS >400|elevated glucose|low blood sugar|hypoglycemia|FSBS 40|BS high|sugar 600|bst high|low bs",
  "61100":
    "abnormal labs|low hgb|high potassium|hyperkalemia|low potassium|critical lab value|abnormal blood test|low H&H|elevated INR",
  "67000": "abnormal test result|sent for abnormal labs|abnormal CT|test results|abnormal lab.",
  "22050": "diabetes|DM|diabetic problem|DKA|hyperglycemia, hx DM|blood sugar problem|hypoglycemic|r/o dka",
  "22150":
    "hypoglycemia|low sugar|dehydration|thyroid problem|electrolyte problem|metabolic problem|hyperkalemia|low sodium",
  "22500": "anemia|low hemoglobin|low blood count|needs transfusion|hgb 6|low h/h",
  "22550": "sickle cell crisis|sickle cell pain|SCD crisis|blood disease",
  "10700":
    "bleeding|bleeding won't stop|bleeding from site|post op bleeding|hemorrhage|bleeding from dialysis access",
  "10900":
    "allergic reaction|allergic rxn|allergies|hives, allergic rxn|anaphylaxis|allergic reaction, tongue swelling|allergic rxn to peanut|bee sting, throat tight|anaphylactic reaction",
  "21300": "cancer|cancer pt|ca with pain|chemo pt with fever|malignancy|mets",
  "10450": "weight loss|losing weight|unintended wt loss",
  "15702":
    "not eating|decreased appetite|poor appetite|no appetite|poor PO intake|not eating or drinking|anorexia",
  "10460": "facial swelling|face swelling|facial numbness|face swollen|cheek swelling|facial symptoms",
  "10554": "facial pain|face pain|jaw pain|face hurts",
  "26000": "uri|upper resp infection|sinus infection|sinusitis|strep",
};
