/** Diagnoses of glands, sugar and blood; birth and newborn conditions; findings of tests: see general.ts for the form. */
export const DISEASES: Readonly<Record<string, string>> = {
  "22000":
    "thyroid problem|hyperthyroid|hypothyroidism|goiter|thyroid nodule|thyroid disease|graves|overactive thyroid|low thyroid",
  "22050":
    "diabetes|DM|diabetic problem|diabetic|blood sugar problem|DM2|diabetes out of control|uncontrolled diabetes|sugar diabetes|diabetic check|IDDM|NIDDM|type 2 DM",
  "22150":
    "endocrine problem|electrolyte problem|metabolic problem|low sodium|hypoglycemia|low blood sugar|malnutrition|adrenal problem|electrolyte imbalance|low calcium|low sugar|high cholesterol dx|immune deficiency|vit deficiency",
  "22500":
    "anemia|low hemoglobin|low blood count|anemic|iron deficiency anemia|hgb low|low iron|sickle cell anemia|low hgb, anemia|anemia, needs transfusion",
  "22550":
    "blood disease|hemophilia|low platelets|ITP|thrombocytopenia|bleeding disorder|pancytopenia|von willebrand|clotting disorder|sickle cell disease|blood disorder|sickle cell",
  "29500":
    "congenital heart disease|born w/ heart defect|heart defect|VSD|ASD|tetralogy|congenital heart problem",
  "29550":
    "undescended testicle|undescended testes|testicle never came down|hypospadias|undescended testis|cryptorchidism",
  "29600":
    "birth defect|cleft palate|down syndrome|congenital problem|congenital anomaly|clubfoot|cleft lip|blocked tear duct",
  "29800": "premature infant|preemie|born early|prematurity|premature baby|ex-preemie|born at 30 weeks",
  "29900":
    "newborn condition|perinatal problem|newborn jaundice|newborn illness|neonatal problem|birth complication in baby",
  // come for a finding
  "59350":
    "SIRS|systemic inflammatory response|SIRS, unspecified|SIRS criteria met|inflammatory response syndrome|SIRS alert",
  "59352":
    "severe sepsis|sepsis, severe|severe sepsis alert|severely septic|severe septicemia|severe urosepsis",
  "59354":
    "SIRS from noninfectious cause|SIRS, noninfectious|noninfectious SIRS|SIRS due to pancreatitis|SIRS due to trauma|inflammatory response, noninfectious",
  "61000":
    "high blood sugar|hyperglycemia|blood sugar high|elevated glucose|BS high|elevated blood sugar|high bs|BG elevated|sugar running high|high sugar|FSBS high|high glucose|blood sugar up|sugar high",
  "61050":
    "high cholesterol|cholesterol results|high triglycerides|lipid results|elevated cholesterol|cholesterol check results|abnormal lipids",
  "61060":
    "HIV results|HIV test results|positive HIV test result|here for hiv results|results of HIV test|told HIV test abnormal",
  "61100":
    "abnormal labs|low hgb|high potassium|low potassium|critical lab value|abnormal blood test|low H&H|elevated INR|abn labs|hyperkalemia|abnormal blood work|positive blood culture|low K|elevated WBC|high INR",
  "62000":
    "abnormal urine test|urine results|abnormal UA|positive urine culture|urine culture results|abn UA|sugar in urine on test",
  "63000":
    "abnormal pap|pap results|abnormal pap smear|pap smear results|abn pap|positive pap smear|abnormal cytology",
  "64000":
    "abnormal xray|abnormal x-ray|x-ray results|xray results|abnormal chest xray|abn CXR|called back for xray|abnormal mammogram",
  "65000": "abnormal EKG|EKG results|abn EKG|EKG changes|abnormal ECG|sent for abnormal EKG|holter results",
  "66000":
    "positive PPD|TB test read|skin test results|PPD reading|TB skin test results|read PPD|positive TB skin test",
  "67000":
    "abnormal test result|test results|sent for abnormal CT|abnormal CT|MRI results|results|called back for results|abnormal ultrasound|abnormal scan|biopsy results|abnormal stress test|abn CT|abnormal lab.",
};
