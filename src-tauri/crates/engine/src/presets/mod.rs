//! Presets: what is known of well-known products, built in and a person's own.

mod address;
mod check;
mod choice;
mod library;
mod list;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A preset chosen for a connection, with the variables of its address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct PresetChoice {
    /// Its id.
    pub id: String,
    /// Variable → value; none when the address was typed.
    #[serde(default)]
    pub variables: BTreeMap<String, String>,
}

/// A preset as window and command line see it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct PresetView {
    /// Its id.
    pub id: String,
    /// The product.
    pub name: String,
    /// Counts up with each change of the facts.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub revision: u64,
    /// When the facts were looked at last, `2026-11-01`.
    pub reviewed: String,
    /// How much is proven.
    pub status: PresetStatus,
    /// The file it is from; null for a built-in one.
    pub file: Option<String>,
    /// The base address with variables; null when it has none.
    pub template: Option<String>,
    /// The variables, in the order of the address.
    pub variables: Vec<PresetVariable>,
    /// How the product lets clients sign in.
    pub sign_in: Vec<String>,
    /// The first of these that Rollcall has; null when it has none.
    pub preselect: Option<SignInKind>,
    /// Those that Rollcall does not have.
    pub lacking: Vec<String>,
    /// The scopes a client asks for there, separated by spaces; empty when none are known.
    pub scope: String,
    /// Whether a connection starts read-only.
    pub read_only: bool,
    /// Whether an identity provider usually keeps such a tenant.
    pub idp_managed: bool,
    /// What to know before writing.
    pub warning: Option<String>,
    /// Its texts in other languages: language → path → text.
    pub texts: BTreeMap<String, BTreeMap<String, String>>,
}

/// A way to sign in, by the name it has in a connection.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum SignInKind {
    /// No credential.
    None,
    /// A token.
    Bearer,
    /// Name and password.
    Basic,
    /// A key in a header.
    ApiKey,
    /// OAuth 2.0, for a program.
    ClientCredentials,
    /// OAuth 2.0, by a person in the browser.
    Person,
}

impl SignInKind {
    /// The kind that a word of a preset stands for.
    pub(crate) fn of_preset(word: &str) -> Option<Self> {
        Some(match word {
            "none" => Self::None,
            "bearer" => Self::Bearer,
            "basic" => Self::Basic,
            "header" => Self::ApiKey,
            "oauth2_client_credentials" | "oauth2_account_credentials" => Self::ClientCredentials,
            "oauth2_auth_code" | "oauth2_refresh_token" => Self::Person,
            _ => return None,
        })
    }
}

/// The preset a connection goes by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct PresetInUse {
    /// What was chosen.
    pub choice: PresetChoice,
    /// The preset; null when it is not there any more.
    pub preset: Option<PresetView>,
}

/// A preset to choose, or none.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct PresetPick {
    /// Which; null for none.
    pub choice: Option<PresetChoice>,
}

/// How much of a preset is proven.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub enum PresetStatus {
    /// Mostly from the vendor's own documentation.
    Documented,
    /// Rests on what others report.
    Reported,
    /// Thin.
    Draft,
}

/// A variable of a base address.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct PresetVariable {
    /// Its name in the template.
    pub name: String,
    /// What a person is asked for, in English.
    pub label: String,
    /// One that fits.
    pub example: String,
}

/// A fact of a preset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct PresetFact {
    /// E.g. `list.Users.count.max`.
    pub path: String,
    /// Its value.
    pub value: String,
    /// Tag, source, date and note; null when the preset names none.
    pub evidence: Option<String>,
}

/// A preset with all it says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct PresetDetail {
    /// The preset.
    pub preset: PresetView,
    /// Its facts, by path.
    pub facts: Vec<PresetFact>,
    /// Where they are from: id → address or description.
    pub sources: BTreeMap<String, String>,
}

/// A mistake in a preset's file.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct PresetFault {
    /// The file's name.
    pub file: String,
    /// From 1.
    pub line: u32,
    /// From 1, in characters.
    pub column: u32,
    /// Whether the preset cannot be used because of it.
    pub error: bool,
    /// Its kind.
    pub code: PresetFaultCode,
    /// The key it is about.
    pub path: String,
    /// One sentence.
    pub message: String,
}

/// The kinds of mistakes in a preset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum PresetFaultCode {
    /// The file cannot be read.
    Unreadable,
    /// No TOML.
    Syntax,
    /// A key the format does not have.
    UnknownKey,
    /// A key that must be there is not.
    Missing,
    /// Text where a number belongs, and the like.
    WrongType,
    /// A value that is none of the allowed ones.
    NotAllowed,
    /// A pattern that is not anchored or cannot be read.
    BadPattern,
    /// A base address whose variables and patterns do not fit together.
    BadTemplate,
    /// Something that looks like a secret.
    Secret,
    /// Evidence for nothing, or from no source.
    BadEvidence,
    /// Written for a newer Rollcall.
    NewerFormat,
    /// It builds on a preset that is not there, or on itself.
    UnknownParent,
}

/// All presets at hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct PresetList {
    /// By name.
    pub presets: Vec<PresetView>,
    /// What is wrong with a person's own.
    pub faults: Vec<PresetFault>,
    /// Where a person's own lie.
    pub folder: String,
}

/// A preset that an address looks like.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct PresetSuggestion {
    /// Its id.
    pub id: String,
    /// The product.
    pub name: String,
    /// Whether the path fits too; where not, the address is likely of the product's website.
    pub exact: bool,
    /// The variables that can be told from the address.
    pub variables: BTreeMap<String, String>,
    /// The base address with them, when they suffice.
    pub url: Option<String>,
}

/// What variables make.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(tag = "state", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum PresetAddress {
    /// A base address.
    Made {
        /// The address.
        url: String,
    },
    /// A variable is missing.
    Missing {
        /// Which.
        variable: String,
    },
    /// A value does not look like one.
    DoesNotFit {
        /// Which.
        variable: String,
        /// One that fits.
        example: String,
    },
    /// The preset has no address to fill in.
    NoTemplate,
}
