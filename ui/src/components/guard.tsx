import { Message, t } from "@/i18n";
import type { ConfirmAnswer, Guard } from "@/rpc/types";
import d from "./dialog.module.css";
import { TextInput } from "./inputs";
import { Status } from "./marks";

export interface GuardState {
  yes: boolean;
  name: string;
  count: string;
}

export const emptyGuard: GuardState = { yes: false, name: "", count: "" };

/** More than one must be typed as a number too: a name alone is soon a habit. */
const askCount = (guard: Extract<Guard, { kind: "askTyped" }>) => guard.count > 1;

/** The answer to the guard as far as it is given; `undefined` where none is needed. */
export function answerOf(guard: Guard, state: GuardState): ConfirmAnswer | undefined | "missing" {
  switch (guard.kind) {
    case "open":
      return undefined;
    case "askYes":
      return state.yes ? { kind: "yes" } : "missing";
    case "askTyped": {
      const named = state.name.trim() === guard.name;
      const counted = !askCount(guard) || state.count.trim().replace(/[, ]/g, "") === String(guard.count);
      return named && counted ? { kind: "typed", name: guard.name, count: guard.count } : "missing";
    }
    default:
      return "missing";
  }
}

/** The fields of a typed confirmation: the connection's name, and for more than one change their number. */
export function Typed({ guard, state, onState }: { guard: Extract<Guard, { kind: "askTyped" }>; state: GuardState; onState(state: GuardState): void }) {
  const named = state.name.trim() === guard.name;
  const counted = state.count.trim().replace(/[, ]/g, "") === String(guard.count);
  const ok = <Status tone="ok" small>{t("review.matches")}</Status>;
  return (
    <div className={d.typed}>
      <label className={d.guardConfirm}>
        <span className="xs muted"><Message id="review.type" values={{ name: guard.name }} /></span>
        <TextInput autoFocus name="confirm-name" aria-label={t("review.typeLabel", { name: guard.name })} value={state.name} onChange={(event) => onState({ ...state, name: event.target.value })} after={named ? ok : null} />
      </label>
      {askCount(guard) && (
        <label className={d.guardConfirm}>
          <span className="xs muted"><Message id="review.typeCount" values={{ n: guard.count }} /></span>
          <TextInput name="confirm-count" aria-label={t("review.typeCountLabel", { n: guard.count })} inputMode="numeric" value={state.count} onChange={(event) => onState({ ...state, count: event.target.value })} after={counted ? ok : null} />
        </label>
      )}
    </div>
  );
}
