import { useEffect, useEffectEvent, useRef, useState } from "react";
import type { TypeModel } from "@/rpc/types";
import type { Handle, Mark } from "./editor";
import s from "./editor.module.css";
import type { Steps } from "./schema";

export type { Mark } from "./editor";

interface Props {
  model: TypeModel;
  label: string;
  text: string;
  marks: readonly Mark[];
  /** Places that differ from what the server has. */
  changed: readonly Steps[];
  /** Why the text is no JSON. */
  fault: string | undefined;
  onChange(text: string): void;
  /** The first thing that is wrong, with its line. */
  onWorst(worst: { line: number; message: string } | undefined): void;
  /** Said while the editor is loaded. */
  loading: string;
}

/** An editor of JSON that knows a schema. It is loaded when it is first shown. */
export function JsonEditor({ model, label, text, marks, changed, fault, onChange, onWorst, loading }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const [handle, setHandle] = useState<Handle>();
  const typed = useEffectEvent(onChange);
  const worst = useEffectEvent(onWorst);
  const first = useEffectEvent(() => text);
  useEffect(() => {
    let made: Handle | undefined;
    let gone = false;
    void import("./editor").then(({ mount }) => {
      if (gone || !place.current) return;
      made = mount(place.current, { text: first(), label, model, onChange: (next) => typed(next) });
      setHandle(made);
    });
    return () => {
      gone = true;
      made?.destroy();
    };
  }, [label, model]);
  useEffect(() => handle?.show(text), [handle, text]);
  useEffect(() => { if (handle) worst(handle.mark(marks, fault)); }, [handle, marks, fault]);
  useEffect(() => handle?.tint(changed), [handle, changed]);
  return <div className={s.place} ref={place}>{!handle && <p className="xs faint">{loading}</p>}</div>;
}
