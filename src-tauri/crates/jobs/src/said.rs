//! What the queue says of a job or an operation: closed sentences, so that a window can say them in its language.

use std::fmt;

use rollcall_scim::sentence::{self, Params};
use serde::Serialize;

rollcall_scim::sentences! {
    /// What the queue says. `message` is another of these, or the words of the server or of the network.
    Saying {
        /// A person paused it.
        PausedByPerson "paused by a person";
        /// The store is full.
        DiskFull "the disk is full: nothing more is sent, and what was under way is looked up when the job goes on";
        /// A first wave is over; `count` rows wait.
        WaveSent "the first wave was sent; {count} rows wait";
        /// Too many deactivations; `count`, `most`.
        OverDeactivations "the plan deactivates {count} accounts and {most} are allowed without a release; nothing was sent";
        /// Too many deletes; `count`, `most`.
        OverDeletes "the plan deletes {count} resources and {most} are allowed without a release; nothing was sent";
        /// Requests are refused for too long.
        SlowTooLong "the server refuses requests for longer than a job may wait";
        /// A long wait; `count` minutes.
        SlowMinutes "the server asked for a wait of {count} minutes";
        /// The first changes were forbidden; `count`, `message`.
        ForbiddenFirst "the server forbade the first {count} changes: {message}";
        /// Too many failures; `count`, `message`.
        FailuresInRow "{count} rows failed one after the other; the last: {message}";
        /// A login page in place of the server.
        WebPage "a web page answers in place of the server: a login page or a captive portal";
        /// 401; `message`.
        Unauthorized "the server does not accept the credential (401). {message}";
        /// A redirect; `message`.
        Moved "the address moved. {message}";
        /// 407.
        Proxy "a proxy on the way wants credentials (407)";
        /// A cancelled job has open questions.
        CancelOpen "run it again: requests of unknown outcome are still to be looked up";

        /// An answer that proves nothing; `status`.
        UnknownStatus "the server answered {status}, which proves nothing; it is looked up once nothing can land any more";
        /// No answer in time.
        UnknownLate "no answer in time; it is looked up once nothing can land any more";
        /// The connection ended.
        UnknownEnded "the connection ended before the answer; it is looked up once nothing can land any more";
        /// A created resource without a name.
        UnknownMade "the server answered without saying which resource it made";
        /// Refused; `status`.
        RefusedPlain "the server refused it ({status})";
        /// Refused with words; `status`, `message`.
        Refused "the server refused it ({status}): {message}";
        /// A chunk is halved.
        Halved "refused as a whole; sent again in halves";
        /// A create changed who was there; `id`.
        ExistingChanged "the server made nobody new: it changed the resource {id}, which was there before this request";
        /// A create that may have changed who was there; `id`.
        MadeUnproven "the server answered 200 with the resource {id}: whether it made it or changed one that was there cannot be told";
        /// The server stored something else; `attributes`.
        StoredOtherwise "{attributes}: the server stored something else than was sent";
        /// A create was answered without what was sent; `attributes`.
        AnswerLacks "{attributes}: the server's answer shows nothing of it; perhaps it is not stored";
        /// The server took another name; `name`.
        Renamed "the server named it {name}";
        /// Sent again too often; `count`.
        NeverArrived "sent {count} times, and each time the server shows that it was not applied";
        /// Sent again too often, and answered; `count`, `status` of the last answer.
        NeverTaken "sent {count} times, the last time answered with {status}, and each time the server shows that it was not applied";
        /// Cancelled before it was sent again.
        CancelledUnsent "proven not applied; the job was cancelled";
        /// Cancelled before it was corrected.
        CancelledUncorrected "the job was cancelled before it could be corrected";
        /// The permit ran out.
        PermitExpired "the permit to send ran out before the first byte left";
        /// A fault of ours while sending.
        FaultSending "a fault inside Rollcall ended the request";
        /// A fault of ours while looking.
        FaultLooking "a fault inside Rollcall ended the look-up";

        /// Gone; `id`.
        GoneById "the resource {id} is not on the server any more";
        /// Gone.
        Gone "the resource is not on the server any more";
        /// Changed by somebody.
        ChangedSince "somebody changed it on the server since the plan";
        /// The id is somebody else's; `id`.
        IdElsewhere "the id {id} belongs to somebody else now";
        /// The id is somebody else's, found after sending; `id`.
        IdElsewhereLate "the id {id} belongs to somebody else now; nothing more was sent";
        /// It was so before.
        HadBefore "the server had it before anything was sent";
        /// It was gone before.
        GoneBefore "it was gone before anything was sent";
        /// The name is taken.
        NameTaken "somebody on the server has this name or number by now";
        /// Not to be found out before sending; `message`.
        NameUnknown "whether the name is free cannot be found out, so nothing was sent: {message}";
        /// Not readable before sending; `message`.
        Unreadable "the resource cannot be read, so nothing was sent: {message}";
        /// Not readable after sending; `message`.
        AppliedUnread "whether the change was applied cannot be read: {message}";
        /// Not readable after a delete; `message`.
        DeletedUnread "whether the resource was deleted cannot be read: {message}";
        /// Not to be found out after sending; `message`.
        CreatedUnknown "whether the user was created cannot be found out: {message}";
        /// Neither old nor new values; `attributes`.
        NeitherValue "{attributes}: the answer was lost, and the server now shows neither the old nor the wanted values";
        /// Answered and not done; `attributes`.
        StillOld "{attributes}: the server answered that it is done and still shows the old values";
        /// Refused, and not applied.
        RefusedSeen "the server refused the change and shows that it was not applied";
        /// Several of one name; `count`, `ids`.
        Several "{count} resources on the server carry this name or externalId (ids {ids}); nothing was deleted or changed";
        /// Found after its answer was lost.
        FoundAfter "its answer was lost; it was found on the server afterwards";
        /// Taken by nobody who is shown, for good.
        TakenHidden "the server says the name is taken and shows nobody who has it: hidden, or deleted and kept";
        /// Taken by nobody who is shown, so far.
        TakenUnseen "the server says the name is taken and shows nobody who has it";
        /// Not there yet.
        LookingAgain "not on the server; looking once more";
        /// Neither filters nor list can be trusted.
        NoWay "the server's filters cannot be trusted and its list is not proven complete";

        /// A membership outside a chunk.
        MemberAlone "a membership was sent outside a chunk; look at the group";
        /// A chunk without a group.
        ChunkAlone "a chunk without a group; look at the group";
        /// The group is gone.
        GroupGone "the group is not on the server any more";
        /// Members are not shown, and no answer came.
        MembersHidden "no answer came, however often it was sent, and the server does not show members";
        /// A member was not taken out.
        LeaveRefused "the server refused to take the member out, and still shows it";
        /// A member was not let in.
        JoinRefused "the server refused the membership";
        /// A member stays; `member`.
        StaysIn "the server still shows {member} in the group, however often it is taken out";
        /// A member stays out; `member`.
        StaysOut "the server does not show {member} in the group, however often it is added";
        /// Some of a chunk travel again.
        ChunkPartly "members that are not as wanted travel in another chunk, or failed";
    }
}

impl Saying {
    /// The sentence with what it names.
    pub(crate) fn with(self, names: &[(&str, &dyn fmt::Display)]) -> String {
        let params = names
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.to_string()))
            .collect();
        sentence::filled(self.sentence(), &params)
    }
}

impl From<Saying> for String {
    fn from(of: Saying) -> Self {
        of.sentence().to_owned()
    }
}

/// What was said, taken apart.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Said {
    /// Which sentence.
    pub code: Saying,
    /// What it names.
    pub params: Params,
    /// Its `message`, where that is such a sentence too.
    pub message: Option<Box<Said>>,
}

impl Said {
    /// Which sentence this text is; `None` for words of the server, of the network, or of another version.
    pub fn read(text: &str) -> Option<Self> {
        Saying::ALL.iter().find_map(|code| {
            let params = sentence::read(code.sentence(), text)?;
            Some(Self {
                code: *code,
                message: params
                    .get("message")
                    .and_then(|inner| Self::read(inner))
                    .map(Box::new),
                params,
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_sentence_of_the_queue_is_known_again_with_what_it_names() {
        for saying in Saying::ALL {
            let names: Vec<String> = saying
                .sentence()
                .split('{')
                .skip(1)
                .filter_map(|part| part.split_once('}'))
                .map(|(name, _)| name.to_owned())
                .collect();
            let values: Vec<(&str, &dyn fmt::Display)> =
                names.iter().map(|name| (name.as_str(), &"7" as _)).collect();
            let said = Said::read(&saying.with(&values)).map(|said| (said.code, said.params.len()));
            assert_eq!(said, Some((*saying, names.len())), "not taken for another one");
        }
    }

    #[test]
    fn a_sentence_within_another_is_known_too() {
        let inner = Saying::Refused.with(&[("status", &409), ("message", &"userName is taken")]);
        let said =
            Said::read(&Saying::FailuresInRow.with(&[("count", &10), ("message", &inner)])).expect("known");
        assert_eq!(said.code, Saying::FailuresInRow);
        let inner = said.message.expect("known as well");
        assert_eq!(
            (inner.code, inner.params["message"].as_str()),
            (Saying::Refused, "userName is taken")
        );
        assert_eq!(
            Said::read("userName is taken"),
            None,
            "words of a server are nobody's sentence"
        );
    }
}
