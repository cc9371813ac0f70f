import type { FindingRow } from "../finding";

const TRUNK =
  "chest|abdominal|abdomen|belly|stomach|back|flank|neck|head|face|groin|torso|buttock*|pelvis|throat|thorax|axilla|armpit|temple";
const LONG_LIMB = "wrist|arm|forearm|ankle|leg|elbow|shoulder|knee|hip|collarbone|shin|femur|humerus";
const LIMB = "hand|finger*|foot|toe*|arm|forearm|leg|thigh|calf|ankle|wrist|knee|elbow|shoulder|shin|thumb";

/** Mechanisms, wounds, head, spine, limbs, burns, eyes, bites. */
export const TRAUMA = {
  gunshot: { label: "Gunshot wound", snomed: "283545005", phrases: ["gunshot"] },
  "gunshot-limb": { label: "Gunshot wound of a limb", untold: true, phrases: [`gunshot ${LIMB}`] },
  "gunshot-trunk": {
    label: "Gunshot wound of head or trunk",
    untold: true,
    phrases: [`gunshot ${TRUNK}|multiple`],
  },
  "stab-trunk": {
    label: "Stab wound of head, neck or trunk",
    phrases: [
      "knifed|speared|skewered|slashed|shanked chest|abdominal|abdomen|belly|stomach|tummy|back|flank|neck|face|throat|side",
      "guts|intestine|intestines|omentum showing|visible|exposed|hanging|protruding|spilling",
      "eviscerat*",
      "throat|neck slit|slashed|cut|gashed knife|glass|bottle|machete",
      "bottle|glass|knife|blade|screwdriver|shard|scissors in|into|through neck|chest|back|abdominal|abdomen|belly|throat",
      "air|bubbles bubbling|sucking wound|neck|chest",
      `stab|stabbed ${TRUNK}`,
      `impaled ${TRUNK}`,
    ],
  },
  stab: { label: "Stab wound", phrases: ["stabbed", "=stab wound", "=stab wounds"] },
  "stab-limb": { label: "Stab wound of a limb", untold: true, phrases: [`stab|stabbed ${LIMB}`] },
  amputation: {
    label: "Amputation or crushed limb",
    phrases: [
      "arm|leg|hand|foot|thumb hanging|attached thread|skin|off",
      "thumb came|cut|chopped|torn|ripped|sawn|sawed|sliced off",
      "amputat* arm|leg|hand|foot|limb|thumb|forearm",
      "traumatic amputation",
      "degloving|degloved",
      "crushed|mangled arm|leg|hand|foot|pelvis|chest",
      "arm|leg|hand|foot torn|ripped|cut off|severed",
      "severed arm|leg|hand|foot|limb|thumb",
    ],
    not: [
      "torn|ripped|cut plaster|cast|bandage|dressing|tape|trousers",
      "amputat* old|stump|prosthe*|wound|recheck",
    ],
  },
  "digit-amputation": {
    label: "Amputated finger or toe",
    phrases: [
      "finger|fingers|fingertip|toe|toes hanging|missing|sheared thread|skin|off|bag|saw|mower",
      "fingers|finger|toe off|through saw|machine|mower|axe|blender|door",
      "amputat* finger*|fingertip|toe*|tip|digit",
      "finger*|fingertip|toe cut|chopped|sawed|severed off",
      "severed finger*|toe*",
      "cut|chopped|sawed|sliced|torn|ripped|come clean|completely off",
      "tip|part|finger*|thumb bag ice",
    ],
    not: ["amputat* old|stump|prosthe*|recheck", "ring cut"],
  },
  "head-injury": {
    label: "Head injury",
    snomed: "82271004",
    phrases: [
      "banged|cracked|smacked|whacked|bumped|split|clobbered|hit his|her|my|their|the head|skull|forehead",
      "head|skull kerb|curb|pavement|concrete|floor|table|door|bat|brick|hammer hit|off|on|with|into|by",

      "=head injury",
      "concussion",
      "skull fracture",
      "subdural|epidural",
      "hit|hitting|struck|striking|bumped|banged|injured|landed head|forehead",
      "head|facial trauma|injury",
      "bump|goose|egg|knock* head|forehead|scalp",
      "=head bump|knock",
      "=head vs|v|versus|against|into",
      "egg|lump|bump|hematoma head|brow|forehead|scalp|temple",
      "cracked|smacked|whacked|bashed|knocked|clonked|bonked head|forehead|brow|temple",
      "fall|fell head|face",
    ],
  },
  "skull-fracture": {
    label: "Skull fracture",
    phrases: ["skull fracture", "battle sign", "raccoon eyes", "fluid|blood from|leaking ear*"],
  },
  "intracranial-bleed": {
    label: "Bleeding in the head",
    phrases: ["subdural|epidural", "intracranial bleed*|hemorrhage", "brain|head bleed"],
  },
  amnesia: {
    label: "Does not remember",
    phrases: ["amnes*|repetitive", "doesn't|cannot|can't|unable remember|recall", "=no memory of event"],
  },
  "unequal-pupils": {
    label: "Unequal pupils",
    phrases: [
      "unequal|blown pupil*",
      "pupil* dilated|fixed|different",
      "one|left|right pupil big|bigger|larger|blown|wide|huge",
    ],
  },
  "struck-or-assaulted": {
    label: "Struck or assaulted",
    untold: true,
    phrases: ["=hit|struck by", "mvc|assault|struck|hit|punched|kicked|beaten"],
  },
  "spine-precautions": {
    label: "On a backboard or in a collar",
    phrases: [
      "=head blocks",
      "scoop|vacuum stretcher|mattress",
      "backboard|longboard",
      "c collar|collared",
      "=cervical collar",
      "=c collar",
      "ccollar",
    ],
  },
  diving: {
    label: "Diving injury",
    phrases: [
      "head|headfirst driven|slammed|landed sandbank|sandbar|seabed|bottom|surf",
      "diving accident|injury|headfirst|shallow|pool|hit",
      "dove shallow|pool|headfirst|sandbar",
    ],
  },
  dislocation: {
    label: "Dislocation",
    snomed: "87642003",
    phrases: ["dislocat*", "shoulder|kneecap|patella|elbow|hip popped|out socket|place|out"],
    not: ["hip|knee|shoulder popped pain|click*", "dislocat* jaw|finger|toe|thumb|tooth|disc|digit"],
  },
  fracture: {
    label: "Fracture",
    snomed: "125605004",
    phrases: ["fracture", "broken|broke arm|leg|wrist|ankle|bone|elbow|forearm|shin|collarbone"],
  },
  "limb-deformity": {
    label: "Deformed limb",
    phrases: [
      `deform*|crooked|angulated|misshapen|displaced ${LONG_LIMB}`,
      `bent|bends wrong|fork|odd|shape|backwards ${LONG_LIMB}`,
      "=out of shape",
      "=bent wrong way|like",
      "=bent the wrong way",
    ],
  },
  "limb-cold-or-numb": {
    label: "Cold, pale or numb beyond the injury",
    untold: true,
    phrases: ["foot|hand|fingers|toes|feet cool|cold|numb*|blue|white|dusky|pale|gray|grey"],
  },
  "pain-out-of-proportion": {
    label: "Pain worse than the wound",
    phrases: [
      "pain|agony|screams wiggl*|stretch*|passive",
      "=out of proportion",
      "pain worse than looks|appears|expected",
    ],
  },
  "limb-tense": {
    label: "Tense limb",
    untold: true,
    phrases: [
      "calf|forearm|leg|thigh|shin|arm solid|bursting|wooden tight|hard|agony|crush*|swollen|plaster|cast|fracture",
      "calf|forearm|leg|thigh|shin|arm rock|tense|woody|tight hard|swollen|tense",
      "=rock hard",
    ],
    not: ["rock hard stool|abdomen|belly|poop"],
  },
  limping: {
    label: "Limps or will not stand on it",
    phrases: [
      "limping|limps",
      "=a limp",
      "=limp and",
      "won't|wont|refus*|can't|cant|not walk|stand|bear|put leg|weight|foot|it",
      "nonweight bearing",
    ],
  },
  "joint-hot": {
    label: "Hot or swollen joint",
    phrases: ["hot|red|swollen|swelling joint|knee|hip|elbow|wrist|ankle|shoulder"],
  },
  "injected-under-pressure": {
    label: "Something injected under high pressure",
    phrases: [
      "high pressure inject*",
      "paint|grease|oil|hydraulic|pressure sprayer|gun|washer|injector|injected finger*|hand|thumb|palm|injected",
    ],
  },
  "open-fracture": {
    label: "Open fracture",
    phrases: [
      "bone poking|through|popping leg|arm|ankle|shin|skin|wrist|forearm",
      "=open|compound fracture",
      "bone sticking|protruding|exposed|visible|showing|through|skin",
    ],
    not: ["bone spur"],
  },
  "femur-or-pelvis-fracture": {
    label: "Fracture of femur or pelvis",
    phrases: [
      "thigh|femur|pelvis snapped|broken|crushed|shattered|smashed|wobbly|unstable|grating",
      "femur|femoral|thigh fracture|deform*|broken|broke|shortened",
      "pelvic|pelvis fracture|unstable|broken|crunch*|grinding|crepitus|springing|binder",
      "hip|hips crunch*|grinding|crepitus binder|unstable|moved|moving",
      "=open book pelvis|fracture|pelvic",
      "=binder on|in|applied",
      "thigh|femur bent|angulated|snapped|crooked|angle",
      "traction|kendrick|sager splint",
      "hip|knee dislocat*",
    ],
  },
  "deformity-with-deficit": {
    label: "Deformed limb without pulse or feeling",
    phrases: ["deform*|fracture pulseless|numb*|cold|pale|blue"],
  },
  "hip-fracture-sign": {
    label: "Sign of a hip fracture",
    phrases: ["leg|hip shortened|rotated", "hip deformity|fracture"],
  },
  "limb-without-blood": {
    label: "Limb without blood flow",
    phrases: [
      "leg|foot|arm cold blue|white|mottled|dusky",
      "=foot|hand|leg|arm blue|white|dusky|bloodless",
      "=toes|fingers blue|dusky|bloodless",
      "foot|leg|arm|hand|toes|fingers marble|marbled|lifeless|bloodless",
      "foot|leg|hand|arm dead white|cold|marble",
      "=cold leg|arm|foot|hand|limb|extremity",
      "=leg|arm|foot|hand|limb|fingers|toes cold",
      "pulseless|mottled|dusky|ischemic|white leg|arm|foot|feet|hand|fingers|toes|limb|extremity|wrist",
      "=blue leg|arm|foot|hand|fingers|toes",
      "=compartment syndrome",
      "pulseless felt|pedal|radial|dp|foot|wrist",
      "no|absent|without pulse|pulses foot|leg|arm|hand|felt|pedal|radial",
      "decreased|no|lost circulation hand|arm|foot|leg|fingers|toes|cast",
      "sensation circulation",
    ],
    // Both at once is cold weather, or a cold child.
    not: ["=cold hands|feet", "=hands|feet cold"],
    notWith: ["raynaud*", "blue|black|purple dye|dyed|ink|jeans|denim|pen|marker|paint|polish"],
  },
  cast: {
    label: "Cast or splint",
    phrases: ["=plaster too|cast", "=plaster tight", "backslab", "cast|splint"],
    not: ["cast removal"],
  },
  "limb-tight-or-swollen": {
    label: "Tight or swollen limb",
    phrases: ["tight|swollen|swelling cast|splint|fingers|hand|toes|foot|forearm|calf|compartment"],
  },
  "airway-burn": {
    label: "Burn of the airway",
    phrases: [
      "burnt|burned|singed nose|nasal hair|hairs",
      "burn|burned|fire|flash airway|inhalation|singed|soot|hoarse*|stridor",
      "burn|burned face|facial dyspnea",
      "singed nasal|nose|eyebrows|facial hair",
      "soot mouth|nose|sputum|airway|nares",
    ],
    notWith: ["reflux|gerd|heartburn"],
  },
  "smoke-inhalation": {
    label: "Breathed in smoke",
    phrases: ["smoke inhalation|inhaled", "house fire", "smoke exposure|breathed"],
  },
  "severe-burn": {
    label: "Severe burn",
    phrases: [
      "skin sloughing|sloughed|hanging|slipping burn*|scald*|kettle|fire|boiling|steam",
      "=110|120|220|230|240|400|415|480 v|volt shock|to|through",
      "volts|volt|kv exit|entry|wound|zapped|zap|thrown|jolt",
      "pylon|substation|powerline touched|hit|arc*|burn*|shock*",
      "high voltage",
      "grabbed|touched|hit|onto live cable|wire|rail|line",
      "volts|kv|11kv|25kv|33kv shock|current|grabbed|touched|burn|line|cable",
      "blister*|burn*|scald* 10%|11%|12%|13%|14%|15%|16%|17%|18%|19%|22%|24%|28%|33%|36%|45%",
      "electrical|electric burn|shock|injury",
      "electrocut*",
      "lightning",
      "third|3rd|full degree|thickness burn",
      "burn|burned|scald* face|facial|genital*|groin|circumferential",
      "hot|boiling oil|water|grease|soup|tea|coffee|steam face|neck|genital*|groin|eyes",
      "chemical burn",
      "hydrofluoric",
      "=hf acid|burn|exposure",
      "acid|alkali|caustic|lye splash*|spill*|thrown|sprayed|burn|burns|burned",
      "burn|burned|scald* 10%|15%|20%|25%|30%|35%|40%|50%|60%|tbsa",
      "house fire",
      "explosion|blast",
    ],
    not: [
      "electric* shock feeling|sensation|like|static",
      "sunburn",
      "acid reflux|stomach|throat|heartburn|indigestion",
    ],
  },
  burn: {
    label: "Burn",
    snomed: "125666000",
    phrases: [
      "kettle pulled|spilled|spilt|tipped|over|on",
      "blistered|blisters kettle|water|tea|oil",
      "burn|burned|burnt|scald*",
      "hot|boiling oil|water|grease|soup|tea|coffee|steam",
    ],
    not: ["burn urinat*|pee|peeing|pees|stomach|chest|throat|sun", "sunburn"],
  },
  circumferential: {
    label: "All the way round",
    untold: true,
    phrases: [
      "circumferential",
      "=all the way|the round|around",
      "=all the way round|around",
      "=all round|around",
    ],
  },
  "burn-pattern": {
    label: "Burn with the shape of a thing or of dipping",
    untold: true,
    phrases: [
      "line|edge|mark|marks|pattern sock|glove|stocking|iron",
      "cigarette|cigarettes|cigar",
      "=dipped|dunked|immersed in",
      "both|bilateral feet|hands|buttocks",
    ],
  },
  bruise: { label: "Bruise", snomed: "125667009", phrases: ["bruise|bruises|bruising|bruised"] },
  "bruise-odd-place": {
    label: "Mark where children do not bump themselves",
    untold: true,
    phrases: [
      "=on|to|of|behind back|ear|ears|buttocks|bottom|neck|torso|trunk|belly|abdomen|chest|genitals|cheek|cheeks",
      "=on|to|of|behind his|her|the|both|left|right|upper|lower back|ear|ears|buttocks|bottom|neck|torso|trunk|belly|abdomen|chest|cheek|cheeks",
      "bruise|bruises|bruising|welt|welts|marks ear|ears|buttock*|torso|trunk|neck|cheek|cheeks|genital*",
    ],
  },
  "unexplained-injury": {
    label: "Injury without a story that fits",
    ofOthers: true,
    phrases: [
      "parents|mother|mom|mum|father|carer|caregiver no|can't|cannot|unable explanation|explain",
      "=no explanation",
      "unexplained-injury",
    ],
  },
  "limb-swollen": {
    label: "Swollen limb",
    phrases: ["knee|ankle|elbow|leg|arm blown|ballooned up", "leg|arm|thigh|limb|forearm swollen|swelling"],
  },
  "limb-not-used": {
    label: "Does not use a limb",
    phrases: ["won't|wont|refus*|stopped move|use|using|moving|moves arm|leg|limb|hand|foot"],
  },
  "limb-moves": {
    label: "Moves a limb",
    untold: true,
    reassuring: true,
    phrases: ["mov*|using|uses|use arm|leg|limb"],
  },
  "eye-chemical": {
    label: "Chemical in the eye",
    phrases: [
      "=morgan lens",
      "eye|eyes solvent|petrol|diesel|descaler|superglue|weedkiller|domestos|thinners",
      "eye|eyes|ocular chemical|bleach|acid|alkali|lye|ammonia|cleaner|battery|cement|lime|detergent|splash*|drano|peroxide|oven",
    ],
  },
  splashed: {
    label: "Splashed with a chemical",
    phrases: [
      "splash*|squirt*|sprayed|spurt* bleach|acid|alkali|lye|ammonia|cleaner|descaler|chemical|cement|lime|detergent|drano|peroxide|domestos|solvent|petrol|diesel|caustic",
    ],
    not: ["splashed|sprayed clothes|shoes|floor|carpet"],
  },
  "eye-penetrated": {
    label: "Penetrating eye injury",
    phrases: [
      "thorn|nail|fishhook|hook|dart|shard eye|eyeball into|through|sticking|stuck",
      "eye jelly",
      "dart|arrow|shard|wire|scissors|pencil eye|eyes|eyeball hit|into|through|stuck|poked",
      "pupil teardrop|peaked|irregular",
      "eyeball fluid|burst|ruptured|collapsed|leaking",
      "eye|eyes|globe puncture*|penetrat*|stab*|nail|hook|bb|knife|impaled",
      "=ruptured|open globe",
      "eye fluid leaking",
    ],
  },
  envenomation: {
    label: "Venomous bite",
    phrases: [
      "bitten|bite|stung|sting|struck adder|snake|viper|cobra|taipan|redback|stonefish|scorpion",
      "funnel web",

      "snake|rattlesnake|copperhead|cottonmouth|cobra|viper bite|bit|bitten",
      "snakebite",
      "scorpion|widow bite|sting|stung|bit",
      "bitten|bite|bit|struck eastern|western|king|tiger brown|snake",
      "pressure immobilisation|immobilization bandage|applied",
    ],
    not: ["snake bite kit|question|class"],
  },
  "venomous-animal": {
    label: "Venomous animal",
    untold: true,
    phrases: [
      "rattlesnake|rattler|copperhead|cottonmouth|viper|adder|cobra|snake",
      "scorpion",
      "=black widow",
    ],
  },
  bitten: {
    label: "Bitten or stung",
    untold: true,
    phrases: ["bite|bit|bitten|stung|sting|fang"],
    not: ["bite kit", "=a bit", "=bit of|more|better|worse"],
  },
  "hanging-or-drowning": {
    label: "Hanging, strangulation or drowning",
    phrases: [
      "face down pool|water|bath|pond|river|sea|lake|tub",

      "tried|attempted hang|hanging",
      "went|slipped|gone under water|pool|bath|waves|lake|sea|river",
      "throttled|throttling|garrott*|garott*",
      "hands round|around neck|throat",
      "squeezed|gripped neck|throat",
      "=grabbed|held|gripped|lifted by the|her|his|my|their neck|throat",

      "belt|rope|cord|scarf|sheet|wire|cable round|around|tied neck",
      "=cut down by|from",
      "pulled|rescued|dragged from|out river|lake|sea|pool|water|pond|bath|canal|surf",
      "noose|ligature",
      "hanging|hanged|hung attempt*|found|self|neck|suicidal",
      "=hung|hanged himself|herself|themselves|myself",
      "strangled|strangulation|strangling",
      "choked boyfriend|husband|partner|assault|ex|wife|girlfriend",
      "drown*|submersion|submerged",
    ],
  },
  "non-accidental-injury": {
    label: "Injury that somebody may have done to a child",
    phrases: [
      "bruise|bruises|bruising pattern|loop|handprint|different|various|multiple stages|ages|shaped",
      "=non accidental",
      "abuse child|suspected|possible|physical|concern*",
      "shaken baby",
      "belt|cord|switch|hand mark|marks|print|welt|welts",
      "cigarette|cigar burn|burns",
      "story|explanation inconsistent|changes|changing|match",
      "cps",
    ],
    not: ["abuse alcohol|drug|substance|elder"],
  },
  "swallowed-battery": {
    label: "Battery or magnet swallowed or lodged",
    phrases: [
      "ingestion|swallowed|ate|inhaled battery|batteries|magnet|magnets|button|disc|disk",
      "battery|magnet|magnets nose|ear|throat|up|stuck",
      "ingestion battery|batteries|magnet*",
      "=button battery",
    ],
  },
  "magnet-or-battery": {
    label: "Magnet or battery",
    untold: true,
    phrases: ["magnet|magnets", "battery|batteries", "=coin|button cell", "=coin|button cells"],
    not: ["car battery", "battery pacemaker|icd|lvad|hearing|low|dead|flat|pump|monitor"],
  },
  swallowed: { label: "Swallowed", untold: true, phrases: ["ingestion"] },
  "swallowed-object": {
    label: "Swallowed object",
    phrases: [
      "ingestion coin|quarter|penny|dime|nickel|toy|button|marble|pin|bone|object|body|lego|bead",
      "steak|meat|food|chicken|bolus impaction|impacted",
    ],
  },
} as const satisfies Readonly<Record<string, FindingRow>>;
