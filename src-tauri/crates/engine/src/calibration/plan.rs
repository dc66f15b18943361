//! What a calibration is going to do, before it does anything.

use rollcall_scim::ResourceModel;
use rollcall_scim_client::Dialect;
use rollcall_scim_client::dialect::{Deletion, ScimVersion, UserNameKind};
use sha2::{Digest as _, Sha256};

use super::{
    CalibrationPlan, CalibrationRequest, CalibrationStage, CalibrationStep, MOST_REQUESTS, MOST_SECONDS,
};
use crate::connections::Profile;
use crate::guards::confirmation::{hex, random_token};
use crate::resources::models;
use crate::{ConnectionId, Effect, Engine, EngineError, Environment, ErrorCode};

/// A plan that was shown.
#[derive(Debug, Clone)]
pub(super) struct Planned {
    pub(super) fingerprint: String,
    pub(super) count: u64,
    pub(super) names: Names,
    pub(super) user: ResourceModel,
    /// Where the server has groups that can be made and removed.
    pub(super) group: Option<ResourceModel>,
    /// Whether the server offers `/Bulk`.
    pub(super) bulk: bool,
}

/// What the synthetic user and group are called: nobody takes them for a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Names {
    /// Random letters, so that two calibrations do not meet.
    pub(super) tag: String,
    pub(super) user: String,
    pub(super) group: String,
}

impl Names {
    fn new(tag: &str, kind: UserNameKind) -> Self {
        let user = match kind {
            UserNameKind::Handle => format!("rollcall-cal-{tag}"),
            UserNameKind::Any | UserNameKind::Address => format!("rollcall-calibration-{tag}@example.com"),
        };
        Self {
            tag: tag.to_owned(),
            user,
            group: format!("rollcall-calibration-{tag}"),
        }
    }

    /// The user of a bulk request.
    pub(super) fn second_user(&self) -> String {
        self.user.replacen(&self.tag, &format!("{}-2", self.tag), 1)
    }

    /// The group of a bulk request.
    pub(super) fn second_group(&self) -> String {
        format!("{}-2", self.group)
    }
}

impl Engine {
    /// What a calibration would do here, request by request. Makes none but those of a discovery. Refused on
    /// production, on read-only connections, with SCIM 1.1, and where users cannot be made or removed.
    pub async fn calibration_plan(&self, connection: ConnectionId) -> Result<CalibrationPlan, EngineError> {
        let profile = self.profile(connection).await?;
        self.may_calibrate(&profile)?;
        let dialect = self.dialect(connection).await;
        let known = self.knowledge(&profile).await?;
        let facts = self.facts(connection).await;
        let user = models::find(&known.models, "User")
            .ok_or_else(|| not_offered(&profile, "create"))?
            .clone();
        offered(&profile, &dialect, &user)?;
        let group = models::find(&known.models, "Group")
            .filter(|group| {
                dialect.has_verb(&group.endpoint, "create") && dialect.has_verb(&group.endpoint, "delete")
            })
            .cloned();
        let bulk = matches!(facts.get("features.bulk"), Some("yes" | "partial"));
        let random = random_token(self.options().entropy.as_ref())?;
        let names = Names::new(random.get(..8).unwrap_or(&random), dialect.user_name);
        let steps = steps(&user, group.as_ref(), bulk);
        let count = 3 + u64::from(group.is_some()) + if bulk && group.is_some() { 2 } else { 0 };
        let fingerprint = fingerprint(connection, &names, &steps);
        let plan = CalibrationPlan {
            connection,
            connection_name: profile.name.clone(),
            fingerprint: fingerprint.clone(),
            count,
            guard: profile
                .guarded()
                .guard(Effect::Destructive, false, count, self.now()),
            user_name: names.user.clone(),
            group_name: group.is_some().then(|| names.group.clone()),
            most_requests: MOST_REQUESTS.min(steps.iter().flat_map(|s| &s.requests).map(|r| r.most).sum()),
            steps,
            most_seconds: MOST_SECONDS,
            delete_user: facts.get("lifecycle.delete_user").map(str::to_owned),
            idp_managed: facts.get("safety.idp_managed") == Some("yes"),
            left: self.left_by(&profile).await?,
        };
        let planned = Planned {
            fingerprint,
            count,
            names,
            user,
            group,
            bulk,
        };
        self.store()?.calibrations.keep(connection, planned);
        Ok(plan)
    }

    /// Never on production, unlocked or not; and nowhere that may not be written to.
    pub(super) fn may_calibrate(&self, profile: &Profile) -> Result<(), EngineError> {
        if profile.environment == Environment::Production {
            return Err(EngineError::new(
                ErrorCode::ReadOnly,
                format!("{} is production: it is not calibrated.", profile.name),
                "A calibration makes a user and removes it again. Nothing was sent.",
                "Calibrate the test system of the same product; its facts can be set by hand here.",
            )
            .with("connection", &profile.name)
            .with("reason", "calibration"));
        }
        profile.guarded().allow(Effect::Destructive, self.now())
    }
}

/// Whether users can be made and removed, as far as is known.
fn offered(profile: &Profile, dialect: &Dialect, user: &ResourceModel) -> Result<(), EngineError> {
    if dialect.version == ScimVersion::V1 {
        return Err(EngineError::new(
            ErrorCode::OldVersion,
            format!("{} speaks SCIM 1.1.", profile.name),
            "Rollcall reads such servers and changes nothing on them. Nothing was sent.",
            "",
        )
        .with("connection", &profile.name));
    }
    if !dialect.has_verb(&user.endpoint, "create") {
        return Err(not_offered(profile, "create"));
    }
    if !dialect.has_verb(&user.endpoint, "delete") || dialect.lifecycle.delete_user == Some(Deletion::Nothing)
    {
        return Err(not_offered(profile, "delete"));
    }
    Ok(())
}

fn not_offered(profile: &Profile, verb: &str) -> EngineError {
    EngineError::new(
        ErrorCode::NotOffered,
        format!("On {} a User cannot be {verb}d.", profile.name),
        "A calibration makes a user and removes it again. Nothing was sent.",
        "If the server does offer it, set the capability by hand: rollcall connection capabilities",
    )
    .with("connection", &profile.name)
    .with("type", "User")
    .with("reason", verb)
}

fn fingerprint(connection: ConnectionId, names: &Names, steps: &[CalibrationStep]) -> String {
    let mut hash = Sha256::new();
    hash.update(format!(
        "calibration {connection} {} {}\n",
        names.user, names.group
    ));
    for request in steps.iter().flat_map(|step| &step.requests) {
        hash.update(format!("{} {} {}\n", request.method, request.path, request.most));
    }
    hex(&hash.finalize())
}

/// Every request that may be made, stage by stage.
fn steps(user: &ResourceModel, group: Option<&ResourceModel>, bulk: bool) -> Vec<CalibrationStep> {
    use CalibrationStage as S;
    let at = |model: &ResourceModel, rest: &str| format!("{}{rest}", model.endpoint);
    let request = |method, path: String, most| CalibrationRequest { method, path, most };
    let (all, one, found) = (at(user, ""), at(user, "/{id}"), at(user, "?filter"));
    let mut steps = vec![
        (
            S::Create,
            vec![
                request("GET", at(user, "?count"), 1),
                request("POST", all.clone(), 1),
            ],
        ),
        (
            S::ReadLag,
            vec![
                request("GET", one.clone(), 6),
                request("GET", found.clone(), 6),
                request("GET", at(user, "?count"), 6),
            ],
        ),
        (S::LookUp, vec![request("GET", found.clone(), 3)]),
        (
            S::Uniqueness,
            vec![
                request("POST", all, 2),
                request("GET", found.clone(), 2),
                request("DELETE", one.clone(), 2),
                request("GET", one.clone(), 4),
            ],
        ),
        (
            S::Dialect,
            vec![
                request("PATCH", one.clone(), 8),
                request("GET", one.clone(), 16),
                request("PUT", one.clone(), 1),
            ],
        ),
        (
            S::Versions,
            vec![
                request("PATCH", one.clone(), 2),
                request("PUT", one.clone(), 2),
                request("GET", one.clone(), 3),
            ],
        ),
    ];
    if let Some(group) = group {
        steps.push((
            S::Members,
            vec![
                request("POST", at(group, ""), 2),
                request("PATCH", at(group, "/{id}"), 6),
                request("GET", at(group, "/{id}"), 10),
            ],
        ));
    }
    if bulk {
        steps.push((S::Bulk, vec![request("POST", "/Bulk".into(), 4)]));
    }
    let mut clean = vec![
        request("DELETE", one.clone(), 4),
        request("GET", one, 8),
        request("GET", found, 2),
    ];
    if let Some(group) = group {
        clean.extend([
            request("DELETE", at(group, "/{id}"), 3),
            request("GET", at(group, "/{id}"), 6),
            request("GET", at(group, "?filter"), 2),
        ]);
    }
    steps.push((S::CleanUp, clean));
    steps
        .into_iter()
        .map(|(stage, requests)| CalibrationStep { stage, requests })
        .collect()
}
