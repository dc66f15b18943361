//! A file and a mapping made into a planned job, by one paged read of the live directory.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::path::Path;
use std::sync::Arc;

use rollcall_jobs::plan::{Caps, JobWriter, NewJob, NewRow, NewSource, Seal, Uniqueness};
use rollcall_jobs::{Action, PlanStore};
use rollcall_scim::{Resource, ResourceModel};
use rollcall_scim_client::{Client, ListQuery, Projection, WalkLimits};
use serde::Serialize;
use serde_json::Value;
use sha2::{Digest as _, Sha256};
use tokio::sync::mpsc;

use super::build::{MatchBy, Ready, Wanted};
use super::directory::{Asked, Found};
use super::row_plan::{KnownGroup, World, plan_row, seal_of};
use super::source::{Reading, Source};
use super::{ImportPreview, Mapping, findings, headers, not_proven};
use crate::calibration::{SecondUser, second_user};
use crate::groups::source;
use crate::job::fit::Fitting;
use crate::{ConnectionId, Engine, EngineError, JobView, Notice, NoticeCode};

/// Rows written to the store at once.
const BATCH: usize = 1_000;
/// Blocked rows named in the result; all of them are rows of the job.
const NAMED_BLOCKED: usize = 100;

/// A finished plan. Nothing has been sent.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct ImportPlan {
    /// The job's number.
    pub job: i64,
    /// Rows per action; always all of create, update, reactivate, deactivate, delete, unchanged, blocked.
    #[cfg_attr(feature = "wire", ts(type = "Record<string, number>"))]
    pub counts: BTreeMap<String, u64>,
    /// Rows in all.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub rows: u64,
    /// The plan's fingerprint.
    pub fingerprint: String,
    /// People on the server when it was read.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub directory: u64,
    /// Whether that read was proven complete.
    pub directory_complete: bool,
    /// The mapping as it was used.
    pub mapping: Mapping,
    /// The first blocked rows with their reasons.
    pub blocked: Vec<BlockedRow>,
    /// What should be known.
    pub notices: Vec<Notice>,
    /// The job as lists show it, with what stands before running it.
    pub view: JobView,
}

/// A row that will not be sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[cfg_attr(feature = "wire", derive(ts_rs::TS))]
#[serde(rename_all = "camelCase")]
pub struct BlockedRow {
    /// Its number in the file.
    #[cfg_attr(feature = "wire", ts(type = "number"))]
    pub row: u64,
    /// What people call it.
    pub natural_key: String,
    /// Stable word for the reason.
    pub code: String,
    /// Why, in a sentence.
    pub reason: String,
    /// What can be done.
    pub fix: Option<String>,
}

impl Engine {
    /// Opens a file and says what is in it; keeps it under the preview's `source` for the plan.
    pub async fn import_open(
        &self,
        connection: ConnectionId,
        file: &Path,
        reading: Reading,
    ) -> Result<ImportPreview, EngineError> {
        let path = file.to_path_buf();
        let opened = tokio::task::spawn_blocking(move || Source::open(&path, &reading)).await;
        self.import_keep(
            connection,
            opened.map_err(|_| EngineError::internal("a file could not be read"))??,
        )
        .await
    }

    /// Reads an opened file again with another encoding or separator.
    pub async fn import_reread(
        &self,
        connection: ConnectionId,
        source: &str,
        reading: Reading,
    ) -> Result<ImportPreview, EngineError> {
        let source = self.imports().get(source)?;
        let again = tokio::task::spawn_blocking(move || source.again(&reading)).await;
        self.import_keep(
            connection,
            again.map_err(|_| EngineError::internal("a file could not be read"))??,
        )
        .await
    }

    async fn import_keep(
        &self,
        connection: ConnectionId,
        source: Source,
    ) -> Result<ImportPreview, EngineError> {
        let mut token = [0_u8; 16];
        self.options()
            .entropy
            .fill(&mut token)
            .map_err(|_| EngineError::internal("there is no randomness"))?;
        let token: String = token.iter().map(|byte| format!("{byte:02x}")).collect();
        let model = self.people_model(connection).await?;
        let preview = findings::preview(&model, token.clone(), &source)?;
        self.imports().keep(token, Arc::new(source));
        Ok(preview)
    }

    /// Plans a file that was opened before.
    pub async fn import_plan(
        &self,
        connection: ConnectionId,
        source: &str,
        mapping: Mapping,
    ) -> Result<ImportPlan, EngineError> {
        let source = self.imports().get(source)?;
        self.plan_source(connection, &source, mapping).await
    }

    /// Reads and plans a file in one step; columns the mapping says nothing about are matched by their headers.
    pub async fn import_plan_file(
        &self,
        connection: ConnectionId,
        file: &Path,
        mapping: Mapping,
    ) -> Result<ImportPlan, EngineError> {
        let source = Source::open(file, &Reading::default())?;
        let model = self.people_model(connection).await?;
        let suggested = headers::mapping(&headers::matches(&model, &source.headers));
        self.plan_source(connection, &source, mapping.completed(&suggested))
            .await
    }

    async fn people_model(&self, connection: ConnectionId) -> Result<ResourceModel, EngineError> {
        let profile = self.profile(connection).await?;
        self.model(&profile, "User").await
    }

    async fn plan_source(
        &self,
        connection: ConnectionId,
        source: &Source,
        mapping: Mapping,
    ) -> Result<ImportPlan, EngineError> {
        let store = self.plan_store()?;
        let profile = self.profile(connection).await?;
        let model = self.model(&profile, "User").await?;
        let ready = Ready::new(&model, source, &mapping)?;
        let client = self.client(&profile).await?;
        let asked = first_pass(source, &ready)?;
        let began_ms = ms(self.now());
        let page_size = self.page_size(connection).await;
        let told = |error: &rollcall_scim_client::ClientError| EngineError::from_client(&profile.name, error);
        let mut found = read_people(&client, &model, &asked, ready.match_by, page_size)
            .await
            .map_err(|e| told(&e))?;
        found.began_ms = began_ms;
        let groups = read_groups(&client, asked.groups(), page_size)
            .await
            .map_err(|e| told(&e))?;
        let uniqueness = self.user_name_uniqueness(connection, &model).await;
        let job = NewJob {
            connection: connection.to_string(),
            connection_name: profile.name.clone(),
            kind: "import".into(),
            title: source.name.clone(),
            resource_type: model.name.clone(),
            mapping: serde_json::to_value(&mapping).unwrap_or(Value::Null),
            source: Some(NewSource {
                name: source.name.clone(),
                sha256: source.sha256.clone(),
                encoding: source.encoding.name().into(),
                delimiter: char::from(source.delimiter).to_string(),
                columns: source.headers.clone(),
            }),
            uniqueness,
            etags: self.etags_proven(connection).await,
            member_chunk: u32::try_from(self.member_chunk(connection).await).unwrap_or(1),
            directory_size: Some(found.seen),
            caps: Caps::for_directory(found.seen),
        };
        let world = World {
            model: &model,
            ready: &ready,
            found: &found,
            groups: &groups,
            repeated: asked.repeated(),
            marker: (uniqueness == Uniqueness::Unknown).then_some(connection.0),
        };
        let mut fitting = self.fitting(&profile, &client).await?;
        let written = write(store, job, source, &world, &mapping, &mut fitting).await?;
        let mut notices = fitting.notices();
        if let Some(reason) = found.reason.as_deref().filter(|_| !found.complete) {
            notices.push(not_proven(reason));
        }
        notices.extend(unmapped_extension(&model, &ready));
        notices.extend(self.outlives_token(&self.profile(connection).await?, written.rows));
        Ok(ImportPlan {
            job: written.job,
            counts: written.counts,
            rows: written.rows,
            fingerprint: written.fingerprint,
            directory: found.seen,
            directory_complete: found.complete,
            mapping,
            blocked: written.blocked,
            notices,
            view: self.job_status(written.job).await?,
        })
    }

    /// What is known about the server refusing a second user of the same name.
    async fn user_name_uniqueness(&self, connection: ConnectionId, model: &ResourceModel) -> Uniqueness {
        match second_user(&self.facts(connection).await, Some(model)) {
            SecondUser::Refused => Uniqueness::Proven,
            SecondUser::SaidToBeRefused => Uniqueness::Declared,
            SecondUser::Upserts => Uniqueness::Upserts,
            SecondUser::Possible => Uniqueness::Unknown,
        }
    }

    /// Whether If-Match was seen to work; that the server declares ETags is no proof.
    pub(crate) async fn etags_proven(&self, connection: ConnectionId) -> bool {
        let capabilities = self.capabilities(connection).await.unwrap_or_default();
        capabilities
            .iter()
            .any(|c| c.in_force && c.feature == "etag.if_match" && c.value == "yes")
    }
}

/// The server calls an extension required and the file has nothing of it: some insist, most do not.
fn unmapped_extension(model: &ResourceModel, ready: &Ready) -> Option<Notice> {
    let (extension, _) = model
        .extensions
        .iter()
        .find(|(extension, required)| *required && !ready.has_extension(&extension.id))?;
    Some(Notice::new(
        NoticeCode::ExtensionDeclaredRequired,
        format!(
            "The server calls {} required for every new {}, and nothing of it is mapped; it may refuse the rows.",
            extension.name, model.name
        ),
    ).with("extension", &extension.name).with("type", &model.name))
}

fn ms(at: time::OffsetDateTime) -> i64 {
    i64::try_from(at.unix_timestamp_nanos() / 1_000_000).unwrap_or(i64::MAX)
}

/// What the file asks about.
fn first_pass(source: &Source, ready: &Ready) -> Result<Asked, EngineError> {
    let mut asked = Asked::default();
    source.rows(|cells| asked.row(&ready.wanted(cells)))?;
    Ok(asked)
}

/// One paged read of all people; kept are only those the file is about.
async fn read_people(
    client: &Client,
    model: &ResourceModel,
    asked: &Asked,
    match_by: MatchBy,
    page_size: u64,
) -> Result<Found, rollcall_scim_client::ClientError> {
    let mut found = Found::default();
    let outcome = walk(
        client,
        &model.endpoint,
        &ListQuery::default(),
        page_size,
        |person| found.person(asked, match_by, person),
    )
    .await?;
    found.complete = outcome.complete;
    found.reason = outcome.reason;
    Ok(found)
}

async fn walk(
    client: &Client,
    endpoint: &str,
    query: &ListQuery,
    page_size: u64,
    mut each: impl FnMut(Resource),
) -> Result<rollcall_scim_client::WalkOutcome, rollcall_scim_client::ClientError> {
    let (sender, mut pages) = mpsc::channel::<rollcall_scim_client::WalkPage>(2);
    let limits = WalkLimits {
        page_size: Some(page_size),
        ..WalkLimits::default()
    };
    let consumer = async {
        while let Some(page) = pages.recv().await {
            page.resources.into_iter().for_each(&mut each);
        }
    };
    let (outcome, ()) = tokio::join!(client.walk(endpoint, query, limits, sender), consumer);
    outcome
}

/// The groups a file names, by folded name and id, with their members where the server shows them.
async fn read_groups(
    client: &Client,
    names: &HashSet<String>,
    page_size: u64,
) -> Result<HashMap<String, Vec<KnownGroup>>, rollcall_scim_client::ClientError> {
    let mut groups: HashMap<String, Vec<KnownGroup>> = HashMap::new();
    if names.is_empty() {
        return Ok(groups);
    }
    let query = ListQuery {
        projection: Projection {
            excluded: vec!["members".into()],
            ..Projection::default()
        },
        ..ListQuery::default()
    };
    let mut named: Vec<(String, String)> = Vec::new();
    walk(client, "/Groups", &query, page_size, |group| {
        let Some(id) = group.id().map(str::to_owned) else {
            return;
        };
        let by_name = group.display_name().map(str::to_lowercase);
        named.extend(
            by_name
                .into_iter()
                .chain([id.to_lowercase()])
                .filter(|n| names.contains(n))
                .map(|n| (n, id.clone())),
        );
    })
    .await?;
    for (name, id) in named {
        let members = match client.get("/Groups", &id, &Projection::default()).await {
            Ok(answer) => source::members(client, "/Groups", &id, answer.resource.as_ref(), false)
                .await
                .ok()
                .and_then(source::Inside::all)
                .map(|members| member_ids(&members)),
            // Not to be seen alone: memberships are then sent, and proven by the queue.
            Err(_) => None,
        };
        let places = groups.entry(name).or_default();
        if !places.iter().any(|group| group.id == id) {
            places.push(KnownGroup { id, members });
        }
    }
    Ok(groups)
}

fn member_ids(members: &[Value]) -> HashSet<String> {
    let ids = members.iter().filter_map(|m| m.get("value")?.as_str());
    ids.map(str::to_owned).collect()
}

struct Written {
    job: i64,
    counts: BTreeMap<String, u64>,
    rows: u64,
    fingerprint: String,
    blocked: Vec<BlockedRow>,
}

/// Plans row by row and writes the job in batches, so that memory stays bounded by the batch.
async fn write(
    store: Arc<dyn PlanStore>,
    job: NewJob,
    source: &Source,
    world: &World<'_>,
    mapping: &Mapping,
    fitting: &mut Fitting,
) -> Result<Written, EngineError> {
    let now_ms = world.found.began_ms;
    let mut seal = Sha256::new();
    seal.update(source.sha256.as_bytes());
    seal.update(serde_json::to_vec(mapping).unwrap_or_default());
    let writer = JobWriter::begin(store, job, now_ms).await.map_err(|e| kept(&e))?;
    let number = writer.job().0;
    let mut all: Vec<Wanted> = Vec::new();
    source.rows(|cells| all.push(world.ready.wanted(cells)))?;
    let mut blocked = Vec::new();
    let mut rows = 0_u64;
    let mut wanted = all.into_iter();
    loop {
        let batch: Vec<NewRow> = wanted
            .by_ref()
            .take(BATCH)
            .map(|row| plan_row(world, row))
            .collect();
        let batch = fitting.rows(batch).await;
        if batch.is_empty() {
            break;
        }
        for row in &batch {
            rows += 1;
            seal.update(seal_of(row).as_bytes());
            if row.action == Action::Blocked && blocked.len() < NAMED_BLOCKED {
                blocked.push(named(row));
            }
        }
        if let Err(error) = writer.add_rows(batch).await {
            drop(writer.discard().await);
            return Err(kept(&error));
        }
    }
    let fingerprint: String = seal.finalize().iter().map(|byte| format!("{byte:02x}")).collect();
    let counts = writer
        .seal(
            Seal {
                plan_hash: fingerprint.clone(),
                rows,
            },
            now_ms,
        )
        .await
        .map_err(|e| kept(&e))?
        .into_iter()
        .map(|(action, count)| (action.as_str().to_owned(), count))
        .collect();
    Ok(Written {
        job: number,
        counts,
        rows,
        fingerprint,
        blocked,
    })
}

fn named(row: &NewRow) -> BlockedRow {
    let issue = row.issues.first();
    BlockedRow {
        row: row.row_no,
        natural_key: row.natural_key.clone(),
        code: issue.map_or_else(String::new, |i| i.code.clone()),
        reason: issue.map_or_else(String::new, |i| i.message.clone()),
        fix: issue.and_then(|i| i.fix.clone()),
    }
}

fn kept(error: &rollcall_jobs::plan::WriterError) -> EngineError {
    EngineError::new(
        crate::ErrorCode::Store,
        "The plan could not be kept.",
        format!("{error}. Nothing was sent."),
        "Free some space on the disk and plan again.",
    )
}
