import { isMessage, t } from "@/i18n";
import { language } from "@/i18n/locale";
import type { EngineError } from "./types";

/** A failure the engine explained: closed code, what happened, why, what to do. */
export class RpcError extends Error {
  override readonly name = "RpcError";
  constructor(readonly error: EngineError) {
    super(error.message);
  }
}

function isEngineError(value: unknown): value is EngineError {
  return typeof value === "object" && value !== null && typeof (value as EngineError).code === "string" && typeof (value as EngineError).message === "string";
}

/** Whatever a host rejected with, as the engine's own kind of error. */
export function toRpcError(reason: unknown): RpcError {
  if (reason instanceof RpcError) return reason;
  if (isEngineError(reason)) return new RpcError({ ...blank, ...reason });
  return new RpcError({ ...blank, code: "internal", message: t("error.host"), why: reason instanceof Error ? reason.message : "" });
}

const blank: EngineError = {
  code: "internal", message: "", why: "", action: "", params: {}, scim: null, retryAfterMs: null, conflict: null,
};

/** Nothing came back at all: there is no way to the server. What a server refused is another matter. */
export const isUnreachable = (error: unknown): boolean => ["dns", "connection_refused", "proxy", "timed_out", "network"].includes(codeOf(error));

export interface Told {
  /** What happened. */
  what: string;
  /** Why, and what is safe. */
  why: string;
  /** What to do. */
  action: string;
  /** The technical line. */
  detail: string;
}

/** Codes whose sentence of ours says it better than the engine, which speaks to the command line too. */
const ours = new Set<EngineError["code"]>(["connection_exists", "wrong_passphrase", "read_only", "confirmation_needed", "release_needed", "setup_needed", "passphrase_needed"]);

/** Words for a terminal have no place in the window. */
const forTerminal = /\brollcall [a-z]|ROLLCALL_|\bdocs\//;

type Part = "what" | "why" | "action";

/** The catalogue's sentence: of the variant the error names, else of its code. */
function sentence(e: EngineError, part: Part): string {
  const variant = e.params["tls"] ?? e.params["proxy"] ?? e.params["signIn"] ?? e.params["certificate"] ?? e.params["field"] ?? e.params["reason"] ?? "";
  const values = { ...e.params, connection: e.params["connection"] ?? t("error.theServer") };
  const key = `error.${e.code}.${variant}.${part}`;
  if (isMessage(key)) return t(key, values);
  const plain = `error.${e.code}.${part}`;
  return isMessage(plain) ? t(plain, values) : "";
}

/** The error in the user's language: the engine's words where they are English and for the window, else the catalogue's for its code. */
export function tell(error: unknown): Told {
  const { error: e } = toRpcError(error);
  const english = language() === "en";
  const scim = e.scim && [String(e.scim.status), e.scim.scimType, e.scim.detail].filter(Boolean).join(" ");
  // What the window itself found wrong is in the user's language already.
  if (e.code === "internal" && e.message === t("error.host")) return { what: e.message, why: "", action: e.action, detail: [e.code, e.why].filter(Boolean).join(" · ") };
  const told = (part: Part, engine: string) => (english && !ours.has(e.code) && !forTerminal.test(engine) ? engine : sentence(e, part));
  const said = !english && e.scim?.detail ? t("error.said", { said: e.scim.detail }) : "";
  return {
    what: told("what", e.message),
    why: [told("why", e.why), said].filter(Boolean).join(" "),
    // What a preset says of this refusal of this server is better than what can be said of its kind.
    action: e.params["hint"] ? e.params[`hint.${language()}`] ?? e.action : told("action", e.action),
    detail: [e.code, scim, english || scim ? "" : e.message].filter(Boolean).join(" · "),
  };
}

const signIn = new Set<EngineError["code"]>(["unauthorized", "secret_missing", "forbidden", "sign_in_failed"]);

/** Is it for want of a sign-in that the server takes? */
export const isAboutSignIn = (error: unknown): boolean => signIn.has(codeOf(error));

export function codeOf(error: unknown): EngineError["code"] {
  return toRpcError(error).error.code;
}
