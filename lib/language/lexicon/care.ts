/** Examinations, tests, medication, procedures, counselling, paper: see general.ts for the form. */
export const CARE: Readonly<Record<string, string>> = {
  "31000":
    "check up|medical exam|physical|wants to get checked out|for examination|general exam|checkup|routine physical|well exam|general check up|physical exam|wants checked",
  "31030":
    "covid screening|screening for covid|covid screen|needs covid screen|covid screening exam|pre-travel covid screen",
  "31050":
    "well baby check|well baby exam|newborn check|baby check up|well child visit|WCC|baby weight check|newborn exam",
  "31300":
    "psych eval|psychiatric evaluation|mental health eval|medical clearance psych|mental health hold|psych evaluation|psych clearance|needs psych eval|crisis eval|MHE|psych consult|5150 hold",
  "32000":
    "pregnancy test|possible pregnancy|wants pregnancy test|late period|may be pregnant|might be pregnant|preg test|missed period|period late|thinks she's pregnant|?preg",
  "32050":
    "prenatal check|OB check|prenatal visit|prenatal care|pregnant, routine check|routine OB visit|prenatal exam|pregnancy check|pregnant",
  "32150":
    "postpartum check|post partum check|postpartum exam|6 week postpartum visit|routine PP visit|postpartum visit",
  "32200":
    "breast exam|breast check|needs breast exam|routine breast exam|clinical breast exam|checkup of breast",
  "32250": "pelvic exam|gyn exam|gyn check|female exam|routine gyn exam|IUD check|gyn checkup",
  "32300": "eye exam|vision check|needs glasses check|vision test|eye check|eye recheck|eyes tested",
  "32350": "heart check|heart exam|cardiac check|check heart|cardiac checkup|cardiac eval|heart checkup",
  "32400":
    "pacemaker check|AICD check|shunt check|device check|check hearing aid|tubes checked|special exam|neuro exam|stent check|check implant",
  "33000":
    "allergy test|allergy testing|wants allergy test|sensitivity test|test for allergies|skin prick test",
  "33050": "PPD placement|TB test|PPD|skin test for TB|tuberculin test|TB skin test placed",
  "33100":
    "blood sugar check|glucose check|check blood sugar|FSBS check|a1c check|wants sugar checked|accucheck|BS check|check sugar",
  "33110": "covid test|covid swab|needs covid test|rapid covid test|covid PCR|wants covid test|covid testing",
  "33111":
    "covid antibody test|antibody test for covid|covid antibodies|covid serology|wants covid antibody test|covid ab test",
  "33140": "HIV test|wants HIV test|HIV testing|AIDS test|needs HIV test|HIV screening",
  "33150":
    "blood test|lab draw|blood work|labs drawn|needs labs|repeat labs|INR check|PT/INR check|CBC check|for lab work|blood drawn|check blood count|alcohol level draw",
  "33151": "blood test for STD|STD blood test|syphilis test|RPR test|blood work for STD|VDRL blood draw",
  "33200":
    "BP check|blood pressure check|check BP|wants BP checked|BP recheck|blood pressure recheck|check blood pressure",
  "33250": "urine test|UA|urinalysis|urine check|needs urine test|urine culture needed|drop off urine",
  "33300": "colonoscopy|endoscopy|EGD|scheduled colonoscopy|needs scope|cystoscopy|sigmoidoscopy",
  "33350": "biopsy|needs biopsy|skin biopsy|scheduled biopsy|breast biopsy visit|biopsy procedure",
  "33400": "mammogram|mammography|needs mammogram|breast imaging|scheduled mammogram|breast xray",
  "33450":
    "xray|x-ray|CT scan|MRI|needs xray|needs CT|sent for xray|sent for CT|needs mri|imaging|for x-ray|here for CT",
  "33500": "EKG|ECG|stress test|needs EKG|EKG check|holter monitor|sent for EKG|repeat EKG",
  "33550": "EEG|needs EEG|sent for EEG|brain wave test|scheduled EEG|EEG test",
  "33600": "hearing test|needs hearing test|hearing check|hearing exam|hearing screen|audiology test",
  "33650": "pap smear|pap|needs pap|pap test|routine pap|due for pap smear",
  "33700":
    "test|diagnostic test|ultrasound|needs ultrasound|spinal tap|lab test|here for test|needs LP|echo|drug screen|venous doppler|pulmonary function test|sono",
  "33701":
    "glaucoma test|eye pressure check|check eye pressure|test for glaucoma|glaucoma screen|intraocular pressure check",
  "33702": "throat culture|strep test|rapid strep|throat swab|strep swab|needs strep test",
  "33703": "heart cath|cardiac cath|cath|scheduled heart cath|heart catheterization|cardiac catheterization",
  "33704": "wound culture|culture|stool culture|skin culture|needs culture|nasal culture",
  "34000":
    "tetanus shot|rabies shot|vaccine|rabies vaccine|needs tetanus|rabies series|flu shot|immunization|rabies vaccination|td booster|tdap|vaccination|rhogam|rabies f/u shot",
  "34001": "covid vaccine|covid shot|covid booster|covid immunization|2nd covid shot|covid vaccination",
  "34050":
    "std exposure|partner has chlamydia|wants std testing|exposed to STD|partner tested positive|STD check|possible STD|std screening|wants STD check|exposure to gonorrhea|wants checked for STD",
  "34080": "possible HIV|may have HIV|thinks has HIV|worried has HIV|?HIV|afraid has aids",
  "34090":
    "HIV exposure|exposed to HIV|exposure to HIV|partner HIV positive|HIV exposure, wants PEP|needs PEP",
  "34100":
    "exposure to illness|exposed to meningitis|exposed to TB|exposure to chickenpox|exposed to scabies|exposed to flu|possible exposure|bat exposure|exposure to tb|rabies exposure",
  "34150":
    "blood exposure|body fluid exposure|BBF exposure|blood splash|exposed to blood|exposure to bodily fluids|BBP exposure|spit on, exposure",
  "35000":
    "birth control|wants birth control|family planning|plan B|morning after pill|emergency contraception|birth control counseling",
  "35050":
    "birth control pills|depo shot|birth control refill|needs depo|OCP refill|birth control pill question|contraceptive pills",
  "35100": "IUD problem|IUD|IUD removal|diaphragm|IUD strings lost|IUD placement|wants IUD out",
  "35150":
    "pregnancy interruption counseling|wants abortion|abortion counseling|pregnancy termination questions|considering abortion|abortion evaluation|options for pregnancy interruption",
  "35200": "abortion|here for abortion|TAB|elective abortion|termination of pregnancy|abortion procedure",
  "35250": "tubal ligation|vasectomy|sterilization|here for vasectomy|BTL|wants tubes tied",
  "35300": "artificial insemination|IVF|insemination|here for IUI|IVF procedure|in vitro procedure",
  "35350":
    "preconception counseling|planning pregnancy|wants to conceive, advice|pre-pregnancy counseling|advice before pregnancy|preconception visit",
  "41000":
    "allergy shot|allergy shots|allergy meds|allergy medication|needs allergy medicine|allergy injection",
  "41100":
    "injection|shot|needs shot|b12 shot|steroid injection|antibiotic injection|here for injection|IM injection|vitamin shot|lovenox injection|rocephin injection",
  "41110":
    "noncompliant with meds|off meds|stopped meds|med noncompliance|stopped taking meds|ran out, off meds|missed meds|missed medication doses|noncompliance",
  "41150":
    "med refill|medication refill|out of meds|needs medication|meds|needs prescription|med request|refill|needs refill|out of medication|prescription refill|medication request|ran out of meds|pain med refill|rx refill",
  "42000":
    "pre op|preop visit|pre-op exam|pre-op testing|here for surgery|surgery scheduled|surgical consult|pre op labs",
  "42050":
    "post op|post op check|post op pain|post op visit|recent surgery|surgery f/u|surgery last week, pain|postop pain|post-op pain|surgical wound check|s/p surgery|shunt clotted|post op eval",
  "44000": "physical therapy|PT eval|rehab|occupational therapy|speech therapy|therapy visit|cardiac rehab",
  "44010":
    "CPR|CPR in progress by EMS|resuscitation|CPR on arrival|resuscitation in progress|CPR started in field",
  "44050":
    "breathing treatment|needs neb|needs breathing treatment|neb treatment|nebulizer tx|inhaler|out of inhaler|needs inhaler|neb tx|wants inhaler refill",
  "44100":
    "counseling|psychotherapy|needs therapist|talk therapy|therapy session|wants counseling|mental health counseling",
  "44101":
    "group therapy|group counseling|group session|here for group|group counseling session|support group",
  "44150": "radiation therapy|radiation tx|radiation treatment|XRT|here for radiation|RT session",
  "44200":
    "acupuncture|wants acupuncture|acupuncture visit|acupuncture treatment|here for acupuncture|acupuncture session",
  "44250": "chemo treatment|chemotherapy|chemo|here for chemo|chemo infusion|chemo visit",
  "45000":
    "tube insertion|g tube replacement|foley change|PEG tube change|NG tube|g tube out|needs PICC line|needs port accessed|G-tube came out|peg tube out|feeding tube replacement|trach change|picc line placement",
  "45050": "cautery|nose cautery|cauterization|needs cautery|silver nitrate|cauterize nose",
  "45070":
    "IV infusion|IV therapy|IV antibiotics|infusion|iv abx|needs IV antibiotics|IV fluids|here for IV meds|IV med dose",
  "45100":
    "catheter change|foley insertion|needs catheter|foley catheter change|straight cath|needs foley|catheter replacement|suprapubic catheter change|foley removal",
  "45150": "broken glasses|needs contacts|lost glasses|glasses fitting|contact lens prescription|new glasses",
  "45180": "detox|requests detox|detox placement|wants detox|needs detox|here for detox|detox eval",
  "45181":
    "alcohol detox|etoh detox|wants detox from alcohol|requesting etoh detox|detox from alcohol|needs detox, etoh|detox for drinking",
  "45182":
    "drug detox|heroin detox|detox from heroin|opiate detox|wants detox from drugs|detox from pills|requesting drug detox|detox, opiates",
  "45200":
    "minor surgery|ring removal|earring removal|ear tube removal|piercing removal|minor procedure|nail removal|tattoo removal",
  "45201": "wart removal|remove wart|wants wart removed|wart taken off|wart freezing|here for wart removal",
  "45210": "surgery|major surgery|operation|scheduled surgery|surgical procedure|cholecystectomy",
  "45250":
    "dialysis|needs dialysis|hemodialysis|HD|dialysis access problem|HD access problem|dialysis tx|needs HD|peritoneal dialysis|due for dialysis|dialysis day",
  "45290":
    "pacemaker problem|pacemaker|AICD problem|joint prosthesis problem|hip prosthesis problem|breast implant problem|internal device problem|prosthetic joint problem",
  "45300":
    "prosthetic leg problem|artificial limb problem|prosthesis problem|prosthetic problem|artificial eye|prosthesis fit|prosthetic arm",
  "45350":
    "needs brace|crutches|needs walker|knee brace|needs splint|needs crutches|hearing aid problem|neck brace|wheelchair needed|back brace|dental crown off",
  "45400":
    "cast problem|cast removal|splint check|cast check|cast too tight|splint removal|new cast|cast wet|cast change|splint replaced",
  "45450":
    "dressing change|bandage change|wound packing change|packing removal|needs dressing changed|wound dressing change|packing change|repack wound|drsg change",
  "45500": "ear wash|irrigation|ear irrigation|eye wash|lavage|ear lavage|eye irrigation",
  "45550":
    "suture removal|staple removal|stitches out|sutures out|remove stitches|staples out|stitch removal|sutures removed|needs stitches removed|stitches check|stitches came out",
  "45560": "cosmetic injection|filler injection|lip filler|cosmetic filler|facial filler|cosmetic shot",
  "45561": "botox|botox injection|botox shot|here for botox|botox treatment|botox appt",
  "45600":
    "procedure|transfusion|blood transfusion|needs transfusion|wound care|enema|paracentesis|nerve block|joint injection|debridement|wound vac problem|needs blood|ascites tapping|insulin pump problem",
  "45650":
    "transplant|transplant pt|transplant visit|kidney transplant|liver transplant|organ transplant|stem cell transplant",
  "45651":
    "transplant failure|failed transplant|failing kidney transplant|transplant failing|graft failure|failure of transplant",
  "45652":
    "transplant rejection|rejecting transplant|kidney rejection|rejection of transplant|organ rejection|graft rejection",
  "46000":
    "diet counseling|diet advice|nutrition counseling|weight loss advice|nutrition advice|diet questions",
  "46040": "HIV counseling|HIV questions|AIDS counseling|counseling on HIV|HIV advice|HIV information",
  "46050":
    "advice|medical advice|medical counseling|questions|second opinion|questions about condition|wants to talk to doctor|wants advice|medical question|health question|referral|needs referral",
  "46051":
    "family hx of heart disease|FHx heart disease|heart disease in family, wants checked|worried re family heart hx|FH cardiac disease|heart trouble runs in family",
  "46052":
    "family hx of cancer|FHx cancer|cancer runs in family|worried re family cancer hx|FH cancer|cancer in family, wants checked",
  "46053":
    "family hx of diabetes|FHx DM|diabetes runs in family|FH diabetes|diabetes in family, wants checked|worried re family DM hx",
  "46054":
    "family hx of disease|FHx of illness|disease runs in family|family medical history concern|FH of condition|illness in family, wants checked",
  "48000":
    "recheck|follow up|f/u visit|told to return|re-evaluation|follow up visit|scheduled recheck|here for recheck|re-check|wound recheck|wound check|return visit|same problem, f/u|reeval",
  "71000":
    "physical for school or work|work/school physical|required physical|needs physical form|school/work exam|physical required",
  "71001":
    "work physical|employment physical|pre-employment physical|job physical|return to work exam|return to work clearance|fit for duty exam",
  "71002":
    "executive physical|executive exam|executive health exam|exec physical|executive check up|company executive physical",
  "71003":
    "school physical|physical for school|college physical|daycare physical|school exam form|kindergarten physical",
  "71004":
    "sports physical|camp physical|physical for sports|little league physical|athletic physical|scout physical",
  "71200":
    "DOT physical|driver's license exam|drivers license physical|DMV exam|CDL physical|driving exam physical",
  "71250":
    "insurance exam|insurance physical|exam for insurance|life insurance exam|physical for insurance|insurance check up",
  "71300":
    "disability exam|disability evaluation|disability paperwork|exam for disability|social security exam|SSI exam",
  "71310": "workers comp exam|worker's comp|workmans comp visit|work comp exam|WC exam|work comp eval",
  "71350":
    "premarital exam|pre-marriage exam|premarital physical|marriage exam|exam before marriage|premarital check",
  "71351":
    "premarital blood test|blood test for marriage license|pre-marriage blood work|marriage blood test|premarital labs|blood test before wedding",
  "71370":
    "direct admit|direct admission|admit to hospital|here for admission|sent for admission|admission|to be admitted",
  "71400":
    "work note|paperwork|clearance|form|drug screen for work|needs work note|doctor's note|medical clearance|school note|court ordered exam|needs form filled out|travel clearance",
  "89900":
    "other complaint|other problem|misc complaint|complaint, other|other reason|other medical problem|other sx",
  "89910":
    "language barrier|spanish speaking only|needs interpreter|interpreter needed|limited english|speaks spanish only",
  "89930":
    "left AMA|refused care|refuses treatment|LWBS|left before seen|refused to be seen|walked out|eloped",
  "89970": "no complaint|no complaints|asymptomatic|feels fine|none|doing well|feels ok now",
};
