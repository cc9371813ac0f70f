/** Eyes and ears: see general.ts for the form. */
export const EYES_AND_EARS: Readonly<Record<string, string>> = {
  "13050":
    "vision problem|visual disturbance|trouble w/ vision|vision changes|vision issue|visual sx|eyesight problem|visual changes",
  "13051":
    "blindness|blind|half vision|visual field cut|blind in one eye|hemianopia|missing half of vision|blind eye|half of vision gone",
  "13052":
    "blurred vision|blurry vision|decreased vision|dim vision|vision blurry|diminished vision|blurry eyesight|cloudy sight|vision getting worse|blurred eyesight",
  "13053":
    "floaters|seeing floaters|seeing spots|flashes of light|seeing flashes|spots in vision|floater in eye|sees black dots",
  "13054": "double vision|diplopia|seeing double|sees double|seeing two of everything|vision doubled",
  "13100": "eye discharge|eye drainage|discharge from eye|eye draining|drainage from eye|goopy eye|eye d/c",
  "13101":
    "bleeding from eye|eye bleeding|bloody discharge from eye|blood coming from eye|bloody eye drainage|eye bleed",
  "13102": "watery eyes|watering eyes|tearing|eyes watering|teary eyes|eye tearing|excess tears|eye watering",
  "13103":
    "pus from eye|eye matter|yellow eye drainage|crusty eyes|matted eyes|green eye discharge|eyes matted shut|purulent eye drainage|white discharge from eye",
  "13150":
    "eye infection|infected eye|eye inflammation|inflamed eye|irritated infected eye|eye infxn|infection in eye",
  "13151": "pink eye|pinkeye|conjunctivitis|pink eye?|possible pink eye|pink eyes|exposed, now pink eye",
  "13200":
    "eye irritation|eye feels funny|irritated eye|gritty eye|scratchy eye|foreign body sensation in eye|eye discomfort",
  "13201":
    "eye pain|eye hurts|ocular pain|painful eye|sore eye|pain in eye|eye soreness|eye px|hurting eye|pain behind eye",
  "13202": "itchy eyes|eye itching|itching eyes|eyes itch|itchy eye|eyes itchy",
  "13203": "burning eyes|eye burning|eyes burn|burning in eyes|eyes burning|stinging eyes",
  "13204": "eye strain|strained eyes|eyestrain|tired eyes|eye fatigue|eyes tired from screen",
  "13250":
    "abnormal eye movements|eye twitching side to side|nystagmus|eyes jerking|eyes rolling|odd eye movements",
  "13251": "eyes retracting|sunken eye|eye pulled back|eye retraction|abnormal eye retraction|eye pulled in",
  "13252": "crossed eyes|cross-eyed|eyes crossing|cross eyed|lazy eye turning in|eye turns in",
  "13253":
    "unequal pupils|pupils unequal|one pupil bigger|anisocoria|pupils different sizes|one pupil larger",
  "13254": "eye deviation|eyes deviated|eye drifting|gaze deviation|eye turned out|eyes pulled to side",
  "13300":
    "eye looks abnormal|eye appearance changed|abnormal looking eye|eye looks different|odd looking eye|eye looks weird|change in look of eye",
  "13301":
    "red eye|eye redness|bloodshot eye|red eyes|redness to eye|eye red|blood spot on eye|eyes red|eye bloodshot",
  "13302": "bulging eye|bulging eyes|protruding eyes|eye sticking out|exophthalmos|proptosis|eyes bulge",
  "13303": "cloudy eye|hazy eye|eye looks cloudy|film over eye|dull eye|milky eye|haze on eye",
  "13350":
    "eye problem|eye complaint|c/o eye|eye sx|eye symptoms|trouble with eye|eye issue|something wrong w/ eye",
  "13351":
    "contact lens stuck|contact stuck in eye|contact lens problem|can't get contact out|lost contact lens in eye|contacts bothering eyes|torn contact in eye",
  "13352":
    "eye allergies|allergic eyes|eyes bothered by allergies|allergy eyes|ocular allergies|allergies affecting eyes",
  "13353":
    "eye swelling|swollen eye|swelling around eye|puffy eyes|eyes swollen|eye swollen shut|swelling of eye|puffy eye|swelling under eye",
  "13400": "eyelid problem|lid problem|eyelid symptoms|c/o eyelid|eyelid sx|something on eyelid",
  "13401":
    "eyelid swelling|swollen eyelid|stye|infected eyelid|eyelid infection|puffy eyelid|sty|eyelid swollen|lid swelling|both eyelid swelling",
  "13402": "itchy eyelids|itching eyelids|eyelids itch|eyelid itching|itchy lids|lid itching",
  "13403": "eyelid lump|bump on eyelid|eyelid growth|chalazion|cyst on eyelid|mass on eyelid|lump on lid",
  "13404": "eyelid twitching|droopy eyelid|eyelid spasm|ptosis|eye lid twitch|eyelid drooping|lid twitching",
  "13450": "hearing problem|trouble hearing|hearing issue|c/o hearing|hearing sx|hearing trouble",
  "13451":
    "hearing loss|can't hear|decreased hearing|hard of hearing|HOH|hearing decreased|muffled hearing|diminished hearing",
  "13452":
    "sounds too loud|sensitive hearing|hyperacusis|noise sensitivity|everything sounds loud|acute hearing",
  "13453": "ringing in ears|tinnitus|ears ringing|buzzing in ear|ringing ear|roaring in ears|hears ringing",
  "13500":
    "ear drainage|ear discharge|drainage from ear|fluid from ear|ear draining|leaking ear|ear d/c|fluid coming out of ear",
  "13501": "bleeding from ear|ear bleeding|blood from ear|blood in ear|bloody ear|ear bleed",
  "13502":
    "pus from ear|purulent ear drainage|yellow drainage from ear|pus in ear|pus draining from ear|ear pus",
  "13503":
    "swimmer's ear|swimmers ear|ear pain after swimming|otitis externa|swimmer ear|ear sore from swimming",
  "13550":
    "earache or ear infection|earache, ?infection|ear trouble|ear ache/infection|ear bothering|ear sick|bad ear",
  "13551":
    "ear pain|earache|otalgia|ear hurts|ear ache|pain in ear|painful ear|ear px|hurting ear|sore ear|ears hurt",
  "13552":
    "ear infection|infected ear|ear infxn|possible ear infection|infection in ear|ears infected|ear inf",
  "13600":
    "ear fullness|plugged ear|clogged ear|ear clogged|ears plugged|ear feels full|stopped up ear|ear wax|ear blocked|cerumen",
  "13650":
    "ear problem|ear complaint|c/o ear|ear sx|ear symptoms|something wrong w/ ear|ear issue|noise in ear",
  "13651": "itchy ear|ear itching|itching ears|ears itch|itchy ears|itch inside ear",
  "13652": "lump on ear|growth on ear|bump on ear|ear mass|cyst on earlobe|knot behind ear|lump in ear",
  "13653":
    "pulling at ears|tugging at ear|pulling ears|grabbing at ear|picking at ears|digging at ear|tugging ears|messing w/ ears",
  "13654":
    "ear shape problem|ears stick out|abnormal ear shape|ear looks different|big ears|ear size abnormal",
  "24000":
    "iritis|blepharitis|inflammatory eye disease|corneal ulcer|uveitis|keratitis|eye ulcer|conjuctivitis, dx'd",
  "24050": "nearsighted|farsighted|refractive error|needs glasses|astigmatism|myopia",
  "24100": "cataract|cataracts|cataract problem|cataract in eye|dx cataract|cataract eye",
  "24150":
    "glaucoma|high eye pressure|glaucoma problem|increased eye pressure|hx glaucoma, eye|eye pressure up",
  "24200":
    "eye disease|macular degeneration|diabetic retinopathy|pterygium|retina problem|other eye disease|dry eye disease",
  "24500": "otitis media|OM|AOM|middle ear infection|acute otitis media|dx otitis media|otitis",
  "24550":
    "ear disease|ruptured eardrum|perforated eardrum|meniere's|labyrinthitis|ear abscess|burst ear drum|menieres disease",
};
