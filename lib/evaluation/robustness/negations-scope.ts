/**
 * Where a denial ends: one flag is denied and another is not, or the word "no" denies nothing. As negations-denied.ts, with
 * `+rule` for a rule that must still fire in the text with the denial.
 */
export const SCOPE = `
CP and SOB since AM | denies CP but SOB since AM | SOB since AM | chest-pain +dyspnea
fever, chest pain x2h | no fever, chest pain x2h | chest pain x2h | +chest-pain
SOB and chest pain started an hour ago | no SOB, chest pain started an hour ago | chest pain started an hour ago | dyspnea +chest-pain
LOC, severe headache after fall | no LOC, severe headache after fall | severe headache after fall | syncope
SI, hearing voices telling him to hurt others | denies SI, hearing voices telling him to hurt others | hearing voices telling him to hurt others | suicidal +homicidal-violent
vomiting blood, black stools x2d | denies vomiting blood, has black stools x2d | black stools x2d | hematemesis +gi-bleed
chest pain; slurred speech since noon | denies chest pain; slurred speech since noon | slurred speech since noon | chest-pain +stroke-signs
HA, fever, has stiff neck | HA, no fever, has stiff neck | HA, has stiff neck | +meningitis-signs
SOB with hives on arms | no SOB, hives on arms | hives on arms | dyspnea
trauma, syncope while shopping | no trauma, syncope while shopping | syncope while shopping | +syncope
chest pain or palpitations, fainted in church | denies chest pain or palpitations, fainted in church | fainted in church | chest-pain +syncope
seizure, now confused | denies seizure, now confused | now confused | seizure +altered-mental-status
fever, cough, having trouble breathing | denies fever, cough, but having trouble breathing | having trouble breathing | +dyspnea
head injury, passed out twice | no head injury, passed out twice | passed out twice | +syncope
drugs, overdose on insulin | denies drugs, admits overdose on insulin | overdose on insulin | +overdose
abd pain, pregnant, vag bleeding | no abd pain, pregnant, +vag bleeding | pregnant, vag bleeding | +ectopic-risk | 27f hr86 rr16
weakness of L side, facial droop | no weakness, facial droop noted by wife | facial droop noted by wife | +stroke-signs
nausea, CP radiating to jaw | no nausea. CP radiating to jaw | CP radiating to jaw | +chest-pain-high-risk
injury, woke up with R arm numb and slurring words | no injury, woke up with R arm numb and slurring words | woke up with R arm numb and slurring words | +stroke-signs
CP, SOB, n/v; L arm numb since 0900 | denies CP, SOB, n/v; L arm numb since 0900 | L arm numb since 0900 | chest-pain dyspnea
SI today, took 30 tylenol | denies SI today, took 30 tylenol | took 30 tylenol | suicidal +many-tablets
cough, fever, chest pain | denies cough, fever; c/o chest pain | c/o chest pain | +chest-pain
rash, throat closing after shrimp | no rash, throat closing after shrimp | throat closing after shrimp | +angioedema
LOC then seizure in ambulance | no LOC then seizure in ambulance | seizure in ambulance | +seizure
incontinence, can't move legs, back pain | denies incontinence, can't move legs, back pain since fall | can't move legs, back pain since fall | +paralysis
fall, worst headache of her life | denies fall, worst headache of her life started at noon | worst headache of her life started at noon | +thunderclap-headache
pain but vision loss R eye | no pain but vision loss R eye | vision loss R eye | +vision-loss-sudden
CP, n/v, SOB that started at 0600 | denies CP or n/v, SOB started at 0600 | SOB started at 0600 | chest-pain +dyspnea
abd pain, syncope in bathroom | no abd pain, found after syncope in bathroom | found after syncope in bathroom | +syncope
SI, overdose on 20 benadryl tonight | denies SI, overdosed on 20 benadryl tonight | overdosed on 20 benadryl tonight | suicidal +overdose
head injury, seizure witnessed by coworker | denies head injury, seizure witnessed by coworker | seizure witnessed by coworker | +seizure
fever, neck pain, stiff neck since Sunday with HA | no fever, stiff neck since Sunday with HA | stiff neck since Sunday with HA | +meningitis-signs
LOC, hit head, on eliquis | no LOC, hit head, on eliquis | hit head, on eliquis | +head-injury-anticoagulant | 78f hr80 rr16
dizziness, arm weak on left since 10am | denies dizziness, L arm weak since 10am | L arm weak since 10am | +stroke-signs
hx of stroke, slurred speech | no hx of stroke, slurred speech x30 min | slurred speech x30 min | +stroke-signs
rash, SOB after bee sting | no rash. SOB after bee sting | SOB after bee sting | +dyspnea
vomiting, vomiting blood now | denied vomiting yesterday, vomiting blood now | vomiting blood now | +hematemesis
pain, SOB is worse lying flat | denies pain, SOB is worse lying flat | SOB is worse lying flat | +dyspnea
weapons, suicidal w/ plan to hang self | denies having weapons, is suicidal w/ plan to hang self | is suicidal w/ plan to hang self | +suicidal
`;

/** Words that look like a denial and deny nothing: "text | +rules that must fire | who". */
export const NO_DENIAL = `
no relief with nitro, chest pain persists | +chest-pain
chest pain not going away | +chest-pain
no improvement in SOB with inhaler | +dyspnea
no known allergies, throat swelling | +angioedema
no hx of CAD, chest pain | +chest-pain
not taking his seizure meds, seizure x2 today | +seizure
not breathing, found by wife | +not-breathing
not responding to voice, found down | +unresponsive-text
unable to swallow saliva, sore throat, drooling | +airway-threatened
not eating, 5 mo old, floppy | +flaccid-baby | 0.4m hr150 rr40 t37.2 o2:96
not sure if LOC, fell on stairs hit head | +head-injury-loc
not only chest pain but also SOB | +chest-pain +dyspnea
no doubt this is an overdose | +overdose
no longer responding to her name | +unresponsive-text | 66m ambulance hr90 rr16
isn't breathing right since last night | +dyspnea
can not move his left arm | +stroke-signs
won't stop crying since 3am | +infant-danger-signs | 0.4f hr150 rr38 t37.0
no pulse found by bystanders | +cardiac-arrest | 70m ambulance
cannot speak full sentences | +respiratory-distress
non-blanching rash on belly | +non-blanching-rash | 4m hr120 rr26 t38.6
unknown if seizure, found on floor | +seizure
no change in chest pain after aspirin | +chest-pain
unable to see out of R eye since noon | +vision-loss-sudden
not acting right per daughter | +altered-mental-status | 81f hr84 rr18
bleeding not controlled with pressure | +bleeding-uncontrolled
does not want to live any more | +suicidal
can't keep head up, neck weakness, not waking for feeds | +infant-danger-signs | 0.2m hr150 rr40
no response to pain per EMS | +unresponsive-text | 45m ambulance hr80 rr10
denies LOC, hit head on floor, vomited twice | +head-injury-danger | 34f hr80 rr16
denies pain, fell and lost consciousness | +syncope
not able to feel or move legs since fall | +paralysis
doesn't respond when name called, unresponsive | +unresponsive-text | 70m ambulance hr80 rr14
cannot stop bleeding from dialysis site | +bleeding-uncontrolled
no feeling in L side of face | +stroke-signs
wont wake up, found by roommate | +unresponsive-text | 24m ambulance hr90 rr8
not waking up, baby limp | +flaccid-baby | 0.5f hr160 rr20
can't get enough air, hx asthma | +dyspnea
unable to speak, R side droop | +stroke-signs
no fetal movement since yesterday, 34 wks pregnant | +pregnancy-danger | 29f hr84 rr16
CP not relieved by nitro x3 | +chest-pain
without warning passed out at gym | +syncope
no doubt she is having contractions, 38 wks | +pregnancy-danger | 26f hr88 rr16
`;
