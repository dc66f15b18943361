import { isMessage, t, type MessageKey } from "@/i18n";
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

/** The error in the user's language: a sentence of ours for its code where we have one, else the engine's words. */
export function tell(error: unknown): Told {
  const { error: e } = toRpcError(error);
  const own = (part: "what" | "why" | "action", fallback: string): string => {
    const key = `error.${e.code}.${part}`;
    return isMessage(key) ? t(key as MessageKey, e.params) : fallback;
  };
  const scim = e.scim && [String(e.scim.status), e.scim.scimType, e.scim.detail].filter(Boolean).join(" ");
  return {
    what: own("what", e.message),
    why: own("why", e.why),
    action: own("action", e.action),
    detail: [e.code, scim].filter(Boolean).join(" · "),
  };
}

export function codeOf(error: unknown): EngineError["code"] {
  return toRpcError(error).error.code;
}
