import type { FindingRow } from "../finding";

const PEOPLE =
  "family|wife|husband|mother|mom|father|dad|son|daughter|kids|children|child|baby|people|someone|somebody|everyone|others|him|her|them|me|us|" +
  "girlfriend|boyfriend|partner|roommate|neighbor|neighbour|coworker*|boss|teacher|brother|sister|staff|nurse|police|officer|parents|students|class";

const STAFF = "officer|officers|police|staff|nurse|nurses|medic|medics|security|guard|deputy|paramedic";
/** Of which one or two tablets, or a mouthful, can kill a toddler (Bar-Oz et al., Arch Dis Child 2004;89:1047). */
const DEADLY =
  "glipizide|glyburide|glimepiride|gliclazide|sulfonylurea|methadone|fentanyl|oxycodone|hydrocodone|morphine|suboxone|buprenorphine|" +
  "diltiazem|verapamil|amlodipine|nifedipine|metoprolol|propranolol|atenolol|digoxin|flecainide|clonidine|amitriptyline|nortriptyline|" +
  "imipramine|clomipramine|lithium|colchicine|chloroquine|hydroxychloroquine|quinine|theophylline|lomotil|iron|insulin|camphor|wintergreen";

const MEDICINE =
  "pill|pills|tablet|tablets|tabs|medicine|medication|medications|meds|capsule|capsules|tylenol|acetaminophen|paracetamol|aspirin|" +
  "ibuprofen|advil|motrin|aleve|naproxen|benadryl|diphenhydramine|codeine|codamol|cocodamol|tramadol|zopiclone|zolpidem|diazepam|" +
  "lorazepam|alprazolam|clonazepam|sertraline|citalopram|fluoxetine|venlafaxine|quetiapine|gabapentin|pregabalin|trazodone|bupropion|mirtazapine|amitriptyline|propranolol|olanzapine|lithium|valproate|promethazine|codydramol|oxycodone|morphine|fentanyl|methadone|nurofen|panadol|panadeine|stilnox|sleepers|sleeping|antidepressants|antidepressant|painkillers|painkiller";
const SWALLOW = "ate|eaten|chewed|chewing|ingestion|drank|sip|sipped|licked|bit|into";

/** Danger to self or others, psychosis, drugs, poisons, withdrawal. */
export const MIND_AND_POISON = {
  suicidal: {
    label: "Suicidal",
    snomed: "6471006",
    phrases: [
      "wants|wanted|want|wish|wishes|wished|rather|better dead|die|disappear",
      "end|ending|ended|take|taking own|his|her|their|my life",
      "cut|slit|slashed|slicing|cutting own|both|veins wrists|wrist|throat|neck",
      "no point|reason|living|life carry|going|on|living",
      "doesn't|dont|don't|not want live|alive|living",
      "plan|plans|planned|planning|means kill|die|suicid*|overdose",
      "wants|wanted|want all stop|over|end",
      "noose|ligature",
      "suicidal",
      "=slit wrist|wrists",
      "goodbye|farewell|suicide note|letter|post",
      "plan drive|crash|jump|shoot|hang river|bridge|train|lake|wall|tree|himself|herself|themselves|themself",
      "goodbye|farewell notes|letters|texts|messages|video",
      "=said|saying|says his|her|their goodbyes",
      "stockpil*|hoarding|hoarded|saving|saved pills|tablets|tabs|meds|medication|insulin",
      "giving|gave|given away belongings|possessions|pets|everything|things|xbox|phone|jewelry",
      "=cut wrists",
      "jump bridge|off roof",
      "jump|jumping bridge|overpass|train|building|traffic",
      "tried|attempt* kill|hang|overdose|die",
    ],
    not: [
      "wants|want|wanted end|stop|over antibiotic*|tablets|treatment|medication|meds|pill|pills|call|course|steroids|tooth|cast",
    ],
  },
  homicidal: {
    label: "Danger to others",
    phrases: [
      "threat*|wants|orders|ordering burn|torch|blow house|home|flat|family|everyone",
      "threw|throwing|lashed|lashing|hitting|hit chair|out|furniture staff|nurse|at|security|police",
      "held|pinned|restrained down|by security|police|guards|staff|officers",
      "homicidal",
      "combative",
      "=violent",
      `threaten*|wants|will|going|gonna|plan*|thoughts|intends|would|he'll|she'll|i'll kill|hurt|stab|shoot|attack|harm|cut ${PEOPLE}`,
      `bit|biting|spat|spitting|punch*|kick*|swung|swinging ${STAFF}`,
      `threaten* ${PEOPLE}`,
      "threaten* knife|gun|weapon",
      "kill others",
      `must|should|deserve* die|suffer ${PEOPLE}`,
      `${PEOPLE} must|deserve* die|suffer`,
      "brandishing|wielding knife|gun|machete|axe|weapon|hammer|sword|bat|bottle",
      `attacked|attacking|assaulting|swinging|choking ${PEOPLE}`,
    ],
    not: [
      "=domestic violence",
      "threatened by|abortion|miscarriage|preterm",
      "threaten* abortion",
      "bit|bitten|hit|kicked|punched|struck by",
      "bit dog|cat|tick|snake|spider",
    ],
  },
  "told-to-harm": {
    label: "Told to do harm",
    untold: true,
    phrases: [
      "tell|tells|telling|told|order*|command*|urge*|urging hurt|kill|harm|stab|attack|shoot|die|jump",
      "=say|says|saying|said kill|hurt|harm|stab",
    ],
  },
  "severe-agitation": {
    label: "Severe agitation",
    phrases: [
      "smashing|smashed|trashing|trashed room|ward|furniture|chairs|house|place",
      "=kicking off in|at|with|again",

      "severe|severely agitat*",
      "command hallucination*|voices",
      "=acute psychosis",
      "psychotic",
      "voices telling kill|hurt|harm",
      "voices kill|hurt|harm|stab|shoot|attack|die",
    ],
  },
  agitated: {
    label: "Agitated",
    phrases: [
      "agitat*",
      "combative",
      "screaming|yelling",
      "psychosis|psychotic",
      "hearing voices",
      "bizarre behavior|behaviour|acting",
      "erratic behavior|behaviour",
    ],
  },
  "under-restraint": {
    label: "Threatening, restrained or with the police",
    untold: true,
    phrases: [
      "threaten*",
      "combative|violent|aggressive",
      "restrain*",
      "security",
      "police",
      "=with pd",
      "=by pd",
      "handcuff*",
      "cuffs|cuffed",
      "spit hood|mask",
    ],
  },
  armed: {
    label: "Armed",
    untold: true,
    phrases: [
      "carrying|carried|waving|holding|armed machete|knife|gun|axe|sword|weapon|hammer",
      "had machete|gun|axe|sword|weapon",
    ],
  },
  psychosis: {
    label: "Psychosis",
    snomed: "69322001",
    phrases: [
      "tv|television|radio|internet|satan|aliens|fbi|cia|government|neighbours|neighbors|voices sending|telling|ordering|commanding|controlling|spying|poisoning",
      "thinks|believes|convinced|sure|says|insists baby|child|husband|wife|family|food|himself|herself|neighbour|people devil|demon|possessed|evil|antichrist|imposter|impostor|replaced|poisoned|jesus|god|dead|plotting",
      "being spied|bugged|poisoned|filmed|tracked",
      "psychosis|psychotic",
      "hearing|hears voices",
      "voices head",
      "=seeing things",
      "hallucinat*",
      "seeing|sees bugs|spiders|snakes|shadows|rats|demons|ghosts",
      "avh",
      "paranoi*",
      "says|thinks|believes god|jesus|chip|poisoned|following|aliens|fbi|cia",
      "delusion*",
      "manic|mania",
    ],
  },
  "danger-to-self": {
    label: "Puts themself in danger",
    phrases: [
      "wandering|standing|stood|walking traffic|motorway|railway|ledge",
      "standing|walking|running|wandering traffic|road|street|highway|naked",
      "naked street|outside|public",
      "refusing vitals|care|treatment",
      "wandering streets",
    ],
  },
  overdose: {
    label: "Overdose or poisoning",
    snomed: "55680006",
    phrases: [
      "took|swallowed|ingestion|downed|necked|popped|chugged whole|entire bottle|box|packet|lot|pack|tabs|tablets|pills",
      "overdosed|overdosing",
      "od on|paracetamol|tylenol|pills|tablets|heroin|fentanyl",
      "smoked|shot|injected|used|using heroin|fentanyl|smack|nitazene*|oxy unresponsive|drowsy|blue|snoring|slumped|nodding",
      "slumped needle|heroin|drugs",
      "spiked drink|drinks",
      "gas|heater|boiler|generator|exhaust|barbecue headache|headaches|dizzy|sick whole|family|everyone|garage|indoors|housemates",
      "pinpoint|pinned|tiny|pin pupil|pupils",
      "needle arm slumped|blue|unresponsive|snoring|drowsy",
      "chemical drank|drunk|ingestion|swallowed|swig|sip",
      "antifreeze|weedkiller|bleach|paraquat|methylated|methanol|screenwash|caustic|brake drank|drunk|ingestion|swig|sip|mouthful",
      "bag|bags|packet|packets|wrap|wraps|baggie|baggies|balloon|condom ingestion|swallowed drugs|drug|coke|cocaine|heroin|crack|meth|police",
      "swallowed|ingestion drugs|drug|coke|cocaine|heroin|crack|meth police|bag|packet|wrap",
      "drank|drinking|swallowed|ingestion brake|hydraulic|washer|coolant|bleach|descaler|thinner|turpentine|paraffin|kerosene|weedkiller|acid",
      "drink|drinks spiked|spiking|drugged",
      "=drink spiked",
      "overdose",
      "empty blister|pill|tablet|medicine|medication pack|packet|bottle|strip",
      `took|taken|swallowed|ingestion all|handful|rest ${DEADLY}|lexapro|escitalopram|zoloft|sertraline|prozac|fluoxetine|citalopram|wellbutrin|bupropion|seroquel|quetiapine|xanax|alprazolam|klonopin|clonazepam`,
      "poisoning",
      "ingestion bleach|antifreeze|pills|cleaner|detergent|medication*|medicine|chemical*|caustic|lye|tylenol|drano",
      "took bottle pills",
      `took|taken|ingestion|downed|necked box|packet|pack|strip|handful|fistful|bunch|loads ${MEDICINE}`,
      "=got into pills|meds|medicine|medication|medications|cleaner|bleach|detergent",
      "intentional|intentionally ingestion",
      "=carbon monoxide",
      "=smoke inhalation",
      "organophosphate*",
      "drank|drinking bleach|antifreeze|pesticide|lighter|gasoline|methanol|windshield",
    ],
    not: ["=food poisoning", "poisoning ivy|oak|sumac"],
  },
  "may-have-taken": {
    label: "May have been taken by a child",
    untold: true,
    phrases: [
      "=found|caught with|holding|chewing|playing",
      "missing|unaccounted|gone",
      "open|opened|empty|emptied|chewed bottle|pack|packet|packets|blister|strip|box",
      "in|around mouth|lips",
    ],
    notWith: ["needs more|refill|new", "ran|run out"],
  },
  "plant-eaten": {
    label: "Plant, berries or mushrooms eaten",
    phrases: [
      `${SWALLOW} berry|berries|mushroom|mushrooms|toadstool|toadstools|plant|leaves|foxglove|laburnum|nightshade|oleander|yew`,
    ],
    not: ["berry|berries muffin|pie|cake|smoothie|yogurt|straw|blue"],
  },
  "pupils-wide": {
    label: "Wide pupils",
    untold: true,
    phrases: ["pupil|pupils huge|wide|large|big|massive|dilated|saucers"],
  },
  "muscles-rigid": {
    label: "Rigid muscles",
    untold: true,
    phrases: [
      "rigid|rigidity",
      "=stiff as a",
      "muscle|muscles|body|limbs|arms|legs|jaw stiff|rigid*|locked|clenched|clenching",
      "clonus",
      "=lead pipe",
    ],
    not: [
      "rigid abdominal|abdomen|belly|stomach|cast|splint|collar",
      "nuchal rigid*",
      "legs|arms stiff morning|arthritis|sore|exercise|walk",
    ],
  },
  "medicine-named": { label: "A medicine", untold: true, phrases: [MEDICINE, DEADLY] },
  "deadly-medicine": {
    label: "A medicine of which one tablet can kill a child",
    untold: true,
    phrases: [DEADLY],
  },
  "chemical-named": {
    label: "A chemical",
    untold: true,
    phrases: [
      "brake|hydraulic|washer|transmission fluid",
      "pod|pods|capsule detergent|laundry|dishwasher",
      "bleach|cleaner|cleanser|drano|detergent|pesticide|insecticide|antifreeze|lye|gasoline|kerosene|turpentine|thinner|ammonia|polish|descaler",
      "drain|oven opener|cleaner",
      "white|methylated|surgical|mineral spirit|spirits",
      "sanitizer|sanitiser|weedkiller|antifreeze|nicotine",
      "essential|eucalyptus|camphor oil",
      "laundry|detergent|dishwasher pod|pods|packet|tablet",
      "lamp|tiki|lighter oil|fluid",
      "rat|mouse|roach|bug poison|bait|spray|killer",
    ],
  },
  "child-swallowed": {
    label: "Medicine or chemical swallowed",
    phrases: [
      `${SWALLOW} ${MEDICINE}`,
      `${SWALLOW} ${DEADLY}`,
      `${SWALLOW} bleach|cleaner|cleanser|drano|detergent|pesticide|insecticide|antifreeze|lye|gasoline|kerosene|ammonia|polish|pod|pods`,
    ],
    not: ["swallowed|ate well|fine|okay"],
  },
  "mouthful-taken": {
    label: "A mouthful taken",
    untold: true,
    phrases: [
      "sucked|sucking|chewed on",
      "ate|eaten|chewed|ingestion|drank|sip|sipped|licked|tasted|swig|swigged|gulp|gulped|mouthful|slurped",
      "=bit into",
      "=got|getting|gotten into",
    ],
  },
  "not-toxic": {
    label: "Called harmless",
    untold: true,
    reassuring: true,
    phrases: [
      "nontoxic",
      "=non toxic",
      "poison|control|center says|said|advised fine|ok|okay|harmless|nontoxic",
    ],
  },
  "insulin-named": { label: "Insulin", phrases: ["insulin|novolog|humalog|lantus|lispro|glargine"] },
  "taken-by-mistake": {
    label: "Too much or the wrong one",
    untold: true,
    phrases: [
      "=by mistake|accident",
      "=too much",
      "=wrong dose|one|pen|insulin",
      "=extra dose|units",
      "=double dose|doses|dosed|dosing",
      "=doubled dose|doses|up",
      "=doubled the|his|her dose|doses",
      "=took double|twice",
      "accidentally",
    ],
  },
  "combustion-fumes": {
    label: "Fumes of a fire or motor indoors",
    phrases: [
      "=co alarm|detector|monitor|alarms",
      "=carbon monoxide",
      "=carbon monoxide alarm|detector|monitor",
      "furnace|boiler|generator|exhaust|kerosene",
      "charcoal|coal|grill|bbq|barbecue indoors|inside|garage|tent|room|house|basement",
      "car|engine|mower running garage|closed",
      "gas leak|heater|stove",
    ],
  },
  nausea: { label: "Nausea", snomed: "422587007", phrases: ["nausea|nauseated|nauseous|queasy"] },
  mushrooms: { label: "Wild mushrooms", phrases: ["wild|foraged|picked|unknown mushroom*"] },
  "pesticide-contact": {
    label: "Pesticide",
    phrases: [
      "weedkiller|paraquat|roundup|herbicide sprayed|splashed|drank|soaked",
      "pesticide|insecticide|organophosphate*|malathion|parathion",
      "bug|roach|crop spray|sprayed|spraying|dusting",
      "nerve agent",
    ],
    not: ["bug spray rash"],
  },
  "cholinergic-sign": {
    label: "Sign of pesticide poisoning",
    untold: true,
    phrases: [
      "drooling|salivat*",
      "pinpoint|constricted|tiny pupils",
      "secretions",
      "tearing|watering|lacrimat* eyes",
      "twitching|fasciculat*",
      "diaphoretic",
    ],
  },
  "naloxone-given": {
    label: "Naloxone given",
    intervention: true,
    phrases: ["narcan|naloxone"],
    not: ["=narcan refill|kit", "narcan|naloxone prescription|kit|rx|training"],
  },
  "medicine-taken": {
    label: "Tablets taken",
    untold: true,
    phrases: [
      "took|taken|ingestion tylenol|acetaminophen|aspirin|ibuprofen|motrin|benadryl|pills|tablets|tabs|xanax|ambien|meds",
    ],
  },
  withdrawal: {
    label: "Alcohol or sedative withdrawal",
    untold: true,
    phrases: [
      "=delirium tremens",
      "dts",
      "alcohol|benzo* withdraw*",
      "=last drink",
      "stopped|quit alcohol|etoh|xanax|benzo*|beer|vodka",
      "=stopped|quit drinking",
    ],
  },
  "withdrawal-severe": {
    label: "Sign of severe withdrawal",
    untold: true,
    phrases: [
      "seeing|picking|sees spiders|bugs|things|insects|rats alcohol|drink|drinking|vodka|booze|drinker|sober",
      "tremor|tremors|shaking|trembling|shakes alcohol|drink|vodka|booze|sober|drinker|beer sweating|sweaty|seizure|seeing|vomiting|confused",
      "=seeing things",
      "delirium",
      "dts",
      "seizure",
      "hallucinat*",
      "tremor*|shaking|shaky|tremulous|shakes",
      "seeing|sees bugs|spiders|snakes|shadows|rats|demons|ghosts|people",
      "confus*",
    ],
  },
  "alcohol-withdrawal": {
    label: "Alcohol withdrawal",
    phrases: [
      "alcohol withdraw*|detox",
      "=ciwa 15|16|17|18|19|20|21|22|23|24|25|26|27|28|29|30|31|32|33|34|35|36|37|38|39|40",
      "=ciwa of|is|was 15|16|17|18|19|20|21|22|23|24|25|26|27|28|29|30|31|32|33|34|35|36|37|38|39|40",
    ],
  },
  "sexual-assault": {
    label: "Sexual assault",
    snomed: "248110007",
    phrases: [
      "raped|rape",
      "=sexually assaulted|abused",
      "forced sex|himself|themselves|intercourse",
      "drugged|spiked underwear|knickers|naked|assaulted",
      "=sexual assault",
      "=sexually abused",
      "molested",
    ],
  },
} as const satisfies Readonly<Record<string, FindingRow>>;
