import type { useTranslations } from "next-intl";

type Namespace = NonNullable<Parameters<typeof useTranslations>[0]>;

/** The messages of one namespace, handed to a function that is no component. */
export type Words<N extends Namespace> = ReturnType<typeof useTranslations<N>>;
