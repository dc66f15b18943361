//! What lists, filters, sorting and projections of users really do.

use rollcall_scim_client::dialect::Paging;
use rollcall_scim_client::{ClientError, EvidenceCode, ListQuery, Projection};
use serde_json::Value;

use super::Look;

const USERS: &str = "/Users";

impl Look<'_> {
    /// A list of users; `None` when nothing more may be asked.
    async fn list(&self, endpoint: &str, query: ListQuery) -> Option<Result<Page, ClientError>> {
        if !self.attempts.may_ask() {
            return None;
        }
        let answer = self.client.list(endpoint, &query).await;
        Some(answer.map(|list| Page {
            total: list.total_results,
            next: list.next_cursor,
            rows: list.resources,
        }))
    }

    pub(super) async fn list_of(
        &self,
        endpoint: &str,
        query: ListQuery,
    ) -> Option<Result<Page, ClientError>> {
        self.list(endpoint, query).await
    }

    pub(super) async fn users(&mut self, nobody: &str) {
        let plain = |start: Option<u64>, count| ListQuery {
            start_index: start,
            count: Some(count),
            ..ListQuery::default()
        };
        let by_index = self.dialect.list.at(USERS).paging == Paging::Index;
        let start = by_index.then_some(1);
        let counted = match self.list(USERS, plain(start, 2)).await {
            Some(Ok(page)) => Some(page),
            // Some fail on the parameter itself (Canaille: 500) and answer without it.
            Some(Err(ClientError::Status(e))) if matches!(e.status, 400 | 422 | 500 | 501) => None,
            _ => return,
        };
        let count = counted.is_some();
        let first = match counted {
            Some(page) => page,
            None => match self.list(USERS, ListQuery::default()).await {
                Some(Ok(page)) => {
                    self.saw("list.Users.count.accepted", "no", EvidenceCode::CountMissing);
                    page
                }
                _ => return,
            },
        };
        self.totals(&first);
        let mut by_number = false;
        if by_index && count {
            by_number = self.second_page(&first, plain(Some(2), 2)).await;
            self.count_of_none(plain(Some(1), 0)).await;
        }
        self.cursor(&first, by_number).await;
        let Some(somebody) = first.rows.first() else {
            return;
        };
        for attribute in ["userName", "externalId"] {
            if let Some(value) = text(somebody, attribute) {
                self.filter(attribute, value, somebody, nobody).await;
            }
        }
        self.sorting(&first, count.then_some(5)).await;
        self.projection(somebody, count.then_some(2)).await;
    }

    fn totals(&mut self, page: &Page) {
        if page.total.is_none() {
            self.saw("list.Users.total_results", "absent", EvidenceCode::TotalMissing);
        }
    }

    /// Two pages of two that begin one apart share exactly one.
    /// Whether they show that the list can be read by number.
    async fn second_page(&mut self, first: &Page, query: ListQuery) -> bool {
        let Some(Ok(second)) = self.list(USERS, query).await else {
            return false;
        };
        let (a, b) = (first.ids(), second.ids());
        if a.len() != 2 || b.is_empty() {
            // Too few people to tell.
            return true;
        }
        if a == b {
            self.saw("list.Users.index", "ignored", EvidenceCode::SameTwo);
        } else if b.first() == a.last() {
            self.saw("list.Users.index", "honoured", EvidenceCode::SecondFirst);
        } else if !b.iter().any(|id| a.contains(id)) {
            self.saw("list.Users.index", "page_mapped", EvidenceCode::OtherTwo);
        }
        if second.total == Some(2) && a != b {
            self.saw("list.Users.total_results", "page", EvidenceCode::TotalOfPage);
        }
        a != b
    }

    /// An empty cursor asks for the first page and the way to the next (RFC 9865 §2.2). Asked only where the server's
    /// configuration or its preset names cursors, and believed only where the list is not read by number.
    async fn cursor(&mut self, first: &Page, by_number: bool) {
        let known = match &self.dialect.list.at(USERS).paging {
            Paging::Cursor(how) => Some(how.param.clone()),
            Paging::Index if self.names_cursor => None,
            _ => return,
        };
        let expected = known.is_some();
        let query = ListQuery {
            page: Some((known.unwrap_or_else(|| "cursor".to_owned()), String::new())),
            count: Some(2),
            ..ListQuery::default()
        };
        let Some(Ok(page)) = self.list(USERS, query).await else {
            return;
        };
        if page.next.is_none() || (by_number && !expected) {
            return;
        }
        self.saw("list.Users.mode", "cursor", EvidenceCode::CursorLed);
        if first.next.is_none() {
            self.saw("list.Users.cursor.opt_in_empty", "yes", EvidenceCode::CursorAsked);
        }
    }

    async fn count_of_none(&mut self, query: ListQuery) {
        match self.list(USERS, query).await {
            Some(Ok(_)) => self.saw("list.Users.count.zero", "ok", EvidenceCode::NoneAnswered),
            Some(Err(ClientError::Status(e))) if matches!(e.status, 400 | 404 | 422 | 500 | 501) => {
                self.saw("list.Users.count.zero", "error", EvidenceCode::NoneRefused);
            }
            _ => {}
        }
    }

    /// A filter whose answer is known, and one that nobody can match.
    async fn filter(&mut self, attribute: &str, value: &str, somebody: &Value, nobody: &str) {
        let by = |value: &str| ListQuery {
            filter: Some(format!("{attribute} eq {}", Value::String(value.to_owned()))),
            ..ListQuery::default()
        };
        let known = self.list(USERS, by(value)).await;
        let feature = format!("filter.Users.{attribute}.eq");
        let found = match known {
            Some(Ok(page)) if page.ids().contains(&id(somebody)) => true,
            Some(Ok(page)) if page.rows.is_empty() => {
                self.saw(&feature, "no", EvidenceCode::NobodyFound);
                self.saw("filter.unsupported", "empty", EvidenceCode::MatchMissed);
                self.filterable(attribute, false);
                return;
            }
            Some(Err(ClientError::Status(e))) if matches!(e.status, 400 | 404 | 422 | 500 | 501) => {
                self.saw(&feature, "no", EvidenceCode::FilterRefused);
                self.saw("filter.unsupported", "error", EvidenceCode::UnknownRefused);
                self.filterable(attribute, false);
                return;
            }
            Some(_) => false,
            None => return,
        };
        match self.list(USERS, by(nobody)).await {
            Some(Ok(page)) if page.rows.is_empty() && found => {
                self.saw(&feature, "yes", EvidenceCode::BothRight);
                self.filterable(attribute, true);
            }
            Some(Ok(page)) if !page.rows.is_empty() => {
                self.saw(&feature, "no", EvidenceCode::NobodysFound);
                self.saw("filter.unsupported", "ignored", EvidenceCode::NobodysAnswered);
                self.filterable(attribute, false);
            }
            _ => {}
        }
    }

    fn filterable(&mut self, attribute: &str, works: bool) {
        let word = if works { "yes" } else { "no" };
        if attribute == "externalId" {
            self.saw("user.externalId.filterable", word, EvidenceCode::JustTried);
        } else if works {
            self.saw("features.filter", "yes", EvidenceCode::JustTried);
        }
    }

    /// Sorted from the end: the names must fall, and not be what comes unsorted anyway. Servers order letters in several
    /// ways, so an order that is neither says nothing.
    async fn sorting(&mut self, unsorted: &Page, count: Option<u64>) {
        let sorted = |descending| ListQuery {
            sort_by: Some("userName".into()),
            descending,
            count,
            ..ListQuery::default()
        };
        if self.dialect.sort.off {
            return;
        }
        match self.list(USERS, sorted(true)).await {
            Some(Ok(page)) => {
                let names = page.names();
                if names.len() < 2 {
                    return;
                }
                let falls = names.windows(2).all(|pair| matches!(pair, [a, b] if a >= b));
                let same = page.ids().starts_with(&unsorted.ids());
                if falls && !same {
                    self.saw("features.sort", "yes", EvidenceCode::NamesFall);
                } else if same && !falls {
                    self.saw("features.sort", "no", EvidenceCode::OrderSame);
                }
            }
            Some(Err(ClientError::Status(e))) if matches!(e.status, 400 | 404 | 422 | 500 | 501) => {
                self.saw("features.sort", "no", EvidenceCode::SortRefused);
            }
            _ => {}
        }
    }

    async fn projection(&mut self, somebody: &Value, count: Option<u64>) {
        const ALWAYS: [&str; 4] = ["id", "schemas", "meta", "userName"];
        let more = somebody
            .as_object()
            .is_some_and(|o| o.keys().any(|k| !ALWAYS.contains(&k.as_str())));
        if !more {
            return;
        }
        let query = ListQuery {
            projection: Projection {
                attributes: vec!["userName".into()],
                excluded: Vec::new(),
            },
            count,
            ..ListQuery::default()
        };
        match self.list(USERS, query).await {
            Some(Ok(page)) => {
                let Some(same) = page.rows.iter().find(|r| id(r) == id(somebody)) else {
                    return;
                };
                let left = |o: &Value| o.as_object().map_or(0, serde_json::Map::len);
                if left(same) < left(somebody) {
                    self.saw("list.Users.projection", "one_of", EvidenceCode::AttributesTaken);
                } else {
                    self.saw("list.Users.projection", "none", EvidenceCode::AttributesIgnored);
                }
            }
            Some(Err(ClientError::Status(e))) if matches!(e.status, 400 | 422 | 500 | 501) => {
                self.saw("list.Users.projection", "none", EvidenceCode::AttributesRefused);
            }
            _ => {}
        }
    }
}

/// A page of a list.
pub(super) struct Page {
    total: Option<u64>,
    /// The cursor to the next page.
    next: Option<String>,
    pub(super) rows: Vec<Value>,
}

impl Page {
    fn ids(&self) -> Vec<String> {
        self.rows.iter().map(id).collect()
    }

    fn names(&self) -> Vec<String> {
        self.rows
            .iter()
            .filter_map(|r| text(r, "userName"))
            .map(str::to_lowercase)
            .collect()
    }
}

pub(super) fn id(resource: &Value) -> String {
    text(resource, "id").unwrap_or_default().to_owned()
}

fn text<'a>(resource: &'a Value, attribute: &str) -> Option<&'a str> {
    resource
        .get(attribute)
        .and_then(Value::as_str)
        .filter(|t| !t.is_empty())
}
