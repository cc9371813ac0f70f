/** Bare, and with the words that say nothing (who tells, who sent, politeness): see pairs-abbreviated.ts for the form. */
export const FILLER = `
chest pain for two hours | pt states that she has been having some chest pain for about two hours now | 56f hr88 rr18 bp148/88 o2:97 p6
back pain for a week | complains of back pain, states it has been going on for approximately a week | 45m hr76 rr16 p6
fever and cough for three days | mom brings child in, reports fever and cough for the past three days | 4m hr118 rr26 t38.6 o2:97
shortness of breath since yesterday | patient presents to the ED with complaint of shortness of breath since yesterday | 68m hr96 rr22 o2:93
abdominal pain since last night | pt here c/o abdominal pain that started last night per pt | 29f hr84 rr16 p6
fell at home, hip pain | per EMS pt had a fall at home and is now complaining of pain to hip | 81f ambulance hr86 rr18 bp150/80 p7
headache since this morning | pt reports that he woke up with a headache this morning and still has it | 37m hr76 rr16 p6
medication refill for lisinopril | here today because he needs a medication refill, lisinopril | 59m hr76 rr16 bp148/86
laceration to left thumb | pt states he accidentally cut his left thumb, has a laceration | 25m hr78 rr16 p3
vomiting since this morning | states she started vomiting this morning and it has continued | 33f hr92 rr16
sore throat for two days | presents with c/o sore throat which she has had x2 days | 22f hr80 rr16 t37.5 p4
dizziness since yesterday | c/o dizziness, states it began yesterday | 65f hr74 rr16 bp138/80
rash on both arms | pt noticed a rash, it is located on both of the arms | 30m hr72 rr16
having suicidal thoughts | brought in by family who report that pt has been expressing suicidal thoughts | 27m hr86 rr16
seizure this morning | BIBA, family witnessed what they describe as a seizure this morning | 48m ambulance hr96 rr18
motor vehicle accident, neck pain | was involved in a motor vehicle accident prior to arrival, now reports neck pain | 34f hr84 rr16 p5
ankle injury playing basketball | pt was playing basketball when he injured his ankle | 17m hr78 rr16 p6
toothache for three days | c/o toothache x3 days, unable to get in to see dentist | 31f hr78 rr16 p8
vaginal bleeding, pregnant | pt states she is pregnant and noticed some vaginal bleeding | 24f hr88 rr16 bp116/70
confusion since yesterday | daughter at bedside states patient has had confusion since yesterday | 79m ambulance hr88 rr18 t37.9 o2:95
high blood pressure reading at pharmacy | took her blood pressure at the pharmacy and it was a high reading so came in | 63f hr80 rr16 bp182/96
knee pain after twisting it | pt here for evaluation of knee pain which began after twisting it | 41f hr76 rr16 p5
difficulty breathing, history of asthma | pt with a known history of asthma presents with difficulty breathing | 20f hr110 rr26 o2:93
left sided weakness for one hour | EMS reports left sided weakness, last seen normal one hour ago | 71m ambulance hr82 rr18 bp174/96
needs suture removal from knee | pt is here today for suture removal, sutures are in knee | 15m hr74 rr16
burning urination since monday | pt says that since monday she has had burning urination | 26f hr76 rr16 t37.0
eye redness and drainage | states that his eye has had redness and drainage | 12m hr84 rr16
pain in the left foot | c/o pain to the left foot at this time | 52f hr74 rr16 p5
wants to be checked for flu | patient would like to be checked for flu | 36f hr84 rr16 t37.6
alcohol intoxication, brought by police | PD brings pt to ED for alcohol intoxication | 44m hr92 rr16
hand swelling after insect sting | pt was stung by an insect and reports swelling to the hand | 39f hr76 rr16
allergic reaction to shellfish, hives | pt believes she is having an allergic reaction to shellfish, has hives | 28f hr96 rr18 o2:98
chest tightness and palpitations | pt tells me she has chest tightness and palpitations | 43f hr104 rr18 bp130/80 o2:98 p4
flank pain since midnight | pt woke at midnight with flank pain, ongoing | 46m hr90 rr18 p9
nosebleed for thirty minutes | pt states nosebleed started and has lasted approx thirty minutes | 70m hr80 rr16 bp156/84
cough for two weeks | pt has had a cough for two weeks, wants to get it checked | 53m hr78 rr16 o2:97
abscess on thigh | pt noted what appears to be an abscess on thigh | 32f hr84 rr16 p6
weakness and poor appetite in elderly | elderly pt, family concerned about weakness and poor appetite | 86f hr78 rr16 bp118/66
diarrhea for four days | pt reports having diarrhea, has been ongoing for four days | 47f hr84 rr16
overdose of antidepressants | pt admits to taking an overdose of antidepressants | 23f ambulance hr112 rr18
psychiatric evaluation for paranoia | pt brought for psychiatric evaluation because of paranoia | 29m hr92 rr16
finger crushed in car door | pt states finger got crushed in the car door today | 9f hr104 rr20 p7
blood in urine since this morning | noticed blood in urine when he went to the bathroom this morning | 66m hr80 rr16
numbness in right hand | pt c/o numbness, points to right hand | 51f hr74 rr16
post operative check of the knee | pt is here for a scheduled post operative check, knee | 49m hr74 rr16
infant with vomiting after feeds | mother concerned because infant is vomiting after feeds | 0.3m hr142 rr36 t37.1
passed out in the heat | pt was working outside in the heat and passed out | 38m hr98 rr18 bp108/64 t37.8
palpitations after energy drink | drank an energy drink and since then has palpitations | 19m hr112 rr16
jaw pain after dental work | had dental work done, reports pain in the jaw | 35f hr76 rr16 p6
low back pain, chronic, worse today | pt with chronic low back pain states it is worse today | 55m hr78 rr16 p8
shoulder pain after painting ceiling | pt was painting a ceiling and afterwards started having shoulder pain | 58m hr74 rr16 p5
chest pressure while shoveling snow | wife reports that he was shoveling snow when he got chest pressure | 66m hr92 rr18 bp158/92 o2:96 p7
rash after new detergent | states she changed detergent, has since had a rash | 24f hr74 rr16
tick on scalp for two days | mom found a tick, it has been on scalp for two days per mom | 7f hr90 rr18
`;
