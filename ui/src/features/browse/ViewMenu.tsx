import { useRef, useState, type FormEvent } from "react";
import { Button } from "@/components/Button";
import { ContextMenu } from "@/components/ContextMenu";
import { Dialog } from "@/components/Dialog";
import { Icon } from "@/components/Icon";
import { TextInput } from "@/components/inputs";
import { useCommand, useCommandList } from "@/commands/registry";
import { t } from "@/i18n";
import { midSentence } from "@/scim/labels";
import f from "./chips.module.css";
import type { SavedView, useViews } from "./useViews";

/** The views of a list beside its title: open one, keep this one, take one away. */
export function ViewMenu({ types, kept, current, onView, make }: {
  types: string;
  kept: ReturnType<typeof useViews>;
  /** The name of the view that is open. */
  current: string | undefined;
  onView(view: SavedView | undefined): void;
  /** What is seen now, under this name. */
  make(name: string): SavedView;
}) {
  const button = useRef<HTMLButtonElement>(null);
  const [at, setAt] = useState<{ x: number; y: number }>();
  const [naming, setNaming] = useState(false);
  const [name, setName] = useState("");
  const { views } = kept;
  const saving = useCommand({ id: "views.save", label: t("views.save"), run: () => { setName(current ?? ""); setNaming(true); } });
  useCommandList(views.map((view) => ({ id: `views.open.${view.name}`, label: t("views.openNamed", { name: view.name }), run: () => onView(view) })));

  function open() {
    const box = button.current?.getBoundingClientRect();
    setAt({ x: box?.left ?? 0, y: (box?.bottom ?? 0) + 2 });
  }

  function submit(event: FormEvent) {
    event.preventDefault();
    const wanted = name.trim();
    if (wanted === "") return;
    const view = make(wanted);
    kept.save(view);
    setNaming(false);
    onView(view);
  }

  return (
    <>
      <Button ref={button} kind="ghost" size="sm" aria-haspopup="menu" aria-expanded={at !== undefined} onClick={open}>
        <bdi className="truncate">{current ?? t("views.all", { types: midSentence(types) })}</bdi><Icon name="chev-d" size="xs" />
      </Button>
      {at && (
        <ContextMenu
          label={t("views.list")}
          at={at}
          onClose={() => { setAt(undefined); button.current?.focus(); }}
          entries={[
            { id: "", label: t("views.all", { types: midSentence(types) }), ...(current === undefined ? { icon: "check" as const } : {}), run: () => onView(undefined) },
            ...views.map((view) => ({ id: `v ${view.name}`, label: view.name, ...(current === view.name ? { icon: "check" as const } : {}), run: () => onView(view) })),
            { id: "save", label: t("views.save"), icon: "plus", apart: true, run: saving.run },
            ...(current === undefined ? [] : [{ id: "remove", label: t("views.remove", { name: current }), icon: "trash" as const, run: () => { kept.remove(current); onView(undefined); } }]),
          ]}
        />
      )}
      {naming && (
        <Dialog
          title={t("views.saveTitle")}
          sub={t("views.saveText")}
          width={420}
          onClose={() => setNaming(false)}
          foot={(
            <>
              <span className="spacer" />
              <Button onClick={() => setNaming(false)}>{t("common.cancel")}</Button>
              <Button kind="primary" type="submit" form="view" disabled={name.trim() === ""}>{t(views.some((view) => view.name === name.trim()) ? "views.replace" : "views.keep")}</Button>
            </>
          )}
        >
          <form id="view" className={f.one} onSubmit={submit}>
            <TextInput autoFocus aria-label={t("views.name")} placeholder={t("views.name")} value={name} onChange={(event) => setName(event.target.value)} />
          </form>
        </Dialog>
      )}
    </>
  );
}
