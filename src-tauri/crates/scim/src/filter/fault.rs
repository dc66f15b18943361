//! What can be wrong with a filter.

use std::fmt;

use crate::sentence::{Params, filled};

crate::sentences! {
    /// What exactly is wrong with a filter. Closed: each has one sentence, here in English, elsewhere in other languages.
    FilterRule {
        /// Nothing is written.
        Empty "the filter is empty; write for example userName eq \"bjensen\"";
        /// Too many bytes; `most`.
        TooLong "the filter is longer than {most} bytes; split it into several";
        /// Too many conditions; `most`.
        TooMany "the filter has more than {most} conditions; split it into several";
        /// Too many levels; `most`.
        TooDeep "the filter nests deeper than {most} levels";
        /// A closing parenthesis too many.
        ParenthesisExtra "this parenthesis closes nothing";
        /// A closing bracket too many.
        BracketExtra "this bracket closes nothing";
        /// A word after the end of a condition; `word`.
        WordUnexpected "\"{word}\" is not expected here; join conditions with and / or";
        /// A quoted text after the end of a condition.
        TextUnexpected "this text is not expected here; join conditions with and / or";
        /// An opening bracket after the end of a condition.
        JoinMissing "and / or is missing before this bracket";
        /// A condition is missing.
        ConditionMissing "a condition is missing here";
        /// A condition is missing before `and`, `or`; `word`.
        ConditionMissingBefore "a condition is missing before \"{word}\"";
        /// A parenthesis is left open; `open`, its position.
        ParenthesisOpen "the parenthesis opened at character {open} is not closed here";
        /// A bracket is left open; `open`, its position.
        BracketOpen "the bracket opened at character {open} is not closed here";
        /// Brackets in brackets.
        BracketNested "a value filter cannot hold another one in brackets";
        /// More than one name after a bracket.
        PartsAfterBracket "only one sub-attribute may follow the bracket";
        /// No operator; `name`.
        OperatorMissing "an operator (eq, ne, co, sw, ew, gt, ge, lt, le, pr) is missing after {name}";
        /// A word in place of an operator; `word`.
        OperatorUnknown "\"{word}\" is no operator; use eq, ne, co, sw, ew, gt, ge, lt, le or pr";
        /// No value; `operator`.
        ValueMissing "a value is missing after {operator}";
        /// A quoted text in place of a name.
        NameQuoted "an attribute name is expected here; names stand without quotes";
        /// Something else in place of a name.
        NameExpected "an attribute name is expected here";
        /// It ends too early.
        EndsEarly "the filter ends where a condition is expected";
        /// `not` without parentheses.
        NotBare "put what follows not in parentheses: not (…)";
        /// A bracket after a sub-attribute; `name`.
        BracketAfterPart "a value filter applies to the whole attribute; write the bracket after {name}";
        /// What stands in place of a name cannot be one; `why`, in English.
        NameOdd "not an attribute name: {why}";
        /// Not a number; `word`.
        NumberOdd "\"{word}\" is no number; put dates and texts in double quotes";
        /// A text without quotes; `word`.
        Unquoted "put the text in double quotes: \"{word}\"";
        /// No closing quote.
        QuoteOpen "the text that starts here has no closing quote";
        /// Not a JSON string.
        TextOdd "this text is not a JSON string: write \\\" for a quote, \\\\ for a backslash and \\uXXXX for a control character";
        /// A value that is neither text, number, true, false nor null.
        ValueOdd "a value is text, a number, true, false or null";
        /// Brackets after a single value; `name`.
        NoList "{name} holds a single value, so there is nothing to choose in brackets";
        /// No such attribute; `type`, `name`.
        NoAttribute "{type} has no attribute {name}";
        /// A list of plain values is asked for parts; `name`.
        PlainValues "{name} is a list of plain values; inside the brackets they are called value";
        /// No such part; `name`, `part`.
        NoPart "{name} has no sub-attribute {part}";
        /// A complex attribute is compared as a whole; `name`.
        Whole "{name} is complex; compare one of its sub-attributes";
        /// A secret is asked for more than equality; `name`.
        WriteOnly "{name} is write-only; only eq and ne can be asked";
        /// An order with null; `operator`.
        NullOrder "{operator} cannot be used with null";
        /// An order of true and false; `operator`, `name`.
        BooleanOrder "{operator} cannot be used on {name}, which is true or false";
        /// An order of binary data; `operator`, `name`.
        BinaryOrder "{operator} cannot be used on {name}, which is binary data";
        /// A part of a number; `operator`, `name`.
        NumberPart "{operator} cannot be used on {name}, which is a number";
        /// Compared with something else than true or false; `name`.
        WantsBoolean "{name} is compared with true or false";
        /// Compared with something else than a number; `name`.
        WantsNumber "{name} is compared with a number";
        /// Compared with something else than a date; `name`.
        WantsDate "{name} is compared with a date and time in quotes, such as \"2026-11-21T08:00:00Z\"";
        /// Compared with something else than base64; `name`.
        WantsBase64 "{name} is compared with base64 in double quotes";
        /// Compared with something else than a text; `name`.
        WantsText "{name} is compared with a text in double quotes";
    }
}

/// A rule with what its sentence names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilterFault {
    /// Which rule.
    pub rule: FilterRule,
    /// What its sentence names.
    pub params: Params,
}

impl FilterRule {
    /// With something its sentence names.
    #[must_use]
    pub fn with(self, name: &str, value: impl fmt::Display) -> FilterFault {
        FilterFault::from(self).with(name, value)
    }
}

impl FilterFault {
    /// With something else its sentence names.
    #[must_use]
    pub fn with(mut self, name: &str, value: impl fmt::Display) -> Self {
        self.params.insert(name.to_owned(), value.to_string());
        self
    }

    pub(super) fn sentence(&self) -> String {
        filled(self.rule.sentence(), &self.params)
    }
}

impl From<FilterRule> for FilterFault {
    fn from(rule: FilterRule) -> Self {
        Self {
            rule,
            params: Params::new(),
        }
    }
}
