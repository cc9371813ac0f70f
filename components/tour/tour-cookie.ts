/** Says that somebody has taken, or begun, the guided tour at this workstation. */
export const tourCookie = (person: string): string => `openacuity.tour.${person}`;
