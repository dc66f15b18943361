import { Button } from "@/components/Button";
import { Empty } from "@/components/states";
import v from "@/components/view.module.css";
import { useCommand } from "@/commands/registry";
import { CommandButton } from "@/components/CommandButton";
import { t } from "@/i18n";
import { Head } from "./Head";

/** Before there is a file. */
export function Start({ busy, onChoose, onCancel }: { busy: boolean; onChoose(): void; onCancel(): void }) {
  useCommand({ id: "import.cancel", label: t("common.cancel"), hotkey: "Escape", run: onCancel });
  return (
    <>
      <Head title={t("import.title")} step={0} />
      <Empty
        icon="file"
        title={t("import.start")}
        actions={<CommandButton kind="primary" size="lg" icon="upload" showKey autoFocus command={{ id: "import.choose", label: t(busy ? "import.reading" : "import.choose"), hotkey: "Mod+Enter", enabled: !busy, run: onChoose }} />}
      >
        {t("import.startText")}
      </Empty>
      <div className={v.jobfoot}>
        <Button hotkey="Escape" onClick={onCancel}>{t("common.cancel")}</Button>
      </div>
    </>
  );
}
