/** Nervous system, heart and vessels, and their diagnoses; levels of consciousness: see general.ts for the form. */
export const NERVES_AND_HEART: Readonly<Record<string, string>> = {
  "12000":
    "tremor|shaking|twitching|involuntary movements|jerking|tremors|muscle twitching|tics|hands shaking|jerky movements|dystonia|body jerks",
  "12050":
    "seizure|sz|seizure activity|convulsion|seizures|convulsions|had a seizure|witnessed seizure|szs|seizure today|seizure PTA|siezure|possible seizure|fit",
  "12070":
    "head problem|head pressure|head feels heavy|head feels full|lump on head|head sx|something wrong w/ head|foggy head",
  "12100":
    "headache|HA|h/a|head hurts|head pain|cephalgia|frontal headache|head ache|headaches|pain in head|frontal HA|temporal headache|c/o HA|head pounding|head px",
  "12101":
    "tension headache|tension HA|stress headache|tension type headache|stress HA|tension h/a|headache from tension",
  "12150":
    "memory loss|amnesia|can't remember|forgetful|memory problem|forgetting things|poor memory|memory trouble|memory lapse",
  "12200":
    "sensory disturbance|sensation problem|odd sensation|abnormal feeling in skin|altered sensation|sensation changes|weird sensation",
  "12201":
    "numbness|numb|loss of feeling|decreased sensation|numb feeling|can't feel|loss of sensation|numbness in hands|numbness in feet|numbness to fingers|fingers numb|hypoesthesia",
  "12202":
    "hypersensitive skin|increased sensation|hyperesthesia|skin very sensitive to touch|touch hurts|overly sensitive skin",
  "12203":
    "tingling|paresthesia|pins and needles|hand tingling|tingling in fingers|tingling in feet|prickling|parasthesia|tingly|burning sensation in feet|hands tingling",
  "12204":
    "change in senses|loss of taste|loss of smell|can't smell|can't taste|altered taste|bad smell sensation|taste change|anosmia",
  "12250":
    "dizziness|dizzy|lightheaded|vertigo|room spinning|light headed|dizzy spells|lightheadedness|unsteady, dizzy|feels dizzy|spinning sensation|dizzyness|giddy|woozy|light-headed",
  "12300":
    "weakness one side|focal weakness|L sided weakness|R sided weakness|motor weakness|one-sided weakness|hemiparesis|weak on one side|weakness on left|weakness on right|side weakness|unilateral weakness",
  "12350":
    "speech difficulty|aphasia|trouble speaking|can't get words out|speech problem|word finding difficulty|difficulty speaking|speech disturbance|garbled speech|expressive aphasia|trouble talking",
  "12351": "stuttering|stammering|new stutter|stutter|stutters|stammer",
  "12352":
    "slurred speech|slurring|slurring words|speech slurred|dysarthria|slurred words|words slurred|slurring speech",
  "12400":
    "neuro symptoms|neuro sx|nervous system symptoms|neuro complaint|neurologic symptoms|neurological problem|confusion|confused|disoriented|facial droop|nervous system complaint|neuro changes",
  "12600":
    "palpitations|heart palpitations|heart pounding|heart fluttering|palps|fluttering in chest|pulsations|feels heart beating|palpitation|pounding heartbeat|pounding pulse",
  "12601":
    "tachycardia|rapid heart rate|heart racing|fast heart beat|HR up|racing heart|fast HR|pulse racing|tachy|increased heart rate|heart beating fast|high heart rate",
  "12602":
    "bradycardia|slow heart rate|low heart rate|slow pulse|HR low|low HR|brady|slow heartbeat|decreased heart rate",
  "12603":
    "irregular heartbeat|irregular heart rate|heart skipping beats|skipped beats|irreg HR|irregular pulse|heart rhythm irregular|irregular rhythm|irregular HR|heart beat uneven",
  "12650":
    "heart pain|pain in heart|heart hurts|pain over heart|c/o heart pain|aching heart|pain around heart",
  "12700":
    "heart problem|cardiac symptoms|heart sx|heart trouble|something wrong w/ heart|cardiac sx|heart symptoms|heart murmur heard",
  "12750":
    "lymph node problem|lymph nodes|gland problem|c/o glands|lymph gland problem|nodes in neck|lymph node sx",
  "12751":
    "swollen glands|enlarged lymph nodes|swollen lymph nodes|swollen nodes|gland swelling|enlarged glands|lymphadenopathy|neck glands swollen",
  "12752":
    "sore glands|tender glands|tender lymph nodes|painful glands|glands hurt|painful lymph node|sore lymph nodes",
  "12800":
    "circulation symptoms|circulatory problem|vascular sx|low blood pressure|low BP|BP low|hypotension|cardiovascular symptoms",
  "12801":
    "poor circulation|bad circulation|circulation problem|circulation poor in legs|poor circ|decreased circulation|circulation issue in feet",
  "12802": "pale|pallor|looks pale|paleness|pale skin|pale color|very pale|washed out color",
  "12803": "flushed|flushing|face flushed|blushing|red flushed face|skin flushed|facial flushing",
  "23500": "multiple sclerosis|MS flare|MS|MS exacerbation|MS relapse|mult sclerosis|MS symptoms|MS flair",
  "23550":
    "parkinson's|parkinsons disease|parkinson's symptoms|PD, tremors worse|Parkinsons|parkinson disease problem",
  "23600":
    "epilepsy|epileptic|known epileptic|epilepsy problem|hx epilepsy|seizure disorder|sz disorder|epilepsy flare",
  "23650":
    "migraine|migraine HA|migraine headache|migraines|hx migraines, same|typical migraine|migrane|chronic migraine|migraine h/a|migraine flare|sick headache, migraine",
  "23700":
    "neuro disease|neuropathy|nervous system disease|bell's palsy|carpal tunnel|ALS|alzheimers|bells palsy|muscular dystrophy|myasthenia gravis|diabetic neuropathy|nerve disease|nerve pain, neuropathy",
  "25000":
    "rheumatic fever|rheumatic heart disease|hx rheumatic fever|RHD|rheumatic heart|rheumatic valve disease",
  "25050":
    "hypertensive heart disease|pulmonary hypertension|HTN w/ organ damage|hypertensive cardiovascular disease|pulm HTN|HCVD|renal hypertension",
  "25100":
    "high blood pressure|HTN|elevated BP|BP high|high bp at home|hypertension|BP elevated|high BP|BP up|hypertensive|HBP|bp running high|increased BP|high bld pressure",
  "25150":
    "heart attack|MI|STEMI|possible MI|NSTEMI|r/o MI|angina|ACS|coronary artery disease|CAD|acute MI|myocardial infarction|coronary disease",
  "25200":
    "CHF|heart failure|CHF exacerbation|chf exac|a fib|afib|cardiac problem|atrial fibrillation|SVT|arrhythmia|congestive heart failure|cardiomyopathy|heart disease|worsening chf",
  "25250":
    "stroke|CVA|r/o CVA|TIA|stroke symptoms|possible stroke|code stroke|brain attack|stroke sx|r/o stroke|acute stroke|mini stroke|poss CVA",
  "25300":
    "atherosclerosis|hardening of arteries|arteriosclerosis|clogged arteries|plaque in arteries|PAD, arteriosclerosis",
  "25350":
    "phlebitis|thrombophlebitis|superficial thrombophlebitis|inflamed vein|vein inflammation|superficial clot in vein|IV site phlebitis",
  "25400":
    "varicose veins|varicose vein problem|bulging leg veins|painful varicose veins|leg veins bulging|varicosities",
  "25450":
    "hemorrhoids|piles|hemorrhoid pain|rectal hemorrhoids|painful hemorrhoids|swollen hemorrhoid|hemorroids|hemorrhoid flare|external hemorrhoid",
  "25500":
    "blood clot|DVT|r/o DVT|clot in leg|PE|r/o PE|vascular disease|pulmonary embolism|PVD|vasculitis|lymphadenitis|venous stasis|blood clots",
  "58350":
    "DOA|dead on arrival|pronounced on arrival|dead, brought by EMS|deceased on arrival|obvious death on arrival",
  "58360":
    "respiratory arrest|not breathing|apneic|resp arrest|stopped breathing|bagged by ems|apnea, bagged|resp arrest per EMS",
  "58370":
    "cardiac arrest|code|CPR in progress|full arrest|vfib arrest|post arrest|ROSC|code blue|arrest|heart stopped|s/p cardiac arrest|cardiac arrest per EMS",
  "58390":
    "cardiopulmonary arrest|pulseless and apneic|full cardiopulmonary arrest|cardiopulm arrest|heart and breathing stopped|full code, CPR in progress|cardiopulm arrest, CPR by EMS",
  "58400":
    "unresponsive|unconscious|found unresponsive|unresponsive at home|not responding|comatose|found unconscious|unresponsive per EMS|coma|uncon|knocked out|unresp",
  "58410":
    "mental status unknown|found on floor|found down|brought in by ambulance|consciousness not specified|mental status unclear|found on ground|level of alertness unknown",
  "58420":
    "AMS|altered mental status|altered LOC|lethargic|not acting right|ALOC|change in mental status|mental status change|altered mentality|mental change|drowsy|decreased LOC|hard to arouse|altered",
};
