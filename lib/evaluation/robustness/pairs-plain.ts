/** The trade's word, and the patient's: see pairs-abbreviated.ts for the form. */
export const PLAIN = `
epistaxis since this morning | nose has been bleeding since this morning | 61m hr80 rr16 bp162/88
dyspnea on exertion for one week | gets out of breath walking for one week | 70f hr88 rr20 bp140/80 o2:94
emesis and diarrhea since last night | throwing up and loose stools since last night | 22m hr98 rr18 t37.4 o2:99
syncope at work today | passed out at work today | 44f hr76 rr16 bp112/68 o2:99
vertigo for two days | room has been spinning for two days | 57f hr74 rr16 bp134/80
otalgia on the left | my left ear hurts | 15m hr80 rr16 t37.2 p5
pruritus of both arms | both arms are very itchy | 38f hr72 rr16
hematuria since yesterday | peeing blood since yesterday | 67m hr82 rr16 bp144/82 p2
dysuria with urinary frequency | hurts to pee and going all the time | 29f hr78 rr16 t37.1
cephalgia since last night | head has been hurting since last night | 36m hr76 rr16 p6
pyrexia for two days | running a temperature for two days | 6f hr118 rr24 t38.9 o2:99
pharyngitis symptoms for three days | throat has been sore for three days | 19f hr84 rr16 t37.8 p5
abdominal distension for a week | belly has been swollen up for a week | 58m hr84 rr18 bp128/76
nausea since this morning | sick to my stomach since this morning | 30f hr80 rr16 t36.9
myalgia and malaise for three days | muscles ache and feel lousy for three days | 42f hr88 rr16 t37.9
ecchymosis of the left thigh | big bruise on left thigh | 50f hr72 rr16 p3
dental pain, upper right | upper right tooth is killing me | 27m hr78 rr16 p8
epigastric pain after meals | pain in upper belly after eating | 48m hr78 rr16 bp136/84 p5
hemoptysis for one day | been coughing up blood for one day | 62m hr92 rr20 o2:95
hematemesis twice today | threw up blood twice today | 56m hr108 rr18 bp110/68
melena for three days | stools black like tar for three days | 71f hr96 rr18 bp108/62
conjunctivitis of the right eye | right eye is pink and goopy | 5m hr100 rr20
urticaria since last night | broke out in hives last night | 25f hr84 rr16 o2:99
pedal edema for two weeks | feet have been swollen for two weeks | 73f hr80 rr18 bp146/80 o2:95
dysphagia for one week | food has been hard to swallow for one week | 66m hr76 rr16
insomnia for a week | hasn't been sleeping for a week | 41m hr78 rr16
lethargic since this morning per family | family says very drowsy since this morning | 81m ambulance hr88 rr18 t38.1 o2:94
diaphoresis and chest discomfort | sweating and chest feels uncomfortable | 59m hr94 rr20 bp150/90 o2:96 p5
tachycardia at home, heart rate 130s | heart racing at home, pulse in the 130s | 46f hr128 rr18 bp126/78
paresthesia of the right arm | pins and needles in right arm | 52m hr74 rr16 bp138/84
right hemiparesis since one hour | right arm and leg went weak one hour ago | 69m ambulance hr82 rr18 bp176/96 o2:96
aphasia since noon | can't get the words out since noon | 74f ambulance hr80 rr18 bp168/90
contusion of the right foot | bruised my right foot | 35f hr74 rr16 p4
laceration of the chin | split my chin open | 3m hr112 rr24
puncture wound of the left foot, nail | stepped on a nail with left foot | 40m hr76 rr16 p4
fracture of the left wrist | broke my left wrist | 55f hr86 rr16 p7
ankle sprain, right | rolled my right ankle | 21m hr76 rr16 p5
motor vehicle collision, belted driver | was driving with seat belt on and got in a car wreck | 33f hr88 rr16 bp128/80 p4
fall from standing height, hip pain | tripped and went down, hip hurts | 85f ambulance hr84 rr18 bp148/80 p7
animal bite of the right forearm | got bit by a dog on the right forearm | 14f hr92 rr16 p4
dyspepsia after dinner | bad indigestion after dinner | 47f hr76 rr16 p4
menorrhagia for eight days | very heavy period for eight days | 39f hr92 rr16 bp114/70
dysmenorrhea since yesterday | bad period cramps since yesterday | 17f hr78 rr16 p7
scrotal swelling on the left for one week | left ball has been swollen for a week | 45m hr76 rr16 p3
penile discharge for two days | dripping from penis for two days | 24m hr74 rr16
pregnancy test wanted, late menses | period is late and wants a pregnancy test | 20f hr76 rr16
postoperative wound drainage | surgery cut is leaking | 60m hr84 rr16 t37.3
medication refill for asthma inhaler | out of my asthma inhaler and needs a new one | 28f hr80 rr16 o2:98
suture removal, forehead, placed a week ago | here to get forehead stitches out, put in last week | 11m hr84 rr18
gastroenteritis symptoms for two days | stomach bug for two days | 34m hr88 rr16 t37.3
febrile infant, decreased oral intake | baby has a fever and isn't drinking much | 0.7f hr150 rr36 t38.8 o2:98
suicidal ideation since yesterday | has been wanting to die since yesterday | 31f hr88 rr16 bp122/76
alcohol withdrawal tremor | shaking from stopping drinking | 50m hr112 rr18 bp156/96
depression, worse this week | feeling very down, worse this week | 43f hr78 rr16
exposure to a sexually transmitted infection | partner has an STD, wants tested | 23m hr74 rr16
lumbago after lifting | hurt lower back lifting something | 37m hr76 rr16 p7
calf pain, right, for three days | back of right lower leg hurts for three days | 53m hr80 rr16 p5
foreign body of the ear | child put a bead in ear | 4f hr104 rr22
ocular foreign body sensation, left | feels like something is in my left eye | 29m hr74 rr16 p4
hyperglycemia at home, 420 | sugar was 420 at home | 65f hr90 rr18 bp138/80
jaundice for four days | skin has turned yellow for four days | 54m hr84 rr16 t37.2
generalized edema for two weeks | swollen all over for two weeks | 68f hr86 rr20 o2:93
`;
