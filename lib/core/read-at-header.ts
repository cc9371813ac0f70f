/** Header of the board's refresh: when the EHR last said what the board shows. It changes also where nothing else has. */
export const BOARD_READ_AT = "x-ehr-read-at";
