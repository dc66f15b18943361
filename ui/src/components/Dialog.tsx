import type { ReactNode } from "react";
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from "react-aria-components";
import { t } from "@/i18n";
import { CommandLayer, useCommandList, type CommandSpec } from "@/commands/registry";
import { IconButton } from "./Button";
import { cx } from "./cx";
import { ToastSlot } from "./toasts";
import s from "./dialog.module.css";

/** A modal window: focus stays inside, Esc closes one level, focus goes back to where it was. */
export function Dialog({ title, sub, onClose, width, role, children, foot, guard, className, commands }: {
  title: ReactNode;
  sub?: ReactNode;
  onClose(): void;
  width?: number;
  role?: "dialog" | "alertdialog";
  children: ReactNode;
  guard?: ReactNode;
  foot: ReactNode;
  className?: string | undefined;
  /** What keys do in it beside its buttons. */
  commands?: readonly CommandSpec[];
}) {
  return (
    <CommandLayer>
      {/* The window's own Esc needs the focus inside it; after a click on what takes no focus there is none. */}
      <Held commands={[...commands ?? none, { id: "dialog.close", label: t("common.close"), hotkey: "Escape", run: onClose }]} />
      <ModalOverlay isOpen isDismissable={false} onOpenChange={(open) => { if (!open) onClose(); }} className={cx(s.backdrop)}>
        <Modal className={cx(s.dialog, className)} style={width ? { width } : undefined}>
          <AriaDialog role={role ?? "dialog"} className={cx(s.dialogIn)}>
            <div className={s.dialogHead}>
              <div className="dialog-titles">
                <Heading slot="title" level={2} className={cx(s.dialogTitle)}>{title}</Heading>
                {sub && <p className="muted">{sub}</p>}
              </div>
              <span className="spacer" />
              <IconButton label={t("common.close")} icon="x" onClick={onClose} />
            </div>
            <div className={s.dialogBody}>{children}</div>
            {guard}
            <ToastSlot />
            <div className={s.dialogFoot}>{foot}</div>
          </AriaDialog>
        </Modal>
      </ModalOverlay>
    </CommandLayer>
  );
}

const none: readonly CommandSpec[] = [];

function Held({ commands }: { commands: readonly CommandSpec[] }) {
  useCommandList(commands);
  return null;
}
