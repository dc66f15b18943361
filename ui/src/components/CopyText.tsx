import { useState } from "react";
import { t } from "@/i18n";
import { Icon } from "./Icon";

const SHOWN_MS = 1500;

/** Where the window may not use the clipboard directly, the old way by a selection still works. */
export async function toClipboard(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    area.className = "sr-only";
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }
}

/** Puts a text on the clipboard and says so. */
export function CopyText({ text, label }: { text: string; label: string }) {
  const [done, setDone] = useState(false);
  async function copy() {
    await toClipboard(text);
    setDone(true);
    setTimeout(() => setDone(false), SHOWN_MS);
  }
  return (
    <button type="button" className="tap" aria-label={done ? t("common.copied") : label} title={done ? t("common.copied") : label} onClick={() => void copy()}>
      <Icon name={done ? "check" : "copy"} size="xs" />
    </button>
  );
}
