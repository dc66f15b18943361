import type { AttributeVerdict, Notice } from "@/rpc/types";

interface Sent {
  verdicts: readonly AttributeVerdict[];
  notices: readonly Notice[];
}

/** Whether the server never shows something of a change (a password, who is in a group): taken perhaps, and not proven. */
export const hasUnseen = ({ verdicts, notices }: Sent) =>
  verdicts.some(({ verdict }) => verdict === "notVisible") || notices.some(({ code }) => code === "members_not_shown");
