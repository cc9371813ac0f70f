/** Neck, back, muscles and joints of no named place, and their diagnoses: see general.ts for the form. */
export const NECK_AND_BACK: Readonly<Record<string, string>> = {
  "19000": "neck problem|c/o neck|neck complaint|neck symptoms|neck sx|neck popping|neck issue",
  "19001":
    "neck pain|neck hurts|neck soreness|pain, neck|sore neck|post neck pain|neck ache|neck px|pain in neck|neck discomfort|aching neck|back of neck hurts",
  "19002":
    "neck spasms|neck cramps|muscle spasm in neck|neck muscle spasm|spasming neck|cramp in neck|torticollis|wry neck",
  "19003":
    "stiff neck|neck stiffness|can't turn neck|neck stiff|neck tight|crick in neck|tight neck|hard to turn neck",
  "19004":
    "neck weakness|weak neck|can't hold head up, neck weak|neck feels weak|weak neck muscles|head drops, weak neck",
  "19005":
    "neck swelling|swollen neck|swelling of neck|neck swollen|neck puffy|swelling to side of neck|neck edema",
  "19006":
    "lump on neck|neck mass|knot on neck|neck lump|bump on neck|mass in neck|lump in neck|growth on neck",
  "19050": "back problem|c/o back|back complaint|back symptoms|back sx|back trouble|back went out|back issue",
  "19051":
    "back pain|backache|back hurts|upper back pain|mid back pain|pain, back|sore back|back px|aching back|back soreness|pain in back|thoracic back pain|back ache|pain between shoulder blades",
  "19052":
    "back spasms|muscle spasm back|back cramps|back spasm|back muscle spasms|spasms in back|cramping in back",
  "19053":
    "stiff back|back stiffness|back stiff|can't bend back|back tight|tight back|stiffness of back|back locked up",
  "19054": "weak back|back weakness|back feels weak|weakness in back|back gives out|weak back muscles",
  "19055": "back swelling|swollen back|swelling on back|back swollen|swelling of back|back looks swollen",
  "19056": "lump on back|back mass|knot on back|bump on back|mass on back|back lump|growth on back",
  "19100":
    "low back problem|c/o low back|lower back trouble|low back complaint|low back symptoms|lower back sx|lower back went out",
  "19101":
    "low back pain|LBP|lower back pain|low back hurts|lumbago|lower back hurts|low back px|lumbar pain|sore lower back|low back ache|pain in lower back|chronic low back pain|lumbar back pain|back pain, lower",
  "19102":
    "low back spasms|lower back spasms|low back cramps|lumbar spasm|spasm in lower back|lower back cramping|low back muscle spasm",
  "19103":
    "low back stiffness|stiff lower back|lower back stiff|lower back tight|lumbar stiffness|low back locked up|can't bend at lower back",
  "19104":
    "weak lower back|low back weakness|weakness in lower back|lower back gives out|lower back feels weak|lumbar weakness",
  "19105":
    "swelling of lower back|low back swelling|lower back swollen|swollen low back|swelling low back|lumbar swelling",
  "19106": "lump on lower back|low back mass|knot on lower back|lumbar mass|bump on lower back|low back lump",
  "19650":
    "muscle problem|muscle symptoms|muscle complaint|c/o muscles|muscle sx|muscle issue|muscle trouble",
  "19651":
    "muscle pain|muscle aches|body aches|myalgia|muscles hurt|achy muscles|sore muscles|muscle soreness|myalgias|muscular pain|body ache|achy all over",
  "19652":
    "muscle cramps|cramping muscles|muscle cramp|muscles cramping|muscle cramping all over|muscles locking up in cramps",
  "19653": "muscle stiffness|stiff muscles|tight muscles|muscle tightness|muscles feel tight|muscles stiff",
  "19654":
    "muscle weakness|weak muscles|muscles weak|muscles feel weak|loss of muscle strength|muscular weakness",
  "19655":
    "muscle swelling|swollen muscle|muscle swollen|swelling in muscle|muscle puffed up|swelling of muscle",
  "19656": "lump in muscle|muscle lump|knot in muscle|muscle mass felt|mass in muscle|bump in muscle",
  "19700": "joint problem|joint symptoms|joint complaint|c/o joints|joint sx|joint popping|joint issue",
  "19701":
    "joint pain|arthralgia|joints hurt|achy joints|joint aches|pain in joints|sore joints|joint px|painful joints|arthralgias",
  "19702": "joint cramps|joint spasms|joints cramping|joint contracture|contracted joints|cramping in joints",
  "19703": "stiff joints|joint stiffness|joints stiff|joints tight|stiffness in joints|joint locked",
  "19704": "weak joints|joint weakness|joints feel weak|weakness in joints|joint gives out|joints giving way",
  "19705":
    "joint swelling|swollen joints|joints swollen|swelling of joint|swollen joint|puffy joints|joint effusion",
  "19706": "lump on joint|joint lump|joint mass|bump on joint|knot on joint|nodule on joint",
  "19750": "bone deformity|crooked back|hammer toe|body deformity|crooked bones|hammertoe|curved back",
  "19751": "bowlegged|knock-kneed|bow legs|knock knees|bowed legs|legs bowed",
  "19752": "posture problem|bad posture|poor posture|slouching|stooped posture|posture concern",
  "19753": "pigeon-toed|feet turn in|toes turn in|in-toeing|pigeon toed|walks with toes in|intoeing",
  "19800":
    "bone pain|bones hurt|stump pain|bones ache|musculoskeletal pain|MSK complaint|pain in bones|pain at stump",
  "22100": "gout|gout flare|gout attack|gouty pain|gout flare up|high uric acid|gout flare toe|hyperuricemia",
  "29000":
    "arthritis|arthritis pain|osteoarthritis|RA|arthritis flare|rheumatoid arthritis|RA flare|OA|arthritic pain|arthritis acting up",
  "29050":
    "bursitis|tendinitis|tendonitis|lumbago dx|ganglion cyst|radiculopathy|polymyalgia|synovitis|bursitis flare|tendonitis flare|pinched nerve",
  "29100":
    "musculoskeletal problem|osteomyelitis|herniated disc|slipped disc|bunion|scoliosis|lupus flare|degenerative disc disease|bone infection|bone spur|DDD|bulging disc|osteoporosis|lupus|plantar fasciitis",
};
