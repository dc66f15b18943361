//! What shows that a server does something: closed sentences, so that a window can say them in its language.

use std::fmt;

use rollcall_scim::sentence::{self, Params};

use crate::ExchangeMark;

rollcall_scim::sentences! {
    /// What showed a fact. Where several fit a text, the one with the most words of its own is meant.
    EvidenceCode {
        /// A calibration's exchange showed it; `exchange`, `message` is another of these.
        Calibrated "Calibration, {exchange}: {message}";
        /// An exchange showed it; `exchange`, `message` is another of these.
        Seen "{exchange}: {message}";
        /// The configuration names cursors.
        DeclaresCursor "ServiceProviderConfig declares paging by cursor";
        /// The configuration says so; `name`.
        Declares "ServiceProviderConfig declares {name}";
        /// Members are not PATCHed; `endpoint`, `status`.
        MembersRefused "{endpoint} answered {status} to a PATCH of members.";
        /// A list is not answered; `endpoint`, `status`.
        ListRefused "{endpoint} answered {status} to a list with these parameters";
        /// A method is not known; `endpoint`, `status`, `method`.
        MethodRefused "{endpoint} answered {status} to a {method}";
        /// A filter is not taken; `endpoint`, `status`.
        InvalidFilter "{endpoint} answered {status} with invalidFilter";
        /// A version was compared; `endpoint`, `status`.
        VersionCompared "{endpoint} answered {status} because the version did not match";
        /// A version is wanted; `endpoint`, `status`.
        VersionWanted "{endpoint} answered {status} without If-Match";
        /// `count` is refused; `endpoint`, `status`.
        CountRefused "{endpoint} answered {status} with count and worked without";
        /// A PATCH shows the resource; `endpoint`.
        PatchShown "{endpoint} answered a PATCH with the resource";
        /// A PATCH shows nothing; `endpoint`.
        PatchSilent "{endpoint} answered a PATCH without the resource";
        /// A POST was answered 200; `endpoint`.
        PostExisted "{endpoint} answered a POST with 200, as if the resource had existed";
        /// A change was answered; `endpoint`, `status`.
        Answered "{endpoint} answered with {status}.";
        /// A PATCH works; `endpoint`.
        PatchTaken "{endpoint} accepted a PATCH";
        /// A version came; `endpoint`.
        EtagSent "{endpoint} sent an ETag";
        /// A filter is ignored; `endpoint`.
        FilterIgnored "{endpoint} returned resources that do not match the filter it was sent";
        /// A filter works; `endpoint`.
        FilterProven "{endpoint} found exactly what a filter with a known answer asks for";
        /// A larger `count` is refused; `endpoint`.
        CountLimited "{endpoint} refused a larger count";
        /// Pages are cut; `endpoint`, `count`.
        CountClamped "{endpoint} sent pages of {count} when asked for more";
        /// `startIndex` counts pages; `endpoint`.
        IndexPages "{endpoint} sent the second page for startIndex=2";
        /// `startIndex` counts from zero; `endpoint`.
        IndexZero "{endpoint} sent another row for startIndex=0";
        /// `startIndex` is ignored; `endpoint`.
        IndexIgnored "{endpoint} sent known resources again for a later startIndex";
        /// A cursor came; `endpoint`.
        CursorSent "{endpoint} sent a cursor to the next page";
        /// The order is not stable; `endpoint`.
        RowsTwice "{endpoint} sent rows on two pages of one reading";
        /// The total is wrong; `endpoint`, `said`, `received`.
        TotalWrong "{endpoint} said {said} and delivered {received}";
        /// A refusal taught something; `endpoint`, `status`, `words` of the server.
        PatchTaught "{endpoint} refused a PATCH with {status}: {words}";
        /// Members are PATCHed; `endpoint`.
        MembersTaken "{endpoint} took a PATCH of members.";
        /// Too many members at once; `endpoint`, `taken`.
        MembersMany "{endpoint} refused more members in one request, and took {taken}.";
        /// The URNs of SCIM 1.1.
        ConfigOld "the configuration has URNs of SCIM 1.1";
        /// A job's method is not known; `method`, `type`, `status`.
        JobRefused "A job's {method} of a {type} was answered with {status}.";
        /// A person's filter works; `attributes`, `type`.
        FilterRight "A filter on {attributes} was answered rightly for {type}.";
        /// A person's filter does not work; `attributes`, `type`.
        FilterWrong "A filter on {attributes} was ignored or refused for {type}.";
        /// The shown version is refused.
        OwnVersionRefused "The server refused with 412 the very version it shows.";
        /// A create changed who was there.
        OlderUser "A create was answered with 200 and a user who is older than the request.";
        /// A delete removes.
        DeletedGone "A deleted entry was gone when it was read again.";
        /// A delete leaves.
        DeletedStays "A deleted entry was still there when it was read again.";
        /// A group shows its members.
        GroupWhole "A group came with its members.";
        /// Lists work without `count` only.
        CountMissing "answered without count, and not with it";
        /// A list without a total.
        TotalMissing "no totalResults";
        /// `startIndex` is ignored.
        SameTwo "the same two people for another startIndex";
        /// `startIndex` is honoured.
        SecondFirst "the second person came first, as asked";
        /// `startIndex` counts pages.
        OtherTwo "two other people: startIndex counts pages";
        /// The total is the page's.
        TotalOfPage "totalResults is the size of the page";
        /// An empty cursor works.
        CursorLed "an empty cursor led to a next page";
        /// A cursor comes after an empty one.
        CursorAsked "a next page was named only after an empty cursor";
        /// No resources can be asked for.
        NoneAnswered "count=0 was answered";
        /// No resources cannot be asked for.
        NoneRefused "count=0 was refused";
        /// A value is not found.
        NobodyFound "found nobody, although somebody has this value";
        /// A filter finds too little.
        MatchMissed "a filter that must match found nobody";
        /// A filter is refused.
        FilterRefused "the filter was refused";
        /// Filters it does not take are refused.
        UnknownRefused "a filter it does not take is refused";
        /// A filter finds whom it should.
        BothRight "found nobody by a value that nobody has, and somebody by theirs";
        /// A filter finds who does not match.
        NobodysFound "found people by a value that nobody has: the filter is ignored";
        /// A filter that nobody matches is ignored.
        NobodysAnswered "a filter that nobody matches was answered with people";
        /// Other filters showed it.
        JustTried "by the filters just tried";
        /// Sorting works.
        NamesFall "names fall, as asked";
        /// Sorting is ignored.
        OrderSame "the same order as without sorting";
        /// Sorting is refused.
        SortRefused "sorting was refused";
        /// A projection works.
        AttributesTaken "attributes was honoured";
        /// A projection is ignored.
        AttributesIgnored "attributes changed nothing";
        /// A projection is refused.
        AttributesRefused "attributes was refused";
        /// Leaving out works.
        ExcludedTaken "excludedAttributes was honoured";
        /// Leaving out is ignored.
        ExcludedIgnored "excludedAttributes changed nothing";
        /// Leaving out is refused.
        ExcludedRefused "excludedAttributes was refused";
        /// A group names its members.
        MembersNamed "a group names its members";
        /// Members come with one group.
        MembersSingle "members come with a single group only";
        /// Members come when asked for.
        MembersAsked "members come when asked for by name only";
        /// A new user is seen late; `time`.
        LagMore "a new user was not seen everywhere after {time} ms";
        /// A new user is seen; `time`.
        LagMost "a new user was seen everywhere after {time} ms";
        /// Names are unique.
        SecondUnmade "a second user of the same name was not made";
        /// Names are not unique.
        SecondMade "a second user of the same name was made";
        /// A create changes who is there.
        SecondExisting "a second create of the same name was answered with the user who was there already";
        /// Case makes no difference.
        CapitalsUnmade "a second user of the same name in capitals was not made";
        /// Case makes a difference.
        CapitalsMade "a second user of the same name in capitals was made";
        /// Writes need a version.
        UnversionedRefused "a write without a version was refused";
        /// A path works.
        PathChanged "a field was changed by its path, and read back";
        /// The status is the value.
        AnsweredSo "answered so";
        /// PATCH is not known.
        PatchRefused "PATCH was refused";
        /// An object works, a path does not.
        PathlessChanged "a field was changed by an object without a path, and not by its path";
        /// PATCH does nothing.
        PatchIdle "PATCH was answered and changed nothing";
        /// Two operations work.
        TwoChanged "two operations in one request both took effect";
        /// Two operations are refused.
        TwoRefused "two operations in one request were refused";
        /// Two operations work in part.
        TwoPartly "of two operations in one request not both took effect";
        /// A condition works.
        ConditionChanged "the address chosen by a condition was changed, and no other";
        /// A condition is refused.
        ConditionRefused "a path with a condition was refused";
        /// A condition changes something else.
        ConditionWrong "a path with a condition changed something else than what it chose";
        /// An extension's path works.
        ExtensionChanged "a field of an extension was changed by this path, and read back";
        /// A member can be taken out.
        MemberLeft "the member left, and was not read back";
        /// A list of values empties a group.
        GroupEmptied "removing somebody who is no member by a list of values emptied the group";
        /// A member leaves by a list.
        MemberListed "the member left by a list of values, and by no condition";
        /// Groups take no PATCH.
        GroupRefused "PATCH of a group was refused";
        /// Several at once work, more do not; `size`, `refused`.
        BulkStopped "{size} changes in one request were made, {refused} were refused";
        /// Several at once work; `size`.
        BulkMade "{size} changes in one request were made";
        /// As many at once as declared; `size`.
        BulkDeclared "as many changes in one request as it says: {size}";
        /// Several at once work in part; `size`.
        BulkPartly "of {size} changes in one request not all were made";
        /// Several at once are refused.
        BulkRefused "a request with several changes was refused";
        /// A group and its member at once.
        BulkTogether "a group made together with its member";
        /// No version.
        VersionMissing "an entry has no version";
        /// A version that stays.
        VersionStays "the version stayed the same after a write";
        /// Versions are ignored.
        VersionIgnored "a write with an old version was taken: If-Match is ignored";
        /// Versions are compared.
        VersionRefused "a write with an old version was refused";
        /// The server throttles.
        Patience "the server asked for patience";
        /// Read by id.
        ReadById "read back by id";
        /// An externalId is dropped.
        ExternalUnkept "an externalId is not kept";
        /// A filter finds others.
        OthersFound "found others by a value that one user has: the filter is ignored";
        /// A filter finds the user.
        UserFound "found the user by its value, and nobody by a value that nobody has";
    }
}

/// Why something is believed of a server: a sentence of the list, or words marked as somebody else's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Evidence {
    words: String,
    exchange: Option<ExchangeMark>,
}

impl EvidenceCode {
    /// The sentence with what it names.
    pub fn with(self, names: &[(&str, &dyn fmt::Display)]) -> Evidence {
        let params: Params = names
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.to_string()))
            .collect();
        Evidence::foreign(sentence::filled(self.sentence(), &params))
    }
}

impl Evidence {
    /// Words that are not ours, or were made earlier: they are shown as they are.
    pub fn foreign(text: impl Into<String>) -> Self {
        Self {
            words: text.into(),
            exchange: None,
        }
    }

    /// The same, with the recorded exchange that showed it.
    #[must_use]
    pub fn shown_by(self, exchange: Option<ExchangeMark>) -> Self {
        Self { exchange, ..self }
    }

    /// The recorded exchange that showed it.
    pub fn exchange(&self) -> Option<ExchangeMark> {
        self.exchange
    }
}

impl From<EvidenceCode> for Evidence {
    fn from(of: EvidenceCode) -> Self {
        of.with(&[])
    }
}

impl From<Evidence> for String {
    fn from(of: Evidence) -> Self {
        of.words
    }
}

impl fmt::Display for Evidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.words)
    }
}
