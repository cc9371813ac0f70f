import { isMisspelled, type WordKind } from "@/lib/language/known-words/words";
import { knownWord } from "./clinical-forms";

/** A part of a text as the tagger of names reads it: a word, a number, a tag ("[name]") or a mark of punctuation. */
export type Token = {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  readonly type: "word" | "number" | "tag" | "mark";
};

const TOKEN =
  /(?<tag>\[[a-z]+\]|90\+)|(?<word>(?<![\d\p{L}])\p{L}[\p{L}\p{M}]*(?:['’]\p{L}+)*(?![\p{L}\d]))|(?<number>[\p{L}\d]+)|(?<mark>\n|\S)/gu;

export function tokensOf(text: string): Token[] {
  return [...text.matchAll(TOKEN)].map((m) => ({
    start: m.index,
    end: m.index + m[0].length,
    text: m[0],
    type: m.groups?.tag ? "tag" : m.groups?.word ? "word" : m.groups?.number ? "number" : "mark",
  }));
}

const set = (words: string): ReadonlySet<string> => new Set(words.trim().split(/\s+/));

/** Words after or before which somebody or some place is named. */
const CUES: readonly (readonly [string, ReadonlySet<string>])[] = [
  [
    "title",
    set(
      "mr mrs ms miss mx dr prof fr father rev pastor sister officer deputy sgt sheriff det coach nurse sr jr mister madam imam rabbi chief capt lt deacon reverend bishop nun corporal cpl lieutenant detective trooper constable ranger judge sir lady",
    ),
  ],
  [
    "kin",
    set(
      "wife husband spouse partner fiance fiancee girlfriend boyfriend gf bf ex son daughter mother father mom mum mommy dad daddy parent parents brother sister twin sibling aunt auntie uncle niece nephew cousin grandmother grandfather grandma grandpa granny nana papa abuela abuelo grandson granddaughter grandchild stepfather stepmother stepdad stepmom stepson stepdaughter guardian poa in-law law foster family baby kid kids child children companion fiancé fiancée stepbrother stepsister godmother godfather nan nanna gran grandad pop pops sib sibs nok",
    ),
  ],
  [
    "staff",
    set(
      "rn lpn lvn cna np pa md do emt medic paramedic pcp physician doctor doc surgeon cardiologist cards neurologist neuro oncologist onc nephrologist nephro pulmonologist pulm psychiatrist psychologist obstetrician ob gyn gynecologist orthopedist ortho dentist pharmacist therapist counselor midwife cnm tech resident attending hospitalist intern chaplain urologist uro urology derm rheum ent gi optho ophtho hand plastics surgery vasc vascular endo id pt ot sw rt crna aprn pac interp interpreter aide coordinator rep pmr peds ir anesthesia trauma consultant registrar reg sho gp matron anaesthetist paediatrician paeds gynaecologist orthopaedic haematologist haem physio osteopath optician carer warden pediatrician hospitalist intensivist radiologist anesthesiologist allergist endocrinologist gastroenterologist rheumatologist dermatologist podiatrist chiropractor optometrist ophthalmologist urologist hematologist neurosurgeon neurosurg paramedics internist nurses sitter scribe phlebotomist dietitian lactation endo nsgy intensivists fellow pgy cardiology neurology oncology surgeon urgentologist provider clinician medics",
    ),
  ],
  [
    "other",
    set(
      "neighbor neighbour friend roommate roomie flatmate housemate coworker colleague boss supervisor manager foreman teacher principal landlord landlady priest babysitter nanny caregiver carer caretaker bystander witness driver translator worker caseworker sponsor client classmate student buddy teammate lawyer attorney owner patroller advocate caller staff rider hiker passenger bouncer guard security cm po probation rescuer foreman lifeguard housekeeper instructor guardian trucker farmer superintendent barber counselor custodian janitor chef crew partner mate buddies",
    ),
  ],
  ["called", set("named name called goes aka alias nickname prefers legal nee known says signed signature")],
  [
    "at",
    set("at @ in from near to of outside inside behind off onto via around between across under along by on"),
  ],
  ["with", set("with w per by via from to and & for")],
  [
    "lives",
    set(
      "lives live living resides resident residing works working work employed moved visiting born attends goes stays staying staff transferred transfer referred sent seen treated admitted discharged drove flew traveled travelled trip",
    ),
  ],
  [
    "speaks",
    set(
      "says said states stated reports reported tells told denies denied c/o complains noted notes thinks thought gave found called drove brought saw has had is was will wants came took fell cut went lives works uses helped witnessed worried en refuses requests",
    ),
  ],
  [
    "place",
    set(
      "hospital clinic center centre nursing home care rehab manor health medical living hospice school elementary middle elem ms hs academy university college daycare church temple mosque prison jail park mall airport station hotel motel inn apartments apts towers shelter plant factory mill warehouse farm farms tavern pub bar cafe diner restaurant casino stadium arena gym pharmacy supermarket estates village county township beach bridge creek lake river reservation campground camp pool rink dorm campus plaza square lofts market store shop club house services lodge villa gardens heights hills terrace court place row bay island mountain cove house ambulance fire rescue pd police transit surgery infirmary cottage primary nursery kindergarten hostel stables barracks yard works colliery quarry depot docks harbour marina centre ltd limited plc llc inc corp restaurant takeaway pub supermarket garage ems vfw legion lutheran baptist methodist presbyterian catholic ame high rec memorial regional medical dispensary dairy deli grill pizzeria brewery saloon bakery kitchen fabrication industries foods construction roofing logistics trucking electric mechanical packing dialysis orthopedics pediatrics imaging surgical dental",
    ),
  ],
  [
    "street",
    set(
      "street st avenue ave road rd boulevard blvd lane ln drive dr court ct place pl way terrace circle highway hwy parkway pkwy trail trl block corner bridge",
    ),
  ],
  [
    "state",
    set(
      "al ak az ar ca co ct de fl ga hi id il ia ks ky la me md ma mi mn ms mo mt ne nv nh nj nm ny nc nd oh ok or pa ri sc sd tn tx ut vt va wa wv wi wy minn wis",
    ),
  ],
];

export function cuesOf(word: string): string[] {
  const plain = word.toLowerCase().replace(/['’]s$/, "");
  const found = CUES.flatMap(([cue, words]) => (words.has(plain) ? [cue] : []));
  return found.length === 0 && /.{3}(?:ologist|iatrist|ician|edist)$/.test(plain) ? ["staff"] : found;
}

type Read = {
  readonly token: Token;
  readonly lower: string;
  readonly shape: string;
  readonly kind: WordKind | null;
  /** What lists say of the word, in short. */
  readonly known: string;
  readonly cues: readonly string[];
  readonly starts: boolean;
};

function shapeOf(word: string): string {
  const letters = word.replace(/['’]s?$/, "");
  if (/^\p{Ll}+$/u.test(letters.replace(/['’]/g, ""))) return "lower";
  if (/^\p{Lu}$/u.test(letters)) return "initial";
  if (/^\p{Lu}+$/u.test(letters.replace(/['’]/g, ""))) return letters.length <= 4 ? "SHORT" : "UPPER";
  if (/^\p{Lu}[\p{Ll}'’]+$/u.test(letters)) return "Title";
  return "mIxed";
}

function knownAs(kind: WordKind | null, word: string): string {
  if (!kind) return isMisspelled(word) ? "misspelled" : "unknown";
  const level = kind.proper ? "proper" : `level${kind.level}`;
  const name = Math.max(kind.given * 2, kind.surname);
  return `${level}/${name >= 4 ? "given" : name >= 2 ? "name" : name === 1 ? "rare" : "no"}`;
}

/** Other scripts have no list here: their words are left to the patterns; and so is a single small letter. */
const LATIN = /^[\p{Script=Latin}\p{M}'’]+$/u;
export const isJudged = ({ text }: Pick<Token, "text">): boolean =>
  LATIN.test(text) && !/^\p{Ll}$/u.test(text);

/** A word of no list, and no abbreviation in capitals. */
export const isStrange = ({ token, known, shape }: Read, style: string): boolean =>
  known === "unknown" &&
  token.text.length > 1 &&
  (shape !== "SHORT" || (style === "CAPS" && token.text.length > 2)) &&
  isJudged(token);

export type Reading = { readonly tokens: readonly Read[]; readonly style: string };

export function readTokens(tokens: readonly Token[]): Reading {
  const words = tokens.filter((t) => t.type === "word" && t.text.length > 2);
  const upper = words.filter((t) => /^\p{Lu}+$/u.test(t.text)).length;
  const capital = words.filter((t) => /^\p{Lu}/u.test(t.text)).length;
  const style = upper > words.length * 0.7 ? "CAPS" : capital === 0 ? "plain" : "usual";
  return {
    style,
    tokens: tokens.map((token, i) => {
      const before = tokens[i - 1];
      const kind = token.type === "word" ? knownWord(token.text) : null;
      return {
        token,
        lower: token.text.toLowerCase(),
        shape: token.type === "word" ? shapeOf(token.text) : token.type,
        kind,
        known:
          token.type === "word"
            ? knownAs(kind, token.text)
            : token.type === "mark"
              ? token.text
              : token.type === "tag"
                ? token.text
                : "#",
        cues: token.type === "word" ? cuesOf(token.text) : [],
        starts: !before || (before.type === "mark" && /[.!?;:\n]/.test(before.text)),
      };
    }),
  };
}

/** Words alike in how they are used share a feature; a rare word is what its lists say. */
const wordFeature = (read: Read | undefined): string =>
  !read
    ? "none"
    : read.token.type !== "word"
      ? read.known
      : read.kind && read.kind.level <= 1
        ? read.lower
        : read.known;

/** The features of the token at `i`; `before` tells whether the one before it was taken for a name. */
export function nameFeatures({ tokens, style }: Reading, i: number, before: boolean): string[] {
  const here = tokens[i] as Read;
  const [prev, prev2, next, next2] = [tokens[i - 1], tokens[i - 2], tokens[i + 1], tokens[i + 2]];
  const where = here.starts ? "starts" : prev?.known === '"' || prev?.known === "“" ? "quoted" : "within";
  const form = `${style}|${here.shape}|${where}`;
  const features = [
    "any",
    form,
    `known ${here.known}`,
    `${form}|${here.known}`,
    `shape ${here.shape}|${here.known}`,
    ...(here.kind?.town ? [`town ${here.shape}|${where}`] : []),
    ...(here.kind && (here.kind.level <= 1 || here.kind.proper) ? [`word ${here.lower}`] : []),
    ...here.cues.map((c) => `is ${c}|${here.shape}`),
    `before ${wordFeature(prev)}`,
    `after ${wordFeature(next)}`,
    `before2 ${wordFeature(prev2)}`,
    `after2 ${wordFeature(next2)}`,
    `before ${prev?.shape}|${prev?.known}|${here.shape}`,
    `after ${next?.shape}|${next?.known}|${here.shape}`,
    `around ${prev?.token.type === "word" ? prev.shape : prev?.known}|${here.shape}|${next?.token.type === "word" ? next.shape : next?.known}`,
    ...(prev?.cues ?? []).flatMap((c) => [`cue ${c}`, `cue ${c}|${here.shape}`, `cue ${c}|${here.known}`]),
    ...(next?.cues ?? []).flatMap((c) => [
      `next ${c}`,
      `next ${c}|${here.shape}`,
      `next ${c}|${here.shape}|${where}`,
    ]),
    ...(prev2?.cues ?? []).map((c) => `cue2 ${c}|${here.shape}|${prev?.shape}`),
    ...(next2?.cues ?? []).map((c) => `next2 ${c}|${here.shape}|${next?.shape}`),
  ];
  if (before)
    features.push("goes on", `goes on|${here.shape}`, `goes on|${here.known}`, `goes on|${here.lower}`);
  return features;
}
