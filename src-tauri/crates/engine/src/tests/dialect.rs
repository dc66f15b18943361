//! Q-PAT-01 … Q-PUT-01: a change is written as the server takes it, shown so, and proven by reading back.

use super::*;
use serde_json::json;

const ENTERPRISE: &str = rollcall_scim::urn::ENTERPRISE_USER;

impl Bench {
    /// What is known by hand; the strongest source.
    pub(super) async fn by_hand(&self, feature: &str, value: &str) {
        super::by_hand(&self.engine, self.id, feature, value).await;
    }

    pub(super) async fn known(&self, feature: &str) -> Option<String> {
        self.engine.in_force(self.id, feature).await
    }

    fn sets(&self, id: &str, values: &[(&str, Value)]) -> Change {
        let values = values
            .iter()
            .map(|(path, value)| SetValue {
                path: (*path).into(),
                value: value.clone(),
            })
            .collect();
        Change::Set {
            id: id.into(),
            values,
        }
    }

    fn requests(&self) -> u64 {
        self.sandbox.stats().requests.values().sum()
    }
}

pub(super) fn has(notices: &[Notice], code: NoticeCode) -> bool {
    notices.iter().any(|n| n.code == code)
}

/// Agrees to a destructive change and sends it.
pub(super) async fn agreed(bench: &Bench, review: &ChangeReview) -> Result<ChangeOutcome, EngineError> {
    agreed_on(&bench.engine, bench.id, review).await
}

/// The same on an engine.
pub(super) async fn agreed_on(
    engine: &Engine,
    id: ConnectionId,
    review: &ChangeReview,
) -> Result<ChangeOutcome, EngineError> {
    let agreed = engine
        .confirm(id, &review.fingerprint, review.count, ConfirmAnswer::Yes)
        .await
        .unwrap();
    engine.apply_change(id, &review.fingerprint, Some(agreed)).await
}

fn operations(review: &ChangeReview) -> Value {
    review.request.as_ref().unwrap().body.as_ref().unwrap()["Operations"].clone()
}

async fn two_emails(bench: &Bench) -> String {
    let id = text(&bench.somebody(), "id").to_owned();
    let emails = json!([
        {"value": "kim@example.com", "type": "work", "primary": true},
        {"value": "kim@example.org", "type": "home"},
    ]);
    let review = bench.prepare(bench.set(&id, "emails", emails)).await.unwrap();
    bench.apply(&review).await.unwrap();
    id
}

#[tokio::test]
async fn q_pat_01_what_patch_does_not_change_goes_by_put_or_is_refused_with_the_reason() {
    let profile = "[patch]\nonly = [\"active\"]\n";
    let bench = bench(Environment::Test, 5, profile).await;
    bench.by_hand("patch.Users.allow_paths", "active").await;
    let id = text(&bench.somebody(), "id").to_owned();
    let off = bench
        .prepare(Change::Deactivate { id: id.clone() })
        .await
        .unwrap();
    assert_eq!(
        off.request.as_ref().unwrap().method,
        "PATCH",
        "what it takes is sent so"
    );
    let title = bench.prepare(bench.set(&id, "title", json!("Dr"))).await.unwrap();
    assert_eq!(title.request.as_ref().unwrap().method, "PUT");
    assert!(
        has(&title.notices, NoticeCode::PatchPartial),
        "and it is said: {:?}",
        title.notices
    );
    assert!(bench.apply(&title).await.unwrap().all_stored);

    bench.by_hand("put.Users.supported", "no").await;
    let before = bench.requests();
    let error = bench
        .prepare(bench.set(&id, "title", json!("Sir")))
        .await
        .unwrap_err();
    assert_eq!(error.code, ErrorCode::NotOffered);
    assert!(
        error.message.contains("title") && error.message.contains("Globex"),
        "what cannot be changed, and where: {}",
        error.message
    );
    assert_eq!(bench.requests(), before + 1, "it was read, and nothing was sent");
}

#[tokio::test]
async fn q_pat_02_each_server_gets_its_spelling_and_the_review_shows_it() {
    for (profile, feature, value) in [
        ("extension_separator = \"dot\"", "ext_separator", "."),
        ("capital_op = true", "op_case", "capital"),
        ("text_booleans = true", "booleans", "text"),
        ("pathless = true", "style", "pathless"),
    ] {
        let bench = bench(Environment::Test, 5, &format!("[patch]\n{profile}\n")).await;
        bench.by_hand(&format!("patch.Users.{feature}"), value).await;
        let id = text(&bench.somebody(), "id").to_owned();
        let department = format!("{ENTERPRISE}:department");
        let change = bench.sets(&id, &[(&department, json!("Welding")), ("active", json!(false))]);
        let review = bench.prepare(change).await.unwrap();
        assert!(
            has(&review.notices, NoticeCode::PatchSpelling),
            "{feature}: it is said"
        );
        let outcome = agreed(&bench, &review).await.unwrap();
        assert!(outcome.all_stored, "{feature}: {:?}", outcome.verdicts);
        let now = bench.user(&id).unwrap();
        assert_eq!(now["active"], false, "{feature}");
        assert_eq!(now[ENTERPRISE]["department"], "Welding", "{feature}");
    }
}

#[tokio::test]
async fn q_pat_03_a_refused_condition_is_learned_and_the_next_review_replaces_the_whole_list() {
    let bench = bench(Environment::Test, 5, "[patch]\nvalue_path_refused = true\n").await;
    let id = two_emails(&bench).await;
    let path = "emails[type eq \"work\"].value";
    let change = || bench.set(&id, path, json!("kim.larsen@example.com"));
    let first = bench.prepare(change()).await.unwrap();
    let patches = || {
        bench
            .sandbox
            .stats()
            .updated
            .get("User")
            .copied()
            .unwrap_or_default()
    };
    let before = patches();
    let error = bench.apply(&first).await.unwrap_err();
    assert_eq!(error.code, ErrorCode::Refused);
    assert_eq!(
        error.params.get("reason").map(String::as_str),
        Some("learned"),
        "it says that the next review is written otherwise"
    );
    assert_eq!(patches(), before, "and nothing is sent by itself");
    assert_eq!(
        bench.known("patch.Users.value_path").await.as_deref(),
        Some("none")
    );

    let next = bench.prepare(change()).await.unwrap();
    assert!(
        has(&next.notices, NoticeCode::PatchWholeList),
        "{:?}",
        next.notices
    );
    assert_eq!(
        operations(&next)[0]["path"],
        "emails",
        "the whole list is shown: {next:?}"
    );
    assert!(bench.apply(&next).await.unwrap().all_stored);
    let emails = bench.user(&id).unwrap()["emails"].clone();
    assert_eq!(emails[0]["value"], "kim.larsen@example.com");
    assert_eq!(
        emails[1]["value"], "kim@example.org",
        "what was not to change is as it was: {emails}"
    );
}

#[tokio::test]
async fn q_pat_03_a_condition_other_than_eq_is_not_sent_where_only_eq_works() {
    let bench = bench(Environment::Test, 5, "[patch]\nvalue_path_eq_only = true\n").await;
    bench.by_hand("patch.Users.value_path", "eq_only").await;
    let id = two_emails(&bench).await;
    let eq = bench.set(&id, "emails[type eq \"home\"].value", json!("k@example.org"));
    let eq = bench.prepare(eq).await.unwrap();
    assert_eq!(
        operations(&eq)[0]["path"],
        "emails[type eq \"home\"].value",
        "eq stays"
    );
    bench.apply(&eq).await.unwrap();
    let other = bench.set(&id, "emails[value ew \".org\"].type", json!("other"));
    let other = bench.prepare(other).await.unwrap();
    assert_eq!(operations(&other)[0]["path"], "emails");
    assert!(bench.apply(&other).await.unwrap().all_stored);
}

#[tokio::test]
async fn q_pat_03_siblings_lost_by_a_condition_are_noticed_and_not_called_stored() {
    let bench = bench(
        Environment::Test,
        5,
        "[patch]\nvalue_path_removes_others = true\n",
    )
    .await;
    let id = two_emails(&bench).await;
    let change = bench.set(&id, "emails[type eq \"home\"].value", json!("k@example.org"));
    let review = bench.prepare(change).await.unwrap();
    let outcome = bench.apply(&review).await.unwrap();
    assert!(
        !outcome.all_stored,
        "the other address is gone: {:?}",
        outcome.verdicts
    );
    let emails = outcome.verdicts.iter().find(|v| v.path == "emails").unwrap();
    assert_eq!(emails.verdict, Verdict::Rejected, "the server has something else");
}

#[tokio::test]
async fn q_pat_06_one_operation_a_request_is_learned_shown_and_sent_in_series() {
    let bench = bench(Environment::Test, 5, "[patch]\nmax_operations = 1\n").await;
    let id = text(&bench.somebody(), "id").to_owned();
    let change = || {
        bench.sets(
            &id,
            &[
                ("title", json!("Dr")),
                ("nickName", json!("K")),
                ("locale", json!("da-DK")),
            ],
        )
    };
    let error = bench
        .apply(&bench.prepare(change()).await.unwrap())
        .await
        .unwrap_err();
    assert_eq!(error.code, ErrorCode::Refused);
    let review = bench.prepare(change()).await.unwrap();
    assert!(has(&review.notices, NoticeCode::PatchSeries));
    assert_eq!(
        (review.requests, review.more_requests.len()),
        (3, 2),
        "each request is shown"
    );
    let version = |request: &RequestView| request.headers.iter().any(|(name, _)| name == "If-Match");
    assert!(
        review.request.iter().chain(&review.more_requests).all(version),
        "each carries a version"
    );
    let outcome = bench.apply(&review).await.unwrap();
    assert!(outcome.all_stored, "{:?}", outcome.verdicts);
}

#[tokio::test]
async fn q_pat_06_a_series_that_stops_says_what_stays() {
    let profile = "[patch]\nmax_operations = 1\nonly = [\"title\"]\n";
    let bench = bench(Environment::Test, 5, profile).await;
    bench.by_hand("patch.Users.max_ops", "1").await;
    let id = text(&bench.somebody(), "id").to_owned();
    let change = bench.sets(&id, &[("title", json!("Dr")), ("nickName", json!("K"))]);
    let review = bench.prepare(change).await.unwrap();
    let error = bench.apply(&review).await.unwrap_err();
    assert_eq!(
        (
            error.params.get("done").map(String::as_str),
            error.params.get("count").map(String::as_str)
        ),
        (Some("1"), Some("2")),
        "{}",
        error.why
    );
    assert_eq!(bench.user(&id).unwrap()["title"], "Dr", "the first stays");
}

#[tokio::test]
async fn a_series_stops_where_the_version_of_its_last_request_cannot_be_known() {
    let bench = bench(Environment::Test, 5, "").await;
    bench.by_hand("patch.Users.max_ops", "1").await;
    let id = text(&bench.somebody(), "id").to_owned();
    let change = bench.sets(&id, &[("title", json!("Dr")), ("nickName", json!("K"))]);
    let review = bench.prepare(change).await.unwrap();
    // From here on the server says no version any more.
    let profile = "[patch]\nanswer = \"no_content\"\n[write]\netags = \"off\"\n";
    bench.sandbox.set_profile(Profile::from_toml(profile).unwrap());
    let error = bench.apply(&review).await.unwrap_err();
    assert_eq!(
        error.params.get("done").map(String::as_str),
        Some("1"),
        "{}",
        error.why
    );
    let now = bench.user(&id).unwrap();
    assert_eq!(now["title"], "Dr", "the first stays");
    assert!(
        now.get("nickName").is_none(),
        "what would go without a version does not go"
    );
}

#[tokio::test]
async fn q_pat_07_an_answer_without_a_body_is_read_back() {
    for answer in ["no_content", "stale"] {
        let bench = bench(Environment::Test, 5, &format!("[patch]\nanswer = \"{answer}\"\n")).await;
        let id = text(&bench.somebody(), "id").to_owned();
        let review = bench.prepare(bench.set(&id, "title", json!("Dr"))).await.unwrap();
        let outcome = bench.apply(&review).await.unwrap();
        assert!(
            outcome.read_back && outcome.all_stored,
            "{answer}: {:?}",
            outcome.verdicts
        );
        assert_eq!(
            outcome.resource.unwrap()["title"],
            "Dr",
            "{answer}: what is there now"
        );
    }
}
