//! What was said of a job, taken apart for other languages.

use std::collections::BTreeMap;

use rollcall_jobs::{Said, Saying};
use rollcall_scim::sentence;
use serde::Serialize;

/// A sentence of the queue, by its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct JobSaid {
    /// Which sentence.
    #[cfg_attr(feature = "wire", ts(type = "import(\"./Saying\").Saying"))]
    pub code: Saying,
    /// What it names; `message` may be words of the server.
    pub params: BTreeMap<String, String>,
    /// Its `message`, where that is a sentence of the queue as well.
    pub message: Option<Box<JobSaid>>,
}

impl From<Said> for JobSaid {
    fn from(of: Said) -> Self {
        Self {
            code: of.code,
            params: of.params,
            message: of.message.map(|inner| Box::new((*inner).into())),
        }
    }
}

/// What a text of the queue says; `None` for words of others.
pub(crate) fn said(text: Option<&String>) -> Option<JobSaid> {
    Said::read(text?).map(Into::into)
}

rollcall_scim::sentences! {
    /// What a small job is called when nobody named it.
    TitleCode {
        /// Accounts are activated; `count`, `type`.
        Activate "Activate: {count} × {type}";
        /// Accounts are deactivated; `count`, `type`.
        Deactivate "Deactivate: {count} × {type}";
        /// Resources are deleted; `count`, `type`.
        Delete "Delete: {count} × {type}";
        /// Values are set; `names`, `count`, `type`.
        Set "Set {names}: {count} × {type}";
        /// The members of several groups; `count`.
        MembersOfGroups "Members of {count} groups";
        /// The members of a group; `name`.
        MembersOf "Members of {name}";
    }
}

/// The title of a job, by its name.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct JobTitle {
    /// Which title.
    #[cfg_attr(feature = "wire", ts(type = "import(\"./TitleCode\").TitleCode"))]
    pub code: TitleCode,
    /// What it names.
    pub params: BTreeMap<String, String>,
}

impl TitleCode {
    /// The title with what it names.
    pub(crate) fn with(self, names: &[(&str, &str)]) -> String {
        let params = names
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned()))
            .collect();
        sentence::filled(self.sentence(), &params)
    }
}

/// Which title of ours this is; an import is called by its file, and others may be named by a person.
pub(crate) fn title(kind: &str, text: &str) -> Option<JobTitle> {
    if kind == "import" {
        return None;
    }
    TitleCode::ALL.iter().find_map(|code| {
        let params = sentence::read(code.sentence(), text)?;
        let counted = params.get("count").is_none_or(|n| n.parse::<u64>().is_ok());
        counted.then_some(JobTitle { code: *code, params })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_of_ours_is_known_again_and_a_name_is_left_alone() {
        let made = TitleCode::Set.with(&[("names", "title, department"), ("count", "40"), ("type", "User")]);
        let known = title("selection", &made).expect("known");
        assert_eq!(
            (known.code, known.params["names"].as_str()),
            (TitleCode::Set, "title, department")
        );
        let group = title("memberships", "Members of all groups").expect("a group may be called so");
        assert_eq!(
            (group.code, group.params["name"].as_str()),
            (TitleCode::MembersOf, "all groups")
        );
        assert_eq!(
            title("import", "Members of Sales"),
            None,
            "a file may be called anything"
        );
        assert_eq!(
            title("memberships", "Groups of Kim"),
            None,
            "nor what a person called it"
        );
    }
}
