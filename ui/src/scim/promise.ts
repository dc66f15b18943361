import { t } from "@/i18n";
import type { Guarantee } from "@/rpc/types";

/** What jobs can promise about duplicates, in a sentence. */
export function sayPromise(promise: Guarantee): string {
  switch (promise.kind) {
    case "unique":
      return t(promise.proven ? "promise.proven" : "promise.said");
    case "lookUp":
      return t("promise.lookUp", { seconds: promise.seconds });
    case "unseen":
      return t("promise.unseen", { seconds: promise.seconds });
    case "notPromised":
      return t("promise.notPromised");
  }
}

/** Is it a promise, a promise on somebody's word, or none? */
export function promiseTone(promise: Guarantee): "ok" | "warn" | "bad" {
  if (promise.kind === "notPromised") return "bad";
  const seen = promise.kind === "lookUp" || (promise.kind === "unique" && promise.proven);
  return seen ? "ok" : "warn";
}
