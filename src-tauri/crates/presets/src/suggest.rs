//! Which presets an address looks like.

use std::collections::BTreeMap;

use url::Url;

use crate::library::Library;
use crate::preset::{Matching, Preset};

/// A preset an address looks like.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// The preset.
    pub preset: String,
    /// Its name.
    pub name: String,
    /// Whether the path fits too. Where it does not, the address is likely of the product's website.
    pub exact: bool,
    /// The variables that can be told from the address.
    pub variables: BTreeMap<String, String>,
    /// The base address with them, when they suffice.
    pub base_url: Option<String>,
}

/// A host nobody has: a pattern that takes it says nothing about the host.
const NOBODY: &str = "no-product.invalid";

impl Library {
    /// The presets an address looks like, the best first.
    pub fn suggest(&self, typed: &str) -> Vec<Suggestion> {
        let Some(url) = address(typed) else {
            return Vec::new();
        };
        let host = url.host_str().unwrap_or_default().to_owned();
        let path = url.path().to_owned();
        let mut found: Vec<Suggestion> = self
            .all()
            .iter()
            .filter_map(|entry| suggestion(&entry.preset, &url, &host, &path))
            .collect();
        found.sort_by(|a, b| b.exact.cmp(&a.exact).then_with(|| a.name.cmp(&b.name)));
        found
    }
}

fn suggestion(preset: &Preset, url: &Url, host: &str, path: &str) -> Option<Suggestion> {
    let Matching { hosts, paths } = &preset.matching;
    if !hosts.iter().any(|p| p.matches(host)) {
        return None;
    }
    let exact = paths.is_empty() || paths.iter().any(|p| p.matches(path));
    let names_the_product = hosts.iter().any(|p| p.matches(host) && !p.matches(NOBODY));
    if !exact && !names_the_product {
        return None;
    }
    let mut plain = url.clone();
    plain.set_query(None);
    plain.set_fragment(None);
    let variables = preset
        .template
        .as_ref()
        .map(|t| t.values_of(&preset.variables, plain.as_str()))
        .unwrap_or_default();
    let base_url = preset
        .template
        .as_ref()
        .and_then(|t| t.fill(&preset.variables, &variables).ok());
    Some(Suggestion {
        preset: preset.id.clone(),
        name: preset.name.clone(),
        exact,
        variables,
        base_url,
    })
}

/// Whether an address is one of these.
pub(crate) fn fits(matching: &Matching, url: &str) -> bool {
    let Some(url) = address(url) else { return false };
    let host = url.host_str().unwrap_or_default();
    matching.hosts.iter().any(|p| p.matches(host))
        && (matching.paths.is_empty() || matching.paths.iter().any(|p| p.matches(url.path())))
}

fn address(typed: &str) -> Option<Url> {
    let typed = typed.trim();
    let url = if typed.contains("://") {
        Url::parse(typed)
    } else {
        Url::parse(&format!("https://{typed}"))
    };
    url.ok()
        .filter(|u| u.has_host() && u.username().is_empty() && u.password().is_none())
}
