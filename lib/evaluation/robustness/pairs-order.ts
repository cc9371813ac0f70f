/** The same findings in another order or grammar: see pairs-abbreviated.ts for the form. */
export const ORDER = `
left leg pain and swelling for three days | three days of pain and swelling, left leg | 54f hr82 rr16 o2:97 p5
chest pain with shortness of breath and sweating | sweating, shortness of breath, and pain in the chest | 62m hr98 rr22 bp148/90 o2:95 p8
abdominal pain, vomiting, fever | fever, vomiting, pain in abdomen | 19f hr104 rr18 t38.4 p7
headache, neck stiffness, fever | fever with stiff neck and headache | 24m hr110 rr20 t39.1 p8
cough, fever, body aches for two days | for two days body aches, fever, and cough | 37f hr100 rr18 t38.5 o2:97
fall from ladder, back pain | back pain after falling off ladder | 51m hr86 rr16 bp138/84 p7
laceration of scalp after fall | fell, now has a laceration of scalp | 72m hr78 rr16 bp142/80
pain, right knee, chronic | chronic pain in right knee | 57f hr74 rr16 p5
foot pain, left, for a month | for a month pain in left foot | 61m hr76 rr16 p4
weakness on right side, slurred speech | speech slurred and right side weak | 75f ambulance hr84 rr18 bp180/98
vomiting after head injury | head injury, then started vomiting | 8m hr104 rr20
swelling of face and lips after eating shrimp | ate shrimp, then face and lips swelled up | 30f hr108 rr20 o2:97
rash with fever in toddler | toddler has fever with rash | 2f hr132 rr28 t38.8
vaginal bleeding, ten weeks pregnant | ten weeks pregnant and has vaginal bleeding | 29f hr88 rr16 bp116/70
overdose on acetaminophen, intentional, two hours ago | two hours ago intentional overdose on acetaminophen | 18f hr96 rr16
suicidal with plan to cut wrists | plans to cut wrists, suicidal | 26f hr90 rr16
burn of right hand, hot water | hot water burn to right hand | 5f hr118 rr24 p8
seizure today, out of medication | out of medication, had a seizure today | 39m ambulance hr98 rr18
diarrhea with blood for two days | for two days blood with diarrhea | 33m hr94 rr16 t37.8 p5
dizziness, nausea, ringing in ears | ringing in ears with nausea and dizziness | 58f hr74 rr16
wheezing and cough, child with asthma | child with asthma has cough and wheezing | 6m hr124 rr30 o2:94
back pain, dysuria, chills | chills, dysuria and pain in back | 42f hr102 rr18 t38.3 p6
fever, confusion, cough, nursing home patient | nursing home patient with cough, confusion and fever | 88f ambulance hr106 rr24 t38.7 o2:91
left arm numbness with chest pressure | pressure in chest, numbness of left arm | 64m hr90 rr18 bp156/90 o2:96 p6
low blood sugar, sweating, shaky | shaky and sweating, blood sugar low | 55f ambulance hr98 rr18
hip pain after fall, unable to walk | unable to walk since fall, pain in hip | 83f ambulance hr88 rr18 bp152/82 p8
eye pain after grinding metal | was grinding metal, now pain in eye | 35m hr76 rr16 p6
finger cut with kitchen knife, bleeding | bleeding from finger cut by kitchen knife | 28f hr80 rr16 p3
cast too tight, hand swollen | hand swollen, cast feels too tight | 13m hr86 rr16 p5
earache and sore throat for two days | for two days throat sore and ear aching | 7f hr98 rr20 t38.0
leg wound infected, diabetic | diabetic with infected wound on leg | 66m hr88 rr16 t37.7 p4
asthma, out of inhaler, wheezing | wheezing, asthma, inhaler ran out | 23f hr98 rr22 o2:95
palpitations and lightheaded since noon | since noon lightheaded with palpitations | 50f hr122 rr18
pain in right side of abdomen, nausea | nausea and abdominal pain on right side | 27m hr90 rr16 t37.6 p6
assault, struck in head with bottle | hit in head with bottle during assault | 32m hr94 rr16 bp134/80 p6
bee sting, swelling of arm | arm swelling from bee sting | 46f hr84 rr16 o2:99
tooth broken, pain, swelling of jaw | jaw swollen and painful, broken tooth | 40m hr84 rr16 t37.3 p8
itching and hives after antibiotic | took antibiotic, now hives and itching | 21f hr86 rr16 o2:99
chest wall pain after coughing | after coughing pain in chest wall | 38m hr78 rr16 o2:98 p4
urinary catheter blocked, bladder pain | bladder pain, blocked urinary catheter | 79m hr86 rr16 bp150/84 p7
`;
