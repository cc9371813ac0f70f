export const THEME_COOKIE = "openacuity.theme";
