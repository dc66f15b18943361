import { createContext, useCallback, useContext, useLayoutEffect, useMemo, useRef, useState, type ReactNode } from "react";
import { createPortal } from "react-dom";
import { t } from "@/i18n";
import { tell } from "@/rpc/errors";
import { IconButton, TextButton } from "./Button";
import { cx } from "./cx";
import { Icon, type IconName } from "./Icon";
import s from "./state.module.css";

export interface Toast {
  tone: "ok" | "warn" | "bad" | "draft";
  title: string;
  /** With a person's name in it, a `Message`: its direction must not leak into the sentence. */
  text?: ReactNode;
  action?: { label: string; run(): void };
  /** Beside the action, of one thing alone: it goes when another joins. */
  other?: { label: string; run(): void };
  /** Takes the place of the one before it that is `about` the same, and of what that one told. */
  joins?: { about: string; told: readonly string[]; all(told: readonly string[]): Pick<Toast, "title" | "text"> };
}

interface Toasts {
  show(toast: Toast): void;
  /** A failure with its three parts. It stays until closed. */
  fail(error: unknown): void;
}

/** Takes the messages to a place of a dialog, until it closes. */
type Take = (slot: HTMLElement) => () => void;

const Context = createContext<Toasts>({ show: () => {}, fail: () => {} });
const SlotContext = createContext<Take>(() => () => {});
const icons: Readonly<Record<Toast["tone"], IconName>> = { ok: "ok", warn: "warning", bad: "error", draft: "undo" };
const STAYS_MS = 6000;

export function useToasts(): Toasts {
  return useContext(Context);
}

/** Where a dialog has the messages while it is open: they stand in it, cover nothing of it, and are not hidden behind it. */
export function ToastSlot() {
  const take = useContext(SlotContext);
  const slot = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => (slot.current ? take(slot.current) : undefined), [take]);
  return <div ref={slot} className={s.slot} />;
}

/** One element that goes from place to place: a message that is moved is the same one, and is not said again. */
function usePlace(): { host: HTMLElement; home: (at: HTMLElement | null) => void; take: Take } {
  const [host] = useState(() => document.createElement("div"));
  const places = useRef<HTMLElement[]>([]);
  const settle = useCallback(() => { places.current.at(-1)?.append(host); }, [host]);
  const home = useCallback((at: HTMLElement | null) => {
    if (at) places.current = [at, ...places.current];
    settle();
  }, [settle]);
  const take = useCallback<Take>((slot) => {
    places.current.push(slot);
    settle();
    return () => {
      places.current = places.current.filter((each) => each !== slot);
      settle();
    };
  }, [settle]);
  return { host, home, take };
}

export function ToastProvider({ children }: { children: ReactNode }) {
  const [shown, setShown] = useState<readonly (Toast & { id: number })[]>([]);
  const { host, home, take } = usePlace();
  const next = useRef(0);
  const close = useCallback((id: number) => setShown((all) => all.filter((toast) => toast.id !== id)), []);
  const show = useCallback((toast: Toast) => {
    const id = next.current++;
    setShown((all) => {
      const before = all.find((each) => toast.joins !== undefined && each.joins?.about === toast.joins.about);
      const told = [...new Set([...(before?.joins?.told ?? []), ...(toast.joins?.told ?? [])])];
      const joined = toast.joins && told.length > 1 ? { ...toast, ...toast.joins.all(told), joins: { ...toast.joins, told } } : toast;
      return [...all.filter((each) => each !== before).slice(-3), { ...joined, id }];
    });
    if (toast.tone === "ok" || toast.tone === "draft") setTimeout(() => close(id), STAYS_MS);
  }, [close]);
  const toasts = useMemo<Toasts>(() => ({
    show,
    fail(error) {
      const told = tell(error);
      show({ tone: "bad", title: told.what, text: [told.why, told.action].filter(Boolean).join(" ") });
    },
  }), [show]);

  return (
    <Context value={toasts}>
      <SlotContext value={take}>{children}</SlotContext>
      <div ref={home} />
      {createPortal(<div className={s.toasts} role="region" aria-label={t("toast.region")}>
        {shown.map((toast) => (
          <div key={toast.id} className={cx(s.toast, { ok: s.toastOk, warn: s.toastWarn, bad: s.toastBad, draft: s.toastDraft }[toast.tone])} role={toast.tone === "bad" ? "alert" : "status"}>
            <Icon name={icons[toast.tone]} />
            <span className={s.toastTitle}><bdi>{toast.title}</bdi></span>
            <IconButton size="sm" label={t("common.close")} icon="x" onClick={() => close(toast.id)} />
            {toast.text && <span className={s.toastText}><bdi>{toast.text}</bdi></span>}
            {toast.action && (
              <span className={s.toastActs}>
                {[toast.action, (toast.joins?.told.length ?? 1) > 1 ? undefined : toast.other].map((act) => act && <TextButton key={act.label} onClick={() => { act.run(); close(toast.id); }}>{act.label}</TextButton>)}
              </span>
            )}
          </div>
        ))}
      </div>, host)}
    </Context>
  );
}
