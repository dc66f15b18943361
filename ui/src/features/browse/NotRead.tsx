import { Button } from "@/components/Button";
import { signInWord } from "@/components/Failed";
import { Banner } from "@/components/states";
import { Message, t } from "@/i18n";
import { dateTime } from "@/i18n/dates";
import { isAboutSignIn, isUnreachable, tell } from "@/rpc/errors";
import type { ConnectionView } from "@/rpc/types";

interface Props {
  connection: ConnectionView;
  error: unknown;
  /** When the copy that is shown was read. */
  syncedAt: string;
  onAgain(): void;
  onSignIn(): void;
}

/** The directory could not be read anew: nobody answered, or the server refused. What is shown is the copy. */
export function NotRead({ connection, error, syncedAt, onAgain, onSignIn }: Props) {
  const time = dateTime(syncedAt);
  const again = <Button size="sm" onClick={onAgain}>{t("browse.tryNow")}</Button>;
  if (isUnreachable(error)) {
    return <Banner icon="offline" actions={again}><Message id="browse.offline" values={{ name: connection.name, time }} /></Banner>;
  }
  const signIn = isAboutSignIn(error) && connection.environment !== "builtIn";
  return (
    <Banner icon={signIn ? "key" : "warning"} tone="warn" actions={<>{signIn && <Button size="sm" kind="primary" onClick={onSignIn}>{signInWord(error)}</Button>}{again}</>}>
      <Message id="browse.refused" values={{ what: tell(error).what, time }} />
    </Banner>
  );
}
