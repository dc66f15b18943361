import { Button } from "@/components/Button";
import { cx } from "@/components/cx";
import d from "@/components/dialog.module.css";
import { Typed, type GuardState } from "@/components/guard";
import { Checkbox } from "@/components/inputs";
import { EnvBadge } from "@/components/marks";
import { Message, t, isMessage } from "@/i18n";
import type { ChangeReview, ConnectionView } from "@/rpc/types";

interface Props {
  connection: ConnectionView;
  review: Pick<ChangeReview, "guard" | "kind" | "effect">;
  state: GuardState;
  onState(state: GuardState): void;
  onUnlock(): void;
}

/** What stands between looking and sending. The engine checks the same again below the window. */
export function GuardBar({ connection, review, state, onState, onUnlock }: Props) {
  const { guard } = review;
  if (guard.kind === "open" && connection.environment !== "production") return null;
  return (
    <div className={cx(d.guard, connection.environment !== "production" && guard.kind !== "askTyped" && d.guardCalm)}>
      <EnvBadge environment={connection.environment} />
      <div className={d.guardText}>
        {guard.kind === "readOnly" ? <Message id="review.readOnly" values={{ name: connection.name }} />
          : guard.kind === "locked" ? <Message id="review.locked" values={{ name: connection.name }} />
          : <Message id="review.applies" values={{ name: connection.name }} />}
        {guard.kind === "askYes" && (
          <div><Checkbox checked={state.yes} onChange={(yes) => onState({ ...state, yes })}>{t("review.yes", { what: what(review) })}</Checkbox></div>
        )}
      </div>
      {guard.kind === "locked" && <Button icon="unlock" onClick={onUnlock}>{t("review.turnOn")}</Button>}
      {guard.kind === "askTyped" && <Typed guard={guard} state={state} onState={onState} />}
    </div>
  );
}

/** Of an edit, only one that switches somebody off is destructive. */
function what({ kind, effect }: Pick<ChangeReview, "kind" | "effect">): string {
  const edits = kind === "patch" || kind === "replace";
  const key = `review.yes.${edits && effect === "destructive" ? "deactivate" : kind}`;
  return t(isMessage(key) ? key : "review.yes.other");
}
