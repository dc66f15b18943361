import { useState } from "react";
import { isSelected } from "@/data-grid/selection";
import type { Selection } from "@/data-grid/types";
import type { Client } from "@/rpc/client";
import { useAct } from "@/rpc/provider";
import type { ChangeReview, GroupDelta, MemberRow, MembersPageRequest } from "@/rpc/types";

const PAGE = 500;

interface Ways {
  /** Most members the server takes in one request; more goes as a job. */
  chunk: number;
  onReview(review: ChangeReview): void;
  onJob(job: number): void;
}

/** A change of memberships: one group and few people are reviewed at once, everything else becomes a planned job. */
export function useMembershipChange(connection: string, { chunk, onReview, onJob }: Ways) {
  const prepare = useAct("change_prepare");
  const plan = useAct("memberships_plan");
  const [busy, setBusy] = useState(false);

  async function several(groups: GroupDelta[], title: string | null = null) {
    const [one] = groups;
    setBusy(true);
    try {
      if (one && groups.length === 1 && one.add.length + one.remove.length <= chunk) {
        onReview(await prepare.mutateAsync({ connection, typeName: "Group", change: { kind: "members", id: one.group, add: one.add, remove: one.remove } }));
      } else {
        onJob((await plan.mutateAsync({ connection, memberships: { title, groups } })).view.job);
      }
    } finally {
      setBusy(false);
    }
  }

  return { busy, several, change: (group: string, add: string[], remove: string[]) => several([{ group, add, remove }]) };
}

/** What a list of members shows, without its window. */
export type MembersQuestion = Pick<MembersPageRequest, "group" | "text" | "kind" | "sort" | "descending">;

/** Members by place, some hundred a request; those that are in the window too. */
export async function membersBetween(client: Client, connection: string, question: MembersQuestion, first: number, last: number): Promise<MemberRow[]> {
  const rows: MemberRow[] = [];
  for (let offset = first; offset <= last; offset += PAGE) {
    // oxlint-disable-next-line no-await-in-loop -- page after page
    const page = await client.call("members_page", { connection, page: { ...question, offset, limit: Math.min(PAGE, last - offset + 1), refresh: false } });
    rows.push(...page.rows);
  }
  return rows;
}

/** The rows of a selection, in the order of the screen; those that are not in the window are asked for. */
export async function chosenRows(client: Client, connection: string, question: MembersQuestion, selection: Selection): Promise<MemberRow[]> {
  const rows: MemberRow[] = [];
  for (let offset = 0; ; offset += PAGE) {
    // oxlint-disable-next-line no-await-in-loop -- page after page
    const page = await client.call("members_page", { connection, page: { ...question, offset, limit: PAGE, refresh: false } });
    rows.push(...page.rows.filter((row) => isSelected(selection, row.id)));
    if (offset + PAGE >= page.total || (!selection.all && rows.length === selection.ids.size)) return rows;
  }
}

/** The ids of a selection. */
export async function chosenIds(client: Client, connection: string, question: MembersQuestion, selection: Selection): Promise<string[]> {
  return selection.all ? (await chosenRows(client, connection, question, selection)).map((row) => row.id) : [...selection.ids];
}
