import { useClient } from "@/rpc/provider";
import type { RpcError } from "@/rpc/errors";
import { useWindows, type WindowedRows } from "@/rpc/useWindows";
import type { MemberRow, MembersPage } from "@/rpc/types";
import type { MembersQuestion } from "./useMembershipChange";

export interface Members {
  source: WindowedRows<MemberRow>;
  page: MembersPage | undefined;
  error: RpcError | null;
  loading: boolean;
  /** Asks once more for what failed. */
  again(): void;
}

/** The members of a group, page by page: a hundred thousand of them never come into the window at once. */
export function useMembers(connection: string, question: MembersQuestion): Members {
  const client = useClient();
  const { group, text, kind, sort, descending } = question;
  const { source, answer, error, loading, again } = useWindows<MemberRow, MembersPage>({
    key: ["rows", connection, "Group", "members", group, text, kind, sort, descending],
    ask: (offset, limit) => client.call("members_page", { connection, page: { ...question, offset, limit, refresh: false } }),
    rowsOf: (page) => page,
  });
  return { source, page: answer, error, loading, again };
}
