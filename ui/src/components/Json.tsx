import { Fragment, type ReactNode } from "react";
import type { JsonValue } from "@/rpc/types";
import { digitsOf } from "@/scim/whole";
import { cx } from "./cx";

/** JSON in the colours of code. Everything is text; nothing of it can become markup. */
export function Json({ value, className }: { value: JsonValue; className?: string | undefined }) {
  return <pre className={cx("code", className)}>{show(value, "")}</pre>;
}

function show(value: JsonValue, indent: string): ReactNode {
  const digits = digitsOf(value);
  if (digits !== undefined) return <span className="l">{digits}</span>;
  if (typeof value === "string") return <span className="s">{JSON.stringify(value)}</span>;
  if (typeof value !== "object" || value === null) return <span className="l">{String(value)}</span>;
  const inner = `${indent}  `;
  const isList = Array.isArray(value);
  const entries: [string, JsonValue][] = isList ? value.map((item, index) => [String(index), item]) : Object.entries(value);
  if (entries.length === 0) return <span className="p">{isList ? "[]" : "{}"}</span>;
  return (
    <>
      <span className="p">{isList ? "[" : "{"}</span>
      {entries.map(([key, item], index) => (
        <Fragment key={key}>
          {`\n${inner}`}
          {!isList && <><span className="k">{JSON.stringify(key)}</span><span className="p">: </span></>}
          {show(item, inner)}
          {index < entries.length - 1 && <span className="p">,</span>}
        </Fragment>
      ))}
      {`\n${indent}`}
      <span className="p">{isList ? "]" : "}"}</span>
    </>
  );
}
