import { Button } from "@/components/Button";
import { cx } from "@/components/cx";
import d from "@/components/dialog.module.css";
import { Checkbox, TextInput } from "@/components/inputs";
import { EnvBadge, Status } from "@/components/marks";
import { Message, t, isMessage } from "@/i18n";
import type { ChangeReview, ConfirmAnswer, ConnectionView, Guard } from "@/rpc/types";
import s from "./review.module.css";

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

interface Props {
  connection: ConnectionView;
  review: Pick<ChangeReview, "guard" | "kind">;
  state: GuardState;
  onState(state: GuardState): void;
  onUnlock(): void;
}

/** What stands between looking and sending. The engine checks the same again below the window. */
export function GuardBar({ connection, review, state, onState, onUnlock }: Props) {
  const { guard } = review;
  if (guard.kind === "open" && connection.environment !== "production") return null;
  return (
    <div className={cx(d.guard, connection.environment !== "production" && d.guardCalm)}>
      <EnvBadge environment={connection.environment} />
      <div className={d.guardText}>
        {guard.kind === "readOnly" ? <Message id="review.readOnly" values={{ name: connection.name }} />
          : guard.kind === "locked" ? <Message id="review.locked" values={{ name: connection.name }} />
          : <Message id="review.applies" values={{ name: connection.name }} />}
        {guard.kind === "askYes" && (
          <div><Checkbox checked={state.yes} onChange={(yes) => onState({ ...state, yes })}>{t("review.yes", { what: what(review.kind) })}</Checkbox></div>
        )}
      </div>
      {guard.kind === "locked" && <Button icon="unlock" onClick={onUnlock}>{t("review.turnOn")}</Button>}
      {guard.kind === "askTyped" && <Typed guard={guard} state={state} onState={onState} />}
    </div>
  );
}

function what(kind: ChangeReview["kind"]): string {
  const key = `review.yes.${kind}`;
  return t(isMessage(key) ? key : "review.yes.other");
}

/** Also used before a job starts. */
export function Typed({ guard, state, onState }: { guard: Extract<Guard, { kind: "askTyped" }>; state: GuardState; onState(state: GuardState): void }) {
  const named = state.name.trim() === guard.name;
  const counted = state.count.trim().replace(/[, ]/g, "") === String(guard.count);
  const ok = <Status tone="ok" small>{t("review.matches")}</Status>;
  return (
    <div className={s.typed}>
      <label className={d.guardConfirm}>
        <span className="xs muted"><Message id="review.type" values={{ name: guard.name }} /></span>
        <TextInput autoFocus name="confirm-name" value={state.name} onChange={(event) => onState({ ...state, name: event.target.value })} after={named ? ok : null} />
      </label>
      {askCount(guard) && (
        <label className={d.guardConfirm}>
          <span className="xs muted"><Message id="review.typeCount" values={{ n: guard.count }} /></span>
          <TextInput name="confirm-count" inputMode="numeric" value={state.count} onChange={(event) => onState({ ...state, count: event.target.value })} after={counted ? ok : null} />
        </label>
      )}
    </div>
  );
}
