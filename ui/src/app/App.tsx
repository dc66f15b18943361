import { I18nProvider } from "react-aria-components";
import { RouterProvider } from "@tanstack/react-router";
import { useState } from "react";
import { Opening } from "./Opening";
import { CommandProvider } from "@/commands/registry";
import { ToastProvider } from "@/components/toasts";
import { useLanguage } from "@/i18n/locale";
import type { Client } from "@/rpc/client";
import { RpcProvider } from "@/rpc/provider";
import { SyncProvider } from "@/sync/provider";
import { makeRouter } from "./router";

/** The window: everything that is known to all of it, then the gate of the store, then the pages. */
export function App({ client }: { client: Client }) {
  const [router] = useState(makeRouter);
  // The few words of the components themselves, such as how a screen reader closes a menu.
  const locale = useLanguage() === "de" ? "de-DE" : "en-GB";
  return (
    <I18nProvider locale={locale}>
      <RpcProvider client={client}>
        <CommandProvider>
          <ToastProvider>
            <SyncProvider>
              <Opening>
                <RouterProvider router={router} />
              </Opening>
            </SyncProvider>
          </ToastProvider>
        </CommandProvider>
      </RpcProvider>
    </I18nProvider>
  );
}
