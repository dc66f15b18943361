import { Button } from "@/components/Button";
import { Note } from "@/components/marks";
import { t } from "@/i18n";
import s from "./review.module.css";

/** Nothing was sent, and there is nothing to merge: the record is gone, or the change holds a secret that is not kept. */
export function Conflict({ gone, onAgain }: { gone: boolean; onAgain(): void }) {
  return (
    <div className={s.outcome}>
      <div role="alert"><Note tone="warn" icon="merge"><b>{t("review.conflict")}</b><p>{t(gone ? "review.conflictGone" : "review.conflictAgain")}</p></Note></div>
      <div className="row"><Button kind="primary" onClick={onAgain}>{t("review.tryAgain")}</Button></div>
    </div>
  );
}
