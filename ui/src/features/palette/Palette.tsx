import { useDeferredValue, useEffect, useId, useMemo, useState, type KeyboardEvent } from "react";
import { Dialog as AriaDialog, Modal, ModalOverlay } from "react-aria-components";
import { CommandLayer, type CommandSpec } from "@/commands/registry";
import { cx } from "@/components/cx";
import { Icon } from "@/components/Icon";
import { Tag } from "@/components/marks";
import { Message, t } from "@/i18n";
import type { ConnectionView, TypeModel } from "@/rpc/types";
import { fold } from "@/i18n/fold";
import { typesLabel } from "@/scim/labels";
import { Foot } from "./Foot";
import { ACTIONS, actionItem, fitting, nearFirst, prefixes, SCREENS, type Scope } from "./items";
import { Option, type Item } from "./Option";
import s from "./palette.module.css";
import { useFound } from "./useFound";

interface Props {
  /** Whose copy is searched. */
  connection: ConnectionView | undefined;
  types: readonly TypeModel[];
  /** What could be done when it was opened. */
  commands: readonly CommandSpec[];
  onOpen(type: string, id: string): void;
  /** Closes; what was chosen runs once the palette is gone and focus is back. */
  onClose(then?: () => void): void;
}

interface Group {
  scope: Scope;
  title: string;
  note: string;
  items: Item[];
}

const FEW = 8;

const scopeName = (scope: Scope) => (scope === ACTIONS ? t("palette.actions") : scope === SCREENS ? t("palette.screens") : scope === "User" ? t("palette.people") : typesLabel(scope));

/** Find or run anything: what can be done here, people, groups, everything else the server has, and the screens. */
export function Palette({ connection, types, commands, onOpen, onClose }: Props) {
  const [text, setText] = useState("");
  const [scope, setScope] = useState<Scope>();
  const [at, setAt] = useState(0);
  const list = useId();
  // Records may come later; what Enter would run answers the last letter.
  const sought = useDeferredValue(text.trim());
  const words = useMemo(() => fold(text.trim()).split(/\s+/).filter(Boolean), [text]);
  const { found, noCopy, busy } = useFound(connection?.id, scope === ACTIONS || scope === SCREENS ? [] : types, sought, scope);

  const groups = useMemo<Group[]>(() => {
    const actions = commands.filter((command) => command.enabled !== false && command.id !== "palette.open").toSorted(nearFirst).map(actionItem);
    const own = (wanted: Scope): Group => {
      const items = fitting(actions.filter((item) => item.scope === wanted), words);
      return { scope: wanted, title: scopeName(wanted), note: "", items: scope === wanted || words.length > 0 ? items : items.slice(0, FEW) };
    };
    const records = found.map(({ type, rows, total }): Group => ({
      scope: type, title: scopeName(type), note: t("palette.found", { shown: rows.length, total }),
      items: rows.map((row) => ({ kind: "record", key: `${type}/${row.id}`, type, row, run: () => onOpen(type, row.id) })),
    }));
    return [own(ACTIONS), ...records, own(SCREENS)].filter((group) => group.items.length > 0 && (scope === undefined || scope === group.scope));
  }, [commands, words, found, scope, onOpen]);

  const items = groups.flatMap((group) => group.items.map((item) => ({ item, scope: group.scope })));
  const current = Math.min(at, items.length - 1);
  const optionId = (index: number) => `${list}-${index}`;
  useEffect(() => {
    document.getElementById(`${list}-${current}`)?.scrollIntoView({ block: "nearest" });
  }, [list, current]);

  function type(value: string) {
    const narrowed = scope === undefined ? prefixes[value.charAt(0)] : undefined;
    if (narrowed) setScope(narrowed);
    setText(narrowed ? value.slice(1) : value);
    setAt(0);
  }

  function narrow(next: Scope | undefined) {
    setScope(next);
    setAt(0);
  }

  function press(event: KeyboardEvent) {
    const count = items.length;
    const steps: Readonly<Record<string, number>> = { ArrowDown: (current + 1) % count, ArrowUp: (current - 1 + count) % count, PageDown: Math.min(count - 1, current + 7), PageUp: Math.max(0, current - 7) };
    const step = steps[event.key];
    if (step !== undefined && count > 0) setAt(step);
    else if (event.key === "Enter" && !event.nativeEvent.isComposing) {
      const chosen = items[current];
      if (chosen) onClose(chosen.item.run);
    } else if (event.key === "Tab" && !event.shiftKey && !event.ctrlKey && scope === undefined && items[current]) narrow(items[current].scope);
    else if (event.key === "Backspace" && text === "" && scope !== undefined) narrow(undefined);
    else if (event.key === "Escape" && scope !== undefined) narrow(undefined);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  return (
    <CommandLayer>
      <ModalOverlay isOpen isDismissable onOpenChange={(open) => { if (!open) onClose(); }} className={cx(s.backdrop)}>
        <Modal className={cx(s.palette)}>
          <AriaDialog aria-label={t("palette.label")} className={cx(s.inner)}>
            <div className={s.field}>
              <Icon name="search" />
              {scope !== undefined && <button type="button" className={s.scope} title={t("palette.everything")} onClick={() => narrow(undefined)}><Tag tone="accent">{t("palette.only", { group: scopeName(scope) })}</Tag></button>}
              <input
                // The palette is opened to type into.
                autoFocus
                role="combobox"
                aria-expanded={items.length > 0}
                aria-controls={list}
                aria-activedescendant={items.length > 0 ? optionId(current) : undefined}
                aria-label={t("palette.label")}
                autoComplete="off"
                spellCheck={false}
                placeholder={t("palette.placeholder")}
                value={text}
                onChange={(event) => type(event.target.value)}
                onKeyDown={press}
              />
              {connection && <span className={cx("envbadge", connection.environment === "production" && "envbadge--production", s.badge)} title={connection.name}><bdi className="truncate">{connection.name}</bdi></span>}
            </div>
            <div className={s.list} id={list} role="listbox" aria-label={t("palette.label")}>
              {groups.map((group) => (
                <div key={group.scope} className={s.group} role="group" aria-label={group.title}>
                  <div className={s.caption} aria-hidden="true"><span>{group.title}</span><span>{group.note}</span></div>
                  {group.items.map((item) => {
                    const index = items.findIndex((each) => each.item === item);
                    return <Option key={item.key} id={optionId(index)} item={item} words={words} active={index === current} onChoose={() => onClose(item.run)} />;
                  })}
                </div>
              ))}
            </div>
            {items.length === 0 && !busy && (
              <div className={s.none}>
                {sought === "" ? t("palette.begin") : <><b>{t("palette.none")}</b><p><Message id="palette.noneText" values={{ text: sought }} /></p></>}
                {scope !== undefined && sought !== "" && <p>{t("palette.noneOnly", { group: scopeName(scope) })}</p>}
                {noCopy && connection && <p><Message id="palette.noCopy" values={{ name: connection.name }} /></p>}
              </div>
            )}
            <p className="sr-only" role="status">{busy ? "" : t("palette.results", { n: items.length })}</p>
            <Foot />
          </AriaDialog>
        </Modal>
      </ModalOverlay>
    </CommandLayer>
  );
}

