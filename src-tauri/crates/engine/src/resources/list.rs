//! A live list. Servers ignore, refuse and half-read filters and orders (quirks 4 to 6), so every result is
//! checked again here, and where the server cannot do it Rollcall reads everything and does it itself.

use std::sync::OnceLock;
use std::sync::atomic::AtomicBool;
use std::sync::atomic::Ordering::Relaxed;

use rollcall_scim::{AttrPath, Filter, Resource, ResourceModel, sort};
use rollcall_scim_client::dialect::{FilterDialect, UnsupportedFilter};
use rollcall_scim_client::{Client, ClientError, ExchangeMark, FilterPlan, ListQuery, Projection};

use super::filter_memory::{Refused, feature, judged_by};
use super::follow::{Follower, Heard};
use super::gather::{Gathered, gather_followed};
use super::list_query::{
    often_left_out, parse_filter, parse_order, paths, refuses_filter, same_attribute, strip,
    unseen_attributes,
};
use super::mask::mask_resource;
use crate::{
    ConnectionId, Engine, EngineError, FilteredBy, GapCode, ListRequest, ListResult, Notice, NoticeCode,
};

/// So many rows in order prove that the server sorts.
const PROOF_OF_ORDER: u64 = 50;

impl Engine {
    /// A live list. The filter's results are re-evaluated here; when the server ignored or refused the filter,
    /// everything is read and filtered here, and a notice says so.
    pub async fn resource_list(
        &self,
        connection: ConnectionId,
        request: ListRequest,
    ) -> Result<ListResult, EngineError> {
        self.list_followed(connection, request, None).await
    }

    /// As [`Engine::resource_list`]. Whoever follows has heard of the resources already: the result has none.
    pub(super) async fn list_followed(
        &self,
        connection: ConnectionId,
        request: ListRequest,
        follower: Option<&Follower>,
    ) -> Result<ListResult, EngineError> {
        let profile = self.profile(connection).await?;
        let model = self.model(&profile, &request.type_name).await?;
        let client = self.client(&profile).await?;
        let mut notices = Vec::new();
        let filter = parse_filter(request.filter.as_deref(), &model, &mut notices)?;
        let order = parse_order(request.sort_by.as_deref())?;
        let page_size = self.page_size(connection).await;
        let known = match filter.as_ref().filter(|_| !request.ask_anyway) {
            Some(filter) => self.in_force(connection, &feature(&model, filter)).await,
            None => None,
        };
        let plan = match &filter {
            Some(filter) => {
                let refused = match request.ask_anyway {
                    true => Refused::none(),
                    false => self.refused_filters(connection, &model).await,
                };
                let dialect = match request.ask_anyway {
                    true => &FilterDialect::default(),
                    false => &client.dialect().filter,
                };
                Some(dialect.plan(&model.endpoint, filter, &|path, op| refused.has(path, op)))
            }
            None => None,
        };
        let list = Lister {
            in_vain: known.as_deref() == Some("no"),
            proven: known.as_deref() == Some("yes"),
            judged: OnceLock::new(),
            plan,
            client: &client,
            model: &model,
            filter,
            order,
            request: &request,
            page_size,
            name: &profile.name,
            follower,
        };
        for notice in &notices {
            list.tell(Heard::Notice(notice.clone()));
        }
        let (mut gathered, filtered_by) = list.run(&mut notices).await?;
        if follower.is_some() {
            gathered.kept.clear();
        }
        // What was not asked, or not to the end, proves nothing.
        let judged = list.judged.get().filter(|_| !gathered.stopped);
        if let (Some(filter), Some(shown)) = (&list.filter, judged) {
            self.learn_filter(connection, list.model, filter, filtered_by, *shown)
                .await;
        }
        self.learn(connection, &gathered.outcome.observations).await;
        Ok(list.finish(gathered, filtered_by, notices))
    }
}

pub(super) struct Lister<'a> {
    /// The server is known not to answer such a filter.
    in_vain: bool,
    /// It is known to answer such a filter.
    proven: bool,
    /// The exchange that shows how the server takes the filter, once it was asked.
    pub(super) judged: OnceLock<Option<ExchangeMark>>,
    /// How the filter is put to the server.
    plan: Option<FilterPlan>,
    pub(super) client: &'a Client,
    pub(super) model: &'a ResourceModel,
    filter: Option<Filter>,
    order: Option<AttrPath>,
    pub(super) request: &'a ListRequest,
    page_size: u64,
    pub(super) name: &'a str,
    follower: Option<&'a Follower>,
}

impl Lister<'_> {
    async fn run(&self, notices: &mut Vec<Notice>) -> Result<(Gathered, FilteredBy), EngineError> {
        let Some(filter) = &self.filter else {
            let gathered = self
                .walk(None, self.request.limit, |_| true)
                .await
                .map_err(|e| self.told(&e))?;
            return Ok((self.ordered(gathered, None, notices).await?, FilteredBy::Nobody));
        };
        if self.in_vain {
            self.say(
                notices,
                Notice::new(
                    NoticeCode::FilterKnown,
                    format!(
                        "{} is known not to answer such a filter; everything was read and filtered here.",
                        self.name
                    ),
                )
                .with("connection", self.name),
            );
            return self.everything(filter, notices).await;
        }
        let unseen = unseen_attributes(self.model, filter);
        let sent = match &self.plan {
            Some(FilterPlan::Here(why)) => {
                self.say(notices, self.not_asked(*why));
                return self.everything(filter, notices).await;
            }
            Some(FilterPlan::Ask { parts, .. }) if parts.len() > 1 && unseen.is_empty() => {
                self.say(notices, self.asked_in_parts());
                return match self.in_parts(parts, filter).await {
                    Some(gathered) => {
                        let gathered = self.ordered(gathered?, Some(filter), notices).await?;
                        Ok((gathered, FilteredBy::Server))
                    }
                    None => self.everything(filter, notices).await,
                };
            }
            Some(FilterPlan::Ask { parts, .. }) => parts.first().cloned(),
            None => None,
        };
        let (text, sent) = match sent {
            Some(asked) if unseen.is_empty() => (asked.text, asked.filter),
            _ => (filter.to_string(), filter.clone()),
        };
        let attributes = paths(filter);
        let ignored = AtomicBool::new(false);
        let shown = AtomicBool::new(false);
        let keep = |resource: &Resource| {
            if !shown.load(Relaxed) && attributes.iter().any(|p| resource.at(self.model, p).is_some()) {
                shown.store(true, Relaxed);
            }
            if unseen.is_empty() && !sent.matches(self.model, resource) {
                ignored.store(true, Relaxed);
                return false;
            }
            // A part of the filter was sent, the whole of it counts.
            !unseen.is_empty() || filter.matches(self.model, resource)
        };
        let answered = self.walk(Some(text), self.request.limit, keep).await;
        self.judged.get_or_init(|| judged_by(&answered));
        let gathered = match answered {
            Ok(gathered) => gathered,
            Err(error) if refuses_filter(&error) => {
                self.say(
                    notices,
                    Notice::new(
                        NoticeCode::FilterRefused,
                        format!(
                            "{} refused the filter; everything was read and filtered here.",
                            self.name
                        ),
                    )
                    .with("connection", self.name),
                );
                return self.everything(filter, notices).await;
            }
            Err(error) => return Err(self.told(&error)),
        };
        if gathered.stopped {
            // What is left of an answer proves nothing about the server.
            return Ok((gathered, FilteredBy::Server));
        }
        if !unseen.is_empty() {
            self.say(
                notices,
                Notice::new(
                    NoticeCode::FilterUnchecked,
                    format!(
                        "{} does not show {}; its results could not be checked here.",
                        self.name,
                        unseen.join(", ")
                    ),
                )
                .with("connection", self.name)
                .with("attributes", unseen.join(", ")),
            );
        }
        if ignored.load(Relaxed) {
            if gathered.kept.is_empty() && !shown.load(Relaxed) && often_left_out(filter) {
                return self.trusting(filter, notices).await;
            }
            self.say(
                notices,
                Notice::new(
                    NoticeCode::FilterIgnored,
                    format!(
                        "{} ignored the filter or part of it; the results were filtered here.",
                        self.name
                    ),
                )
                .with("connection", self.name),
            );
            return Ok((
                self.ordered(gathered, Some(filter), notices).await?,
                FilteredBy::Rollcall,
            ));
        }
        if gathered.kept.is_empty() && (self.empty_says_nothing() || self.misses_known_match(filter).await) {
            self.say(
                notices,
                Notice::new(
                    NoticeCode::FilterWrong,
                    format!(
                        "{} found nothing although there are matches; everything was read and filtered here.",
                        self.name
                    ),
                )
                .with("connection", self.name),
            );
            return self.everything(filter, notices).await;
        }
        Ok((
            self.ordered(gathered, Some(filter), notices).await?,
            FilteredBy::Server,
        ))
    }

    pub(super) async fn walk(
        &self,
        filter: Option<String>,
        limit: Option<u64>,
        keep: impl FnMut(&Resource) -> bool,
    ) -> Result<Gathered, ClientError> {
        let query = ListQuery {
            filter,
            projection: self.projection(),
            sort_by: self.order.as_ref().map(ToString::to_string),
            descending: self.request.descending,
            ..ListQuery::default()
        };
        // Three rows may stand in order by luck; fifty do not.
        let limit = limit.map(|l| {
            if self.order.is_some() {
                l.max(PROOF_OF_ORDER)
            } else {
                l
            }
        });
        let page_size = self.page_size;
        let endpoint = &self.model.endpoint;
        gather_followed(
            self.client,
            endpoint,
            &query,
            page_size,
            limit,
            keep,
            self.follower,
        )
        .await
    }

    fn tell(&self, what: Heard) {
        if let Some(follower) = self.follower {
            follower.tell(what);
        }
    }

    fn say(&self, notices: &mut Vec<Notice>, notice: Notice) {
        self.tell(Heard::Notice(notice.clone()));
        notices.push(notice);
    }

    /// Reads everything without the filter and filters here.
    async fn everything(
        &self,
        filter: &Filter,
        notices: &mut Vec<Notice>,
    ) -> Result<(Gathered, FilteredBy), EngineError> {
        self.tell(Heard::FilteredHere);
        let gathered = self
            .walk(None, self.request.limit, |r| filter.matches(self.model, r))
            .await
            .map_err(|e| self.told(&e))?;
        Ok((
            self.ordered(gathered, Some(filter), notices).await?,
            FilteredBy::Rollcall,
        ))
    }

    /// The server filters by something it does not show in lists (members of a group): taken as it is, said so.
    async fn trusting(
        &self,
        filter: &Filter,
        notices: &mut Vec<Notice>,
    ) -> Result<(Gathered, FilteredBy), EngineError> {
        self.say(
            notices,
            Notice::new(
                NoticeCode::FilterUncheckable,
                format!(
                    "{} does not show what was filtered by; its results could not be checked here.",
                    self.name
                ),
            )
            .with("connection", self.name),
        );
        let gathered = self
            .walk(Some(filter.to_string()), self.request.limit, |_| true)
            .await
            .map_err(|e| self.told(&e))?;
        Ok((gathered, FilteredBy::Server))
    }

    /// This server answers what it does not understand with nothing, or compares with case what has none.
    fn empty_says_nothing(&self) -> bool {
        let dialect = &self.client.dialect().filter;
        !self.proven && (dialect.exact_case || dialect.unsupported == UnsupportedFilter::Empty)
    }

    /// An empty answer to a filter proves nothing (quirk 4). One page without the filter may show a match.
    async fn misses_known_match(&self, filter: &Filter) -> bool {
        let mut seen = 0_u64;
        let mut query = ListQuery {
            projection: self.projection(),
            ..ListQuery::default()
        };
        query.count = Some(self.page_size.min(100));
        if let Ok(page) = self.client.list(&self.model.endpoint, &query).await {
            let resources = page.resources.into_iter().filter_map(Resource::from_value);
            seen = resources
                .filter(|r| filter.matches(self.model, r))
                .map(|_| 1)
                .sum();
        }
        seen > 0
    }

    /// Sees to the order asked for. When a limit cut a list that the server did not order, everything is read.
    async fn ordered(
        &self,
        mut gathered: Gathered,
        filter: Option<&Filter>,
        notices: &mut Vec<Notice>,
    ) -> Result<Gathered, EngineError> {
        let Some(order) = &self.order else {
            return Ok(gathered);
        };
        let compare = |a: &Resource, b: &Resource| {
            let ordering = sort::compare(self.model, order, a, b);
            if self.request.descending {
                ordering.reverse()
            } else {
                ordering
            }
        };
        let in_order = gathered.kept.is_sorted_by(|a, b| compare(a, b).is_le());
        if !in_order {
            self.say(
                notices,
                Notice::new(
                    NoticeCode::SortIgnored,
                    format!("{} did not sort; it was sorted here.", self.name),
                )
                .with("connection", self.name),
            );
            if gathered.cut {
                let keep = |r: &Resource| filter.is_none_or(|f| f.matches(self.model, r));
                gathered = self.walk(None, None, keep).await.map_err(|e| self.told(&e))?;
            }
            gathered.kept.sort_by(compare);
        }
        Ok(gathered)
    }

    /// The attributes asked for, and those the filter and the order look at.
    fn projection(&self) -> Projection {
        let needed = self.needed();
        let mut attributes = self.request.attributes.clone();
        attributes.extend(self.added().iter().map(ToString::to_string));
        let wanted = |a: &&String| !needed.iter().any(|path| same_attribute(a, path));
        let excluded = self
            .request
            .excluded_attributes
            .iter()
            .filter(wanted)
            .cloned()
            .collect();
        Projection { attributes, excluded }
    }

    /// What the filter and the order look at.
    fn needed(&self) -> Vec<AttrPath> {
        let mut needed: Vec<AttrPath> = self.filter.as_ref().map(paths).unwrap_or_default();
        needed.extend(self.order.clone());
        needed
    }

    /// Attributes asked for only because the filter or the order needs them.
    fn added(&self) -> Vec<AttrPath> {
        if self.request.attributes.is_empty() {
            return Vec::new();
        }
        let asked = |path: &AttrPath| self.request.attributes.iter().any(|a| same_attribute(a, path));
        self.needed()
            .into_iter()
            .filter(|path| !asked(path))
            .map(|path| AttrPath {
                sub_attribute: None,
                ..path
            })
            .collect()
    }

    fn finish(&self, mut gathered: Gathered, filtered_by: FilteredBy, notices: Vec<Notice>) -> ListResult {
        if let Some(limit) = self.request.limit.and_then(|l| usize::try_from(l).ok())
            && gathered.kept.len() > limit
        {
            gathered.kept.truncate(limit);
            gathered.cut = true;
        }
        let complete = gathered.outcome.complete && !gathered.cut;
        let mut unwanted = self.added();
        unwanted.extend(
            self.request
                .excluded_attributes
                .iter()
                .filter_map(|text| AttrPath::parse(text).ok())
                .filter(|path| path.sub_attribute.is_none()),
        );
        for resource in &mut gathered.kept {
            for path in &unwanted {
                strip(resource, path);
            }
        }
        let code = if gathered.cut {
            Some(GapCode::Limit)
        } else if gathered.stopped {
            Some(GapCode::Stopped)
        } else {
            gathered.outcome.doubt.map(GapCode::from)
        };
        ListResult {
            resources: gathered
                .kept
                .iter()
                .map(|r| mask_resource(self.model, &r.to_value()))
                .collect(),
            total_results: gathered.outcome.total_results,
            complete,
            incomplete_reason: if gathered.cut {
                Some("The limit was reached.".into())
            } else if gathered.stopped {
                Some("It was stopped.".into())
            } else {
                gathered.outcome.reason.clone()
            },
            incomplete_code: code,
            cut: gathered.cut,
            filtered_by,
            notices,
        }
    }

    pub(super) fn told(&self, error: &ClientError) -> EngineError {
        EngineError::from_client(self.name, error)
    }
}
