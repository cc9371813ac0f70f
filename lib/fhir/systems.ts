/** What is ours in what we write, and where HL7's own code systems are. */
export const SYSTEM = "urn:openacuity";
export const HL7 = "http://terminology.hl7.org/CodeSystem";
