import { useLocale } from "next-intl";
import { type Figures, figuresIn } from "./figures";

/** Figures as the person's language writes them. */
export const useFigures = (): Figures => figuresIn(useLocale());
