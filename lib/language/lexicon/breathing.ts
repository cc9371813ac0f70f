/** Nose, throat, airways, lungs, mouth and teeth: see general.ts for the form. */
export const BREATHING: Readonly<Record<string, string>> = {
  "14000":
    "nasal congestion|stuffy nose|runny nose|congested|rhinorrhea|nose stopped up|congestion|nose running|stopped up nose|stuffed up|nasal drainage|post nasal drip",
  "14050":
    "nose problem|nose complaint|c/o nose|nasal symptoms|nose irritation|nose dry|nose sx|sniffling|itchy nose",
  "14051":
    "nosebleed|epistaxis|nose bleed|bleeding from nose|nose bleeding|nasal bleeding|nosebleeds|blood from nose|bloody nose|epistaxsis",
  "14052": "sore in nose|nose sore|sore inside nose|scab in nose|painful sore in nostril|nasal sore",
  "14053": "nose swelling|swollen nose|inflamed nose|nose red and swollen|nasal swelling|swelling of nose",
  "14054":
    "crooked nose|nose looks different|nose shape problem|nose deformity|nose appearance concern|nose looks off",
  "14100":
    "sinus problem|sinus trouble|sinuses|sinus issue|sinus complaint|sinus sx|sinuses acting up|c/o sinuses",
  "14101":
    "sinus pain|sinus pressure|sinus headache|sinuses hurt|pressure in sinuses|painful sinuses|face pressure over sinuses",
  "14102":
    "sinus infection|sinusitis|infected sinuses|inflamed sinuses|sinus infxn|sinus inflammation|possible sinus infection",
  "14103":
    "sinus congestion|sinuses congested|clogged sinuses|sinuses stopped up|sinuses blocked|stuffy sinuses|sinus drainage",
  "14150":
    "SOB|shortness of breath|short of breath|can't catch breath|winded|SOB w/ exertion|DOE|orthopnea|short winded|breathless|shortness of breathe|out of breath|c/o SOB",
  "14200":
    "difficulty breathing|dyspnea|diff breathing|trouble breathing|labored breathing|hard to breathe|breathing difficulty|difficulty in breathing|diff. breathing|working to breathe|hard time breathing|dyspnoea|increased WOB|trouble breathing per EMS",
  "14250":
    "wheezing|wheeze|audible wheeze|wheezy|wheezes|wheezing per mom|tight and wheezy|chest wheezing|weezing|expiratory wheezing",
  "14300":
    "breathing problem|breathing issue|breathing trouble|breathing sx|breathing concern|low oxygen|low O2|low o2 sat|desaturation|hypoxia|desat",
  "14301":
    "noisy breathing|rattling breathing|snoring sounds|gurgling breath sounds|rattle in chest when breathing|crackling in lungs|loud breathing",
  "14302":
    "rapid breathing|hyperventilating|breathing fast|tachypnea|hyperventilation|fast breathing|breathing rapidly|fast resps|increased resp rate",
  "14350":
    "sneezing|sneezes a lot|sneezing spells|constant sneezing|sneezing fits|sneezing all day|can't stop sneezing",
  "14400":
    "cough|coughing|dry cough|hacking cough|c/o cough|barky cough|persistent cough|coughing a lot|coughing fits|nonproductive cough|croupy cough|chronic cough|bad cough|cough at night|productive cough",
  "14450":
    "cold sx|URI|cold symptoms|head cold|uri sx|common cold|has a cold|upper respiratory infection|chest and head cold|uri symptoms|URTI|bad cold|cold",
  "14500":
    "viral infection|virus, general|viral sx|general viral infection|viral illness sx|has a virus|viral symptoms|caught a virus",
  "14501":
    "flu|flu like sx|flu-like symptoms|influenza|ILI|has the flu|flu sx|flu symptoms|possible flu|flu like illness|influenza like illness|tested pos for flu",
  "14550":
    "throat problem|throat complaint|throat sx|c/o throat|throat symptoms|throat issue|something wrong w/ throat",
  "14551":
    "sore throat|throat soreness|ST|sorethroat|throat sore|sore thoat|scratchy sore throat|throat is sore|c/o sore throat|S/T",
  "14552":
    "throat pain|pain in throat|throat hurts|painful throat|odynophagia|pain when swallowing|throat px|hurts to swallow",
  "14553":
    "throat infection|infected throat|pharyngitis|infection in throat|throat infxn|possible strep throat",
  "14554":
    "throat irritation|scratchy throat|tickle in throat|itchy throat|irritated throat|dry throat|throat tickle|rough throat",
  "14555":
    "throat swelling|swollen throat|throat swollen|swelling in throat|throat feels swollen|throat closing|throat tight",
  "14556":
    "lump in throat|throat lump|mass in throat|throat mass|knot in throat|feels like lump in throat|growth in throat",
  "14600":
    "tonsil problem|swollen tonsils|tonsils hurt|white spots on tonsils|enlarged tonsils|tonsil pain|tonsil stones|tonsils swollen",
  "14700":
    "phlegm problem|abnormal sputum|phlegm changes|discolored phlegm|green phlegm|sputum change|yellow sputum|thick mucus",
  "14701":
    "coughing up blood|hemoptysis|blood in sputum|coughing blood|bloody sputum|spitting up blood when coughing|blood tinged sputum",
  "14702":
    "pus in sputum|purulent sputum|pus in phlegm|coughing up pus|thick pus-like sputum|sputum looks like pus",
  "14703":
    "phlegm|coughing up mucus|lots of phlegm|too much sputum|excess sputum|bringing up phlegm|excessive phlegm|copious sputum",
  "14750":
    "chest congestion|congested chest|chest cold|congestion in chest|congested lungs|mucus in chest|chest feels congested|chest full of mucus",
  "14800": "voice problem|voice changes|voice sounds different|voice disorder|voice change|voice trouble",
  "14801":
    "hoarse|lost voice|hoarseness|hoarse voice|voice gone|laryngitis sx|loss of voice|raspy voice|can't talk above whisper",
  "14802": "nasal voice|hypernasal|talks through nose|sounds nasal|hypernasal speech|nasal sounding speech",
  "14850":
    "respiratory symptoms|resp sx|resp problem|respiratory complaint|lung problem|resp issue|respiratory issue|chest cold sx, resp",
  "14851": "lung pain|lungs hurt|pain in lungs|sore lungs|hurts in lungs|pain in lung area|lung aching",
  "14852":
    "lung infection|infected lungs|infection in lungs|lung infxn|chest infection|possible lung infection",
  "15000":
    "dental problem|tooth problem|teeth problem|gum problem|broken tooth|loose tooth|swollen gums|gum swelling|lost filling|chipped tooth|dental issue|cracked tooth",
  "15001":
    "toothache|tooth pain|dental pain|tooth hurts|tooth ache|toothaches|pain in tooth|wisdom tooth pain|teeth hurt|painful tooth|molar pain|tooth px|jaw tooth pain",
  "15002": "gum pain|gums hurt|sore gums|painful gums|pain in gums|gums sore|tender gums",
  "15003": "bleeding gums|gums bleeding|gum bleeding|blood from gums|gums bleed|bleeding from gum",
  "15010": "jaw problem|jaw complaint|jaw locked|jaw sx|jaw popping|jaw clicking|c/o jaw|jaw stuck open",
  "15011": "jaw swelling|swollen jaw|swelling of jaw|jaw swollen|jaw puffy|swelling along jaw",
  "15012": "jaw lump|lump on jaw|mass on jaw|knot on jaw|jaw mass|bump on jaw|knot under jaw",
  "15050": "lip problem|lip symptoms|c/o lip|lips tingling|lip sore|lip sx|something on lip|bump on lip",
  "15051":
    "cracked lips|chapped lips|dry lips|lips cracked|bleeding chapped lips|peeling lips|dry cracked lips",
  "15052":
    "lip color change|lips discolored|pale lips|lips look purple|dark lips|lips off color|odd lip color",
  "15053": "cold sore|fever blister|cold sores|fever blisters|cold sore on lip|blister on lip|lip herpes",
  "15100": "mouth problem|mouth symptoms|c/o mouth|mouth sx|something in mouth|mouth issue|spot in mouth",
  "15101":
    "mouth pain|sore mouth|burning mouth|mouth hurts|mouth soreness|pain in mouth|mouth burning|painful mouth",
  "15102":
    "mouth bleeding|bleeding from mouth|oral bleeding|bleeding in mouth|blood in mouth|bleeding after tooth pulled|mouth bleed",
  "15103": "dry mouth|mouth dryness|mouth dry|cottonmouth feeling|very dry mouth|xerostomia|mouth feels dry",
  "15104":
    "mouth sore|mouth ulcer|mouth sores|sore in mouth|ulcer in mouth|mouth ulcers|sores in mouth|blisters in mouth",
  "15150":
    "tongue problem|tongue symptoms|c/o tongue|tongue feels funny|tongue sx|bumps on tongue|tongue numb",
  "15151": "tongue pain|tongue hurts|sore tongue|painful tongue|tongue sore|burning tongue|pain in tongue",
  "15152":
    "tongue bleeding|bleeding tongue|bleeding from tongue|tongue bleed|bit tongue, bleeding|blood from tongue",
  "15153":
    "tongue swelling|swollen tongue|tongue infection|tongue swollen|inflamed tongue|tongue inflammation|tongue feels thick",
  "15154":
    "white tongue|coated tongue|tongue discolored|black tongue|tongue has ridges|white coating on tongue|tongue color change",
  // diagnoses
  "26000":
    "upper resp infection|uri, dx|laryngitis|croup|pharyngitis, dx|rhinitis|sinusitis dx|upper respiratory tract infection|upper airway infection|dx with croup",
  "26050":
    "tonsillitis|infected tonsils|tonsil infection|tonsilitis|inflamed tonsils|dx tonsillitis|tonsils infected",
  "26100":
    "bronchitis|dx bronchitis|acute bronchitis|chronic bronchitis|bronchitis flare|has bronchitis|bronchitis again",
  "26200": "emphysema|emphysema flare|emphysema problem|known emphysema|emphysema worse|lung emphysema",
  "26250":
    "asthma|asthma attack|asthma exacerbation|asthma flare|asthma flare up|asthma acting up|asthma exac|asthmatic|asthma problem|asthma, needs neb|asthma sx",
  "26300":
    "pneumonia|PNA|r/o pneumonia|dx with pneumonia|possible pneumonia|pnuemonia|walking pneumonia|bilat pneumonia|poss PNA|pneumonia dx",
  "26301":
    "pneumonia due to SARS coronavirus|SARS pneumonia|coronavirus pneumonia|SARS-CoV pneumonia|covid type pneumonia|PNA from SARS virus",
  "26310": "COVID|covid 19|covid positive|covid+|has covid|tested pos for covid|COVID-19 infection|covid dx",
  "26320":
    "covid symptoms|possible covid|suspected covid|covid sx|r/o covid|covid like illness|thinks has covid|PUI covid",
  "26330":
    "vaping illness|lung problem from vaping|vaping related|sick from vaping|EVALI|vape related illness|vaping lung injury",
  "26350":
    "hay fever|seasonal allergies|allergic rhinitis|pollen allergies|nasal allergies|hayfever|dust allergy",
  "26360": "hx of covid|had covid before|prior covid|previous covid infection|covid last year|past covid",
  "26370":
    "long covid|post covid symptoms|long haul covid|post covid condition|long hauler|still sick after covid",
  "26400":
    "COPD|COPD exacerbation|copd flare|copd exac|collapsed lung|pneumothorax|pleurisy|bronchiolitis|pulmonary edema|bronchospasm|COPD flare up|lung disease|pleural effusion",
};
