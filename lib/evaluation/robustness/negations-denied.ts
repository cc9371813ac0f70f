/**
 * A red flag said to be there, said to be absent, and not spoken of: "there | absent | unspoken | rules | who". `rules` names the
 * safety rules that must fire when it is there and must not when it is denied; "-" where the floor has none for it. Written for
 * testing alone.
 */
export const DENIED = `
# chest pain
R ankle pain, also has chest pain | R ankle pain, denies chest pain | R ankle pain | chest-pain
cough x1wk w/ CP | cough x1wk, no CP | cough x1wk | chest-pain
fatigue and chest pain x2d | fatigue x2d, neg for chest pain | fatigue x2d | chest-pain
nausea since AM, +CP | nausea since AM, -CP | nausea since AM | chest-pain
L knee pain after fall, chest pain | L knee pain after fall, without chest pain | L knee pain after fall | chest-pain
med refill, reports chest pain | med refill. Denies any chest pain or pressure. | med refill | chest-pain
back pain after lifting w/ chest pain | back pain after lifting w/o chest pain | back pain after lifting | chest-pain
(+) chest pain, weakness since yesterday | (-) chest pain, weakness since yesterday | weakness since yesterday | chest-pain
dizzy today; CP: yes | dizzy today; CP: no | dizzy today | chest-pain
heartburn after meals, has chest pain | heartburn after meals, has not had chest pain | heartburn after meals | chest-pain
anxious, having chest pain | anxious, not having chest pain | anxious | chest-pain
hand tingling and chest tightness | hand tingling, chest tightness denied | hand tingling | chest-pain-high-risk
leg swelling x3d, c/o chest pressure | leg swelling x3d, no c/o chest pressure | leg swelling x3d | chest-pain-high-risk
flu sx, chest pain present | flu sx, chest pain absent | flu sx | chest-pain
palpitations at rest + chest discomfort | palpitations at rest. no reports of chest discomfort | palpitations at rest | chest-pain
# shortness of breath
swollen feet x2wk, SOB | swollen feet x2wk, no SOB | swollen feet x2wk | dyspnea
cough and fever, short of breath | cough and fever, not short of breath | cough and fever | dyspnea
rib pain after fall with SOB | rib pain after fall, denies SOB | rib pain after fall | dyspnea
runny nose, trouble breathing per mom | runny nose, no trouble breathing per mom | runny nose per mom | dyspnea | 4m hr110 rr24 t37.4 o2:98
hives after antibiotics, with dyspnea | hives after antibiotics, without dyspnea | hives after antibiotics | allergic-reaction-severe
bee sting to hand, SOB | bee sting to hand, neg for SOB | bee sting to hand | dyspnea
sinus congestion, diff breathing | sinus congestion, denies diff breathing | sinus congestion | dyspnea
general weakness +SOB | general weakness -SOB | general weakness | dyspnea
edema both legs; SOB (+) | edema both legs; SOB (-) | edema both legs | dyspnea
sore throat, wheezing | sore throat, no wheezing | sore throat | dyspnea
hx COPD here for refill, wheezing today | hx COPD here for refill, denies wheezing today | hx COPD here for refill | dyspnea
panic attack with shortness of breath | panic attack, shortness of breath denied | panic attack | dyspnea
cold sx, labored breathing | cold sx, w/o labored breathing | cold sx | dyspnea | 7f hr100 rr22 t37.5 o2:98
chest cold, resp distress | chest cold, no resp distress | chest cold | respiratory-distress
cough at night, dyspnea on exertion | cough at night, nor any dyspnea on exertion | cough at night | dyspnea
# loss of consciousness
fell, hit head, +LOC | fell, hit head, no LOC | fell, hit head | head-injury-loc
head inj playing soccer, LOC | head inj playing soccer, denies LOC | head inj playing soccer | head-injury-loc | 17m hr76 rr16 p4
MVC, lost consciousness | MVC, did not lose consciousness | MVC | head-injury-loc
bumped head on cabinet (+) LOC | bumped head on cabinet (-) LOC | bumped head on cabinet | head-injury-loc
dizzy this morning and passed out | dizzy this morning, didn't pass out | dizzy this morning | syncope
weak all over, syncope | weak all over, neg for syncope | weak all over | syncope
assault, hit with fist, knocked out | assault, hit with fist, was not knocked out | assault, hit with fist | head-injury-loc
lightheaded at work, fainted | lightheaded at work, never fainted | lightheaded at work | syncope
vomiting all night, blacked out | vomiting all night, denies blacking out | vomiting all night | syncope
tripped on stairs, struck head, loss of consciousness | tripped on stairs, struck head, w/o loss of consciousness | tripped on stairs, struck head | head-injury-loc
closed head injury, LOC: yes | closed head injury, LOC: denies | closed head injury | head-injury-loc
heat exposure with syncope | heat exposure, has not had syncope | heat exposure | syncope
fall from bike, head strike, witnessed LOC | fall from bike, head strike, no witnessed LOC | fall from bike, head strike | head-injury-loc | 11f hr88 rr18 p3
low BP reading, passing out | low BP reading, not passing out | low BP reading | syncope
scalp lac from shelf, +LOC | scalp lac from shelf, without LOC | scalp lac from shelf | syncope
# suicide and violence
depressed x2wk, SI | depressed x2wk, denies SI | depressed x2wk | suicidal
anxiety, SI/HI | anxiety, no SI/HI | anxiety | suicidal
psych eval for insomnia, suicidal | psych eval for insomnia, not suicidal | psych eval for insomnia | suicidal
needs psych meds, suicidal thoughts | needs psych meds, denies suicidal thoughts | needs psych meds | suicidal
hearing voices, SI | hearing voices, SI denied | hearing voices | suicidal
ETOH intox, suicidal ideation | ETOH intox, without suicidal ideation | ETOH intox | suicidal
upset after breakup, wants to die | upset after breakup, doesn't want to die | upset after breakup | suicidal | 20f hr88 rr16
cut arm on fence, thoughts of self harm | cut arm on fence, no thoughts of self harm | cut arm on fence | suicidal | 16m hr80 rr16
requests detox, SI: yes | requests detox, SI: denies | requests detox | suicidal
stress at work, suicidal | stress at work, never suicidal | stress at work | suicidal
agitated at group home, homicidal | agitated at group home, denies being homicidal | agitated at group home | homicidal-violent
panic attacks, wants to hurt self | panic attacks, neg for wanting to hurt self | panic attacks | suicidal
took extra tylenol for pain, suicide attempt | took extra tylenol for pain, denies suicide attempt | took extra tylenol for pain | suicidal
grief reaction w/ SI | grief reaction w/o SI | grief reaction | suicidal
behavior problem at school, suicidal statements | behavior problem at school, has made no suicidal statements | behavior problem at school | suicidal | 13m hr84 rr16
# stroke signs
dizziness x1d, slurred speech | dizziness x1d, no slurred speech | dizziness x1d | stroke-signs
headache since AM, facial droop | headache since AM, denies facial droop | headache since AM | stroke-signs
neck pain after sleeping wrong, L arm weakness | neck pain after sleeping wrong, no L arm weakness | neck pain after sleeping wrong | stroke-signs
HTN at clinic, stroke sx | HTN at clinic, w/o stroke sx | HTN at clinic | stroke-signs
tingling in fingers, one sided weakness | tingling in fingers, neg for one sided weakness | tingling in fingers | stroke-signs
vertigo when turning head, aphasia | vertigo when turning head, without aphasia | vertigo when turning head | stroke-signs
migraine HA same as prior with L sided numbness | migraine HA same as prior, denies L sided numbness | migraine HA same as prior | stroke-signs
weak and tired, face droop noted | weak and tired, no face droop noted | weak and tired | stroke-signs
blurry eyes, trouble speaking | blurry eyes, no trouble speaking | blurry eyes | stroke-signs
fall out of chair, hemiparesis | fall out of chair, negative for hemiparesis | fall out of chair | stroke-signs
lost balance, arm drift | lost balance, arm drift absent | lost balance | stroke-signs
R shoulder pain, R sided weakness | R shoulder pain, no R sided weakness | R shoulder pain | stroke-signs
# meningitis, headache
HA and fever with stiff neck | HA and fever w/o stiff neck | HA and fever | meningitis-signs | 23m hr96 rr18 t38.8 p7
fever x2d, headache and neck stiffness | fever x2d, headache, denies neck stiffness | fever x2d, headache | meningitis-signs | 30f hr98 rr18 t38.9 p6
HA x2d, worst headache of life | HA x2d, not the worst headache of life | HA x2d | thunderclap-headache
gradual HA over 3 days, confused | gradual HA over 3 days, not confused | gradual HA over 3 days | altered-mental-status
flu sx with photophobia and stiff neck | flu sx, no photophobia or stiff neck | flu sx | meningitis-signs | 26f hr96 rr18 t38.6
sinus HA, vision loss | sinus HA, no vision loss | sinus HA | vision-loss-sudden
HA after work, sudden onset | HA after work, no sudden onset | HA after work | thunderclap-headache
rash on legs in child, non-blanching | rash on legs in child, not non-blanching | rash on legs in child | non-blanching-rash | 5m hr104 rr22 t37.6
# confusion, seizure
UTI sx, confused | UTI sx, not confused | UTI sx | altered-mental-status | 82f hr84 rr18 t37.6 o2:96
weak x3d, confusion per family | weak x3d, no confusion per family | weak x3d per family | altered-mental-status | 85m hr80 rr18 o2:95
fall at NH, AMS | fall at NH, denies AMS | fall at NH | altered-mental-status | 88f hr80 rr18 o2:95
hit head on door, confused | hit head on door, without confusion | hit head on door | altered-mental-status | 40m hr76 rr16 p3
shaking chills, seizure | shaking chills, no seizure | shaking chills | seizure
fever in toddler, seizure | fever in toddler, denies seizure | fever in toddler | seizure | 1.5m hr140 rr30 t39.2 o2:98
passed out at store, seizure activity | passed out at store, no seizure activity | passed out at store | seizure
etoh withdrawal, tremor, seizure | etoh withdrawal, tremor, neg for seizure | etoh withdrawal, tremor | seizure
out of keppra, had sz | out of keppra, has not had sz | out of keppra | seizure
low sugar this AM, lethargic | low sugar this AM, not lethargic | low sugar this AM | altered-mental-status
# bleeding
abd pain x1d, vomiting blood | abd pain x1d, no vomiting blood | abd pain x1d | hematemesis
nausea/vomiting x2d, hematemesis | nausea/vomiting x2d, denies hematemesis | nausea/vomiting x2d | hematemesis
diarrhea x3d, bloody stool | diarrhea x3d, no bloody stool | diarrhea x3d | gi-bleed
stomach cramps, black stools | stomach cramps, denies black stools | stomach cramps | gi-bleed
constipated x1wk, rectal bleeding | constipated x1wk, w/o rectal bleeding | constipated x1wk | -
abdominal cramping, melena | abdominal cramping, neg for melena | abdominal cramping | gi-bleed
cough x2wk, coughing up blood | cough x2wk, not coughing up blood | cough x2wk | hemoptysis
weak and pale, BRBPR | weak and pale, negative for BRBPR | weak and pale | gi-bleed-unstable
preg 9 wks w/ cramping, vag bleeding | preg 9 wks w/ cramping, no vag bleeding | preg 9 wks w/ cramping | - | 26f hr84 rr16 bp116/70
pregnant, nausea, vaginal bleeding | pregnant, nausea, denies vaginal bleeding | pregnant, nausea | ectopic-risk | 24f hr84 rr16 bp116/72
pregnant w/ cold sx, abd pain | pregnant w/ cold sx, no abd pain | pregnant w/ cold sx | ectopic-risk | 29f hr86 rr16
hand lac, won't stop bleeding | hand lac, not bleeding heavily | hand lac | bleeding-uncontrolled
late period, abd pain, pregnant | late period, abd pain, not pregnant | late period, abd pain | ectopic-risk | 31f hr80 rr16
# airway and allergy
hives x1h, throat swelling | hives x1h, no throat swelling | hives x1h | angioedema
allergic rxn to nuts, tongue swelling | allergic rxn to nuts, denies tongue swelling | allergic rxn to nuts | angioedema
itchy rash after new soap, facial swelling | itchy rash after new soap, no facial swelling | itchy rash after new soap | angioedema
sore throat x3d, drooling | sore throat x3d, no drooling | sore throat x3d | airway-threatened
croupy cough, stridor | croupy cough, no stridor | croupy cough | airway-threatened | 2m hr120 rr28 t37.8 o2:97
lisinopril cough, lip swelling | lisinopril cough, without lip swelling | lisinopril cough | angioedema
food stuck in throat, choking on it | food stuck in throat, not choking on it | food stuck in throat | airway-threatened
wasp sting to neck, throat closing | wasp sting to neck, denies throat closing | wasp sting to neck | angioedema
# spine, limbs
low back pain, saddle numbness | low back pain, no saddle numbness | low back pain | cauda-equina
LBP radiating down leg, incontinent | LBP radiating down leg, not incontinent | LBP radiating down leg | cauda-equina
chronic LBP, urinary retention | chronic LBP, denies urinary retention | chronic LBP | cauda-equina
LBP after lifting, loss of bladder control | LBP after lifting, no loss of bladder control | LBP after lifting | cauda-equina
diving accident neck pain, can't move legs | diving accident neck pain, no paralysis of legs | diving accident neck pain | spine-injury | 22m hr76 rr16
arm pain after fall, open fracture | arm pain after fall, no open fracture | arm pain after fall | open-fracture
leg cast tight, cold foot | leg cast tight, no cold foot | leg cast tight | limb-ischemia
# overdose and poison
drank beer, overdose on pills | drank beer, denies overdose on pills | drank beer | overdose
confused about med dose, took too much | confused about med dose, denies taking too much | confused about med dose | -
headache at work, carbon monoxide exposure | headache at work, no carbon monoxide exposure | headache at work | overdose
cough after house cleaning, smoke inhalation | cough after house cleaning, no smoke inhalation | cough after house cleaning | overdose
# fever in weak defences, infants, sepsis
on chemo, tired, fever | on chemo, tired, no fever | on chemo, tired | immunocompromised-fever | 61f hr88 rr18 t36.9 o2:97
kidney transplant pt, cough, fever | kidney transplant pt, cough, denies fever | kidney transplant pt, cough | immunocompromised-fever | 50m hr86 rr18 t36.8 o2:97
3 wk old congested, fever | 3 wk old congested, no fever | 3 wk old congested | newborn-unwell | 0.06f hr150 rr42 t37.1 o2:98
6 mo old with cold, lethargic | 6 mo old with cold, not lethargic | 6 mo old with cold | infant-danger-signs | 0.5m hr136 rr34 t37.4 o2:98
2 mo spitting up, turned blue | 2 mo spitting up, never turned blue | 2 mo spitting up | infant-danger-signs | 0.17m hr144 rr38 t37.0 o2:99
4 mo fussy, poor feeding | 4 mo fussy, no poor feeding | 4 mo fussy | infant-danger-signs | 0.33f hr140 rr36 t37.2 o2:99
foley change, sepsis | foley change, no signs of sepsis | foley change | sepsis-named | 79m hr80 rr18 t36.8
# trauma and heart
L groin pain after sports, testicular pain | L groin pain after sports, denies testicular pain | L groin pain after sports | torsion | 15m hr80 rr16 p5
HTN at pharmacy, heart attack | HTN at pharmacy, no heart attack | HTN at pharmacy | heart-attack
fast heart beat, SVT | fast heart beat, negative for SVT | fast heart beat | arrhythmia
cough x3d, pulmonary embolism | cough x3d, pulmonary embolism ruled out | cough x3d | pulmonary-embolism
MVC restrained, ejected | MVC restrained, not ejected | MVC restrained | high-energy-crash
minor MVC, rollover | minor MVC, no rollover | minor MVC | high-energy-crash
abd pain, rigid abdomen | abd pain, no rigid abdomen | abd pain | peritonitis
assault by ex, strangled | assault by ex, denies being strangled | assault by ex | hanging-drowning | 28f hr90 rr16 p4
spider bite to leg, snake bite | spider bite to leg, no snake bite | spider bite to leg | envenomation
GSW scare, heard shots, got shot | GSW scare, heard shots, denies getting shot | heard shots, scared | -
itchy eyes at work, chemical in eye | itchy eyes at work, no chemical in eye | itchy eyes at work | eye-chemical
# other forms
L ankle sprain, complains of chest pain too | L ankle sprain, not complaining of chest pain | L ankle sprain | chest-pain
UTI sx x2d with CP | UTI sx x2d. No CP noted. | UTI sx x2d | chest-pain
cough for days & chest pain | cough for days & denies chest pain | cough for days | chest-pain
foot numb, CP/SOB | foot numb, denies CP/SOB | foot numb | chest-pain dyspnea
weak today with CP, SOB, dizziness | weak today, (-) CP, (-) SOB, (-) dizziness | weak today | chest-pain dyspnea
toothache, jaw swollen, trouble breathing | toothache, jaw swollen, no trouble breathing or swallowing | toothache, jaw swollen | dyspnea
here for med refill, has SOB | here for med refill, doesn't have SOB | here for med refill | dyspnea
bronchitis last week, SOB | bronchitis last week, SOB none | bronchitis last week | dyspnea
seasonal allergies, wheezing, SOB | seasonal allergies, neither wheezing nor SOB | seasonal allergies | dyspnea
struck head on shelf, passed out | struck head on shelf, pt denies passing out | struck head on shelf | head-injury-loc
fell off couch, brief LOC | fell off couch hit head, mom denies LOC | fell off couch hit head | - | 3f hr110 rr24
fell in shower and hit head with loss of consciousness | fell in shower and hit head with no loss of consciousness | fell in shower and hit head | head-injury-loc
MVC rear ended, head strike and LOC | MVC rear ended, no head strike or LOC | MVC rear ended | head-injury-loc
faint at school, syncope | felt faint at school but no actual syncope | felt faint at school | syncope | 15f hr82 rr16
sad since divorce, having SI | sad since divorce, not having SI | sad since divorce | suicidal
can't sleep, suicidal ideation | can't sleep, denies suicidal ideation/homicidal ideation | can't sleep | suicidal
alcohol detox, SI and HI | alcohol detox, (-) SI, (-) HI | alcohol detox | suicidal
depression, wants to kill self | depression, states she does not want to kill self | depression | suicidal
anxious about exams, has SI | anxious about exams, no current SI | anxious about exams | suicidal | 19f hr90 rr16
tremor and confusion | tremor, no new confusion | tremor | altered-mental-status | 70m hr80 rr16
dehydration, lethargic per mom | dehydration, mom denies lethargy | dehydration per mom | infant-danger-signs | 0.8f hr140 rr34 t37.2 o2:98
HA x3d, blurred vision, stiff neck and fever | HA x3d, blurred vision, no stiff neck or fever | HA x3d, blurred vision | meningitis-signs | 28f hr84 rr16 t37.0 p6
hand weakness after sleeping on it, slurred speech | hand weakness after sleeping on it, speech not slurred | hand weakness after sleeping on it | stroke-signs
high BP with stroke symptoms | high BP, no stroke-like symptoms, denies droop | high BP | -
dizzy with facial droop or arm weakness | dizzy, no facial droop, no arm weakness, no aphasia | dizzy | stroke-signs
eye pain after sawdust, loss of vision | eye pain after sawdust, denies loss of vision | eye pain after sawdust | vision-loss-sudden
diarrhea, black stool, blood in stool | diarrhea, denies black stool or blood in stool | diarrhea | gi-bleed
vomiting x5, blood in vomit | vomiting x5, no blood in vomit | vomiting x5 | hematemesis
hemorrhoid pain, melena | hemorrhoid pain, melena absent | hemorrhoid pain | -
cramps 20 wks preg, contractions | cramps 20 wks preg, denies contractions | cramps 20 wks preg | - | 30f hr88 rr16 bp116/70
missed pill, pregnant with cramps | missed pill, cramps, HCG neg, not pregnant | missed pill, cramps | ectopic-risk | 22f hr78 rr16
peanut exposure, hives, SOB, throat swelling | peanut exposure, hives, denies SOB/throat swelling | peanut exposure, hives | angioedema | 11m hr100 rr20 o2:99
new med, lips tingling, tongue swelling | new med, lips tingling, tongue not swollen | new med, lips tingling | angioedema
sciatica flare, bowel or bladder incontinence | sciatica flare, denies bowel or bladder incontinence | sciatica flare | cauda-equina
back pain after MVC, can't move legs | back pain after MVC, no weakness, able to move legs | back pain after MVC | paralysis
cellulitis leg on chemo, fever | cellulitis leg on chemo, afebrile, no fever at home | cellulitis leg on chemo | immunocompromised-fever | 55f hr86 rr16 t36.9
10 day old jaundice, fever | 10 day old jaundice, no fever, feeding well | 10 day old jaundice | newborn-unwell | 0.03m hr148 rr42 t36.9 o2:99
drank bleach by accident per mom | mom found bleach open, denies that child drank bleach | mom found bleach open | - | 2m hr120 rr26
anxiety, took overdose | anxiety, no overdose taken | anxiety | overdose
testicle hurts after kick, torsion? swelling | kicked in groin, no testicular swelling or pain | kicked in groin | torsion | 14m hr84 rr16 p4
`;
