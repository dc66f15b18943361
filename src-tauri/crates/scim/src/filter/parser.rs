//! Recursive descent over the tokens of a filter (RFC 7644 §3.4.2.2, figure 1, with errata 4690 and
//! 7322: a value filter holds no further value path).

use super::lexer::{Token, TokenKind, tokens};
use super::{CompareOp, CompareValue, Filter, FilterError, FilterFault, FilterRule as Rule};
use crate::AttrPath;

/// The longest filter that is read, in bytes.
pub const MAX_LENGTH: usize = 64 * 1024;
/// The deepest nesting of parentheses, `not` and brackets.
pub const MAX_DEPTH: usize = 64;
/// The most conditions and connectives in one filter.
pub const MAX_NODES: usize = 4_096;

/// A filter with the byte position of each condition, in the order written; a value path counts
/// before its inner conditions.
pub(crate) struct Parsed {
    pub(crate) filter: Filter,
    pub(crate) positions: Vec<usize>,
}

/// `attribute`, `attribute.sub`, `attribute[filter]` or `attribute[filter].sub`.
pub(crate) struct ParsedPath {
    pub(crate) attr: AttrPath,
    pub(crate) filter: Option<Filter>,
    pub(crate) sub_attribute: Option<String>,
}

/// Parses a whole filter.
pub(crate) fn filter(text: &str) -> Result<Parsed, FilterError> {
    let mut parser = Parser::new(text, text)?;
    if parser.tokens.is_empty() {
        return Err(FilterError::new(0, Rule::Empty));
    }
    let filter = parser.or(0)?;
    parser.expect_end()?;
    Ok(Parsed {
        filter,
        positions: parser.positions,
    })
}

/// Parses the path of a PATCH operation (RFC 7644 §3.5.2, figure 7).
pub(crate) fn patch_path(text: &str) -> Result<ParsedPath, FilterError> {
    let mut parser = Parser::new(text, text)?;
    let attr = parser.path()?;
    let mut filter = None;
    let mut sub_attribute = None;
    if let Some(open) = parser.take_if(&TokenKind::LeftBracket) {
        refuse_sub_attribute(&attr, open)?;
        filter = Some(parser.value_filter(open, 1)?);
        sub_attribute = parser.sub_attribute_after_bracket()?;
    }
    parser.expect_end()?;
    Ok(ParsedPath {
        attr,
        filter,
        sub_attribute,
    })
}

struct Parser<'a> {
    tokens: Vec<Token<'a>>,
    next: usize,
    end: usize,
    nodes: usize,
    in_value_path: bool,
    positions: Vec<usize>,
}

impl<'a> Parser<'a> {
    fn new(text: &'a str, whole: &str) -> Result<Self, FilterError> {
        if whole.len() > MAX_LENGTH {
            return Err(FilterError::new(
                MAX_LENGTH,
                Rule::TooLong.with("most", MAX_LENGTH),
            ));
        }
        Ok(Self {
            tokens: tokens(text, 0)?,
            next: 0,
            end: text.len(),
            nodes: 0,
            in_value_path: false,
            positions: Vec::new(),
        })
    }

    fn peek(&self) -> Option<&Token<'a>> {
        self.tokens.get(self.next)
    }

    fn peek_word(&self, ahead: usize) -> Option<&'a str> {
        match self.tokens.get(self.next.saturating_add(ahead)) {
            Some(Token {
                kind: TokenKind::Word(word),
                ..
            }) => Some(word),
            _ => None,
        }
    }

    fn position(&self) -> usize {
        self.peek().map_or(self.end, |token| token.position)
    }

    fn advance(&mut self) {
        self.next = self.next.saturating_add(1);
    }

    fn take_if(&mut self, kind: &TokenKind<'_>) -> Option<usize> {
        let position = self.peek().filter(|token| token.kind == *kind)?.position;
        self.advance();
        Some(position)
    }

    fn take_keyword(&mut self, keyword: &str) -> bool {
        let found = self.peek_word(0).is_some_and(|w| w.eq_ignore_ascii_case(keyword));
        if found {
            self.advance();
        }
        found
    }

    fn node(&mut self) -> Result<(), FilterError> {
        self.nodes = self.nodes.saturating_add(1);
        if self.nodes > MAX_NODES {
            return Err(FilterError::new(
                self.position(),
                Rule::TooMany.with("most", MAX_NODES),
            ));
        }
        Ok(())
    }

    fn deeper(&self, depth: usize) -> Result<usize, FilterError> {
        if depth >= MAX_DEPTH {
            return Err(FilterError::new(
                self.position(),
                Rule::TooDeep.with("most", MAX_DEPTH),
            ));
        }
        Ok(depth.saturating_add(1))
    }

    fn expect_end(&self) -> Result<(), FilterError> {
        let Some(token) = self.peek() else { return Ok(()) };
        let fault: FilterFault = match &token.kind {
            TokenKind::RightParenthesis => Rule::ParenthesisExtra.into(),
            TokenKind::RightBracket => Rule::BracketExtra.into(),
            TokenKind::Word(word) => Rule::WordUnexpected.with("word", word),
            TokenKind::Text(_) => Rule::TextUnexpected.into(),
            TokenKind::LeftParenthesis | TokenKind::LeftBracket => Rule::JoinMissing.into(),
        };
        Err(FilterError::new(token.position, fault))
    }

    // `or` binds weakest, then `and`, then `not` and groups (RFC 7644 §3.4.2.2).
    fn or(&mut self, depth: usize) -> Result<Filter, FilterError> {
        let mut terms = vec![self.and(depth)?];
        while self.take_keyword("or") {
            terms.push(self.and(depth)?);
        }
        self.join(terms, Filter::Or)
    }

    fn and(&mut self, depth: usize) -> Result<Filter, FilterError> {
        let mut terms = vec![self.term(depth)?];
        while self.take_keyword("and") {
            terms.push(self.term(depth)?);
        }
        self.join(terms, Filter::And)
    }

    fn join(
        &mut self,
        mut terms: Vec<Filter>,
        connective: fn(Vec<Filter>) -> Filter,
    ) -> Result<Filter, FilterError> {
        match (terms.pop(), terms.is_empty()) {
            (Some(only), true) => Ok(only),
            (Some(last), false) => {
                terms.push(last);
                self.node()?;
                Ok(connective(terms))
            }
            (None, _) => Err(FilterError::new(self.position(), Rule::ConditionMissing)),
        }
    }

    fn term(&mut self, depth: usize) -> Result<Filter, FilterError> {
        let next_opens = matches!(
            self.tokens.get(self.next.saturating_add(1)),
            Some(Token {
                kind: TokenKind::LeftParenthesis,
                ..
            })
        );
        if next_opens && self.take_keyword("not") {
            self.node()?;
            let open = self.position();
            self.advance();
            return Ok(Filter::Not(Box::new(self.group(open, depth)?)));
        }
        if let Some(open) = self.take_if(&TokenKind::LeftParenthesis) {
            return self.group(open, depth);
        }
        self.condition(depth)
    }

    fn group(&mut self, open: usize, depth: usize) -> Result<Filter, FilterError> {
        let depth = self.deeper(depth)?;
        let inner = self.or(depth)?;
        if self.take_if(&TokenKind::RightParenthesis).is_none() {
            return Err(FilterError::new(
                self.position(),
                Rule::ParenthesisOpen.with("open", open),
            ));
        }
        Ok(inner)
    }

    fn condition(&mut self, depth: usize) -> Result<Filter, FilterError> {
        let position = self.position();
        self.refuse_keyword()?;
        self.node()?;
        self.positions.push(position);
        let path = self.path()?;
        if let Some(open) = self.take_if(&TokenKind::LeftBracket) {
            if self.in_value_path {
                return Err(FilterError::new(open, Rule::BracketNested));
            }
            refuse_sub_attribute(&path, open)?;
            return self.value_path(path, open, depth);
        }
        self.comparison(path)
    }

    fn value_path(&mut self, path: AttrPath, open: usize, depth: usize) -> Result<Filter, FilterError> {
        let inner = self.value_filter(open, depth)?;
        let after = self.position();
        // Not in the RFC's grammar, but Entra sends `emails[type eq "work"].value eq "x"`; it reads as
        // one element for which both hold.
        let Some(sub) = self.sub_attribute_after_bracket()? else {
            return Ok(Filter::ValuePath(path, Box::new(inner)));
        };
        self.node()?;
        self.positions.push(after);
        let condition = self.comparison(AttrPath::attribute(&sub))?;
        let terms = match inner {
            Filter::And(mut terms) => {
                terms.push(condition);
                terms
            }
            other => vec![other, condition],
        };
        Ok(Filter::ValuePath(path, Box::new(Filter::And(terms))))
    }

    /// Reads what stands in brackets, the opening one being taken already.
    fn value_filter(&mut self, open: usize, depth: usize) -> Result<Filter, FilterError> {
        let depth = self.deeper(depth)?;
        self.in_value_path = true;
        let inner = self.or(depth)?;
        self.in_value_path = false;
        if self.take_if(&TokenKind::RightBracket).is_none() {
            return Err(FilterError::new(
                self.position(),
                Rule::BracketOpen.with("open", open),
            ));
        }
        Ok(inner)
    }

    fn sub_attribute_after_bracket(&mut self) -> Result<Option<String>, FilterError> {
        let position = self.position();
        let Some(name) = self.peek_word(0).and_then(|w| w.strip_prefix('.')) else {
            return Ok(None);
        };
        self.advance();
        let inside = position.saturating_add(1);
        match parse_path(name, inside)? {
            AttrPath {
                urn: None,
                attribute,
                sub_attribute: None,
            } => Ok(Some(attribute)),
            _ => Err(FilterError::new(inside, Rule::PartsAfterBracket)),
        }
    }

    fn comparison(&mut self, path: AttrPath) -> Result<Filter, FilterError> {
        let position = self.position();
        let Some(word) = self.peek_word(0) else {
            return Err(FilterError::new(
                position,
                Rule::OperatorMissing.with("name", path),
            ));
        };
        if word.eq_ignore_ascii_case("pr") {
            self.advance();
            return Ok(Filter::Present(path));
        }
        let Some(op) = CompareOp::read(word) else {
            return Err(FilterError::new(
                position,
                Rule::OperatorUnknown.with("word", word),
            ));
        };
        self.advance();
        let value = self.value(op)?;
        Ok(Filter::Compare(path, op, value))
    }

    fn value(&mut self, op: CompareOp) -> Result<CompareValue, FilterError> {
        let position = self.position();
        let value = match self.peek().map(|token| &token.kind) {
            Some(TokenKind::Text(text)) => CompareValue::String(text.clone()),
            Some(TokenKind::Word(word)) => literal(word, position)?,
            _ => {
                return Err(FilterError::new(
                    position,
                    Rule::ValueMissing.with("operator", op),
                ));
            }
        };
        self.advance();
        Ok(value)
    }

    fn path(&mut self) -> Result<AttrPath, FilterError> {
        let position = self.position();
        match self.peek().map(|token| &token.kind) {
            Some(TokenKind::Word(word)) => {
                let path = parse_path(word, position)?;
                self.advance();
                Ok(path)
            }
            Some(TokenKind::Text(_)) => Err(FilterError::new(position, Rule::NameQuoted)),
            Some(_) => Err(FilterError::new(position, Rule::NameExpected)),
            None => Err(FilterError::new(position, Rule::EndsEarly)),
        }
    }

    /// `and`, `or`, `not` where a condition should start. An attribute may bear such a name: then an
    /// operator follows.
    fn refuse_keyword(&self) -> Result<(), FilterError> {
        let Some(word) = self.peek_word(0) else {
            return Ok(());
        };
        let keyword = ["and", "or", "not"]
            .iter()
            .find(|keyword| word.eq_ignore_ascii_case(keyword));
        let operator_follows = match self.tokens.get(self.next.saturating_add(1)).map(|t| &t.kind) {
            Some(TokenKind::Word(w)) => CompareOp::read(w).is_some() || w.eq_ignore_ascii_case("pr"),
            Some(TokenKind::LeftBracket) => true,
            _ => false,
        };
        match keyword {
            Some(&"not") if !operator_follows => Err(FilterError::new(self.position(), Rule::NotBare)),
            Some(keyword) if !operator_follows => Err(FilterError::new(
                self.position(),
                Rule::ConditionMissingBefore.with("word", keyword),
            )),
            _ => Ok(()),
        }
    }
}

fn refuse_sub_attribute(path: &AttrPath, position: usize) -> Result<(), FilterError> {
    if path.sub_attribute.is_some() {
        return Err(FilterError::new(
            position,
            Rule::BracketAfterPart.with("name", &path.attribute),
        ));
    }
    Ok(())
}

fn parse_path(word: &str, position: usize) -> Result<AttrPath, FilterError> {
    AttrPath::parse(word).map_err(|error| {
        FilterError::new(
            position.saturating_add(error.position),
            Rule::NameOdd.with("why", &error.message),
        )
    })
}

/// `true`, `false`, `null` (in any case, as some clients write `True`) or a JSON number.
fn literal(word: &str, position: usize) -> Result<CompareValue, FilterError> {
    if word.eq_ignore_ascii_case("true") {
        return Ok(CompareValue::Boolean(true));
    }
    if word.eq_ignore_ascii_case("false") {
        return Ok(CompareValue::Boolean(false));
    }
    if word.eq_ignore_ascii_case("null") {
        return Ok(CompareValue::Null);
    }
    let numeric = word.starts_with(|c: char| c.is_ascii_digit() || c == '-');
    match serde_json::from_str::<serde_json::Number>(word) {
        Ok(number) if numeric => Ok(CompareValue::Number(exact(word, number))),
        _ if numeric => Err(FilterError::new(position, Rule::NumberOdd.with("word", word))),
        _ => Err(FilterError::new(position, Rule::Unquoted.with("word", word))),
    }
}

/// The nearest float to what was written; `serde_json` may be off in the last digit.
fn exact(word: &str, number: serde_json::Number) -> serde_json::Number {
    if !number.is_f64() {
        return number;
    }
    word.parse()
        .ok()
        .and_then(serde_json::Number::from_f64)
        .unwrap_or(number)
}
