import { useState } from "react";
import { useToasts } from "@/components/toasts";
import { t } from "@/i18n";
import { useAct } from "@/rpc/provider";
import { codeOf } from "@/rpc/errors";
import { sayNotice } from "@/scim/words";

export interface SignIn {
  /** The connection whose person is awaited in the browser. */
  waiting: string | undefined;
  start(connection: string, then: () => void): void;
  cancel(): void;
}

/** A person signs in in the browser, which the engine opens; `then` comes whether they did or not. */
export function useSignIn(): SignIn {
  const [waiting, setWaiting] = useState<string>();
  const begin = useAct("connection_sign_in");
  const end = useAct("connection_sign_in_cancel");
  const toasts = useToasts();
  return {
    waiting,
    start(connection, then) {
      setWaiting(connection);
      begin.mutate({ connection, page: { title: t("conn.browser.done"), text: t("conn.browser.close") } }, {
        onSuccess: (saved) => {
          for (const notice of saved.notices) toasts.show({ tone: "warn", title: sayNotice(notice) });
          if (saved.notices.length === 0) toasts.show({ tone: "ok", title: t("conn.browser.signedIn", { name: saved.connection.name }) });
        },
        onError: (error) => {
          if (codeOf(error) !== "cancelled") toasts.fail(error);
        },
        onSettled: () => {
          setWaiting(undefined);
          then();
        },
      });
    },
    cancel: () => waiting && end.mutate({ connection: waiting }),
  };
}
