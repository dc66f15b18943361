//! How the server wants single fields changed: every spelling is sent, and the user read back after it.

use std::time::Duration;

use rollcall_scim::patch::{PatchOperation, PatchPath, PatchVerb};
use rollcall_scim::resource::get_ci;
use rollcall_scim::{Resource, urn};
use rollcall_scim_client::dialect::type_name;
use rollcall_scim_client::{Answer, ClientError, Dialect, EvidenceCode};
use serde_json::{Value, json};

use super::course::{Course, Way, standard};
use super::{CalibrationStage, bodies};
use crate::resources::operations::for_replace;

/// Before a second look at a change that is not to be seen.
const SECOND_LOOK: Duration = Duration::from_millis(500);

/// What became of a PATCH.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Tried {
    /// It was answered with this status, and its effect was read back.
    Took(u16),
    /// It was answered as done, and its effect is not there.
    NoEffect,
    /// It was refused with this status.
    Refused(u16),
    /// Neither is known.
    Unclear,
}

pub(super) fn set(path: &str, value: Value) -> Option<PatchOperation> {
    Some(PatchOperation {
        verb: PatchVerb::Replace,
        path: Some(PatchPath::parse(path).ok()?),
        value: Some(value),
    })
}

impl Course<'_> {
    /// The name of a fact about PATCH of users.
    fn of_patch(&self, rest: &str) -> String {
        format!("patch.{}.{rest}", type_name(&self.model().endpoint))
    }

    pub(super) async fn measure_dialect(&mut self) {
        self.begin(CalibrationStage::Dialect);
        let fields = self.fields();
        let Some(&field) = fields.first() else {
            return;
        };
        self.single_field(field).await;
        if let Way::Patch(dialect) = self.way.clone() {
            if let Some(&second) = fields.get(1) {
                self.several_operations(&dialect, field, second).await;
            }
            self.conditions(&dialect).await;
            self.extension(&dialect).await;
        }
    }

    /// A PATCH of the synthetic user, in a dialect; then what a GET shows.
    async fn try_patch(
        &mut self,
        dialect: &Dialect,
        operations: &[PatchOperation],
        effect: impl Fn(&Self, &Resource) -> bool,
    ) -> Option<Tried> {
        let id = self.user_id()?;
        let endpoint = self.model().endpoint.clone();
        let answer = self.patch(dialect, &endpoint, &id, operations).await?;
        let status = match answer {
            Ok(answer) => answer.status,
            Err(ClientError::Status(e)) if e.status < 500 || e.status == 501 => {
                return Some(Tried::Refused(e.status));
            }
            Err(_) => return Some(Tried::Unclear),
        };
        for look in 0..2 {
            if look > 0 {
                self.wait(SECOND_LOOK).await;
            }
            self.read_user().await?;
            if self
                .user
                .as_ref()
                .is_some_and(|user| effect(self, &user.resource))
            {
                return Some(Tried::Took(status));
            }
        }
        Some(Tried::NoEffect)
    }

    /// Sends a PATCH; with a version where the server wants one.
    pub(super) async fn patch(
        &mut self,
        dialect: &Dialect,
        endpoint: &str,
        id: &str,
        operations: &[PatchOperation],
    ) -> Option<Result<Answer, ClientError>> {
        loop {
            let mut version = None;
            if self.versions_required {
                version = self.look_at(endpoint, id).await?.ok()?.version;
            }
            if !self.may() {
                return None;
            }
            let client = self.client.speaking(dialect.clone());
            let answer = client.patch(endpoint, id, operations, version.as_deref()).await;
            if matches!(&answer, Err(error) if error.status() == Some(428)) && !self.versions_required {
                self.versions_required = true;
                self.saw("etag.mode", "required", EvidenceCode::UnversionedRefused);
                continue;
            }
            return Some(answer);
        }
    }

    async fn single_field(&mut self, field: &'static str) {
        let supported = self.of_patch("supported");
        let style = self.of_patch("style");
        let plain = standard(self.client.dialect());
        let one = |value: &str| set(field, json!(value)).into_iter().collect::<Vec<_>>();
        let text = format!("{} (1)", bodies::SAYS);
        let shows = |text: String| move |c: &Self, r: &Resource| c.text_at(r, field) == Some(text.clone());
        let by_path = self.try_patch(&plain, &one(&text), shows(text.clone())).await;
        match by_path {
            Some(Tried::Took(status)) => {
                self.saw(&supported, "yes", EvidenceCode::PathChanged);
                self.saw(&style, "path", EvidenceCode::PathChanged);
                if matches!(status, 200 | 204) {
                    self.saw(
                        &self.of_patch("response"),
                        &status.to_string(),
                        EvidenceCode::AnsweredSo,
                    );
                }
                self.way = Way::Patch(Box::new(plain));
                return;
            }
            Some(Tried::Refused(405 | 501)) => {
                self.saw(&supported, "no", EvidenceCode::PatchRefused);
                self.way = Way::Put;
                return;
            }
            Some(Tried::Refused(_) | Tried::NoEffect) => {}
            Some(Tried::Unclear) | None => return,
        }
        let mut pathless = plain.clone();
        pathless.patch.at_mut(&self.model().endpoint).pathless = true;
        let text = format!("{} (2)", bodies::SAYS);
        match self.try_patch(&pathless, &one(&text), shows(text.clone())).await {
            Some(Tried::Took(_)) => {
                let what = EvidenceCode::PathlessChanged;
                self.saw(&supported, "yes", what);
                self.saw(&style, "pathless", what);
                self.way = Way::Patch(Box::new(pathless));
            }
            Some(Tried::NoEffect) if by_path == Some(Tried::NoEffect) => {
                self.saw(&supported, "no", EvidenceCode::PatchIdle);
                self.way = Way::Put;
            }
            // A field that cannot be changed says little about the others.
            Some(Tried::Refused(_) | Tried::NoEffect) => self.way = Way::Put,
            _ => {}
        }
    }

    async fn several_operations(&mut self, dialect: &Dialect, first: &'static str, second: &'static str) {
        let texts = [format!("{} (3)", bodies::SAYS), "Calibration 3".to_owned()];
        let operations: Vec<PatchOperation> = [set(first, json!(texts[0])), set(second, json!(texts[1]))]
            .into_iter()
            .flatten()
            .collect();
        let both = |c: &Self, r: &Resource| {
            c.text_at(r, first).as_ref() == Some(&texts[0])
                && c.text_at(r, second).as_ref() == Some(&texts[1])
        };
        let (word, what) = match self.try_patch(dialect, &operations, both).await {
            Some(Tried::Took(_)) => ("yes", EvidenceCode::TwoChanged),
            Some(Tried::Refused(_)) => ("no", EvidenceCode::TwoRefused),
            Some(Tried::NoEffect) => ("no", EvidenceCode::TwoPartly),
            _ => return,
        };
        self.saw(&self.of_patch("multi_op"), word, what);
    }

    /// `emails[type eq "work"].value`: the one is changed, and the others stay.
    async fn conditions(&mut self, dialect: &Dialect) {
        let mails = |r: &Resource| match get_ci(&r.0, "emails") {
            Some(Value::Array(mails)) => mails.clone(),
            _ => Vec::new(),
        };
        let before = self
            .user
            .as_ref()
            .map(|user| mails(&user.resource))
            .unwrap_or_default();
        let typed = |kind: &str| {
            before
                .iter()
                .any(|m| m.get("type").and_then(Value::as_str) == Some(kind))
        };
        if !typed("work") {
            return;
        }
        let feature = self.of_patch("value_path");
        let count = before.len();
        for (condition, value, works) in [
            ("type eq \"work\"", "one", "eq_only"),
            ("type sw \"wor\"", "two", "full"),
        ] {
            let value = format!("{}-{value}@example.com", self.planned.names.group);
            let operation = set(&format!("emails[{condition}].value"), json!(value));
            let effect = |_: &Self, r: &Resource| {
                let now = mails(r);
                let changed = now.iter().any(|m| {
                    m.get("type").and_then(Value::as_str) == Some("work")
                        && m.get("value").and_then(Value::as_str) == Some(&value)
                });
                changed && now.len() == count
            };
            let operations: Vec<PatchOperation> = operation.into_iter().collect();
            let tried = self.try_patch(dialect, &operations, effect).await;
            match (tried, works) {
                (Some(Tried::Took(_)), works) => {
                    self.saw(&feature, works, EvidenceCode::ConditionChanged);
                }
                (Some(Tried::Refused(_)), "eq_only") => {
                    return self.saw(&feature, "none", EvidenceCode::ConditionRefused);
                }
                (Some(Tried::NoEffect), "eq_only") => {
                    let what = EvidenceCode::ConditionWrong;
                    return self.saw(&feature, "buggy", what);
                }
                _ => return,
            }
        }
    }

    async fn extension(&mut self, dialect: &Dialect) {
        let Some(path) = bodies::department(self.model()) else {
            return;
        };
        let shown =
            |c: &Self, r: &Resource| r.at(c.model(), &path).and_then(|v| v.as_str().map(str::to_owned));
        // What was dropped at the creation cannot be changed either.
        let kept = self.user.as_ref().and_then(|user| shown(self, &user.resource));
        if kept.is_none() {
            return;
        }
        let feature = self.of_patch("ext_separator");
        let mut dotted = dialect.clone();
        dotted.patch.at_mut(&self.model().endpoint).dot_extension = true;
        for (dialect, word) in [(dialect, ":"), (&dotted, ".")] {
            let value = format!("Calibration {word}");
            let operation = set(&format!("{}:department", urn::ENTERPRISE_USER), json!(value));
            let operations: Vec<PatchOperation> = operation.into_iter().collect();
            let effect = |c: &Self, r: &Resource| shown(c, r).as_ref() == Some(&value);
            match self.try_patch(dialect, &operations, effect).await {
                Some(Tried::Took(_)) => {
                    let what = EvidenceCode::ExtensionChanged;
                    return self.saw(&feature, word, what);
                }
                Some(Tried::Refused(_) | Tried::NoEffect) => {}
                _ => return,
            }
        }
    }

    /// Changes a field in the way that works here, with this version.
    pub(super) async fn write(
        &mut self,
        field: &'static str,
        value: &str,
        version: Option<&str>,
    ) -> Option<Result<Answer, ClientError>> {
        let (id, endpoint) = (self.user_id()?, self.model().endpoint.clone());
        if !self.may() {
            return None;
        }
        match self.way.clone() {
            Way::Patch(dialect) => {
                let operations: Vec<PatchOperation> = set(field, json!(value)).into_iter().collect();
                let client = self.client.speaking(*dialect);
                Some(client.patch(&endpoint, &id, &operations, version).await)
            }
            Way::Put => {
                let mut body = self.user.as_ref()?.resource.clone();
                bodies::put(
                    &mut body,
                    &rollcall_scim::AttrPath::parse(field).ok()?,
                    json!(value),
                );
                let body = for_replace(self.model(), &id, body);
                Some(self.client.replace(&endpoint, &id, &body, version).await)
            }
            Way::None => None,
        }
    }
}
