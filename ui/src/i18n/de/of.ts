/** Every key of the English part, each with a text: a missing one does not compile. */
export type Of<English> = Readonly<Record<keyof English, string>>;
