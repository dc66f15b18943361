import type { ChosenFile, NetworkInput, NetworkView, ProxyView } from "@/rpc/types";

/** How the server is reached, as it is being filled in. */
export interface NetworkForm {
  /** Files with authorities; "keep" leaves what is saved. */
  trusted: "keep" | readonly ChosenFile[];
  clientCertificate: "keep" | "none" | "files";
  clientFiles: readonly ChosenFile[];
  filePassword: string;
  proxy: ProxyView["kind"];
  proxyAddress: string;
  proxyUser: string;
  proxyPassword: string;
  timeout: number;
}

export const emptyNetwork: NetworkForm = {
  trusted: "keep", clientCertificate: "keep", clientFiles: [], filePassword: "", proxy: "system", proxyAddress: "", proxyUser: "", proxyPassword: "", timeout: 60,
};

export function networkFormOf(network: NetworkView): NetworkForm {
  const explicit = network.proxy.kind === "explicit" ? network.proxy : undefined;
  return { ...emptyNetwork, proxy: network.proxy.kind, proxyAddress: explicit?.address ?? "", proxyUser: explicit?.user ?? "", timeout: network.timeoutSeconds };
}

/** What a person calls a certificate: CN of its subject (RFC 4514), else all of it. */
export const commonName = (subject: string): string => /(?:^|[,+]\s*)CN=([^,+]+)/.exec(subject)?.[1] ?? subject;

/** Is there a certificate whose key is in another file? */
export const lacksKey = (files: readonly ChosenFile[]): boolean => files.some((file) => file.certificate) && !files.some((file) => file.key || file.pkcs12);

const tokens = (files: readonly ChosenFile[]) => files.map((file) => file.token);

export function toNetwork(form: NetworkForm): NetworkInput {
  const files = form.clientCertificate === "files" && form.clientFiles.length > 0;
  return {
    trusted: form.trusted === "keep" ? null : form.trusted.length === 0 ? { kind: "none" } : { kind: "files", tokens: tokens(form.trusted) },
    clientCertificate: files ? { kind: "files", tokens: tokens(form.clientFiles) } : form.clientCertificate === "none" ? { kind: "none" } : null,
    filePassword: form.filePassword === "" ? null : form.filePassword,
    proxy: form.proxy === "explicit" ? { kind: "explicit", address: form.proxyAddress, user: form.proxyUser } : { kind: form.proxy },
    proxyPassword: form.proxyPassword === "" ? null : form.proxyPassword,
    timeoutSeconds: form.timeout,
  };
}
