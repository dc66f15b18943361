//! A change for the ticket: what, when, by whom, and the server's proof.

use serde::Serialize;
use serde_json::Value;
use time::format_description::well_known::Rfc3339;

use super::{HistoryEntry, HistoryOutcome, HistorySource};
use crate::{ChangeKind, ConnectionId, Difference, Engine, EngineError, Verdict, has_unseen};

/// A receipt in both forms, in English, with what it says for other languages.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct Receipt {
    /// Plain text.
    pub text: String,
    /// Markdown.
    pub markdown: String,
    /// What it is about.
    pub entry: HistoryEntry,
    /// The connection's name, with its host.
    pub place: String,
}

impl Engine {
    /// The receipt of an entry of the history.
    pub async fn receipt(&self, connection: ConnectionId, entry: &str) -> Result<Receipt, EngineError> {
        let profile = self.profile(connection).await?;
        let entry = self.recorded(connection, entry).await?.entry;
        let host = profile
            .base
            .as_ref()
            .and_then(|b| b.url().host_str().map(ToOwned::to_owned));
        let place = match host {
            Some(host) => format!("{} ({host})", profile.name),
            None => profile.name.clone(),
        };
        Ok(receipt(entry, place))
    }
}

fn receipt(entry: HistoryEntry, place: String) -> Receipt {
    let mut facts = vec![
        (
            "What",
            format!("{} of {} {}", doing(entry.kind), entry.type_name, entry.label),
        ),
        ("Id", entry.resource.clone()),
        ("Where", place.clone()),
        ("When", entry.at.0.format(&Rfc3339).unwrap_or_default()),
    ];
    facts.extend(entry.who.clone().map(|who| ("By", who)));
    facts.extend(
        entry
            .job
            .as_ref()
            .map(|job| ("Job", format!("{} ({})", job.title, job.job))),
    );
    facts.extend(entry.reason.clone().map(|reason| ("Ticket or reason", reason)));
    if let Some(request) = &entry.request {
        facts.push(("Request", format!("{} {}", request.method, request.path)));
    }
    facts.push((
        "Answer",
        entry
            .status
            .map_or_else(|| "none".to_owned(), |status| status.to_string()),
    ));
    facts.push(("Proof", proof(&entry).to_owned()));
    facts.extend(entry.message.clone().map(|message| ("Note", message)));
    let rows: Vec<[String; 4]> = entry.differences.iter().map(|d| row(&entry, d)).collect();
    let entry_name = &entry.id;

    let mut text = format!("Rollcall receipt {entry_name}\n");
    for (name, value) in &facts {
        text.push_str(&format!("{name}: {}\n", one_line(value)));
    }
    for [path, before, after, verdict] in &rows {
        text.push_str(&format!("- {path}: {before} -> {after}{}\n", bracketed(verdict)));
    }
    let mut markdown = format!("**Rollcall receipt {entry_name}**\n\n");
    for (name, value) in &facts {
        markdown.push_str(&format!("- **{name}:** {}\n", escaped(value)));
    }
    if !rows.is_empty() {
        markdown.push_str("\n| Field | Before | After | On the server |\n|---|---|---|---|\n");
        for cells in &rows {
            markdown.push_str(&format!(
                "| {} |\n",
                cells.each_ref().map(|c| escaped(c)).join(" | ")
            ));
        }
    }
    Receipt {
        text,
        markdown,
        entry,
        place,
    }
}

fn doing(kind: ChangeKind) -> &'static str {
    match kind {
        ChangeKind::Create => "Creation",
        ChangeKind::Patch | ChangeKind::Replace => "Change",
        ChangeKind::Delete => "Deletion",
        ChangeKind::Activate => "Activation",
        ChangeKind::Deactivate => "Deactivation",
        ChangeKind::Members => "Change of the members",
    }
}

fn proof(entry: &HistoryEntry) -> &'static str {
    match (entry.outcome, entry.source) {
        (HistoryOutcome::Stored, HistorySource::Job) => "proven by the job",
        (HistoryOutcome::Stored, _) if entry.kind == ChangeKind::Delete => {
            "looked for afterwards: it is gone"
        }
        (HistoryOutcome::Stored, _) if has_unseen(&entry.verdicts, &entry.note.notices) => {
            "read back from the server, which does not show all of it: not all is proven"
        }
        (HistoryOutcome::Stored, _) => "read back from the server: stored as sent",
        (HistoryOutcome::Differs, _) => "read back from the server: not everything is as sent",
        (HistoryOutcome::Unread, _) => "answered, but not read back",
        (HistoryOutcome::Refused, _) => "the server refused it; nothing was changed",
        (HistoryOutcome::Unknown, _) if entry.status.is_some() => {
            "answered; whether it was applied is not proven"
        }
        (HistoryOutcome::Unknown, _) => "no answer came; whether it was applied is not known",
        (HistoryOutcome::Seen, _) => "seen on the server; by whom is not known",
    }
}

fn row(entry: &HistoryEntry, difference: &Difference) -> [String; 4] {
    let verdict = entry
        .verdicts
        .iter()
        .find(|v| v.path == difference.path)
        .map(|v| match v.verdict {
            Verdict::Stored => "stored".to_owned(),
            Verdict::Normalised => format!("stored as {}", value(v.actual.as_ref())),
            Verdict::Ignored => "ignored".to_owned(),
            Verdict::Rejected => format!("has {}", value(v.actual.as_ref())),
            Verdict::NotVisible => "not visible".to_owned(),
        });
    [
        difference.path.clone(),
        value(difference.before.as_ref()),
        value(difference.after.as_ref()),
        verdict.unwrap_or_default(),
    ]
}

fn value(value: Option<&Value>) -> String {
    match value {
        None => "(not set)".into(),
        Some(Value::String(text)) => one_line(text),
        Some(other) => other.to_string(),
    }
}

fn bracketed(text: &str) -> String {
    if text.is_empty() {
        String::new()
    } else {
        format!(" ({text})")
    }
}

/// A server's or person's words cannot begin a line of their own.
fn one_line(text: &str) -> String {
    text.chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

/// Words that are no Markdown.
fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in one_line(text).chars() {
        if matches!(
            c,
            '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '|' | '#' | '!' | '~'
        ) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{At, AttributeVerdict, DifferenceKind, Notice, NoticeCode};

    fn changed() -> HistoryEntry {
        HistoryEntry {
            id: "c7".into(),
            source: HistorySource::Ours,
            at: At(time::OffsetDateTime::UNIX_EPOCH),
            who: Some("kim".into()),
            kind: ChangeKind::Patch,
            type_name: "User".into(),
            resource: "2819".into(),
            label: "Zoë Łukasiewicz".into(),
            reason: Some("INC-1".into()),
            job: None,
            undoes: None,
            undone_by: None,
            outcome: HistoryOutcome::Stored,
            status: Some(200),
            message: None,
            note: crate::HistoryNote::default(),
            request: None,
            differences: vec![Difference {
                path: "title".into(),
                kind: DifferenceKind::Changed,
                before: Some("A".into()),
                after: Some("B\nProof: **forged** | x".into()),
                secret: false,
            }],
            verdicts: Vec::new(),
            undoable: true,
        }
    }

    #[test]
    fn a_change_whose_effect_is_not_proven_is_not_said_to_lack_an_answer_it_had() {
        let proof_of = |status| {
            let entry = HistoryEntry {
                outcome: HistoryOutcome::Unknown,
                status,
                ..changed()
            };
            proof(&entry)
        };
        assert_eq!(
            proof_of(Some(200)),
            "answered; whether it was applied is not proven"
        );
        assert_eq!(
            proof_of(None),
            "no answer came; whether it was applied is not known"
        );
    }

    #[test]
    fn what_the_server_never_shows_is_not_proven_to_be_stored() {
        let password = AttributeVerdict {
            path: "password".into(),
            verdict: Verdict::NotVisible,
            wanted: None,
            actual: None,
        };
        let members = Notice::new(NoticeCode::MembersNotShown, "Nobody knows who is in it.");
        let mut hidden = changed();
        hidden.verdicts.push(password);
        let mut unknown = changed();
        unknown.note.notices.push(members);
        for entry in [hidden, unknown] {
            assert!(proof(&entry).ends_with("not all is proven"));
        }
    }

    #[test]
    fn a_receipt_says_what_when_by_whom_and_the_proof_and_cannot_be_forged_by_a_value() {
        let made = receipt(changed(), "Globex".into());
        for part in [
            "Zoë Łukasiewicz",
            "1970-01-01T00:00:00Z",
            "By: kim",
            "INC-1",
            "stored as sent",
            "Answer: 200",
        ] {
            assert!(made.text.contains(part), "{part} is missing in {}", made.text);
        }
        assert_eq!(
            made.text
                .lines()
                .filter(|line| line.starts_with("Proof:"))
                .count(),
            1,
            "a value cannot add a line"
        );
        assert!(
            made.markdown.contains("\\*\\*forged\\*\\* \\| x"),
            "nor a cell or bold words"
        );
    }
}
