/**
 * How triage nurses write, turned into the words the safety rules are written in. Whole tokens and phrases only; the
 * engine replaces the longest phrase first and keeps the place in the text. A phrase that carries its own negation
 * ("not breathing") becomes a positive word here, before negation is read.
 */
const TABLE: Readonly<Record<string, string>> = {
  dyspnea:
    "sob; doe; dib; shortness of breath; short of breath; shortness breath; difficulty breathing; " +
    "difficulty in breathing; diff breathing; trouble breathing; problems breathing; " +
    "hard to breathe; hard time breathing; labored breathing; labored resp; labored respirations; " +
    "breathing difficulty; breathing difficulties; breathing fast; cant breathe; can't breathe; " +
    "cannot breathe; can not breathe; unable to breathe; not breathing well; not breathing right; " +
    "not breathing normally; isn't breathing well; isn't breathing right; isnt breathing right; isn't breathing normally; dyspnoea; breathless; breathlessness; increased wob; out of breath; winded; " +
    "short winded; shortness of breathe; can't catch breath; cant catch breath; unable to catch breath; " +
    "can't catch my breath; can't catch his breath; can't catch her breath; cant catch her breath; cant catch his breath; " +
    "can't get air; cant get air; can't get enough air; working to breathe; working hard to breathe; struggling to breathe; " +
    "breathing hard; breathing heavy; breathing problem; breathing problems; fast breathing; rapid breathing; " +
    "breathing rapidly; tachypnea; tachypneic; orthopnea; " +
    "increased work of breathing",
  "respiratory distress": "resp distress; respiratory distress; rds",
  "silent-chest":
    "chest gone quiet; chest has gone quiet; chest went quiet; silent chest; no air movement; no air entry; not moving air; not moving any air; not moving much air; hardly any air moving; barely moving air; hardly moving air; " +
    "no breath sounds; absent breath sounds; minimal air movement; minimal air entry",
  "cannot-cough":
    "can't talk or cough; cant talk or cough; can't speak or cough; cant speak or cough; can't cough or talk; can't cough or speak; can't cough; cant cough; unable to cough; cannot cough; no sound coming out; not making a sound; not making any sound; unable to cry; can't make a noise; cant make a noise; can't make any noise; can't make a sound; cant make a sound; can't make any sound; cannot make a sound; couldn't make a sound; unable to make a sound; no noise coming out; can't get a sound out",
  "respiratory arrest": "resp arrest",
  // Nothing wrong with the breath is not a breath that is not there.
  "no dyspnea":
    "no breathing difficulty; no breathing difficulties; no breathing trouble; no breathing troubles; no breathing problem; no breathing problems; " +
    "no breathing issue; no breathing issues; no breathing complaint; no breathing complaints; no breathing distress; no breathing symptoms; " +
    "no breathing concerns; no breathing changes",
  "pulse-meter": "no pulse ox; no pulse oximeter; no pulse oximetry",
  "pulses-alike": "no pulse deficit; no pulse deficits; no pulse difference",
  "no-answer": "no response from",
  aaa: "triple a; triple aaa",
  "o-group-blood": "o neg; o negative; o pos; o positive; o neg blood; o negative blood",
  "no-recovery-between":
    "not back to himself between; not back to herself between; not back to normal between; not back to baseline between; " +
    "no recovery between; not recovering between; not awake between; not waking between",
  sacroiliac: "si joint; si joints",
  // A shot of medicine, not of a gun.
  "injection-given":
    "got shot for; got shot of; cortisone shot; steroid shot; flu shot; tetanus shot; booster shot; allergy shot; b12 shot; depo shot; " +
    "vaccine shot; toradol shot; ketorolac shot; rabies shot; covid shot; rocephin shot; antibiotic shot",
  hypoxia:
    "hypoxic; hypoxemia; low oxygen; low o2; low o2 sat; low o2 sats; low spo2; desaturation; desat; desatting; desaturating",
  apnea:
    "not breathing; no longer breathing; stopped breathing; isn't breathing; isnt breathing; no breathing; breathing stopped; apneic; " +
    "stops breathing; quit breathing; quits breathing; breathing pauses; pauses in breathing",
  pulseless:
    "can't feel pulse; cant feel pulse; can't feel a pulse; no pulse; without a pulse; without pulse; no heartbeat; lost pulse",
  unresponsive:
    "can't rouse; cant rouse; cannot rouse; unable to rouse; won't rouse; wont rouse; can't be roused; cant be roused; cannot be roused; not rousable; unrousable; not rousing; can't be woken; cant be woken; not responding; not responsive; no response; non responsive; nonresponsive; " +
    "no longer responsive; no longer responding; not responding to voice; not responding to pain; " +
    "unresp; uncon; not responding to verbal; won't wake up; wont wake up; won't wake; wont wake; cant wake; " +
    "can't wake; unable to wake; not waking up; no response to pain; no response to voice; no response to verbal; no response to sternal rub; no response to stimuli; " +
    "not responding to sternal rub; unarousable; unrousable",
  refractory: "not responding to; no response to",
  "hard-to-wake":
    "hard to wake; hard to wake up; hard to rouse; not waking for feeds; not waking; difficult to wake; difficult to arouse; hard to arouse; " +
    "difficult to rouse; barely arousable; sleeping tendency",
  "chest pain": "cp; pain chest; pains in chest; chest px",
  "back pain": "lbp; backache; back ache; back px; pain back; lumbago",
  headache: "ha; h/a; head ache; head pain; migraine ha",
  syncope:
    "passed out; pass out; passing out; blacked out; black out; blackout; fainted; fainting; faint; " +
    "syncopal; loss of consciousness; lost consciousness; lose consciousness; loss of conciousness; " +
    "loc; knocked out",
  // No consciousness was lost.
  "lost-tooth": "tooth knocked out; teeth knocked out; tooth knocked loose",
  presyncope:
    "near syncope; near syncopal; pre syncope; presyncopal; almost passed out; felt faint; " +
    "nearly fainted; about to faint; going to faint; lightheaded; light headed",
  "altered mental status":
    "ams; aloc; alt mental status; altered loc; decreased loc; dec loc; change in loc; " +
    "altered level of consciousness; decreased level of consciousness; altered mentation; " +
    "altered mentality; altered mental; mental change; mental status change; mental status changes; " +
    "change in mental status; mental status altered; not acting right; not acting herself; " +
    "not acting himself; not acting normal; confused mentality; confuse mentality; " +
    "confusion mentality; drowsy mentality",
  stroke: "cva; cvas; stroke alert; code stroke; brain attack",
  "fast positive": "fast positive; positive fast; fast pos; pos fast; bfast positive",
  "heart attack": "mi; ami; nstemi; myocardial infarction",
  gunshot: "gsw; gsws; gun shot; got shot; been shot; was shot; shot in; shot to; shot by",
  suicidal:
    "nothing to live for; no reason to live; wish i was dead; wishes he was dead; wishes she was dead; doesn't want to wake up; doesnt want to wake up; rather be dead; goodbye notes; goodbye letter; goodbye letters; farewell note; farewell letter; wants to end it; want to end it; wanting to end it; tired of living; doesn't want to be alive; doesnt want to be alive; does not want to be alive; doesn't want to be here anymore; doesnt want to be here anymore; not want to be here anymore; suicide note; goodbye note; si; suicide; suicide attempt; suicidal ideation; kill self; kill myself; kill himself; " +
    "kill herself; killing myself; kill themself; want to die; wants to die; wanting to die; " +
    "end my life; end her life; end his life; self harm; self-harm; hurt self; hurt myself; " +
    "harm self; harm myself; harm himself; harm herself; hurt himself; hurt herself; thoughts of suicide; self injury; " +
    "self injurious; self mutilation; cutting self; cutting herself; cutting himself; end life; end it all; take own life; " +
    "take his own life; take her own life; take my own life; better off dead; does not want to live; doesn't want to live; " +
    "doesnt want to live; don't want to live; dont want to live; no longer wants to live; no will to live",
  // A greeting is not the "HI" of homicidal ideation.
  hello:
    "hi there; hi all; hi team; hi doc; hi doctor; hi nurse; hi please; hi just; hi can; hi i; hi im; hi i'm; hi my; says hi; said hi; to say hi; saying hi; oh hi",
  homicidal: "hi; homicidal ideation; kill others; hurt others; harm others",
  overdose: "od; od'd; oded; overdosed; overdosing; drug intoxication; took too many; took too much",
  seizure: "sz; szs; seizures; convulsion; convulsions; convulsing",
  seizing:
    "hasn't stopped seizing; hasnt stopped seizing; has not stopped seizing; not stopped seizing; won't stop seizing; wont stop seizing; seizure won't stop; seizure wont stop; seizure not stopping; " +
    "still convulsing; still fitting; continues to seize; continues seizing; continues to convulse; keeps convulsing; actively seizing; still seizing; status epilepticus; seizure in progress; active seizure; " +
    "actively convulsing",
  epilepsy: "seizure disorder; sz disorder; epileptic",
  "seizure-medicine":
    "seizure meds; seizure med; seizure medication; seizure medications; seizure medicine; sz meds; " +
    "seizure precautions",
  postictal: "post ictal; post-ictal; post seizure; postseizure",
  diaphoretic: "diaphoresis; sweaty; sweating; clammy; cold sweat; cold sweats; sweats; diaph",
  hematemesis:
    "bringing up blood; bringing up fresh blood; bringing up fresh red blood; bringing up bright red blood; brought up blood; puking blood; puked blood; vomiting blood; vomited blood; vomit blood; throwing up blood; bloody vomit; blood in vomit; " +
    "bloody emesis; blood in emesis; coffee ground emesis; coffee ground vomit; coffee grounds; coffee ground; " +
    "haematemesis",
  hemoptysis:
    "coughing up fresh blood; coughing up bright blood; coughing up bright red blood; spitting out blood; coughing up blood; coughing blood; coughed up blood; cough up blood; coughs up blood; haemoptysis; blood in sputum; " +
    "bloody sputum; blood tinged sputum; blood in phlegm; bloody phlegm; spitting up blood",
  melena:
    "dark sticky stool; dark sticky stools; black sticky stool; black sticky stools; black poop; tarry poop; stool like tar; black tarry stool; black tarry stools; dark tarry stool; dark tarry stools; tarry stool; tarry stools; black stool; black stools; " +
    "melaena",
  "rectal bleeding":
    "brbpr; bloody stool; bloody stools; blood in stool; blood in stools; bloody diarrhea; " +
    "blood per rectum; bleeding from rectum; hematochezia; rectal bleed; blood in bm; bloody bm; bloody bms; blood in poop; " +
    "bloody poop; bleeding rectally; blood from rectum; anal bleeding",
  "gi bleed":
    "gib; ugib; lgib; gi bleeding; gastrointestinal bleed; gastrointestinal bleeding; bowel bleeding; " +
    "bleeding from bowel; bleeding from bowels",
  "vaginal bleeding": "vb; vag bleeding; vag bleed; vaginal bleed; pv bleed; pv bleeding; bleeding vaginally",
  vomiting:
    "d+v; d + v; puked; d&v; d & v; sick x2; sick x3; sick x4; sick x5; n/v; n/v/d; nvd; emesis; vomited; vomits; throwing up; threw up",
  "abdominal pain":
    "abd pain; abdo pain; abdomen pain; stomach pain; belly pain; pelvic pain; rlq pain; llq pain; " +
    "ruq pain; luq pain; abdominal cramping; abd cramping; pelvic cramping",
  "inhaler-fails":
    "inhaler isn't touching it; inhaler not touching it; inhaler isn't helping; inhaler not helping; inhalers not helping; inhalers aren't helping; inhaler no help; inhaler no relief; no relief from inhaler; no relief with inhaler; " +
    "nebs not helping; nebs not touching it; neb not helping; nebulizer not helping; nebuliser not helping; puffer not helping; ventolin not helping; salbutamol not helping; albuterol not helping; inhaler not touching him; inhaler not touching her; " +
    "not responding to inhaler; not responding to nebs; no better after nebs; no better with nebs; no better with inhaler; no better after inhaler",
  "decreased fetal movement":
    "no movement from baby; no movement of baby; no movements from baby; baby not moved; baby hasn't moved; baby hasnt moved; baby has not moved; baby not kicking; no kicks; not felt kicks; " +
    "not felt any kicks; haven't felt baby; havent felt baby; hasn't felt the baby; not felt baby; not felt the baby; no fetal movement; baby not moving; no baby movement; " +
    "can't feel baby move; cant feel baby move; hasn't felt baby move; hasnt felt baby move; not feeling baby move; less fetal movement; not felt him kick; not felt her kick; " +
    "not felt it kick; not felt a kick; not felt him move; not felt her move; not felt it move; no kicks felt; haven't felt her kick; hasn't felt her kick; fewer kicks; reduced kicks; " +
    "less kicks; reduced fetal movement; reduced fetal movements; reduced foetal movements; decreased foetal movements; reduced movements felt; reduced fm; rfm; decreased fm; baby gone quiet; " +
    "baby's gone quiet; bump gone quiet; bump's gone quiet; bump has gone quiet; quiet bump; haven't felt baby move; baby hasn't kicked; baby hasnt kicked; baby has not kicked; " +
    "baby not kicked; baby stopped kicking; baby has stopped kicking; haven't felt him kick; haven't felt him move; havent felt him kick; havent felt him move; hasn't felt him kick; " +
    "hasn't felt him move; hasnt felt him kick; hasnt felt him move",
  // Of an unborn child where there is one: a father who was not felt to come home says the same.
  "movement-not-felt":
    "haven't felt him; havent felt him; hasn't felt him; hasnt felt him; not kicked; hasn't kicked; hasnt kicked; stopped kicking; no kick; kicking less; no movements felt; " +
    "not felt any movement; not felt any movements",
  numb:
    "no feeling in; no feeling to; no sensation in; no sensation to; can't feel; cant feel; cannot feel; unable to feel; " +
    "lost feeling in; loss of feeling in",
  "last drink":
    "no drink for; no alcohol for; no etoh for; not had a drink; without a drink; no drink in; no alcohol in; no drink since; no alcohol since",
  "no-warning":
    "no warning; without warning; without any warning; no prodrome; out of the blue; out of nowhere",
  "no-wet-diaper":
    "no wet diaper; no wet diapers; no wet nappy; no wet nappies; no wet pampers; dry diapers; dry nappies; not wetting diapers; hasn't had a wet diaper; hasnt had a wet diaper; not had a wet diaper",
  disoriented:
    "doesn't know where he; doesn't know where she; doesnt know where he; doesnt know where she; does not know where he; does not know where she; not knowing where he; not knowing where she; doesn't know his name; doesn't know her name; " +
    "doesn't know family; doesn't recognize; doesnt recognize; does not recognize; not recognizing; not recognising; not oriented; doesn't know what day; doesnt know what day; not knowing people; doesn't know people",
  "unexplained-injury":
    "no one knows how; noone knows how; nobody knows how; don't know how it happened; dont know how it happened; unknown how it happened; unknown mechanism; no explanation; story keeps changing; story changes; story changing; " +
    "story doesn't match; story doesnt match; story does not match; story doesn't fit; story doesnt fit; story does not fit; doesn't fit story; does not fit story; not consistent with story; inconsistent story; stories differ; no history of trauma; no known trauma; no known injury",
  pregnant: "preg; pregnancy; iup; gravid; wks pregnant; weeks pregnant",
  "pregnancy-test": "pregnancy test; preg test; pregnancy check; upt; hcg",
  postpartum: "post partum; post-partum",
  hemiparesis: "hemiplegia; hemiplegic; one sided weakness; one-sided weakness; unilateral weakness",
  paralysis:
    "paralyzed; unable to move; can't move; cant move; cannot move; can not move; not able to move; not able to feel or move; unable to feel or move; can't feel or move; " +
    "cant feel or move; paraplegia; " +
    "quadriplegia; paraparesis",
  aphasia:
    "words came out jumbled; words coming out jumbled; words came out wrong; words coming out wrong; words come out wrong; talking gibberish; speaking gibberish; speech gibberish; jumbled words; words jumbled; jumbled speech; speech jumbled; mixing up words; mixing words up; word salad; can't find words; cant find words; can't find her words; can't find his words; unable to find words; slurred speech; slurring speech; speech slurred; speech slurring; slurring of speech; slurring words; slurred words; " +
    "words slurred; slurring; slurs; speech garbled; speech disturbance; speech problem; difficulty with speech; trouble with speech; " +
    "trouble getting words out; can't get words out; cant get words out; unable to get words out; garbled speech; " +
    "speech difficulty; difficulty speaking; trouble speaking; trouble talking; difficulty talking; " +
    "unable to speak; cant speak; can't speak; cannot speak; word finding difficulty; " +
    "expressive aphasia; aphasic; dysarthria",
  // Whose language it is not, is not aphasia.
  "interpreter-needed":
    "can't speak english; cant speak english; cannot speak english; unable to speak english; doesn't speak english; doesnt speak english; does not speak english; " +
    "don't speak english; speaks no english; can't speak much english; doesn't speak much english",
  "broken-sentences speechless-for-breath":
    "too breathless to speak; too breathless to talk; too breathless to answer; too short of breath to speak; too short of breath to talk; too short of breath to answer; " +
    "too sob to speak; too sob to talk; too wheezy to speak; too wheezy to talk; too winded to speak; too winded to talk; too dyspneic to speak; too dyspneic to talk",
  "broken-sentences":
    "unable to speak full sentences; unable to speak in full sentences; cannot speak full sentences; " +
    "cannot speak in full sentences; can not speak full sentences; not able to speak full sentences; not speaking full sentences; " +
    "unable to finish sentences; can't finish sentences; cant finish sentences; two word sentences; 2 word sentences; 3 word sentences; " +
    "few word sentences; cant speak full sentences; " +
    "can't speak full sentences; can't speak in full sentences; unable to complete sentences; " +
    "one word sentences; 1 word sentences; one word dyspnea; tripoding; tripod position; tripod; " +
    "gasping for air; gasping",
  dysphagia:
    "unable to swallow; can't swallow; cant swallow; cannot swallow; trouble swallowing; " +
    "difficulty swallowing",
  "throat-closing":
    "swollen throat; swelling in throat; swelling of throat; throat feels swollen; thick tongue; tongue feels thick; " +
    "swelling to tongue; throat closing; throat closing up; throat is closing; throat swelling; throat swollen; " +
    "throat tightness; throat tight; throat feels tight; throat feels like its closing; " +
    "throat feels like it's closing; tongue swelling; tongue swollen; swollen tongue; " +
    "swelling of tongue; lip and tongue swelling",
  angioedema:
    "lip swelling; lips swelling; swollen lips; swollen lip; lips swollen; swelling of lips; " +
    "facial swelling; face swelling; swollen face",
  anaphylaxis: "anaphylactic; anaphalaxis; anaphylactic shock",
  "allergic reaction": "allergic rxn; allergic rx; allergy reaction",
  anticoagulant:
    "blood thinner; blood thinners; coumadin; warfarin; eliquis; apixaban; xarelto; rivaroxaban; " +
    "pradaxa; dabigatran; anticoagulated; anticoagulation; anticoagulants; thinners; lovenox; " +
    "enoxaparin",
  "head injury":
    "hit head; hit his head; hit her head; struck head; head strike; head inj; chi; tbi; " +
    "head trauma; head lac; head laceration; head contusion; bumped head",
  mvc:
    "mva; mvas; mvcs; motor vehicle accident; motor vehicle collision; motor vehicle crash; " +
    "car accident; car crash; auto accident",
  "motorcycle crash": "mcc; motorcycle accident; motorcycle collision",
  "pedestrian struck":
    "ped struck; peds struck; pedestrian vs; pedestrian hit; hit by car; hit by a car; " +
    "struck by car; struck by vehicle; struck by a vehicle; hit by vehicle; hit by truck; " +
    "auto vs ped; auto vs pedestrian; ped vs auto; run over",
  laceration: "lac; lacs; lacerations",
  fracture: "fx; fxs; fractured; fractures",
  assault: "assaulted",
  "sexual assault": "raped; rape; sexually assaulted; sexual assault",
  // A glucose meter beyond its scale shows "HI": not the "HI" of homicidal ideation.
  hyperglycemia:
    "reads hi; reading hi; read hi; meter hi; glucometer hi; hi on meter; hi on glucometer; bg hi; bs hi; fsbs hi; bgl hi; glucose hi; sugar hi; accucheck hi; hyperglycemic; high blood sugar; high sugar",
  hypoglycemia: "hypoglycemic; low blood sugar; low blood glucose; low bs; low sugar; blood sugar low",
  "ventricular tachycardia": "vtach; v tach; v-tach; vt",
  "ventricular fibrillation": "vfib; v fib; v-fib; vf",
  "supraventricular tachycardia": "svt; psvt",
  rvr: "afib rvr; a fib rvr; af rvr; rapid ventricular response",
  "vision-loss":
    "lost sight; lost his sight; lost her sight; lost eyesight; sight gone; gone blind; loss of vision; lost vision; visual loss; loss of sight; can't see; cant see; cannot see; " +
    "unable to see; sudden blindness; went blind",
  "non-blanching":
    "don't fade; dont fade; doesn't fade; doesnt fade; does not fade; do not fade; won't blanch; wont blanch; doesn't blanch; doesnt blanch; does not blanch; don't blanch; dont blanch; not blanching; not fading; nonblanching; non blanching; petechiae; petechial; purpura; purpuric; doesn't go with a glass; doesnt go with a glass; doesn't go with a tumbler; doesnt go with a tumbler; doesn't go when pressed; doesnt go when pressed; doesn't go away when pressed; " +
    "doesn't go with glass; doesn't go with pressure; doesn't disappear with a glass; doesn't disappear when pressed; stays under a glass; stays under glass; stays when pressed; still there under a glass; still there when pressed; " +
    "fails glass test; failed glass test; glass test positive; positive glass test; glass test pos; positive tumbler test; tumbler test positive",
  floppy: "limp baby; limp infant; went limp; hypotonic",
  inconsolable: "won't stop crying; wont stop crying; unconsolable",
  "poor feeding":
    "not feeding; won't feed; wont feed; not eating or drinking; refusing feeds; refusing bottle; " +
    "decreased feeding; poor feeder",
  "turned-blue":
    "turning blue; found blue; blue lips; lips blue; blue around mouth; cyanotic; cyanosis; brue; alte",
  "uncontrolled bleeding":
    "bleeding uncontrolled; bleeding not controlled; won't stop bleeding; wont stop bleeding; " +
    "bleeding won't stop; bleeding wont stop; can't stop bleeding; cant stop bleeding; " +
    "cannot stop bleeding; can not stop bleeding; unable to control bleeding; can't control bleeding; cant control bleeding; " +
    "bleeding not stopping; bleeding will not stop; will not stop bleeding; does not stop bleeding; doesn't stop bleeding; " +
    "unable to stop bleeding; bleeding heavily; hemorrhaging; hemorrhage",
  spurting: "arterial bleed; arterial bleeding; pulsatile bleeding; squirting blood",
  "stiff-neck":
    "can't put chin to chest; cant put chin to chest; can't touch chin to chest; cant touch chin to chest; unable to touch chin to chest; unable to put chin to chest; can't bend neck; cant bend neck; unable to bend neck; unable to flex neck; neck stiffness; nuchal rigidity; neck stiff",
  incontinence:
    "incontinent; bowel or bladder incontinence; lost bladder control; lost bowel control; " +
    "loss of bladder control; loss of bowel control",
  retention:
    "can't pee; cant pee; cannot pee; unable to pee; can't wee; cant wee; unable to wee; can't pass urine; cant pass urine; unable to pass urine; not passed urine; hasn't passed urine; hasnt passed urine; not passing urine; not passed water; can't pass water; cant pass water; not voided; hasn't voided; hasnt voided; not urinated; hasn't urinated; hasnt urinated; not peed; hasn't peed; hasnt peed; unable to urinate; can't urinate; cant urinate; unable to void; urinary retention; not passed a drop; not passed any urine; not passed any water; hasn't passed any urine; hasn't passed a drop; no urine since; can't pass any urine; can't pass any water; can't pee at all; can't get any wee out; can't get any pee out",
  "missed-dialysis": "missed hd; missed dialysis; missed her dialysis; missed his dialysis; skipped dialysis",
  "carbon monoxide": "co exposure; co poisoning; carbon monoxide",
  poisoning: "poisoned; poison",
  "sun-exposure": "sun poisoning",
  sepsis: "blood poisoning; septicemia; urosepsis",
  // Near somebody ill, not ill: see the rule for meningitis.
  "exposure-to-meningitis":
    "exposed to meningitis; exposure to meningitis; meningitis exposure; contact with meningitis; meningitis contact",
  "foreign body": "fb; foreign object",
  "eye-retraction": "eye retraction; eyes retracting; eye retracting; retraction of eye; lid retraction",
  "no-appointment":
    "unable to see doctor; can't see doctor; cant see doctor; unable to see pcp; can't see pcp; cant see pcp; unable to see a doctor; " +
    "cannot see doctor; unable to see his doctor; unable to see her doctor",
  ingestion: "ingested; swallowed",
  testicular:
    "testi; testical; testicals; bollock; bollocks; testicle; testicles; testes; testis; scrotal; scrotum; teste",
  immunocompromised:
    "renal tx; kidney tx; liver tx; heart tx; lung tx; bone marrow tx; stem cell tx; neutropenic; neutropenia; chemo; chemotherapy; immunosuppressed; immunosuppression; transplant; " +
    "asplenic; splenectomy; no spleen; spleen removed; without a spleen; spleen out; anti rejection",
  fever: "febrile; fevers; fevering; high temp; temp of; pyrexia",
  lethargic:
    "just lies there; just laying there; just lays there; lies there; no eye contact; not making eye contact; not interacting; won't interact; barely moving; won't wake to feed; wont wake to feed; lethargy; listless; letharic; lethargi",
  alcohol: "etoh",
  "work of breathing": "wob",
  left: "l; lt; lft",
  right: "r; rt; rgt",
  abdominal: "abd; abdo",
  patient: "pt; pts",
  positive: "pos",
  negative: "neg",
  without: "w/o",
  with: "w/",
};

/** "Can't get words out" was "couldn't get words out" an hour ago. */
const withPastTense = (variant: string): string[] =>
  variant.startsWith("can't ")
    ? [variant, `couldn't ${variant.slice(6)}`, `couldnt ${variant.slice(6)}`]
    : [variant];

export type Phrase = { readonly from: readonly string[]; readonly to: readonly string[] };

/** Indexed by the phrase's first word, longest phrase first. */
export const PHRASES: ReadonlyMap<string, readonly Phrase[]> = (() => {
  const index = new Map<string, Phrase[]>();
  for (const [to, variants] of Object.entries(TABLE)) {
    for (const variant of [to, ...variants.split("; ").flatMap(withPastTense)]) {
      // The tokenizer cuts words at hyphens; canonical words may carry one.
      const from = variant.replaceAll("-", " ").split(" ");
      if (from.length === 1 && variant === to) continue;
      const first = from[0] ?? "";
      index.set(first, [...(index.get(first) ?? []), { from, to: to.split(" ") }]);
    }
  }
  for (const list of index.values()) list.sort((a, b) => b.from.length - a.from.length);
  return index;
})();

/** Every whole word the tables know: what misspellings are corrected towards and known words are left alone by. */
export const LEXICON_WORDS: readonly string[] = [
  ...new Set(
    Object.entries(TABLE).flatMap(([to, from]) =>
      [to, ...from.split("; ")].flatMap((p) => p.replaceAll("-", " ").split(" ")),
    ),
  ),
];

/** Words for what a patient feels now. In a "hx CHF, DM, SOB" list they end the history: nobody lists them as a past. */
export const SYMPTOM_WORDS: ReadonlySet<string> = new Set(
  (
    "pain dyspnea syncope presyncope weakness weak numb numbness droop drooping fever chills cough vomiting nausea " +
    "diarrhea bleeding headache dizzy dizziness swelling rash unresponsive lethargic confused confusion diaphoretic " +
    "hematemesis melena aphasia hemiparesis palpitations apnea seizing altered distress wheezing vision hurting hurts " +
    "ache aches tightness pressure fall fell turned-blue vision-loss stiff-neck throat-closing"
  ).split(" "),
);
