//! A SCIM server with bad manners. What a client sent may land after the client is dead.

use std::collections::{BTreeMap, BTreeSet, HashSet};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use rollcall_jobs::{
    Answer, Body, Change, Executor, Listed, MembersSeen, ReadFailure, RetryAfter, SendRequest,
};
use rollcall_scim::filter::{CompareOp, CompareValue};
use rollcall_scim::patch::{PatchOperation, apply};
use rollcall_scim::{Filter, Resource, ResourceModel};
use serde_json::json;
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use super::{EPOCH_MS, Rng, SimClock};

#[derive(Clone, Copy, PartialEq)]
pub enum FilterMood {
    Works,
    Refused,
    Ignored,
    AlwaysEmpty,
}

#[derive(Clone)]
pub struct Profile {
    pub unique_names: bool,
    pub keeps_external_id: bool,
    pub external_filter: FilterMood,
    pub name_filter: FilterMood,
    /// Percent of writes whose answer is lost after they were applied.
    pub lost_after: u64,
    /// Percent lost before.
    pub lost_before: u64,
    /// Percent answered 500 after applying, and before.
    pub error_after: u64,
    pub error_before: u64,
    /// Percent answered 429.
    pub throttle: u64,
    /// Percent that land late, up to this many ms after being sent.
    pub late: u64,
    pub late_ms: u64,
    /// Readers see the state of this long ago, at most.
    pub lag_ms: u64,
    pub shows_members: bool,
    /// A removal of somebody who is not in is refused as a whole (400 noTarget).
    pub refuses_absent: bool,
}

impl Profile {
    pub fn calm() -> Self {
        Self {
            unique_names: true,
            keeps_external_id: true,
            external_filter: FilterMood::Works,
            name_filter: FilterMood::Works,
            lost_after: 0,
            lost_before: 0,
            error_after: 0,
            error_before: 0,
            throttle: 0,
            late: 0,
            late_ms: 0,
            lag_ms: 0,
            shows_members: true,
            refuses_absent: false,
        }
    }
    pub fn rough() -> Self {
        Self {
            lost_after: 8,
            lost_before: 4,
            error_after: 4,
            error_before: 3,
            throttle: 5,
            late: 6,
            late_ms: 40_000,
            lag_ms: 3_000,
            ..Self::calm()
        }
    }
}

#[derive(Clone)]
struct Stored {
    resource: Resource,
    landed: i64,
}

#[derive(Default)]
struct State {
    users: BTreeMap<String, Stored>,
    groups: BTreeMap<String, BTreeSet<String>>,
    pending: Vec<(i64, u64, Change)>,
    next: u64,
    answers: BTreeMap<u64, Answer>,
    pub requests: BTreeMap<&'static str, u64>,
}

pub struct SimServer {
    profile: Profile,
    rng: Rng,
    clock: Arc<SimClock>,
    state: Mutex<State>,
    model: Arc<ResourceModel>,
}

fn user_model() -> ResourceModel {
    ResourceModel::user()
}

impl SimServer {
    pub fn new(profile: Profile, rng: Rng, clock: Arc<SimClock>) -> Self {
        Self {
            profile,
            rng,
            clock,
            state: Mutex::default(),
            model: Arc::new(user_model()),
        }
    }

    pub fn put_user(&self, value: serde_json::Value) -> Resource {
        let resource = Resource::from_value(value).unwrap();
        let id = resource.id().unwrap().to_owned();
        self.state.lock().unwrap().users.insert(
            id,
            Stored {
                resource: resource.clone(),
                landed: i64::MIN / 2,
            },
        );
        resource
    }

    pub fn shows_members(&self) -> bool {
        self.profile.shows_members
    }

    pub fn put_group(&self, id: &str) {
        self.put_members(id, &[]);
    }

    pub fn put_members(&self, id: &str, members: &[String]) {
        let members = members.iter().cloned().collect();
        self.state.lock().unwrap().groups.insert(id.into(), members);
    }

    /// The server's own list, after everything under way has landed.
    pub fn users(&self) -> Vec<Resource> {
        let mut s = self.state.lock().unwrap();
        s.land(i64::MAX, &self.profile, &self.model);
        s.users.values().map(|u| u.resource.clone()).collect()
    }

    pub fn group(&self, id: &str) -> BTreeSet<String> {
        let mut s = self.state.lock().unwrap();
        s.land(i64::MAX, &self.profile, &self.model);
        s.groups[id].clone()
    }

    pub fn count(&self, what: &str) -> u64 {
        self.state
            .lock()
            .unwrap()
            .requests
            .get(what)
            .copied()
            .unwrap_or(0)
    }

    fn now(&self) -> i64 {
        self.clock.elapsed()
    }

    async fn travel(&self) {
        tokio::time::sleep(Duration::from_millis(5 + self.rng.below(40))).await;
    }

    fn visible(&self) -> Vec<Resource> {
        let now = self.now();
        let lag = self.rng.below(self.profile.lag_ms + 1) as i64;
        let mut s = self.state.lock().unwrap();
        s.land(now, &self.profile, &self.model);
        s.users
            .values()
            .filter(|u| u.landed <= now - lag)
            .map(|u| u.resource.clone())
            .collect()
    }
}

impl State {
    fn land(&mut self, now: i64, profile: &Profile, model: &ResourceModel) {
        self.pending.sort_by_key(|(at, n, _)| (*at, *n));
        while self.pending.first().is_some_and(|(at, ..)| *at <= now) {
            let (at, n, change) = self.pending.remove(0);
            let answer = self.apply(at, change, profile, model);
            self.answers.insert(n, answer);
        }
    }

    fn apply(&mut self, at: i64, change: Change, profile: &Profile, model: &ResourceModel) -> Answer {
        match change {
            Change::Create { mut body, .. } => {
                let name = body.user_name().unwrap().to_lowercase();
                let taken = self
                    .users
                    .values()
                    .any(|u| u.resource.user_name().unwrap().to_lowercase() == name);
                if taken && profile.unique_names {
                    return answer(409, Body::Empty);
                }
                self.next += 1;
                let id = format!("u{}", self.next);
                let created =
                    OffsetDateTime::from_unix_timestamp_nanos(i128::from(EPOCH_MS + at) * 1_000_000).unwrap();
                body.0.insert("id".into(), json!(id));
                body.0.insert(
                    "meta".into(),
                    json!({"created": created.format(&Rfc3339).unwrap()}),
                );
                if !profile.keeps_external_id {
                    body.0.remove("externalId");
                }
                self.users.insert(
                    id,
                    Stored {
                        resource: body.clone(),
                        landed: at,
                    },
                );
                answer(201, Body::Resource(body))
            }
            Change::Patch { id, message, .. } => {
                self.patch(at, &id, &PatchOperation::from_message(&message).unwrap(), model)
            }
            Change::Deactivate { id, .. } => self.set_active(at, &id, false),
            Change::Activate { id, .. } => self.set_active(at, &id, true),
            Change::Delete { id, .. } => answer(
                if self.users.remove(&id).is_some() {
                    204
                } else {
                    404
                },
                Body::Empty,
            ),
            Change::AddMembers { group_id, members } => {
                if members.iter().any(|m| !self.users.contains_key(m)) {
                    return answer(404, Body::Empty);
                }
                match self.groups.get_mut(&group_id) {
                    Some(group) => {
                        group.extend(members);
                        answer(204, Body::Empty)
                    }
                    None => answer(404, Body::Empty),
                }
            }
            Change::RemoveMembers {
                group_id, members, ..
            } => {
                let Some(group) = self.groups.get_mut(&group_id) else {
                    return answer(404, Body::Empty);
                };
                let absent = members.iter().any(|m| !group.contains(m));
                if absent && profile.refuses_absent {
                    return answer(400, Body::Empty);
                }
                group.retain(|m| !members.contains(m));
                answer(204, Body::Empty)
            }
            Change::Replace { .. } | Change::AddMember { .. } | Change::RemoveMember { .. } => {
                unreachable!("not sent in these tests")
            }
        }
    }

    fn set_active(&mut self, at: i64, id: &str, active: bool) -> Answer {
        match self.users.get_mut(id) {
            Some(user) => {
                user.resource.0.insert("active".into(), json!(active));
                let _ = at;
                answer(200, Body::Resource(user.resource.clone()))
            }
            None => answer(404, Body::Empty),
        }
    }

    fn patch(&mut self, _at: i64, id: &str, operations: &[PatchOperation], model: &ResourceModel) -> Answer {
        match self.users.get_mut(id) {
            Some(user) => {
                user.resource = apply(model, &user.resource, operations).unwrap();
                answer(200, Body::Resource(user.resource.clone()))
            }
            None => answer(404, Body::Empty),
        }
    }
}

fn answer(status: u16, body: Body) -> Answer {
    Answer::Status {
        status,
        body,
        retry_after: None,
        scim_type: None,
        message: String::new(),
    }
}

fn name_of(change: &Change) -> &'static str {
    change.kind().as_str()
}

#[async_trait]
impl Executor for SimServer {
    async fn send(&self, request: SendRequest) -> Answer {
        if request.permit.is_zero() {
            return Answer::PermitExpired;
        }
        let change = request.change;
        let p = &self.profile;
        let dice = self.rng.below(100);
        let mut edge = p.lost_after;
        let lost = Answer::NoAnswer {
            timed_out: false,
            message: "reset".into(),
        };
        *self
            .state
            .lock()
            .unwrap()
            .requests
            .entry(name_of(&change))
            .or_default() += 1;
        // What lands, lands whether or not the client lives to hear of it: it is put into the server's own queue first.
        let post = |delay: i64| {
            let mut s = self.state.lock().unwrap();
            s.next += 1;
            let n = s.next;
            let at = self.now() + delay;
            s.pending.push((at, n, change.clone()));
        };
        if dice < edge {
            post(self.rng.below(50) as i64);
            self.travel().await;
            return lost;
        }
        edge += p.lost_before;
        if dice < edge {
            self.travel().await;
            return lost;
        }
        edge += p.error_after;
        if dice < edge {
            post(self.rng.below(50) as i64);
            self.travel().await;
            return answer(500, Body::Empty);
        }
        edge += p.error_before;
        if dice < edge {
            self.travel().await;
            return answer(500, Body::Empty);
        }
        edge += p.throttle;
        if dice < edge {
            self.travel().await;
            return Answer::Status {
                status: 429,
                body: Body::Empty,
                retry_after: self.rng.chance(50).then_some(RetryAfter::Ms(1_000)),
                scim_type: None,
                message: String::new(),
            };
        }
        edge += p.late;
        if dice < edge {
            post(self.rng.below(p.late_ms) as i64);
            self.travel().await;
            return lost;
        }
        // The good case: it lands after half the way, and the answer travels back. A client that dies in the first
        // half has sent it all the same, mostly.
        let half = 2 + self.rng.below(20);
        let n = {
            let mut s = self.state.lock().unwrap();
            s.next += 1;
            let n = s.next;
            s.pending.push((self.now() + half as i64, n, change.clone()));
            n
        };
        tokio::time::sleep(Duration::from_millis(half)).await;
        let result = {
            let now = self.now();
            let mut s = self.state.lock().unwrap();
            s.land(now, &self.profile, &self.model);
            s.answers.remove(&n)
        };
        self.travel().await;
        result.unwrap_or(lost)
    }

    async fn get(&self, _resource_type: &str, id: &str) -> Result<Option<Resource>, ReadFailure> {
        *self.state.lock().unwrap().requests.entry("get").or_default() += 1;
        self.travel().await;
        let now = self.now();
        let mut s = self.state.lock().unwrap();
        s.land(now, &self.profile, &self.model);
        Ok(s.users.get(id).map(|u| u.resource.clone()))
    }

    async fn list(
        &self,
        _resource_type: &str,
        filter: Option<&Filter>,
        count: u32,
    ) -> Result<Listed, ReadFailure> {
        *self.state.lock().unwrap().requests.entry("list").or_default() += 1;
        self.travel().await;
        let all = self.visible();
        let take = |list: Vec<Resource>| Listed {
            resources: list.into_iter().take(count as usize).collect(),
            complete: true,
        };
        let Some(Filter::Compare(path, CompareOp::Eq, CompareValue::String(value))) = filter else {
            return Ok(take(all));
        };
        let external = path.attribute == "externalId";
        let mood = if external {
            self.profile.external_filter
        } else {
            self.profile.name_filter
        };
        match mood {
            FilterMood::Refused => Err(ReadFailure::Impossible {
                message: "filter refused".into(),
            }),
            FilterMood::Ignored => Ok(take(all)),
            FilterMood::AlwaysEmpty => Ok(Listed {
                resources: vec![],
                complete: true,
            }),
            FilterMood::Works => Ok(take(
                all.into_iter()
                    .filter(|r| {
                        if external {
                            r.external_id() == Some(value)
                        } else {
                            r.user_name().map(str::to_lowercase) == Some(value.to_lowercase())
                        }
                    })
                    .collect(),
            )),
        }
    }

    async fn walk(&self, _resource_type: &str) -> Result<Listed, ReadFailure> {
        *self.state.lock().unwrap().requests.entry("walk").or_default() += 1;
        self.travel().await;
        Ok(Listed {
            resources: self.visible(),
            complete: true,
        })
    }

    async fn members(
        &self,
        _t: &str,
        group: &str,
        ids: &[String],
        _own: bool,
    ) -> Result<MembersSeen, ReadFailure> {
        self.travel().await;
        if !self.profile.shows_members {
            return Ok(MembersSeen::NotShown);
        }
        let now = self.now();
        let mut s = self.state.lock().unwrap();
        s.land(now, &self.profile, &self.model);
        let Some(members) = s.groups.get(group) else {
            return Ok(MembersSeen::Gone);
        };
        // An empty group has no members to show (RFC 7643 §2.5): it looks like a server that shows none.
        if members.is_empty() {
            return Ok(MembersSeen::NotShown);
        }
        let present: HashSet<String> = ids.iter().filter(|id| members.contains(*id)).cloned().collect();
        Ok(MembersSeen::Present(present))
    }

    fn model(&self, _resource_type: &str) -> Option<Arc<ResourceModel>> {
        Some(self.model.clone())
    }
}
