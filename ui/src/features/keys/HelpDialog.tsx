import { Button } from "@/components/Button";
import { Dialog } from "@/components/Dialog";
import { Icon } from "@/components/Icon";
import { isMessage, t } from "@/i18n";
import s from "./keys.module.css";

export type HelpTopic = "list" | "jobs" | "job" | "import" | "connection" | "settings";

const MOST = 9;

/** A few sentences about the screen one is on. They are in the catalogue, so they work offline and in every language. */
export function HelpDialog({ topic, onKeys, onClose }: { topic: HelpTopic; onKeys(): void; onClose(): void }) {
  const lines = Array.from({ length: MOST }, (_, index) => `help.${topic}.${index + 1}`).filter(isMessage);
  return (
    <Dialog
      title={t(`help.${topic}.title`)}
      width={560}
      onClose={onClose}
      foot={(
        <>
          <Button kind="ghost" icon="terminal" onClick={onKeys}>{t("help.keys")}</Button>
          <span className="spacer" />
          <Button size="lg" hotkey="Escape" onClick={onClose}>{t("common.close")}</Button>
        </>
      )}
    >
      <div className={s.help}>
        <ul>
          {lines.map((line) => <li key={line}><Icon name="arrow-r" size="xs" /><span>{t(line)}</span></li>)}
        </ul>
      </div>
    </Dialog>
  );
}
