/**
 * One complaint in full words, and as a triage nurse shortens it: "full | short | who (see context.ts)". Written for testing
 * alone: no line is in the lexicon, and nothing here is ever trained on.
 */
export const ABBREVIATED = `
shortness of breath for three days | SOB x3d | 71f hr98 rr22 bp142/84 t36.9 o2:94
chest pain since this morning | CP since this AM | 58m hr88 rr18 bp150/90 t36.7 o2:97 p6
chest pain going to the left arm for two hours | CP radiating to L arm x2h | 63m ambulance hr96 rr20 bp158/92 o2:96 p8
abdominal pain with vomiting since yesterday | abd pain w/ vomiting since yest | 34f hr92 rr18 bp124/76 t37.3 o2:99 p6
abdominal pain, nausea and vomiting, diarrhea for one day | abd pain, n/v/d x1d | 27f hr104 rr18 bp112/70 t37.8 o2:99 p5
headache with nausea for two days | HA w/ nausea x2d | 41f hr80 rr16 bp138/84 o2:99 p7
fell and hit head, lost consciousness | s/p fall, head inj, +LOC | 79f ambulance hr84 rr18 bp156/82 o2:96
motor vehicle accident, neck and back pain | s/p MVC, neck/back pain | 29m hr86 rr16 bp132/80 o2:99 p5
short of breath with a history of heart failure | SOB, hx CHF | 77m ambulance hr102 rr26 bp164/96 o2:90
right flank pain, possible kidney stone | R flank pain r/o stone | 45m hr94 rr18 bp148/88 t36.8 o2:99 p9
left flank pain with blood in urine | L flank pain w/ hematuria | 38m hr88 rr18 bp140/84 t36.9 o2:99 p8
burning with urination for three days | dysuria x3d | 24f hr78 rr16 bp118/72 t37.0 o2:99 p3
altered mental status since last night | AMS since last night | 82f ambulance hr92 rr20 bp128/70 t37.9 o2:95
laceration to left index finger | lac to L index finger, bldg controlled | 33m hr76 rr16 bp126/78 p3
laceration to right forearm from broken glass | R forearm lac from broken glass | 26f hr82 rr16 bp122/76 p4
right ankle injury, twisted it yesterday | R ankle inj, twisted yest | 19f hr74 rr16 bp116/70 p5
left knee pain and swelling for one week | L knee pain/swelling x1wk | 52m hr76 rr16 bp134/82 p6
follow up visit for wound check | f/u for wound ck | 44m hr72 rr16 bp128/80
needs a prescription refill for blood pressure medication | needs refill BP meds | 56f hr78 rr16 bp152/90
sore throat with fever for two days | ST w/ fever x2d | 16f hr98 rr18 bp112/68 t38.6 o2:99 p4
upper respiratory infection symptoms for four days | URI sx x4d | 31f hr80 rr16 bp120/76 t37.1 o2:99
cough and congestion for one week | cough/congestion x1wk | 8m hr96 rr20 t37.4 o2:98
vaginal bleeding for one week | vag bleed x1wk | 36f hr90 rr16 bp116/72 t36.8 o2:99 p3
pregnant with spotting, eight weeks | 8 wks preg w/ spotting | 25f hr86 rr16 bp114/70 o2:99 p2
blood sugar high at home | BS high at home per pt | 61m hr88 rr18 bp144/86 o2:97
high blood pressure at home today | BP high at home today | 66f hr82 rr16 bp186/98 o2:98
history of diabetes with foot infection | hx DM w/ foot infxn | 59m hr90 rr18 bp138/80 t37.6 o2:98 p4
seizure at home today, history of epilepsy | sz at home today, hx epilepsy | 22m ambulance hr104 rr18 bp130/78 o2:97
alcohol intoxication, found on the street | ETOH intox, found on street | 47m ambulance hr96 rr16 bp118/70 o2:95
intentional overdose on pills | intentional OD on pills | 23f ambulance hr108 rr18 bp122/74 o2:97
thoughts of suicide with a plan | SI w/ plan | 35m hr92 rr16 bp134/82 o2:99
psychiatric evaluation requested by police | psych eval per PD | 28m hr96 rr16 bp138/84
urinary tract infection symptoms for two days | UTI sx x2d | 73f hr84 rr18 bp136/76 t37.4 o2:97
difficulty breathing with wheezing, history of asthma | diff breathing w/ wheezing, hx asthma | 14m hr116 rr28 t37.0 o2:93
rectal bleeding, bright red blood since yesterday | BRBPR since yest | 64m hr88 rr16 bp132/78 o2:98
dizziness and generalized weakness | dizzy, gen weakness | 80f hr76 rr18 bp126/70 o2:96
low back pain going down the right leg | LBP radiating down R leg | 43m hr78 rr16 bp136/84 p7
left shoulder pain after a fall | L shoulder pain s/p fall | 69f hr80 rr16 bp144/80 p6
right wrist injury, fell on outstretched hand | R wrist inj, FOOSH | 12m hr92 rr18 p6
left hip pain after falling out of bed | L hip pain s/p fall from bed | 86f ambulance hr86 rr18 bp150/78 o2:95 p7
both legs swollen for one week | BLE edema x1wk | 74m hr84 rr20 bp148/82 o2:94
allergic reaction with hives after peanuts | allergic rxn w/ hives after peanuts | 9m hr112 rr22 t36.8 o2:98
rash all over for two days with itching | generalized rash w/ itching x2d | 30f hr74 rr16 bp118/74
right eye pain with redness | R eye pain/redness | 40m hr72 rr16 p5
left ear pain with fever | L ear pain w/ fever | 4m hr118 rr24 t38.5 o2:99
stroke symptoms, left sided weakness started one hour ago | CVA sx, L sided weakness x1h | 70f ambulance hr88 rr18 bp178/98 o2:96
slurred speech and right facial droop since noon | slurred speech, R facial droop since 1200 | 68m ambulance hr84 rr18 bp182/100 o2:97
chest pain and shortness of breath since last night | CP/SOB since last night | 55m hr98 rr22 bp146/88 o2:95 p7
palpitations with a history of atrial fibrillation | palps, hx afib | 67f hr132 rr18 bp128/78 o2:97
syncopal episode while standing in church | syncope while standing in church | 62f hr70 rr16 bp118/68 o2:98
fever and chills with a cough for three days | f/c w/ cough x3d | 50m hr104 rr20 bp128/76 t38.8 o2:95
shortness of breath, history of chronic obstructive pulmonary disease | SOB, hx COPD | 72m ambulance hr108 rr28 bp150/84 o2:87
needs stitches removed from scalp | S/R from scalp | 21m hr72 rr16
toothache on the right side for two days | R sided tooth pain x2d | 32m hr76 rr16 bp128/80 p8
nosebleed for one hour, takes a blood thinner | epistaxis x1h, on coumadin | 76m hr82 rr16 bp160/86
headache and dizziness after head injury yesterday | HA/dizzy s/p head inj yest | 18m hr78 rr16 bp122/74 p5
pain with swallowing for three days | odynophagia x3d | 29f hr88 rr16 t37.9 p6
swelling of the left lower leg, possible blood clot | LLE swelling r/o DVT | 48f hr84 rr18 bp132/80 o2:97 p4
medication refill, out of insulin | med refill, out of insulin | 57m hr82 rr16 bp142/84
post operative pain, surgery three days ago | post op pain, sx 3d ago | 39f hr92 rr18 bp124/76 t37.5 o2:98 p8
right lower quadrant abdominal pain since last night | RLQ abd pain since last noc | 20m hr96 rr18 bp124/76 t37.8 o2:99 p7
upper abdominal pain after eating, on the right | RUQ pain p eating | 46f hr84 rr16 bp136/82 t37.2 o2:98 p6
constipation for five days with abdominal bloating | no BM x5d w/ bloating | 70f hr78 rr16 bp138/78 t36.8 p4
left sided numbness and tingling for two days | L sided numbness/tingling x2d | 53f hr76 rr16 bp148/86 o2:98
numbness of the right hand since this morning | R hand numb since this AM | 49m hr74 rr16 bp140/86 o2:98
anxiety and palpitations | anxiety w/ palps | 26f hr106 rr20 bp132/80 o2:99
vomiting blood since this morning | hematemesis since this AM | 51m hr112 rr20 bp104/64 o2:97
black tarry stools for two days | melena x2 days | 66m hr100 rr18 bp112/66 o2:97
fever in a two month old infant | 2 mo old w/ temp | 0.17f hr158 rr40 t38.4 o2:99
fussy and not feeding well since yesterday | fussy, poor po since yest | 0.5m hr146 rr38 t37.9 o2:98
pulling at right ear and fussy | tugging R ear, fussy | 1m hr124 rr28 t38.1 o2:99
dog bite to right hand | dogbite R hand | 37f hr80 rr16 bp124/78 p4
foreign body in left eye, metal | FB L eye, metal | 34m hr76 rr16 p6
burn to left hand from hot grease | L hand burn, hot grease | 23m hr88 rr16 p7
abscess of right armpit for four days | R axilla abscess x4d | 28f hr90 rr16 t37.4 p7
insect bite to left arm with redness and swelling | bug bite L arm w/ redness/swelling | 42m hr76 rr16 t36.9
body aches, fever and cough | body aches/fever/cough | 35f hr100 rr18 t38.7 o2:97 p5
gout flare of the right foot | gout flare R ft | 60m hr76 rr16 p8
migraine headache, history of the same | migraine HA, hx same | 33f hr78 rr16 bp122/76 p8
missed dialysis twice, short of breath | missed HD x2, SOB | 62m ambulance hr94 rr24 bp188/102 o2:91
general weakness and decreased appetite for one week | gen weakness, dec appetite x1wk | 84m hr80 rr18 bp118/66 t36.6 o2:95
cellulitis of the left leg, getting worse on antibiotics | L leg cellulitis worse on abx | 58f hr92 rr18 t38.0 bp130/76 p5
chest tightness with cough and wheezing | chest tightness w/ cough & wheezing | 17f hr104 rr22 o2:95
assaulted, hit in the face with a fist | s/p assault, hit in face w/ fist | 31m hr92 rr16 bp138/82 p6
jaw pain on the left and sweating | L jaw pain w/ diaphoresis | 65m hr92 rr20 bp152/90 o2:96 p6
possible broken left arm after falling off bike | poss L arm fx, fell off bike | 10m hr108 rr20 p8
urinary retention, unable to urinate since last night | unable to void since last noc | 71m hr88 rr18 bp158/88 p8
foley catheter not draining since this morning | foley not draining since AM | 83m hr80 rr16 bp138/74 p4
gastrostomy tube came out | GT came out at NH | 75f hr78 rr16 bp126/70
vision loss in the right eye, sudden onset | sudden onset vision loss R eye | 64f hr78 rr16 bp156/88
ringing in both ears for one week | tinnitus b/l x1wk | 55m hr72 rr16
high potassium, sent by clinic | sent by clinic, K+ high | 68m hr66 rr16 bp142/80
abnormal electrocardiogram, sent by primary care doctor | sent by PCP for abn EKG | 59m hr74 rr16 bp148/86 o2:98
contractions every five minutes, 39 weeks pregnant | ctx q5min, 39 wks preg | 27f hr92 rr18 bp122/76
cough with blood for two days | cough w/ hemoptysis x2d | 54m hr90 rr20 o2:95
hand injury, crushed in a door | hand inj, crushed in door | 7f hr104 rr20 p7
detoxification from alcohol, last drink yesterday | ETOH detox, last drink yest | 45m hr102 rr18 bp152/94
hallucinations, hearing voices since last week | AH since last wk, hears voices | 24m hr94 rr16 bp132/80
pneumonia diagnosed yesterday, feeling worse | dx PNA yest, feels worse | 63f hr108 rr24 t38.5 o2:92
right arm swelling near dialysis fistula | R arm swelling near HD fistula | 64m hr84 rr18 bp150/82
bilateral knee pain, history of rheumatoid arthritis | b/l knee pain, hx RA | 62f hr76 rr16 p6
left eyelid laceration from tree branch | L eyelid lac from tree branch | 9m hr90 rr18 p4
fever, history of breast cancer on chemotherapy | fever, hx breast CA on chemo | 54f hr108 rr20 t38.4 o2:97
nausea and vomiting with headache since yesterday | n/v w/ HA since yest | 38f hr84 rr16 p6
increased confusion, history of dementia | inc confusion, hx dementia | 83f hr80 rr18 o2:96
`;
