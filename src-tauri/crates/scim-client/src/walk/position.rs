//! Where the next page begins, in the way of paging that is in force.

use crate::ListQuery;
use crate::dialect::{CursorPaging, Index, ListDialect, Paging, StartIdPaging};

/// How this list is paged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Way {
    Index(Index),
    Cursor(CursorPaging),
    StartId(StartIdPaging),
    /// One page.
    One,
}

/// Where a page begins. Parameters of one way never travel with those of another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Position {
    /// `startIndex` as it is sent, and another `count` than the walk's.
    Index(u64, Option<u64>),
    /// A cursor; empty for the first page.
    Cursor(String),
    /// An id.
    StartId(String),
    /// No parameter but `count`.
    Start,
}

impl Way {
    pub(super) fn of(dialect: &ListDialect) -> Self {
        match &dialect.paging {
            Paging::Index => Self::Index(dialect.index),
            Paging::Cursor(how) => Self::Cursor(how.clone()),
            Paging::StartId(how) => Self::StartId(how.clone()),
            Paging::None => Self::One,
        }
    }

    /// Where the first page begins.
    pub(super) fn first(&self) -> Position {
        match self {
            Self::Index(Index::ZeroBased) => Position::Index(0, None),
            Self::Index(_) => Position::Index(1, None),
            Self::Cursor(how) if how.opt_in_empty => Position::Cursor(String::new()),
            Self::Cursor(_) | Self::One => Position::Start,
            Self::StartId(how) => Position::StartId(how.first.clone()),
        }
    }

    /// The member of the answer that leads to the next page.
    pub(super) fn next_key(&self) -> Option<&str> {
        match self {
            Self::Cursor(how) => Some(&how.next_key),
            Self::StartId(how) => Some(&how.next_key),
            Self::Index(_) | Self::One => None,
        }
    }

    /// The query for the page at this position.
    pub(super) fn query(&self, query: &ListQuery, at: &Position, count: Option<u64>) -> ListQuery {
        let mut paged = ListQuery {
            start_index: None,
            page: None,
            count,
            ..query.clone()
        };
        match (self, at) {
            (_, Position::Index(start, other)) => {
                paged.start_index = Some(*start);
                paged.count = other.or(count);
            }
            (Self::Cursor(how), Position::Cursor(cursor)) => {
                paged.page = Some((how.param.clone(), cursor.clone()));
                if how.no_count {
                    paged.count = None;
                }
            }
            (Self::StartId(how), Position::StartId(id)) => {
                paged.page = Some((how.param.clone(), id.clone()));
            }
            (Self::One, _) => paged.count = None,
            _ => {}
        }
        paged
    }
}
