import { t } from "./index";

const STEP = 1000;

/** 236 MB, in steps of a thousand. */
export function size(bytes: number): string {
  if (bytes < STEP) return t("size.b", { n: bytes });
  if (bytes < STEP ** 2) return t("size.kb", { n: Math.round(bytes / STEP) });
  if (bytes < STEP ** 3) return t("size.mb", { n: Number((bytes / STEP ** 2).toPrecision(3)) });
  return t("size.gb", { n: Number((bytes / STEP ** 3).toPrecision(3)) });
}
