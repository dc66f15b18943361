//! Reading JSON that nobody vouches for: bounded depth, errors with a byte position, and repeated
//! keys reported instead of silently resolved.

use std::cell::{Cell, RefCell};
use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, MapAccess, SeqAccess, Visitor};
use serde_json::map::Entry;
use serde_json::{Map, Number, Value};

/// A depth that no SCIM message needs and every stack can bear.
pub const DEFAULT_MAX_DEPTH: usize = 64;
/// serde_json itself stops at 128; the bound asked for never goes beyond this.
const HIGHEST_MAX_DEPTH: usize = 126;
/// Repeated keys that are named; more are only counted as one more.
const MAX_DUPLICATES: usize = 100;

/// What was read.
#[derive(Debug, Clone, PartialEq)]
pub struct Parsed {
    /// The value. Where a key was repeated it holds the last of them.
    pub value: Value,
    /// Where keys were repeated, as JSON Pointers (RFC 6901) such as `/Resources/3/id`; at most
    /// 100. Two readers of such a message may see different values, so nothing
    /// that matters should rest on them. Keys that differ in case only are not reported.
    pub duplicate_keys: Vec<String>,
}

/// Why bytes are not the JSON that is accepted. Positions count bytes from the start; no message
/// quotes the content.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum JsonError {
    /// A byte order mark (RFC 8259 §8.1 forbids it).
    #[error("the text starts with a byte order mark")]
    ByteOrderMark,
    /// Not UTF-8.
    #[error("byte {position} is not UTF-8")]
    NotUtf8 {
        /// The first byte that does not fit.
        position: usize,
    },
    /// Not JSON, or something after it.
    #[error("not JSON at byte {position}: {message}")]
    Syntax {
        /// The first byte that does not fit.
        position: usize,
        /// What is wrong there.
        message: String,
    },
    /// Lists and objects within each other deeper than allowed.
    #[error("lists and objects are nested deeper than {limit} levels at byte {position}")]
    TooDeep {
        /// Where the bound was passed, give or take a bracket.
        position: usize,
        /// The bound.
        limit: usize,
    },
}

impl JsonError {
    /// The byte where reading stopped.
    pub fn position(&self) -> usize {
        match self {
            Self::ByteOrderMark => 0,
            Self::NotUtf8 { position } | Self::Syntax { position, .. } | Self::TooDeep { position, .. } => {
                *position
            }
        }
    }
}

/// Reads one JSON value from all of `bytes`. `max_depth` bounds how deep lists and objects lie
/// within each other (1 = a flat list); at most 126.
pub fn parse(bytes: &[u8], max_depth: usize) -> Result<Parsed, JsonError> {
    if bytes.starts_with(b"\xEF\xBB\xBF") {
        return Err(JsonError::ByteOrderMark);
    }
    // Checked once for all strings, which is faster than once for each.
    let text = std::str::from_utf8(bytes).map_err(|e| JsonError::NotUtf8 {
        position: e.valid_up_to(),
    })?;
    let state = State {
        max_depth: max_depth.min(HIGHEST_MAX_DEPTH),
        too_deep: Cell::new(false),
        duplicates: RefCell::new(vec![]),
    };
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let seed = Seed {
        state: &state,
        depth: 0,
    };
    let value = seed
        .deserialize(&mut deserializer)
        .and_then(|value| deserializer.end().map(|()| value))
        .map_err(|e| state.explain(&e, bytes))?;
    Ok(Parsed {
        value,
        duplicate_keys: state.duplicates.into_inner().into_iter().map(pointer).collect(),
    })
}

struct State {
    max_depth: usize,
    too_deep: Cell<bool>,
    /// Paths from the leaf to the root: a parent adds its own key when it finds new ones.
    duplicates: RefCell<Vec<Vec<String>>>,
}

impl State {
    fn repeated(&self, key: &str) {
        let mut duplicates = self.duplicates.borrow_mut();
        if duplicates.len() < MAX_DUPLICATES {
            duplicates.push(vec![key.to_owned()]);
        }
    }

    fn count(&self) -> usize {
        self.duplicates.borrow().len()
    }

    /// Adds a step to the paths found since `before`; free when there are none.
    fn below(&self, before: usize, step: impl FnOnce() -> String) {
        if self.count() > before {
            let step = step();
            for path in self.duplicates.borrow_mut().iter_mut().skip(before) {
                path.push(step.clone());
            }
        }
    }

    fn enter<E: de::Error>(&self, depth: usize) -> Result<usize, E> {
        if depth >= self.max_depth {
            self.too_deep.set(true);
            return Err(E::custom("nested too deep"));
        }
        Ok(depth.saturating_add(1))
    }

    fn explain(&self, error: &serde_json::Error, bytes: &[u8]) -> JsonError {
        let position = match error.is_eof() {
            true => bytes.len(),
            false => offset(bytes, error.line(), error.column()),
        };
        if self.too_deep.get() {
            return JsonError::TooDeep {
                position,
                limit: self.max_depth,
            };
        }
        let full = error.to_string();
        let message = full.split(" at line ").next().unwrap_or("not JSON").to_owned();
        JsonError::Syntax { position, message }
    }
}

/// Line and column (both from 1, the column in bytes) as an offset.
fn offset(bytes: &[u8], line: usize, column: usize) -> usize {
    let start = match line.checked_sub(2) {
        None => 0,
        Some(nth) => bytes
            .iter()
            .enumerate()
            .filter(|(_, b)| **b == b'\n')
            .nth(nth)
            .map_or(0, |(at, _)| at.saturating_add(1)),
    };
    start.saturating_add(column.saturating_sub(1)).min(bytes.len())
}

/// RFC 6901 §3: `~` and `/` are escaped.
fn pointer(path: Vec<String>) -> String {
    path.iter().rev().fold(String::new(), |mut pointer, step| {
        pointer.push('/');
        pointer.push_str(&step.replace('~', "~0").replace('/', "~1"));
        pointer
    })
}

#[derive(Clone, Copy)]
struct Seed<'s> {
    state: &'s State,
    depth: usize,
}

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Value;
    #[inline]
    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a JSON value")
    }
    #[inline]
    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }
    #[inline]
    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }
    #[inline]
    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }
    #[inline]
    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }
    #[inline]
    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }
    #[inline]
    fn visit_string<E>(self, value: String) -> Result<Value, E> {
        Ok(Value::String(value))
    }
    #[inline]
    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let inner = Seed {
            state: self.state,
            depth: self.state.enter(self.depth)?,
        };
        let mut items: Vec<Value> = Vec::new();
        loop {
            let before = self.state.count();
            match access.next_element_seed(inner)? {
                Some(item) => items.push(item),
                None => return Ok(Value::Array(items)),
            }
            self.state
                .below(before, || items.len().saturating_sub(1).to_string());
        }
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let inner = Seed {
            state: self.state,
            depth: self.state.enter(self.depth)?,
        };
        let mut map = Map::new();
        while let Some(key) = access.next_key::<String>()? {
            let before = self.state.count();
            let value = access.next_value_seed(inner)?;
            self.state.below(before, || key.clone());
            match map.entry(key) {
                Entry::Vacant(entry) => {
                    entry.insert(value);
                }
                Entry::Occupied(mut entry) => {
                    self.state.repeated(entry.key());
                    entry.insert(value);
                }
            }
        }
        Ok(Value::Object(map))
    }
}

#[cfg(test)]
mod tests;
