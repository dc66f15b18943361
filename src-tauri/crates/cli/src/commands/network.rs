//! How a server is reached, from options.

use std::path::Path;

use rollcall_engine::{Engine, FilesChoice, NetworkCertificate, NetworkInput, NetworkView, ProxyView};

use super::sign_in::Entered;
use crate::connection_args::NetworkOptions;
use crate::failure::Failure;

/// Reads the files that were named.
pub(super) async fn network(
    engine: &Engine,
    options: &NetworkOptions,
    entered: &mut Entered,
) -> Result<NetworkInput, Failure> {
    if options.proxy_user.is_some() && matches!(options.proxy.as_deref(), Some("system" | "off")) {
        return Err(Failure::usage(
            "--proxy-user goes with the address of a proxy only.",
            "Leave it out, or give --proxy an address.",
        ));
    }
    let mut trusted = Vec::new();
    for path in &options.ca {
        trusted.push(token(engine, path).await?);
    }
    let mut own = Vec::new();
    for path in options.client_cert.iter().chain(&options.client_cert_key) {
        own.push(token(engine, path).await?);
    }
    let files = |tokens: Vec<String>| (!tokens.is_empty()).then_some(FilesChoice::Files { tokens });
    Ok(NetworkInput {
        trusted: files(trusted),
        client_certificate: files(own),
        file_password: entered.file_password.take(),
        proxy: options.proxy.as_deref().map(|proxy| match proxy {
            "system" => ProxyView::System,
            "off" => ProxyView::Off,
            address => ProxyView::Explicit {
                address: address.to_owned(),
                user: options.proxy_user.clone().unwrap_or_default(),
            },
        }),
        proxy_password: entered.proxy_password.take(),
        timeout_seconds: options.timeout,
    })
}

/// How a server is reached, in lines; what is usual is not said.
pub(super) fn told(network: &NetworkView) -> Vec<String> {
    let certificate = |c: &NetworkCertificate| format!("{} (until {})", c.subject, c.ends_at.0.date());
    let mut lines = Vec::new();
    if !network.trusted.is_empty() {
        let names: Vec<String> = network.trusted.iter().map(certificate).collect();
        lines.push(format!(
            "Trusts, besides this computer's authorities, {}",
            names.join("; ")
        ));
    }
    if let Some(own) = &network.client_certificate {
        lines.push(format!("Shows the client certificate {}", certificate(own)));
    }
    if let Some(proxy) = &network.proxy_in_use {
        let user = match &network.proxy {
            ProxyView::Explicit { user, .. } if !user.is_empty() => format!(" as {user}"),
            ProxyView::System => ", as this computer says".to_owned(),
            _ => String::new(),
        };
        lines.push(format!("Goes through the proxy {proxy}{user}"));
    }
    lines.iter().map(|line| crate::out::printable(line)).collect()
}

async fn token(engine: &Engine, path: &Path) -> Result<String, Failure> {
    Ok(engine.certificate_file(path).await?.token)
}
