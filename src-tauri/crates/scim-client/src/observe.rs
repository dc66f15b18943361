//! What a server has shown it can do: features with where the knowledge comes from and the evidence.
//! The functions here turn answers into observations; the caller keeps them per connection.

use rollcall_scim::discovery::ServiceProviderConfig;

use crate::dialect::type_name;
use crate::{Answer, ClientError, Evidence, EvidenceCode, ExchangeMark};

/// Where an observation comes from, weakest first: by hand beats learned, learned beats observed,
/// observed beats declared.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Source {
    /// The server's discovery says so.
    Declared,
    /// Seen in an answer, without asking for it.
    Observed,
    /// Concluded from how the server answered a request that used the feature.
    Learned,
    /// Set by a person.
    ByHand,
}

impl Source {
    /// `declared`, `observed`, `learned`, `by_hand`: as it is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Declared => "declared",
            Self::Observed => "observed",
            Self::Learned => "learned",
            Self::ByHand => "by_hand",
        }
    }

    /// The reverse of [`Source::as_str`].
    pub fn parse(text: &str) -> Option<Self> {
        [Self::Declared, Self::Observed, Self::Learned, Self::ByHand]
            .into_iter()
            .find(|source| source.as_str() == text)
    }
}

/// One feature of one server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observation {
    /// e.g. `patch`, `filter`, `filter.maxResults`, `list.count`, `list.startIndex`.
    pub feature: String,
    /// Where it comes from.
    pub source: Source,
    /// `yes`, `no`, `partial`, or a number.
    pub value: String,
    /// One sentence.
    pub evidence: Evidence,
}

impl Observation {
    /// Puts one together.
    pub fn new(
        feature: impl Into<String>,
        source: Source,
        value: impl Into<String>,
        evidence: impl Into<Evidence>,
    ) -> Self {
        Self {
            feature: feature.into(),
            source,
            value: value.into(),
            evidence: evidence.into(),
        }
    }

    /// The same, with the recorded exchange that showed it.
    #[must_use]
    pub fn shown_by(mut self, exchange: Option<ExchangeMark>) -> Self {
        self.evidence = self.evidence.shown_by(exchange);
        self
    }
}

/// What a ServiceProviderConfig declares (RFC 7643 §5), feature by feature. A hint, not a proof: some
/// servers say no to what works, and yes to what hardly does.
pub fn declared(config: &ServiceProviderConfig) -> Vec<Observation> {
    let flags = [
        ("patch", config.patch),
        ("bulk", config.bulk),
        ("filter", config.filter),
        ("sort", config.sort),
        ("etag", config.etag),
        ("changePassword", config.change_password),
        ("cursor", config.cursor),
    ];
    let numbers = [
        ("bulk.maxOperations", config.bulk_max_operations),
        ("bulk.maxPayloadSize", config.bulk_max_payload_size),
        ("filter.maxResults", config.filter_max_results),
    ];
    let says = |name: &str| EvidenceCode::Declares.with(&[("name", &name)]);
    let flags = flags.into_iter().filter_map(|(name, flag)| {
        let value = if flag? { "yes" } else { "no" };
        Some(Observation::new(name, Source::Declared, value, says(name)))
    });
    let numbers = numbers
        .into_iter()
        // 0 stands for "none given" on several servers, not for "nothing allowed".
        .filter_map(|(name, number)| number.filter(|n| *n > 0).map(|n| (name, n)))
        .map(|(name, n)| Observation::new(name, Source::Declared, n.to_string(), says(name)));
    let by_cursor = config.pages_by_cursor().then(|| {
        Observation::new(
            "list.*.mode",
            Source::Declared,
            "cursor",
            EvidenceCode::DeclaresCursor,
        )
    });
    flags.chain(numbers).chain(by_cursor).collect()
}

/// What a refused or failed request teaches. `operation` is the name used in
/// [`Exchange::operation`](crate::Exchange::operation); `endpoint` goes into the evidence.
pub fn from_error(operation: &str, endpoint: &str, error: &ClientError) -> Vec<Observation> {
    let ClientError::Status(status) = error else {
        return Vec::new();
    };
    let learned = |feature: &str, value: &str, what: EvidenceCode| {
        let evidence = what.with(&[("endpoint", &endpoint), ("status", &status.status)]);
        let evidence = evidence.shown_by(status.exchange);
        vec![Observation::new(feature, Source::Learned, value, evidence)]
    };
    let no = |feature: &str, method: &str| {
        let names: [(&str, &dyn std::fmt::Display); 3] = [
            ("endpoint", &endpoint),
            ("status", &status.status),
            ("method", &method),
        ];
        let evidence = EvidenceCode::MethodRefused.with(&names).shown_by(status.exchange);
        vec![Observation::new(feature, Source::Learned, "no", evidence)]
    };
    match (operation, status.status) {
        ("patch", 405 | 501) => no("patch", "PATCH"),
        ("replace", 405 | 501) => no("put", "PUT"),
        ("create", 405 | 501) => no("create", "POST"),
        ("delete", 405 | 501) => no("delete", "DELETE"),
        ("list", 501) => learned("filter", "no", EvidenceCode::ListRefused),
        ("list", 400) if status.scim_type() == Some("invalidFilter") => {
            learned("filter", "partial", EvidenceCode::InvalidFilter)
        }
        ("patch" | "replace" | "delete", 412) => learned("ifMatch", "yes", EvidenceCode::VersionCompared),
        ("patch" | "replace" | "delete", 428) => {
            learned("ifMatch.required", "yes", EvidenceCode::VersionWanted)
        }
        _ => Vec::new(),
    }
}

/// What a successful request shows.
pub fn from_answer(operation: &str, endpoint: &str, answer: &Answer) -> Vec<Observation> {
    let observed = |feature: &str, value: &str, what: EvidenceCode| {
        let evidence = what.with(&[("endpoint", &endpoint)]).shown_by(answer.exchange);
        Observation::new(feature, Source::Observed, value, evidence)
    };
    let mut out = Vec::new();
    if answer.etag.is_some() {
        out.push(observed("etag", "yes", EvidenceCode::EtagSent));
    }
    match (operation, answer.status, answer.resource.is_some()) {
        ("patch", 200, true) => out.push(observed("patch.answer", "resource", EvidenceCode::PatchShown)),
        ("patch", _, false) => out.push(observed("patch.answer", "empty", EvidenceCode::PatchSilent)),
        ("create", 200, _) => out.push(observed("create.status", "200", EvidenceCode::PostExisted)),
        _ => {}
    }
    if operation == "patch" {
        out.push(observed("patch", "yes", EvidenceCode::PatchTaken));
    }
    out
}

/// The server returned resources that the filter excludes. Only the caller, who evaluates the filter
/// again, can tell.
pub fn filter_ignored(endpoint: &str, attribute: &str, operator: &str) -> Observation {
    let evidence = EvidenceCode::FilterIgnored.with(&[("endpoint", &endpoint)]);
    Observation::new(
        format!("filter.{attribute}.{operator}"),
        Source::Learned,
        "no",
        evidence,
    )
}

/// The filter found a resource that is known to match, and nothing else.
pub fn filter_proven(endpoint: &str, attribute: &str, operator: &str) -> Observation {
    let evidence = EvidenceCode::FilterProven.with(&[("endpoint", &endpoint)]);
    Observation::new(
        format!("filter.{attribute}.{operator}"),
        Source::Learned,
        "yes",
        evidence,
    )
}

/// The server names itself by URNs of SCIM 1.1 (Q-VER-01).
pub fn old_version() -> Observation {
    let evidence = EvidenceCode::ConfigOld;
    Observation::new("base.scim_version", Source::Learned, "1.1", evidence)
}

fn of_list(endpoint: &str, key: &str) -> String {
    format!("list.{}.{key}", type_name(endpoint))
}

/// The server fails when `count` is sent (Q-PAG-01).
pub fn count_refused(endpoint: &str, status: u16) -> Observation {
    let evidence = EvidenceCode::CountRefused.with(&[("endpoint", &endpoint), ("status", &status)]);
    Observation::new(
        of_list(endpoint, "count.accepted"),
        Source::Learned,
        "no",
        evidence,
    )
}

/// The server refuses a larger `count`, or does not manage it (Q-PAG-01).
pub fn count_limited(endpoint: &str, count: u64) -> Observation {
    let evidence = EvidenceCode::CountLimited.with(&[("endpoint", &endpoint)]);
    let feature = of_list(endpoint, "count.max");
    Observation::new(feature, Source::Learned, count.to_string(), evidence)
}

/// The server sends fewer than asked for while it has more (Q-PAG-01).
pub fn count_clamped(endpoint: &str, count: u64) -> Observation {
    let evidence = EvidenceCode::CountClamped.with(&[("endpoint", &endpoint), ("count", &count)]);
    let feature = of_list(endpoint, "count.max");
    Observation::new(feature, Source::Observed, count.to_string(), evidence)
}

/// What `startIndex` means to the server: `ignored`, `page_mapped`, `zero_based` (Q-PAG-02).
pub fn start_index(endpoint: &str, meaning: &str) -> Observation {
    let what = match meaning {
        "page_mapped" => EvidenceCode::IndexPages,
        "zero_based" => EvidenceCode::IndexZero,
        _ => EvidenceCode::IndexIgnored,
    };
    let evidence = what.with(&[("endpoint", &endpoint)]);
    Observation::new(of_list(endpoint, "index"), Source::Learned, meaning, evidence)
}

/// The server pages by cursor (RFC 9865, Q-PAG-03).
pub fn pages_by_cursor(endpoint: &str) -> Observation {
    let evidence = EvidenceCode::CursorSent.with(&[("endpoint", &endpoint)]);
    Observation::new(of_list(endpoint, "mode"), Source::Learned, "cursor", evidence)
}

/// Rows came on two pages, so others may have come on none (Q-PAG-07).
pub fn unstable_order(endpoint: &str) -> Observation {
    let evidence = EvidenceCode::RowsTwice.with(&[("endpoint", &endpoint)]);
    Observation::new(of_list(endpoint, "stable_order"), Source::Learned, "no", evidence)
}

/// `totalResults` is not the number of resources: `page` or `low` (Q-PAG-05).
pub fn total_unreliable(endpoint: &str, how: &str, said: u64, received: u64) -> Observation {
    let evidence =
        EvidenceCode::TotalWrong.with(&[("endpoint", &endpoint), ("said", &said), ("received", &received)]);
    let feature = of_list(endpoint, "total_results");
    Observation::new(feature, Source::Learned, how, evidence)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::StatusError;

    fn refused(operation: &str, status: u16) -> Option<(String, String)> {
        let error = ClientError::Status(Box::new(StatusError {
            status,
            scim: None,
            message: String::new(),
            retry_after: None,
            challenge: None,
            html: false,
            hint: None,
            exchange: None,
        }));
        let mut all = from_error(operation, "/Users", &error);
        all.pop().map(|o| (o.feature, o.value))
    }

    #[test]
    fn an_operation_that_is_not_offered_is_learned_and_a_failure_teaches_nothing() {
        for status in [405, 501] {
            let learned = refused("patch", status);
            assert_eq!(learned, Some(("patch".into(), "no".into())), "status {status}");
        }
        for status in [400, 401, 404, 409, 500, 503] {
            assert_eq!(
                refused("patch", status),
                None,
                "{status} says nothing about PATCH as such"
            );
        }
        assert_eq!(
            refused("replace", 428),
            Some(("ifMatch.required".into(), "yes".into()))
        );
    }

    #[test]
    fn a_silent_configuration_declares_nothing() {
        assert_eq!(
            declared(&ServiceProviderConfig::default()),
            vec![],
            "unknown is not no"
        );
    }

    #[test]
    fn an_accepted_patch_proves_the_feature_against_what_is_declared() {
        let answer = Answer {
            status: 204,
            etag: Some("W/\"1\"".into()),
            resource: None,
            retry_after: None,
            bytes: 0,
            exchange: None,
        };
        let seen: Vec<_> = from_answer("patch", "/Users", &answer)
            .into_iter()
            .map(|o| (o.feature, o.value))
            .collect();
        let expected = [("etag", "yes"), ("patch.answer", "empty"), ("patch", "yes")];
        assert_eq!(seen, expected.map(|(f, v)| (f.to_owned(), v.to_owned())));
        assert!(
            Source::Observed > Source::Declared,
            "what was seen outweighs what was said"
        );
    }

    #[test]
    fn sources_are_stored_and_read_back() {
        for source in [
            Source::Declared,
            Source::Observed,
            Source::Learned,
            Source::ByHand,
        ] {
            assert_eq!(Source::parse(source.as_str()), Some(source));
        }
    }
}
