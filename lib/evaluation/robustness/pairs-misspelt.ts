/** Spelt right, and as it is typed at three in the morning: see pairs-abbreviated.ts for the form. */
export const MISSPELT = `
chest pain radiating to back | chset pain radating to back | 60m hr90 rr18 bp162/94 o2:97 p8
shortness of breath and cough for two days | shortness of breth and couhg for two days | 49f hr96 rr22 t37.9 o2:95
abdominal pain and nausea | abdomnal pain and nasuea | 32f hr84 rr16 p6
severe headache since morning | sever headahce since morning | 45f hr82 rr16 bp144/86 p9
vomiting and diarrhea for one day | vomitting and diarrea for one day | 26m hr96 rr16 t37.5
seizure lasting two minutes | siezure lasting two minuts | 30m ambulance hr102 rr18 o2:97
unconscious at scene, awake now | unconcious at scene, awake now | 52m ambulance hr90 rr18 bp128/78
difficulty swallowing since yesterday | dificulty swalowing since yesterday | 63f hr78 rr16
laceration to right hand | lacertion to rigth hand | 36m hr78 rr16 p4
pneumonia last week, still coughing | pnuemonia last week, still coughign | 70m hr88 rr20 t37.6 o2:94
asthma attack since last night | athsma attack since last nite | 13f hr114 rr26 o2:94
diabetic with high sugar | diabetc with hi sugar | 58m hr88 rr18
dizziness when standing | dizzyness when standing | 77f hr74 rr16 bp108/62
palpitations since this morning | palpatations since this mornign | 48f hr118 rr18
fatigue and weakness for two weeks | fatige and weekness for two weeks | 66f hr82 rr16
allergic reaction to medication, rash | alergic reation to medicaton, rash | 40f hr84 rr16 o2:99
swollen left ankle after twisting it | swolen left ankel after twisting it | 18m hr76 rr16 p5
back pain after lifting a box | back pian after liftng a box | 39m hr76 rr16 p6
sore throat and runny nose | soar throat and runny noes | 10f hr88 rr18 t37.4
fever and ear pain in child | fevr and ear pian in child | 3f hr122 rr26 t38.7
infected toe with drainage | infeced toe with drainge | 56m hr80 rr16 t37.2 p5
migraine with light sensitivity | migrane with light sensativity | 34f hr78 rr16 p8
vaginal bleeding and cramping | vagnal bleding and cramping | 31f hr86 rr16 bp118/72 p5
urinary burning and frequency | urinery burnig and frequecy | 37f hr78 rr16 t37.0
constipation with stomach cramps | constapation with stomache cramps | 62f hr76 rr16 p5
intoxicated and combative | intoxicatd and combatve | 29m ambulance hr104 rr18
suicidal thoughts since last week | suicdal thougts since last week | 22f hr86 rr16
anxiety attack at work | anxity attack at work | 33f hr102 rr20 o2:99
hallucinating since yesterday | halucinating since yesterday | 27m hr96 rr16
overdose of sleeping pills | overdos of sleping pills | 41f ambulance hr84 rr14 o2:95
weakness of the left arm since noon | weekness of the left arm since noon | 73m ambulance hr82 rr18 bp172/94
slurred speech and confusion | slured speach and confuson | 76f ambulance hr88 rr18 bp166/90
confused and feverish per daughter | confussed and feverish per dauhgter | 84f ambulance hr100 rr22 t38.6 o2:93
bleeding from the rectum | bleedign from the rectem | 59m hr86 rr16 bp126/76
blood pressure elevated, headache | blod presure elevated, headahce | 64f hr80 rr16 bp192/104 p4
kidney stone pain, right side | kidny stone pain, rigth side | 43m hr92 rr18 p9
possible fracture of the wrist | posible fracure of the wrist | 67f hr82 rr16 p6
concussion at football practice | concusion at football pratice | 16m hr74 rr16 p4
hemorrhoids, painful and bleeding | hemroids, painfull and bleeding | 46m hr78 rr16 p6
nosebleed off and on since morning | nosebled off and on since mornign | 74m hr80 rr16 bp158/84
tonsillitis with difficulty swallowing | tonsilitis with dificulty swallowing | 20m hr92 rr16 t38.3 p7
prescription refill for seizure medication | perscription refill for seizure medicaton | 35m hr74 rr16
dehydrated, vomiting all night | dehidrated, vomitting all night | 24f hr108 rr18 bp102/64
pregnant with abdominal cramping | pregnent with abdomnal cramping | 28f hr88 rr16 p5
eye irritation and discharge | eye iritation and dischrage | 9f hr86 rr18
abscess on the left buttock | abcess on the left buttok | 38m hr88 rr16 t37.6 p7
insect bite with swelling of the hand | insect bit with sweling of the hand | 51f hr74 rr16
facial swelling after bee sting | facail swelling after bee stign | 44m hr96 rr18 o2:97
numbness in both feet | numness in both feet | 60f hr76 rr16
syncope while giving blood | syncopy while giving blood | 21f hr64 rr16 bp98/58
`;
