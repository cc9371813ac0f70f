/** Skin, nails, hair, navel, and their diagnoses: see general.ts for the form. */
export const SKIN: Readonly<Record<string, string>> = {
  "18300": "acne|pimples|pimple|acne breakout|bad acne|zits|breaking out on face|blackheads",
  "18350":
    "skin discoloration|redness|skin redness|bruising|discoloration|red spots on skin|skin color change|birthmark|unexplained bruising|red area on skin|spots on skin|dark spot on skin|blotches",
  "18400":
    "skin infection|infected wound|wound infection|infected blister|draining wound|infected sore|infected skin|infected cut|red streaking|infected area on skin",
  "18401":
    "infection on face|scalp infection|infected piercing, ear|skin infection of neck|facial skin infection|infected bump on face|infection on scalp",
  "18402":
    "infected finger|hand infection|infected hand|finger infection|infected arm|infected thumb|arm skin infection|infection in finger|infected cut on hand",
  "18403":
    "infected toe|foot infection|leg infection|infected foot|toe infection|infected leg|infected leg wound|infected sore on foot|leg wound infection",
  "18450": "skin mole|mole|c/o mole|mole problem|mole concern|itchy mole|moles",
  "18451": "mole changed|mole getting bigger|change in mole|mole changing color|mole darker|mole growing",
  "18452": "bleeding mole|mole bleeding|mole that bleeds|blood from mole|scratched mole, bleeding|mole bleed",
  "18500": "warts|wart|warts on hand|wart on foot|genital warts|condyloma|warts spreading",
  "18550":
    "skin growth|skin tag|callus|corn on foot|cyst|growth on skin|skin cyst|corns|cyst on scalp|skin tags",
  "18600":
    "rash|skin rash|itchy rash|skin eruption|whole body rash|body rash|red rash|breaking out in rash|rash all over|rash on arms|rash to legs|rash spreading|rashes",
  "18601":
    "diaper rash|rash in diaper area|diaper dermatitis|bottom rash, baby|red bottom|nappy rash|raw diaper area",
  "18650":
    "skin lesion|sore|lesion|blister|sore on skin|ulcer on skin|pressure ulcer|bed sore|open sore|decubitus|blisters|sore won't heal|sacral wound|decub|wound",
  "18700": "skin irritation|irritated skin|skin irritated|chafing|chafed skin|irritation to skin|skin raw",
  "18701": "skin pain|skin hurts|painful skin|sore skin|burning skin|skin tender|skin tenderness",
  "18702":
    "itching|itchy skin|pruritus|itchy|itching all over|skin itches|itches all over|itching skin|itchy all over|body itching|generalized itching",
  "18750":
    "lump under skin|swelling of skin|bump|bumps on skin|knot under skin|welts|skin nodule|skin swelling|bumps|skin bump|swollen bump|welts on skin",
  "18800": "skin symptoms|skin complaint|c/o skin|skin feels odd|skin sx|clammy skin|skin issue",
  "18801": "oily skin|greasy skin|skin oily|too oily skin|oily face|excess skin oil",
  "18802":
    "dry skin|peeling skin|scaly skin|flaky skin|skin peeling|rough skin|skin dry and cracked|cracked skin|skin scaling",
  "18803": "wrinkles|skin wrinkles|wrinkled skin|facial wrinkles|wrinkling skin|wrinkles on face",
  "18850":
    "nail problem|fingernail problem|toenail problem|nail complaint|nail fell off|nail sx|toenail coming off",
  "18851":
    "infected nail|nail infection|infected toenail|infected fingernail|nail infxn|nail bed infection|pus under nail",
  "18852":
    "ingrown toenail|ingrown nail|ingrown toe nail|ingrown big toenail|toenail grown in|ingrown nail of great toe",
  "18853": "brittle nails|nails splitting|cracked nail|nails breaking|ridged nails|split nail",
  "18900": "scalp problem|scalp lesion|scalp symptoms|c/o scalp|sore on scalp|hair problem|bump on scalp",
  "18901": "hair loss|hair falling out|losing hair|baldness|bald spot|alopecia|thinning hair",
  "18902":
    "unwanted hair|excess hair|too much hair growth|hirsutism|facial hair in woman|abnormal hair growth",
  "18903": "dry scalp|flaky scalp|scalp flaking|scaly scalp|scalp dry and flaky|flakes on scalp",
  "18904": "itchy scalp|scalp itching|itching scalp|head itching|scalp itches|itchy head",
  "18950":
    "navel problem|belly button problem|umbilical drainage|belly button draining|navel discharge|umbilical cord bleeding|belly button infection|umbilicus red",
  "22010":
    "diabetic foot ulcer|diabetic ulcer|diabetic wound check|diabetic skin ulcer|diabetic sore on foot|DM foot ulcer|diabetic foot wound",
  "28000":
    "abscess|boil|cellulitis|infected boil|I&D|skin abscess|furuncle|cellulitis leg|abcess|boils|carbuncle|possible abscess|pus filled bump|abscess buttock|abscess, axilla",
  "28050":
    "impetigo|possible impetigo|impetigo on face|honey crusted sores|crusty sores, impetigo|impetigo spreading",
  "28100": "seborrhea|seborrheic dermatitis|dandruff|cradle cap|seb derm|flaky seborrhea|seborrheic rash",
  "28150": "eczema|dermatitis|eczema flare|contact dermatitis|allergic dermatitis|exzema|atopic dermatitis",
  "28200": "psoriasis|psoriasis flare|psoriasis rash|psoriatic plaques|psoriasis outbreak|psoriasis worse",
  "28250":
    "skin disease|hives|poison ivy|urticaria|pilonidal cyst|paronychia|sebaceous cyst|folliculitis|keloid|hidradenitis|poison oak|epidermal cyst|rosacea|infected cyst|hives all over",
};
