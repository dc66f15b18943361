//! Budgets of requests: how many of which kind in how long.

use std::fmt;
use std::str::FromStr;

use crate::value::ValueError;

/// What a budget is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum RateOperation {
    /// Everything.
    Any,
    /// Lists and single resources.
    Read,
    /// One user by id.
    GetUser,
    /// One group by id.
    GetGroup,
    /// Creating, changing and deleting anything.
    Write,
    /// Creating, changing and deleting users.
    WriteUser,
    /// Creating, changing and deleting groups.
    WriteGroup,
}

impl RateOperation {
    /// Every kind with its word in the format.
    pub const ALL: [(&'static str, Self); 7] = [
        ("any", Self::Any),
        ("read", Self::Read),
        ("get_user", Self::GetUser),
        ("get_group", Self::GetGroup),
        ("write", Self::Write),
        ("write_user", Self::WriteUser),
        ("write_group", Self::WriteGroup),
    ];

    /// The kind of a word.
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.iter().find(|(w, _)| *w == word).map(|(_, op)| *op)
    }

    /// The word of the format.
    pub fn word(self) -> &'static str {
        Self::ALL
            .iter()
            .find(|(_, op)| *op == self)
            .map_or("any", |(w, _)| w)
    }
}

/// One budget.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rate {
    /// What it is for.
    pub operation: RateOperation,
    /// How many requests, at least one.
    pub requests: u64,
    /// In how many seconds, at least one.
    pub seconds: u64,
    /// How many at once.
    pub burst: Option<u64>,
    /// Who shares it: `org`, `account`, `token`.
    pub scope: Option<String>,
}

impl fmt::Display for Rate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}/{}s", self.operation.word(), self.requests, self.seconds)?;
        if let Some(burst) = self.burst {
            write!(f, " burst {burst}")?;
        }
        match &self.scope {
            Some(scope) => write!(f, " scope {scope}"),
            None => Ok(()),
        }
    }
}

impl FromStr for Rate {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        let bad = || ValueError::NotARate(text.to_owned());
        let number = |word: &str| word.parse::<u64>().ok().filter(|n| *n > 0).ok_or_else(bad);
        let mut words = text.split_whitespace();
        let operation = words.next().and_then(RateOperation::parse).ok_or_else(bad)?;
        let (requests, seconds) = words.next().and_then(|w| w.split_once('/')).ok_or_else(bad)?;
        let mut rate = Self {
            operation,
            requests: number(requests)?,
            seconds: number(seconds.strip_suffix('s').unwrap_or(seconds))?,
            burst: None,
            scope: None,
        };
        while let Some(name) = words.next() {
            let value = words.next().ok_or_else(bad)?;
            match name {
                "burst" => rate.burst = Some(number(value)?),
                "scope" => rate.scope = Some(value.to_owned()),
                _ => return Err(bad()),
            }
        }
        Ok(rate)
    }
}

pub(crate) fn written_rates(rates: &[Rate]) -> Vec<String> {
    rates.iter().map(ToString::to_string).collect()
}
