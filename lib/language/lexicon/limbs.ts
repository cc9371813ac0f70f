/** Hip to toe, shoulder to finger: see general.ts for the form. */
export const LIMBS: Readonly<Record<string, string>> = {
  "19150": "hip problem|c/o hip|hip complaint|hip symptoms|hip popping|hip sx|hip trouble|hip issue",
  "19151":
    "hip pain|hip hurts|lt. hip joint pain|pain, hip|sore hip|hip px|pain in hip|aching hip|hip ache|hip joint pain|hip soreness",
  "19152": "hip spasms|hip cramps|cramp in hip|hip muscle spasm|hip cramping|spasm in hip",
  "19153": "stiff hip|hip stiffness|hip stiff|can't bend hip|hip locked|hip tightness|limited hip movement",
  "19154": "weak hip|hip weakness|hip feels weak|hip gives out|hip giving way|weakness in hip",
  "19155": "hip swelling|swollen hip|swelling on hip|hip swollen|swelling of hip|swelling at hip joint",
  "19156": "lump on hip|hip mass|knot on hip|bump on hip|hip lump|mass on hip",
  "19200": "leg problem|c/o leg|leg complaint|leg symptoms|restless legs|leg sx|leg discolored|leg issue",
  "19201":
    "leg pain|calf pain|thigh pain|leg hurts|pain in legs|pain, leg|leg ache|sore leg|leg px|shin pain|aching legs|both legs hurt|pain in calf|leg soreness",
  "19202":
    "leg cramps|leg spasms|charley horse|cramp in calf|calf cramps|cramps in legs|leg cramping|night leg cramps",
  "19203": "stiff leg|leg stiffness|leg stiff|legs stiff|can't bend leg|tight leg muscles|leg tightness",
  "19204":
    "leg weakness|weak legs|both legs weak|lower extremity weakness|legs giving out|weakness in legs|legs gave out|weak leg|BLE weakness|legs feel weak|legs weak",
  "19205":
    "leg swelling|swollen leg|calf swelling|unilateral leg swelling|leg swollen|swelling in leg|swelling to lower leg|swollen calf|thigh swelling|calf swollen",
  "19206": "lump on leg|knot in leg|leg mass|bump on leg|leg lump|mass on leg|knot in calf|lump on thigh",
  "19250": "knee problem|c/o knee|knee complaint|knee symptoms|knee popping|knee sx|knee clicking|knee issue",
  "19251":
    "knee pain|knee hurts|chronic knee pain|sore knee|knee px|pain, knee|pain in knee|aching knee|knee ache|both knees hurt|knee soreness|knee joint pain",
  "19252": "knee cramps|knee spasms|cramp behind knee|knee cramping|spasm behind knee|knee contracture",
  "19253": "stiff knee|knee stiffness|knee locked|can't bend knee|knee won't bend|knee stiff|knee tight",
  "19254":
    "weak knee|knee weakness|knee gives out|knee giving out|knee buckles|knee gave way|weakness in knee|knees weak",
  "19255":
    "knee swelling|swollen knee|knee effusion|fluid on knee|knee swollen|swelling of knee|water on knee",
  "19256": "lump on knee|knee mass|bump on knee|knot on knee|lump behind knee|knee lump",
  "19300": "ankle problem|c/o ankle|ankle complaint|ankle symptoms|ankle popping|ankle sx|ankle issue",
  "19301":
    "ankle pain|ankle hurts|pain, ankle|sore ankle|ankle px|pain in ankle|ankle ache|aching ankle|ankle soreness|ankle joint pain",
  "19302": "ankle cramps|ankle spasms|cramp in ankle|ankle cramping|spasm in ankle|ankle contracture",
  "19303": "stiff ankle|ankle stiffness|can't move ankle|ankle stiff|ankle tight|limited ankle movement",
  "19304": "weak ankle|ankle weakness|ankle gives out|ankle giving way|ankle feels weak|weakness in ankle",
  "19305":
    "ankle swelling|swollen ankle|ankle swollen|swelling of ankle|swelling to ankle|ankle puffy|ankle edema, one side",
  "19306": "lump on ankle|ankle mass|bump on ankle|knot on ankle|ankle lump|mass on ankle",
  "19350":
    "foot problem|c/o foot|toe problem|foot complaint|foot symptoms|foot sx|c/o toe|foot issue|feet problem",
  "19351":
    "foot pain|toe pain|foot hurts|heel pain|big toe pain|pain, foot|sore foot|feet hurt|foot px|toe hurts|pain in foot|bilat foot pain|great toe pain|bottom of foot hurts",
  "19352":
    "foot cramps|toe cramps|cramp in foot|foot spasms|toes cramping|cramping feet|toes curling, cramps",
  "19353": "stiff foot|stiff toe|foot stiffness|can't bend toe|toe stiff|can't move toes|feet stiff",
  "19354": "foot drop|weak foot|foot weakness|toe weakness|dragging foot|weakness in foot|can't lift foot",
  "19355":
    "foot swelling|swollen foot|toe swollen|swollen toe|swollen feet|foot swollen|swelling of foot|feet swelling|toe swelling|swelling top of foot",
  "19356": "lump on foot|bump on foot|toe lump|knot on foot|foot mass|lump on toe|bump on toe",
  "19400":
    "shoulder problem|c/o shoulder|shoulder complaint|shoulder symptoms|shoulder popping|shoulder sx|shoulder issue",
  "19401":
    "shoulder pain|shoulder hurts|shoulder pain, Lt|sore shoulder|shoulder px|pain, shoulder|pain in shoulder|both shoulder pain|shoulder ache|aching shoulder|shoulder joint pain",
  "19402":
    "shoulder spasms|shoulder cramps|shoulder muscle spasm|spasm in shoulder|shoulder cramping|cramp in shoulder",
  "19403":
    "stiff shoulder|frozen shoulder|can't raise arm, shoulder stiff|shoulder stiffness|shoulder stiff|shoulder locked|limited ROM shoulder|shoulder tightness",
  "19404":
    "weak shoulder|shoulder weakness|shoulder feels weak|weakness in shoulder|shoulder gives out|weakness of shoulder",
  "19405":
    "shoulder swelling|swollen shoulder|shoulder swollen|swelling of shoulder|swelling on shoulder|puffy shoulder",
  "19406": "lump on shoulder|shoulder mass|knot on shoulder|bump on shoulder|shoulder lump|mass on shoulder",
  "19450": "arm problem|c/o arm|arm complaint|arm symptoms|arm sx|arm discolored|arm issue|arm feels heavy",
  "19451":
    "arm pain|arm hurts|upper arm pain|forearm pain|arm pain, Rt|sore arm|arm px|pain in arm|pain, arm|aching arm|arm ache|arm soreness|bilat arm pain",
  "19452": "arm cramps|arm spasms|cramp in arm|arm muscle spasm|arm cramping|forearm cramps|spasm in arm",
  "19453": "stiff arm|arm stiffness|can't straighten arm|arm stiff|arm tightness|limited arm movement",
  "19454":
    "arm weakness|weak arm|arm feels weak|weakness of arm|new arm weakness|arms weak|weakness in arm|drops things, arm weak|UE weakness",
  "19455":
    "arm swelling|swollen arm|arm swollen|swelling in arm|forearm swelling|swelling of arm|swollen forearm|arm puffy",
  "19456": "lump on arm|arm mass|knot on arm|bump on arm|arm lump|lump in forearm|mass on arm",
  "19500": "elbow problem|c/o elbow|elbow complaint|elbow symptoms|elbow popping|elbow sx|elbow issue",
  "19501":
    "elbow pain|elbow hurts|sore elbow|elbow px|pain, elbow|pain in elbow|aching elbow|elbow ache|elbow soreness|tennis elbow pain",
  "19502": "elbow spasms|elbow cramps|cramp in elbow|elbow contracture|elbow cramping|spasm at elbow",
  "19503":
    "stiff elbow|elbow stiffness|can't straighten elbow|elbow locked|elbow stiff|can't bend elbow|elbow tight",
  "19504": "weak elbow|elbow weakness|elbow feels weak|weakness at elbow|elbow gives out|weakness of elbow",
  "19505":
    "elbow swelling|swollen elbow|fluid on elbow|elbow swollen|swelling of elbow|elbow puffy|swelling at elbow",
  "19506": "lump on elbow|elbow mass|bump on elbow|knot on elbow|elbow lump|lump at elbow",
  "19550": "wrist problem|c/o wrist|wrist complaint|wrist symptoms|wrist popping|wrist sx|wrist issue",
  "19551":
    "wrist pain|wrist hurts|wrist pain, Rt|sore wrist|wrist px|pain, wrist|pain in wrist|both wrist pain|aching wrist|wrist ache|wrist joint pain",
  "19552": "wrist cramps|wrist spasms|cramp in wrist|wrist cramping|wrist contracture|spasm in wrist",
  "19553":
    "stiff wrist|wrist stiffness|can't bend wrist|wrist stiff|wrist locked|wrist tight|limited wrist movement",
  "19554": "weak wrist|wrist weakness|wrist drop|wrist feels weak|weakness in wrist|wrist gives out",
  "19555": "wrist swelling|swollen wrist|wrist swollen|swelling of wrist|wrist puffy|swelling at wrist",
  "19556": "lump on wrist|wrist mass|bump on wrist|knot on wrist|wrist lump|cyst-like lump on wrist",
  "19600":
    "hand problem|ring stuck on finger|finger problem|c/o hand|hand complaint|hand symptoms|c/o finger|need ring cut off finger|finger discolored",
  "19601":
    "hand pain|finger pain|hand hurts|thumb pain|pain, hand|sore hand|hand px|finger hurts|pain in fingers|pain in hand|knuckle pain|sore thumb|hands hurt|sore finger",
  "19602":
    "hand cramps|finger cramps|hands cramping|hand spasms|fingers locking up|cramp in hand|fingers cramping",
  "19603":
    "stiff hand|stiff finger|trigger finger|can't bend finger|fingers stiff|hand stiffness|finger locked|hands stiff",
  "19604":
    "hand weakness|weak grip|finger weakness|weak hand|hand weak|hands weak|dropping things, weak hand|weakness in hand",
  "19605":
    "hand swelling|swollen hand|finger swollen|swollen finger|hands swollen|hand swollen|finger swelling|swelling of hand|swollen fingers|thumb swelling",
  "19606":
    "lump on hand|lump on finger|bump on finger|knot on hand|hand mass|bump on hand|hand lump|knot on finger",
};
