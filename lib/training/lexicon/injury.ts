/** Injuries, poisoning and what they were caused by: see medical.ts for the form. */
export const INJURY: Readonly<Record<string, string>> = {
  "58100":
    "accident|fall|s/p fall|fell|mech fall|fell down stairs|tripped and fell|fall from standing|GLF|slipped on ice|fell off ladder|injury from accident|fell from bed|s/p fall on coumadin",
  "58050":
    "MVC|MVA|motor vehicle accident|car accident|s/p MVC|restrained driver mvc|mva, rear ended|rollover MVC|mva passenger|pedestrian struck|motorcycle crash|unrestrained, high speed mvc|car crash",
  "58150": "assault|assaulted|alleged assault|hit in face|punched|jumped|physical assault|dv assault",
  "58154": "gunshot wound|GSW|GSW to leg|shot|gsw chest|gsw abdomen",
  "58152": "stab wound|stabbed|stabbing|stab wound to chest|knife wound",
  "58200":
    "suicide attempt|attempted suicide|tried to kill self|SA by hanging|cut wrists, suicide attempt|suicidal attempt",
  "58201":
    "overdose|OD|intentional overdose|took bottle of tylenol|OD on pills|drug overdose|intentional ingestion of pills|DI, drug intoxication",
  "58180": "self harm|cutting|self inflicted laceration|self inflicted cuts to arm",
  "55050":
    "head injury|hit head|bumped head|head trauma|closed head injury|fell and hit head|CHI|head inj, no LOC|head injury +LOC|hit in head with ball|concussion|head injury on blood thinners",
  "55100": "eye injury|poked in eye|eye trauma|ocular injury|hit in eye",
  "55150": "back injury|hurt back|fell on back|back trauma",
  "55200": "chest injury|rib injury|hit in chest|chest trauma|chest wall injury",
  "55250": "hip injury|fell on hip|s/p fall, hip pain|hip deformity, shortened leg",
  "55300": "leg injury|hurt leg|injured leg|R leg injury|leg trauma",
  "55350": "knee injury|twisted knee|hurt knee|knee inj|L knee injury",
  "55400": "ankle injury|twisted ankle|rolled ankle|ankle inj|injury, ankle",
  "55450": "foot injury|toe injury|dropped object on foot|stubbed toe|stepped on nail|foot inj",
  "55500": "shoulder injury|hurt shoulder|fell on shoulder|shoulder inj|dislocated shoulder?",
  "55550": "arm injury|hurt arm|fell on arm|arm inj|forearm injury",
  "55600": "elbow injury|hurt elbow|nursemaid elbow|elbow inj",
  "55650": "wrist injury|hurt wrist|FOOSH|fell on wrist|wrist inj",
  "55700":
    "hand injury|finger injury|jammed finger|smashed finger|hand inj|finger amputation|crushed finger|injury, finger",
  "55750":
    "multiple injuries|multi trauma|trauma|injury|polytrauma|trauma alert|multiple complaints after accident",
  "52050":
    "head lac|scalp lac|laceration to scalp|head laceration|laceration, scalp|cut on head|neck laceration",
  "52100":
    "facial lac|chin lac|lip laceration|laceration to face|eyebrow lac|forehead laceration|cut on face|laceration, chin|eyelid laceration",
  "52200": "leg lac|laceration to leg|foot laceration|cut on foot|lac to knee|toe laceration",
  "52250":
    "finger lac|hand laceration|laceration to hand|cut finger|lac to L index finger|arm laceration|cut hand with knife|wrist laceration|finger laceration|forearm lac",
  "52300": "laceration|lac|cut|open wound|lac, needs stitches|laceration, bleeding controlled",
  "53250": "puncture wound|stepped on nail|puncture|stab wound|needle stick",
  "54050": "black eye|facial contusion|bruise to head|bump on head|goose egg on head|contusion face",
  "54100": "black eye|bruised eye|periorbital bruising",
  "54150": "bruised ribs|abrasion to back|contusion to trunk|bruise on back",
  "54200": "bruised leg|abrasion to knee|leg contusion|road rash legs|scraped knee",
  "54250": "bruised arm|abrasion to arm|arm contusion|scraped elbow",
  "54300": "abrasions|bruises|bruising|road rash|scrapes|scratch wound|contusions",
  "51200": "sprained ankle|ankle sprain|twisted ankle|rolled ankle",
  "51300": "sprain|pulled muscle|muscle strain",
  "51250": "neck strain|whiplash|neck sprain",
  "50350":
    "arm fracture|broken arm|arm fx|wrist fx|radius fx|humerus fx|wrist deformity|dislocated shoulder|shoulder dislocation",
  "50200": "leg fracture|broken leg|hip fx|hip fracture|ankle fx|femur fx|tib fib fx|open fracture leg",
  "50050": "skull fracture|broken nose|nasal fx|jaw fracture|facial fx",
  "50100": "rib fracture|back fracture|vertebral fx|pelvic fracture",
  "57550": "insect bite|bug bite|spider bite|bee sting|wasp sting|bitten by insect|tick bite",
  "57600": "dog bite|animal bite|cat bite|human bite|dogbite to hand|bit by dog",
  "57050": "facial burn|burn to face|burn, face|flash burn face",
  "57100": "burn to chest|burn to abdomen|scald burn trunk",
  "57150": "burn to hand|burned arm|burn to leg|hand burn|hot water burn|grease burn hand|forearm burn",
  "57200": "burn|burns|thermal burn|chemical burn",
  "56000": "FB in eye|something in eye|foreign body eye|eye fb|metal in eye",
  "56050": "FB in nose|bead in nose|foreign body nose",
  "56100": "splinter|foreign body in skin|fish hook in finger|glass in foot",
  "56200": "foreign body|fb removal|FB in ear|object stuck|foreign body sense",
  "59000":
    "accidental poisoning|accidental ingestion|carbon monoxide exposure|CO exposure|child ingested cleaner|took wrong medicine",
  "59001": "food poisoning|ate bad food|sick after eating",
  "59002":
    "ingestion|chemical exposure|inhaled fumes|smoke inhalation|ingested pills|chemical splash|exposure to fumes",
  "59050":
    "medication reaction|med reaction|reaction to medication|drug allergy|side effect of med|adverse reaction to antibiotic",
  "59100":
    "drug overdose|heroin OD|OD, narcan given|drug intox|drug intoxication|meth use|took drugs|opioid overdose|unresponsive, narcan by ems|high on drugs",
  "59150":
    "ETOH|intoxicated|alcohol intox|etoh intoxication|drunk|found drunk|alcohol smell|drinking all day|drunken state",
  "59160": "alcohol poisoning|etoh poisoning|severe etoh intox",
  "59200": "heat stroke|frostbite|hypothermia|exposure to cold|heat exhaustion|near drowning|electric shock",
  "59300":
    "post op problem|post op pain|wound dehiscence|g tube out|peg tube problem|feeding tube out|surgical complication|port problem|trach problem|picc line problem|dialysis catheter problem|PTBD leakage",
};
