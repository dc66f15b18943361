import { createContext, useContext } from "react";
import { Scim } from "@/components/marks";
import { useRead } from "@/rpc/provider";
import type { JsonValue } from "@/rpc/types";

/** The connection whose copy knows people by their ids. */
export const CopyOf = createContext("");

/** A value as it is said; who a manager is, by name where the copy knows it. */
export function Shown({ path, value, text }: { path: string; value: JsonValue | null | undefined; text: string }) {
  return /[:.]manager\.value$/i.test(path) && typeof value === "string" ? <Who id={value} /> : <bdi>{text}</bdi>;
}

function Who({ id }: { id: string }) {
  const connection = useContext(CopyOf);
  const known = useRead(["resource", connection, "User"], "resource_get", { connection, typeName: "User", id, fromCopy: true }, { enabled: connection !== "" });
  return <bdi title={id}>{known.data?.label ?? id}{known.data && <> <Scim>{id}</Scim></>}</bdi>;
}
