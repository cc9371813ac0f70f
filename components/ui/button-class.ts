export type ButtonTone = "primary" | "secondary" | "quiet" | "danger";
export type ButtonSize = "small" | "medium" | "large";

const TONES: Readonly<Record<ButtonTone, string>> = {
  primary: "bg-accent text-accent-ink hover:bg-accent-hover border-transparent",
  secondary: "bg-surface text-ink border-line-strong hover:bg-hover",
  quiet: "bg-transparent text-ink-2 border-transparent hover:bg-hover hover:text-ink",
  danger: "bg-danger-fill text-white border-transparent hover:brightness-110",
};
const SIZES: Readonly<Record<ButtonSize, string>> = {
  small: "h-7 px-2.5 text-[0.93rem]",
  medium: "h-9 px-3.5",
  large: "h-12 px-5 text-[1.14rem]",
};

/** The look of a button, for links that act as one. */
export const buttonClass = (tone: ButtonTone = "secondary", size: ButtonSize = "medium"): string =>
  `inline-flex items-center justify-center gap-2 rounded-md border font-medium whitespace-nowrap transition-colors disabled:opacity-50 ${TONES[tone]} ${SIZES[size]}`;
