/** Injuries and foreign bodies: see general.ts for the form. */
export const INJURY: Readonly<Record<string, string>> = {
  "50050":
    "broken nose|nasal fx|jaw fracture|facial fx|fx nose|nose fracture|broken jaw|dislocated jaw|facial bone fracture|jaw dislocation|orbital fx",
  "50100":
    "back fracture|vertebral fx|neck fracture|compression fx|spine fx|fractured vertebra|broken neck|broken back|cervical fx|spinal fracture",
  "50150":
    "rib fracture|broken ribs|pelvic fracture|clavicle fx|broken collarbone|collar bone fx|rib fx|fractured rib|pelvis fx|scapula fx|clavicle fracture|fx ribs",
  "50200":
    "leg fracture|broken leg|hip fx|hip fracture|femur fx|tib fib fx|dislocated knee|knee fracture|kneecap dislocation|broken hip|fx leg|hip dislocation|tibia fx|patella dislocation|fractured hip",
  "50250":
    "ankle fracture|broken ankle|ankle fx|fx ankle|dislocated ankle|ankle dislocation|fractured ankle|trimalleolar fx",
  "50300":
    "foot fracture|broken toe|broken foot|toe fx|foot fx|fx foot|dislocated toe|fractured toe|metatarsal fx|fx toe",
  "50350":
    "arm fracture|broken arm|arm fx|radius fx|humerus fx|dislocated shoulder|shoulder dislocation|fx arm|elbow fracture|elbow fx|fractured arm|shoulder out of socket|broken elbow|forearm fx",
  "50400":
    "wrist fracture|broken wrist|wrist fx|fx wrist|fractured wrist|dislocated wrist|colles fx|wrist dislocation",
  "50450":
    "finger fracture|broken finger|broken hand|hand fx|finger fx|boxer's fracture|dislocated finger|fx finger|fractured finger|thumb fx|finger dislocation|dislocated thumb|boxers fx",
  "50500":
    "fracture|fx|broken bone|stress fracture|dislocation|fractured bone|bone fx|possible fracture|r/o fx",
  "51050":
    "neck strain|whiplash|neck sprain|strained neck|cervical strain|c-spine strain|pulled neck muscle|sprained neck",
  "51100":
    "back strain|strained back|pulled back muscle|back sprain|pulled muscle in back|lumbar strain|threw back out|strained lower back",
  "51150": "knee sprain|sprained knee|knee strain|strained knee|MCL sprain|pulled ligament in knee",
  "51200":
    "ankle sprain|sprained ankle|ankle strain|strained ankle|possible ankle sprain|ankle spr|turned ankle, sprain",
  "51250": "wrist sprain|sprained wrist|wrist strain|strained wrist|wrist sprained|possible wrist sprain",
  "51300":
    "sprain|pulled muscle|muscle strain|strain|sprain/strain|pulled groin|hamstring strain|strained muscle|pulled hamstring|groin strain|torn muscle",
  "52050":
    "head lac|scalp lac|laceration to scalp|head laceration|laceration, scalp|cut on head|scalp laceration|cut to back of head|split head open|neck laceration",
  "52100":
    "facial lac|chin lac|lip laceration|laceration to face|eyebrow lac|forehead laceration|cut on face|laceration, chin|eyelid laceration|lip lac|cut to forehead|cut lip|facial laceration|split lip|lac over eye",
  "52150":
    "laceration to back|cut on chest|trunk laceration|buttock laceration|cut to abdomen|lac to trunk|cut on back|perineal lac|side laceration",
  "52200":
    "leg lac|laceration to leg|foot laceration|cut on foot|lac to knee|toe laceration|cut leg|cut on leg|knee lac|shin laceration|foot lac|cut bottom of foot|leg laceration|ankle lac",
  "52250":
    "finger lac|hand laceration|laceration to hand|cut finger|lac to L index finger|arm laceration|cut hand with knife|finger laceration|forearm lac|thumb lac|cut thumb|cut on hand|sliced finger|lac to finger|cut on arm",
  "52300":
    "laceration|lac|cut|open wound|lac, needs stitches|cut self accidentally|gash|needs stitches|skin tear|deep cut",
  "53050":
    "puncture wound to face|puncture to head|puncture wound of neck|puncture to cheek|face puncture wound|head puncture wound|puncture near eyebrow",
  "53100":
    "puncture wound to trunk|puncture wound to buttock|puncture to back|puncture wound of chest|puncture to abdomen|trunk puncture wound|puncture to side",
  "53150":
    "stepped on nail|puncture wound to foot|nail in foot|puncture to foot|foot puncture|puncture wound leg|stepped on needle|puncture wound to knee|stepped on glass, puncture",
  "53200":
    "puncture wound to hand|finger puncture|puncture to finger|nail gun to hand|puncture wound to arm|needlestick to finger|hand puncture wound|fish hook puncture, finger",
  "53250":
    "puncture wound|puncture|needle stick|needlestick|stuck by needle|NSI|puncture injury|accidental needle stick",
  "54050":
    "bruise to head|facial contusion|bump on head|goose egg on head|contusion face|bruised face|abrasion to face|scalp abrasion|facial abrasion|knot on head from bump|bruised forehead|scraped face|hematoma to forehead",
  "54100":
    "black eye|bruised eye|periorbital bruising|corneal abrasion|scratched eye|eye abrasion|scratched cornea|bruise around eye|scratch to eye|eye bruise",
  "54150":
    "bruised ribs|abrasion to back|contusion to trunk|bruise on back|bruised chest|bruise on abdomen|scraped back|bruised tailbone|rib contusion|abrasion to chest",
  "54200":
    "bruised leg|abrasion to knee|leg contusion|scraped knee|bruise on leg|bruised foot|bruised knee|leg abrasion|scrape to leg|hip contusion|toe contusion|bruised toe|bruised hip",
  "54250":
    "bruised arm|abrasion to arm|arm contusion|scraped elbow|bruised hand|hand abrasion|bruise on arm|finger contusion|elbow abrasion|bruised shoulder|scraped hand|bruised finger",
  "54300":
    "abrasions|bruises|road rash|scrapes|scratch wound|contusions|scraped up|bruise|contusion|scratches|multiple abrasions|hematoma|bumps and bruises",
  "55050":
    "head injury|hit head|bumped head|head trauma|closed head injury|CHI|hit in head with ball|concussion|hit in face|facial injury|head inj|tooth knocked out|bump to head, injury|face injury|nose injury",
  "55100":
    "eye injury|poked in eye|eye trauma|ocular injury|hit in eye|injured eye|eye got scratched by branch|eye inj|struck in eye",
  "55150":
    "back injury|hurt back|back trauma|fell on back|injured back|back inj|back injury lifting|hurt back at work",
  "55200":
    "chest injury|rib injury|hit in chest|chest trauma|chest wall injury|abdominal injury|hit in abdomen|kicked in stomach|injured ribs|rib trauma|blunt chest injury|hurt ribs",
  "55250": "hip injury|fell on hip|hurt hip|injured hip|hip trauma|hip inj|landed on hip",
  "55300":
    "leg injury|hurt leg|injured leg|leg trauma|leg inj|calf injury|hit in leg|thigh injury|lower leg injury|injury, leg",
  "55350":
    "knee injury|twisted knee|hurt knee|knee inj|injured knee|fell on knee|knee popped out|knee trauma|injury, knee",
  "55400":
    "ankle injury|twisted ankle|rolled ankle|ankle inj|injury, ankle|hurt ankle|injured ankle|turned ankle|ankle trauma",
  "55450":
    "foot injury|toe injury|dropped object on foot|stubbed toe|foot inj|hurt foot|injured foot|injured toe|toe inj|twisted foot|jammed toe|kicked furniture, toe hurt",
  "55500":
    "shoulder injury|hurt shoulder|fell on shoulder|shoulder inj|injured shoulder|shoulder trauma|injury, shoulder",
  "55550":
    "arm injury|hurt arm|fell on arm|arm inj|forearm injury|injured arm|arm trauma|arm caught in door|injury, arm",
  "55600":
    "elbow injury|hurt elbow|nursemaid elbow|elbow inj|fell on elbow|injured elbow|nursemaids elbow|elbow trauma|hit elbow",
  "55650":
    "wrist injury|hurt wrist|FOOSH|fell on wrist|wrist inj|injured wrist|wrist trauma|injury, wrist|twisted wrist",
  "55700":
    "hand injury|finger injury|jammed finger|smashed finger|hand inj|injury, finger|hurt hand|finger caught in door|injured hand|slammed finger in door|punched wall|finger inj|hurt finger|thumb injury|finger stuck in door",
  "55750":
    "multiple injuries|trauma|injury|multi trauma|injuries|unspecified injury|got hurt|injured|trauma pt|mult injuries",
  "56000":
    "FB in eye|something in eye|foreign body eye|eye fb|metal in eye|dirt in eye|FB eye|sand in eye|speck in eye|dust in eye",
  "56050":
    "FB in nose|bead in nose|foreign body nose|something up nose|FB nose|put bead up nose|object in nose|rock in nose|crayon up nose",
  "56100":
    "splinter|foreign body in skin|fish hook in finger|glass in foot|FB in skin|splinter in finger|something in foot|glass in hand|FB in foot|fishhook stuck in hand|thorn in skin|metal sliver",
  "56150":
    "swallowed foreign body|swallowed a coin|food bolus|FB in throat|something stuck in throat|foreign body ingestion|fish bone in throat|swallowed penny|FB ingestion|food stuck in esophagus|object in rectum|food impaction|swallowed quarter",
  "56160":
    "inhaled foreign body|FB in airway|foreign body in airway|aspirated object|inhaled peanut|something went down windpipe|aspirated food|FB in lung",
  "56200":
    "foreign body|FB in ear|fb removal|object stuck|bug in ear|tampon stuck|earring stuck in earlobe|FB in vagina|retained tampon|foreign body in ear|something in ear|FB",
  "57050":
    "facial burn|burn to face|burn, face|flash burn face|burned face|burn to neck|scalp burn|burn on face|burned eye|burn to eyes|burned lips",
  "57100":
    "burn to chest|burn to abdomen|scald burn trunk|burn on back|burned stomach|chest burn|burn to trunk|hot liquid on chest",
  "57150":
    "burn to hand|burned arm|burn to leg|hand burn|hot water burn, arm|grease burn hand|forearm burn|burned hand|burn to foot|burned finger|finger burn|burn on leg|leg burn|burn to fingers",
  "57200": "burn|burns|thermal burn|burned self|burn injury|hot water burn|grease burn|scald burn|burn wound",
  "57500": "sunburn|sun burn|windburn|sunburned|bad sunburn|sunburn to shoulders|sunburnt",
  "57550":
    "insect bite|bug bite|spider bite|bee sting|wasp sting|bitten by insect|tick bite|stung by bee|bug bites|possible spider bite|ant bites|mosquito bite|stung by wasp|insect bites|tick removal",
  "57600":
    "dog bite|animal bite|cat bite|human bite|dogbite to hand|bit by dog|dog bit hand|cat scratch|bitten by dog|bit by cat|bite by animal|bit by human|bitten by cat",
};
