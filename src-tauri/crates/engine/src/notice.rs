//! What a person should know that stops nothing.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What there is to know. Closed: the window has a sentence for each in every language.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "snake_case")]
pub enum NoticeCode {
    /// The offline copy could not be read and begins anew; `folder`.
    CacheRebuilt,
    /// What is put back was changed again since; `attributes`.
    ChangedSince,
    /// After a change, what is different without having been asked for; `attributes`.
    ChangedToo,
    /// Deactivating deletes.
    DeactivateDestroys,
    /// Deactivating does nothing.
    DeactivateDoesNothing,
    /// What is inactive cannot be read.
    DeactivateHides,
    /// Deactivating takes out of the organisation.
    DeactivateRemovesAccess,
    /// It cannot be read, which here means that it is inactive.
    DeactivatedHidden,
    /// A delete was seen to deactivate only.
    DeleteDeactivates,
    /// This delete deactivated.
    DeletedInactive,
    /// A delete removes.
    DeleteIsHard,
    /// A delete cannot be undone.
    DeleteIsIrreversible,
    /// A delete ends a membership.
    DeleteIsMembership,
    /// A delete does nothing.
    DeleteIsNothing,
    /// A delete deactivates.
    DeleteIsSoft,
    /// A delete was seen to remove.
    DeleteRemoves,
    /// What a delete does was not seen yet.
    DeleteUnseen,
    /// The list of people may have gaps; `reason`.
    DirectoryNotProvenComplete,
    /// A create changed an entry that was there before.
    ExistingChanged,
    /// A resource of this name is there.
    ExistsAlready,
    /// A required extension is not mapped; `extension`, `type`.
    ExtensionDeclaredRequired,
    /// A value has a character the server does not take; `connection`.
    FilterCharacters,
    /// The server ignored the filter; `connection`.
    FilterIgnored,
    /// The server is known not to answer such a filter; `connection`.
    FilterKnown,
    /// The server does not join comparisons like this; `connection`.
    FilterLogic,
    /// The filter may not mean what it seems to; `rule` of [`crate::FilterRule`] and what that names.
    FilterOdd,
    /// The server refused the filter; `connection`.
    FilterRefused,
    /// The filter was asked in parts; `connection`.
    FilterSplit,
    /// The filter is too long for the server; `connection`.
    FilterTooLong,
    /// What was filtered by is not shown by the server; `connection`.
    FilterUncheckable,
    /// Some of what was filtered by is not shown by the server; `connection`, `attributes`.
    FilterUnchecked,
    /// The server found nothing although there is something; `connection`.
    FilterWrong,
    /// After a change the resource is gone.
    GoneAfter,
    /// After a change the entry has another id; `from`, `to`.
    IdChanged,
    /// The id is the value of an attribute that is being changed; `attribute`.
    IdFollows,
    /// A job may need longer than its token holds; `connection`, `date`.
    JobOutlivesToken,
    /// The groups of a person are from the copy.
    GroupsFromCopy,
    /// The groups of a person are not known.
    GroupsNotKnown,
    /// The server does not show the members of a group; `group`.
    MembersNotShown,
    /// Memberships of a deleted person come back in a second step; `count`.
    MembershipsAfter,
    /// Whether a create made the entry or changed one that was there cannot be told.
    MadeUnproven,
    /// What comes back gets another id.
    NewId,
    /// A change was answered and not read back.
    NotReadBack,
    /// The passphrase in the environment was not needed.
    PassphraseIgnored,
    /// The server has no PATCH; `connection`.
    PatchMissing,
    /// The server cannot PATCH some of it; `connection`, `attributes`.
    PatchPartial,
    /// The server takes fewer operations in one request; `connection`, `count`.
    PatchSeries,
    /// The request departs from the RFC as the server wants it; `connection`.
    PatchSpelling,
    /// Lists are replaced as a whole; `connection`, `attributes`.
    PatchWholeList,
    /// The preset starts read-only; `preset`.
    PresetReadOnly,
    /// Production is read-only until it is unlocked.
    ProductionReadOnly,
    /// An imported connection goes by a preset that is not here; `connection`, `preset`.
    ProfilePreset,
    /// Facts of an imported connection that only a person sets; `connection`, `what`.
    ProfileProtective,
    /// Something that looks like a secret was not exported; `connection`, `what`.
    ProfileWithout,
    /// The answer was lost and reading proved the change.
    ProvenByReading,
    /// A PUT may erase what the server does not show; `attributes`.
    PutUnseen,
    /// More people may report to a leaver.
    ReportsNotComplete,
    /// The people that report to a leaver are left; `count`.
    ReportsStay,
    /// A connection has no secret yet; `connection`.
    SecretMissing,
    /// The secret belonged to the address before.
    SecretOfOldAddress,
    /// An imported connection is reached by a proxy or an authority of the file; `connection`, `what`.
    ProfileNetwork,
    /// A token could not be deleted; `connection`.
    SecretNotDeleted,
    /// The word Bearer was taken away.
    SecretPrefix,
    /// A changed secret cannot be put back.
    SecretStays,
    /// Spaces around a token were taken away.
    SecretTrimmed,
    /// The line break behind a password was taken away.
    SecretLineBreak,
    /// A secret was not kept.
    SecretUnused,
    /// The server's state moved elsewhere.
    ServerMoved,
    /// A sign-in has no refresh token.
    SignInShort,
    /// The server did not sort; `connection`.
    SortIgnored,
    /// After a delete the resource is still there.
    StillThere,
    /// The successor reports to the leaver.
    SuccessorReports,
    /// A token has ended; `connection`, `date`.
    TokenEnded,
    /// A token ends within 30 days; `connection`, `date`, `days`.
    TokenEndsSoon,
}

/// Something a person should know that stops nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Notice {
    /// What it is.
    pub code: NoticeCode,
    /// One or two English sentences for the log and the command line.
    pub message: String,
    /// What the sentence names, for another language.
    #[serde(default)]
    pub params: BTreeMap<String, String>,
}

impl Notice {
    /// A notice from its code and sentence.
    pub fn new(code: NoticeCode, message: impl Into<String>) -> Self {
        Self {
            code,
            message: message.into(),
            params: BTreeMap::new(),
        }
    }
    /// Names something for the sentences in other languages.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl Into<String>) -> Self {
        self.params.insert(name.into(), value.into());
        self
    }
}
