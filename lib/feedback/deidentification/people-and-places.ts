import { LANDS } from "@/lib/language/known-words/clinical-words";
import type { Kind, Rule } from "./redaction";

/**
 * People, places and things that only a note names, found by the words around them: "daughter Maria", "Smith, RN",
 * "at Lincoln High School", "plate ABC 1234". What stands alone is not found; the README says how much that is.
 */
const anyCase = (words: string): string =>
  words.replace(/\p{L}/gu, (c) => (c === " " ? c : `[${c.toLowerCase()}${c.toUpperCase()}]`));
const oneOf = (words: string): string =>
  `(?:${anyCase(
    words
      .trim()
      .split(/\s*\|\s*/)
      .join("|"),
  )})`;

/** Capitalised words that begin sentences or are no names, so that none of them is taken for one. */
const NO_NAME =
  "(?!(?:Mr|Mrs|Ms|Miss|Dr|Fr|Father|Pastor|Sister|Brother|Pt|Patient|Denies|Denied|Reports?|Reported|States?|Stated|Says|Said|Has|Had|Was|Is|Are|Will|The|This|That|There|He|She|They|His|Her|We|No|Not|And|But|In|On|At|To|From|With|Without|Since|For|By|Per|Via|Also|Now|Then|When|After|Before|Today|Yesterday|Here|Home|House|Work|School|Bed|Room|Triage|Waiting|Emergency|Urgent|Trauma|Clinic|Hospital|Ambulance|Police|Fire|Rescue|Nursing|Skilled|Group|Adult|Child|Left|Right|Upper|Lower|Pain|Chest|Abdominal|Head|Fall|Fell|Fever|Cough|Seizure|Syncope|Stroke|Found|Called|Brought|Given|Gave|Took|Last|Next|Prior|Past|History|Hx|Allergies|Meds|Vitals|Temp|Pulse|Resp|Blood|Oxygen|Alert|Awake|Spanish|English|French|Arabic|Chinese|Mandarin|Korean|Russian|Vietnamese|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\\b)";
// Bounded, so that a hostile text costs no more than its length.
const WORD = `${NO_NAME}\\p{Lu}\\p{Ll}[\\p{L}'’]{0,30}(?:-\\p{Lu}[\\p{L}'’]{1,30}){0,2}`;
const NAME = `(?:\\p{Lu}\\.?\\s+)?${WORD}(?:\\s+(?:\\p{Lu}\\.\\s+)?${WORD}){0,2}`;

const RELATIVES = oneOf(
  "wife|husband|spouse|partner|fiance|fiancee|fiancé|fiancée|girlfriend|boyfriend|gf|bf|ex|son|daughter|mother|father|mom|mum|mommy|dad|daddy|parent|brother|sister|twin|sibling|aunt|auntie|uncle|niece|nephew|cousin|grandmother|grandfather|grandma|grandpa|granny|grandson|granddaughter|grandchild|stepfather|stepmother|stepdad|stepmom|stepson|stepdaughter|in-law|foster parent|guardian",
);
const STAFF = oneOf(
  "nurse|rn|lpn|cna|np|pa|md|do|emt|medic|paramedic|pcp|physician|doctor|doc|surgeon|cardiologist|neurologist|oncologist|nephrologist|pulmonologist|psychiatrist|psychologist|obstetrician|gynecologist|orthopedist|dentist|pharmacist|therapist|counselor|midwife|tech|resident|attending|hospitalist|intern|officer|deputy|sheriff|sergeant|detective|trooper|chaplain",
);
const OTHERS = oneOf(
  "neighbor|neighbour|friend|roommate|flatmate|housemate|coworker|co-worker|colleague|boss|supervisor|manager|teacher|coach|principal|landlord|landlady|pastor|priest|babysitter|nanny|caregiver|carer|caretaker|aide|bystander|witness|driver|interpreter|translator|social worker|case manager|case worker|caseworker|poa|sponsor|client|classmate|student",
);
const TALKED = oneOf(
  "spoke with|spoke to|speaking with|talked to|talked with|called by|accompanied by|here with|brought by|brought in by|seen by|sent by|referred by|escorted by|d/w|discussed with|sign out to|signed out to|handoff to|report to|report from|paged|per|lives with|found by|witnessed by|owned by|contact person|name is|named",
);
const CREDENTIALS = "(?:MD|DO|RN|NP|FNP|PA-C|PA|LPN|LVN|CNA|EMT-P|EMT|PhD|PsyD|LCSW|DPM|DDS|DNP|CRNA)";

const FACILITIES =
  "(?:Hospital|Medical Center|Med Center|Clinic|Nursing Home|Rehab(?:ilitation)?(?: Center)?|Care Center|Health Center|Manor|Assisted Living|Senior Living|Hospice|High School|Middle School|Elementary(?: School)?|School|Academy|University|College|Daycare|Church|Temple|Mosque|Synagogue|Prison|Jail|Penitentiary|Correctional Facility|Park|Mall|Airport|Station|Hotel|Motel|Inn|Apartments|Towers|Shelter|Plant|Factory|Mill|Warehouse|Farms?|Tavern|Pub|Bar|Cafe|Diner|Restaurant|Casino|Stadium|Arena|Gym|Pharmacy|Supermarket|Estates|Surgery|Infirmary|(?:Health|Medical|Care|Leisure|Sports|Day|Community|Shopping|Call) (?:Centre|Center)|Care Home|Residential Home|Sixth Form|Primary(?: School)?|Secondary(?: School)?|Grammar(?: School)?|Nursery(?: School)?|Kindergarten|Preschool|Cottage|Lodge|Court|Gardens|House|Hostel|Guesthouse|Stables|Barracks|Yard|Colliery|Quarry|Depot|Abattoir|Brewery|Bakery|Marina|Harbou?r|Docks?|Racecourse|Rink|Pool|Library|Museum|Theatre|Cinema|Ltd|Limited|PLC|LLC|Corp|GmbH|Pty|Village|County|Township|Beach|Bridge|Creek|Reservation|EMS|Fire(?: Department| Rescue)?|Police(?: Department)?|(?:Rec|Recreation|Call|Surgery|Imaging|Cancer|Wellness|Conference|Senior|Transit|Garden|Birth|Dialysis|Infusion) (?:Center|Centre)|Dialysis|Lutheran|Baptist|Methodist|Presbyterian|Episcopal|Catholic|AME|VFW|Legion|Lodge|High|Elem|Ballroom|Charter|Fairgrounds|Orchards?|Vineyards?|Winery|Ranch|Nursery|Greenhouse|Raceway|Speedway|Skatepark|Playground|Cemetery|Rectory|Monastery|Convent|Parish|Ministries|Pediatrics|Orthopa?edics|Imaging|Surgical|Dental|Pharmac(?:y|ies)|Drugs?|Foods?|Bakery|Brewery|Distillery|Deli|Grill|Pizzeria|Steakhouse|Saloon|Kitchen|Buffet|Bistro|Company|Industries|Logistics|Trucking|Roofing|Construction|Concrete|Castings|Fabrication|Manufacturing|Electric|Plumbing|Landscaping|Packing|Lumber|Steel|Motors|Outfitters|Hardware|Salon|Spa|Records|Studios?|Theat(?:re|er)|Lofts|Condos|Commons|Terrace|Meadows|Heights|Acres|Springs|Falls|Ridge|Grove|Hills|Valley|Crossing|Landing|Junction|Pines|Oaks|Willows)";
const WATERS = "(?:Lake|Mount|Fort|Camp|Port|River)";
const STATE =
  "(?:A[LKZR]|C[AOT]|D[EC]|FL|GA|HI|I[DLNA]|K[SY]|LA|M[EDAINSOT]|N[EVHJMYCD]|O[HKR]|PA|RI|S[CD]|T[NX]|UT|V[TA]|W[AVIY])";
const PLACE_WORD =
  "\\p{Lu}[\\p{L}'’]{1,30}(?:[-\\s](?:(?:d|of|de|la|del|the|and)\\s?['’]?)?\\p{Lu}[\\p{L}'’]{1,30}){0,3}";
const GOES = oneOf(
  "lives in|lives at|lives near|lives above|living at|staying at|staying in|stays at|living in|resides in|resident of|born in|moved from|moved to|visiting from|visiting|holiday in|holidaying in|on holiday from|arrived from|collapsed at|collapsed in|fell at|found at|picked up at|picked up from|pulled from|traveled to|travelled to|traveled from|travelled from|travel to|trip to|returned from|back from|works at|work at|working at|works for|employed at|employed by|transferred from|transfer from|flew from|flew in from|drove from|incarcerated at|mvc on|mvc in|mva on|crash on|crashed on|near|drowning in",
);

const THING = oneOf(
  "plate|plates|license plate|licence plate|tag|vin|serial|serial no|serial number|s/n|sn|imei|udi|lot|badge|transmitter|device|device id|pump id|pump|unit id|implant|model no|tracker",
);
const CODE = "(?=[A-Z0-9-]*\\d)[A-Z0-9][A-Z0-9-]{3,}|[A-Z]{1,4}[ -]\\d{2,5}[A-Z]{0,3}|\\d{1,4}[ -][A-Z]{2,4}";

const LAND_WORDS = new Set(LANDS);
const isNoLand: Rule["when"] = ({ match }) => {
  const place = (match[0].slice(match.groups?.before?.length ?? 0).match(/\p{L}+/gu) ?? []).map((w) =>
    w.toLowerCase(),
  );
  return !place.every((w) => LAND_WORDS.has(w));
};
const of = (source: string, kind: Kind): Rule => ({
  pattern: new RegExp(source, "gu"),
  kind,
});
const APART = "[\\s,:(–-]{1,4}";
const BEGINS = "(?<![\\p{L}\\d])";

export const PEOPLE_AND_PLACES: readonly Rule[] = [
  // Postal codes with letters: Royal Mail's and Canada Post's forms, and the first half alone after a word that names one.
  of(
    `${BEGINS}(?:[A-Z]{1,2}\\d[A-Z\\d]?\\s?\\d[ABD-HJLNP-UW-Z]{2}|[ABCEGHJ-NPRSTVXY]\\d[ABCEGHJ-NPRSTV-Z]\\s?\\d[ABCEGHJ-NPRSTV-Z]\\d)(?![\\p{L}\\d])`,
    "place",
  ),
  of(
    `(?<before>${BEGINS}${oneOf("zip|zip code|postcode|post code|postal code|eircode")}[\\s.:#]{1,3})[A-Z]{1,2}\\d[A-Z\\d]{0,2}(?![\\p{L}\\d])`,
    "place",
  ),
  // places first: "St. Casimir Hospital" is no saint
  of(
    `(?<![\\p{L}\\d])(?:(?:St|Saint|Mt)\\.?\\s+)?(?:${NO_NAME}\\p{Lu}[\\p{L}'’]{1,30}\\s+){1,3}${FACILITIES}(?:\\s+${FACILITIES})?(?![\\p{L}])`,
    "place",
  ),
  of(`${BEGINS}${WATERS}\\s+${WORD}(?:\\s+${WORD})?`, "place"),
  of(`${BEGINS}(?=\\p{Lu}\\p{Ll})${PLACE_WORD},\\s+${STATE}(?![\\p{L}])`, "place"),
  {
    ...of(
      `(?<before>${BEGINS}${GOES}\\s+(?:the\\s+)?)${NO_NAME}${PLACE_WORD}(?:\\s+\\d{1,4}(?!\\s?(?:d|w|m|y|h|days?|wks?|weeks?|mos?|months?|yrs?|years?|hrs?|hours?|mins?|min)\\b))?`,
      "place",
    ),
    when: isNoLand,
  },
  of(
    `${BEGINS}(?:County Road|County Rd|County|State Road|Farm Road|Highway|Hwy|Route|Rte|Interstate|Loop|Rest Area|Exit|Mile Marker|US|SR|CR|FM|I)[\\s-]\\d{1,4}(?!\\d)`,
    "place",
  ),
  // Firms with a number for a name, and what comes after a title: "Mr. K".
  of(
    `${BEGINS}(?:3M|7-?Eleven|7-11|Motel 6|Super 8|Studio 6|Pier 1|Forever 21|24 Hour Fitness|Five Below|A&W|H&M|H-E-B|HEB|BP station)(?![\\p{L}\\d])`,
    "place",
  ),
  // Shops and bars by their owner: "at Trader Joe's", "from Love's"; no relative, and nobody's own home.
  of(
    `(?<before>${BEGINS}(?:at|from|near|outside|behind|@)\\s+)(?:${NO_NAME}\\p{Lu}[\\p{L}]{1,20}\\s+){0,2}${NO_NAME}\\p{Lu}\\p{Ll}{1,20}['’]s(?=\\s*[,.;:)]|$)`,
    "place",
  ),
  // Crossings: "at 9th and Alder", "on 4th & Main".
  of(
    `${BEGINS}\\d{1,3}(?:st|nd|rd|th)\\s+(?:and|&|@|at)\\s+(?:${NO_NAME}\\p{Lu}\\p{Ll}{2,20}(?:\\s(?:St|Ave|Rd|Blvd|Street|Avenue|Road))?(?![\\p{L}]))`,
    "place",
  ),
  // people
  of(`(?<before>${BEGINS}(?:Mr|Mrs|Ms|Miss|Dr|MR|MRS|MS|DR)\\.?\\s)\\p{Lu}(?![\\p{L}\\d'’/-])`, "name"),
  of(`(?<before>${BEGINS}${RELATIVES}(?:['’]s\\s+name)?(?:\\s+(?:is|named|called))?${APART})${NAME}`, "name"),
  of(`${BEGINS}${NAME}(?<after>,\\s+(?:his|her|their|pt['’]?s)\\s+${RELATIVES})(?!\\p{L})`, "name"),
  of(`(?<before>${BEGINS}(?:${STAFF}|${OTHERS})${APART})${NAME}`, "name"),
  of(`(?<before>${BEGINS}${TALKED}\\s+(?:(?:Mr|Mrs|Ms|Dr)\\.?\\s+)?)${NAME}`, "name"),
  of(`${BEGINS}${NAME}(?<after>,?\\s+${CREDENTIALS})(?![\\p{L}-])`, "name"),
  // things that belong to somebody
  of(`${BEGINS}(?=[A-HJ-NPR-Z0-9]*\\d)(?=[A-HJ-NPR-Z0-9]*[A-Z])[A-HJ-NPR-Z0-9]{17}(?![\\p{L}\\d])`, "id"),
  of(`${BEGINS}(?:[0-9A-Fa-f]{2}[:-]){5}[0-9A-Fa-f]{2}(?![\\p{L}\\d])`, "id"),
  of(
    `(?<before>${BEGINS}${THING}(?:\\s*(?:no|number|num|is|was|id)\\b\\.?|\\s*#)?[\\s.:#=]{1,3})(?:${CODE})(?![\\p{L}\\d])`,
    "id",
  ),
  of(
    `(?<before>${BEGINS}${oneOf("badge|zip|zip code|unit|apt|apartment")}[\\s.:#]{1,3})\\d{3,6}(?![\\d%])`,
    "id",
  ),
  of("(?<=^|\\s)@[A-Za-z][\\w.]{2,}", "id"),
];
