//! Checking an expression: every name against the field list, types where they are known, the nesting of loops.

use std::{collections::BTreeSet, ops::Range};

use cel::{
    IdedExpr, Program,
    common::ast::{CallExpr, ComprehensionExpr, Expr, LiteralValue},
    parser::ParseError,
};

use super::fields::{self, ALL, FUNCTIONS, Field, Type};
use crate::rules::mistake::Mistake;

/// Loops inside loops: two over 1,000 entries are a million steps already.
const LOOPS: usize = 2;

/// What was found.
pub(super) struct Found {
    pub(super) mistakes: Vec<Mistake>,
    pub(super) reads: BTreeSet<&'static str>,
}

/// Checks a parsed expression.
pub(super) fn check(program: &Program, text: &str, span: Range<usize>, source: &str) -> Found {
    let mut walk = Walk {
        program,
        place: Place { text, span, source },
        scope: Vec::new(),
        loops: 0,
        found: Found { mistakes: Vec::new(), reads: BTreeSet::new() },
    };
    let root = program.expression();
    let kind = walk.walk(root);
    if !matches!(kind, Type::Bool | Type::Any) {
        walk.wrong(root.id, format!("an expression must be true or false, this one is a {}", kind.shown()), None);
    }
    walk.found
}

/// A mistake of the grammar.
pub(super) fn syntax(error: &ParseError, text: &str, span: Range<usize>, source: &str) -> Mistake {
    let place = Place { text, span, source };
    let (line, column) = error.pos;
    let line = usize::try_from(line).unwrap_or(1).saturating_sub(1);
    let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
    let column = usize::try_from(column).unwrap_or(1).saturating_sub(1);
    let offset: usize = text.get(start..).unwrap_or("").chars().take(column).map(char::len_utf8).sum();
    let what: String = error.msg.lines().next().unwrap_or("not an expression").chars().take(200).collect();
    Mistake::new(place.of(start + offset, start + offset + 1), what)
}

/// Where the expression stands in the file.
struct Place<'a> {
    text: &'a str,
    span: Range<usize>,
    source: &'a str,
}

impl Place<'_> {
    /// A range of the expression as one of the file. An expression with escapes is pointed at as a whole.
    fn of(&self, start: usize, end: usize) -> Range<usize> {
        let literal = self.source.get(self.span.clone()).unwrap_or("");
        match literal.find(self.text) {
            Some(at) if start < end => {
                let from = self.span.start + at;
                from + start..(from + end.min(self.text.len())).max(from + start + 1)
            }
            _ => self.span.clone(),
        }
    }
}

struct Walk<'a> {
    program: &'a Program,
    place: Place<'a>,
    /// Loop variables.
    scope: Vec<(String, Type)>,
    loops: usize,
    found: Found,
}

impl Walk<'_> {
    fn wrong(&mut self, id: u64, what: String, help: Option<String>) {
        let span = match self.program.source_info().offset_for(id) {
            // Offsets are characters of the expression.
            Some((start, stop)) => self.place.of(self.bytes(start), self.bytes(stop.saturating_add(1))),
            None => self.place.span.clone(),
        };
        self.found.mistakes.push(Mistake { span, what, help });
    }

    fn bytes(&self, chars: u32) -> usize {
        self.place.text.chars().take(chars as usize).map(char::len_utf8).sum()
    }

    fn walk(&mut self, node: &IdedExpr) -> Type {
        match &node.expr {
            Expr::Ident(name) => self.ident(node.id, name),
            Expr::Select(select) => {
                let operand = self.walk(&select.operand);
                let kind = self.member(node.id, operand, &select.field);
                if select.test { Type::Bool } else { kind }
            }
            Expr::Call(call) => self.call(node.id, call),
            Expr::Comprehension(comprehension) => self.comprehension(node.id, comprehension),
            Expr::List(list) => {
                let kinds: Vec<Type> = list.elements.iter().map(|element| self.walk(element)).collect();
                if !kinds.is_empty() && kinds.iter().all(|kind| *kind == Type::Text) { Type::Texts } else { Type::Any }
            }
            Expr::Literal(literal) => literal_type(literal),
            Expr::Map(_) | Expr::Struct(_) => {
                self.wrong(node.id, "maps and messages have no use in an expression".to_owned(), None);
                Type::Any
            }
            Expr::Unspecified => Type::Any,
        }
    }

    fn ident(&mut self, id: u64, name: &str) -> Type {
        if let Some((_, kind)) = self.scope.iter().rev().find(|(known, _)| known == name) {
            return *kind;
        }
        match fields::of(ALL, name) {
            Some(field) => {
                self.found.reads.insert(field.name);
                field.kind
            }
            None => self.unknown(id, "field", name, ALL),
        }
    }

    fn unknown(&mut self, id: u64, what: &str, name: &str, fields: &[Field]) -> Type {
        let known: Vec<&str> = fields.iter().map(|field| field.name).collect();
        let help = Mistake::unknown(0..0, String::new(), name, &known).help;
        self.wrong(id, format!("unknown {what} `{name}`"), help);
        Type::Any
    }

    fn member(&mut self, id: u64, operand: Type, name: &str) -> Type {
        match operand {
            Type::Record(fields) => match fields::of(fields, name) {
                Some(field) => field.kind,
                None => self.unknown(id, "field", name, fields),
            },
            Type::Map => {
                let help = format!("write headers[\"{name}\"], after `\"{name}\" in headers`");
                self.wrong(id, "header fields are not members".to_owned(), Some(help));
                Type::Text
            }
            Type::Any => Type::Any,
            other => {
                self.wrong(id, format!("a {} has no field `{name}`", other.shown()), None);
                Type::Any
            }
        }
    }

    fn call(&mut self, id: u64, call: &CallExpr) -> Type {
        let mut kinds: Vec<Type> = call.target.iter().map(|target| self.walk(target)).collect();
        for argument in &call.args {
            kinds.push(self.walk(argument));
        }
        self.check_pattern(call);
        match call.func_name.as_str() {
            "_&&_" | "_||_" | "!_" => {
                self.all_of(id, &kinds, Type::Bool);
                Type::Bool
            }
            "_==_" | "_!=_" | "_<_" | "_<=_" | "_>_" | "_>=_" => {
                self.comparable(id, &kinds);
                Type::Bool
            }
            "@in" | "@not_strictly_false" => Type::Bool,
            "_[_]" => element(kinds.first().copied()),
            "_+_" | "_-_" | "_*_" | "_/_" | "_%_" | "-_" => {
                if kinds.iter().all(|kind| *kind == Type::Int) {
                    Type::Int
                } else {
                    Type::Any
                }
            }
            "_?_:_" => kinds.get(1).copied().unwrap_or(Type::Any),
            name => self.function(id, name),
        }
    }

    fn function(&mut self, id: u64, name: &str) -> Type {
        if let Some((_, kind)) = FUNCTIONS.iter().find(|(known, _)| *known == name) {
            return *kind;
        }
        let known: Vec<&str> = FUNCTIONS.iter().map(|(known, _)| *known).collect();
        let help = Mistake::unknown(0..0, String::new(), name, &known).help;
        self.wrong(id, format!("unknown function `{name}`"), help);
        Type::Any
    }

    /// A regular expression that is written out is checked now.
    fn check_pattern(&mut self, call: &CallExpr) {
        let Some(argument) = call.args.last().filter(|_| call.func_name == "matches") else { return };
        if let Expr::Literal(LiteralValue::String(pattern)) = &argument.expr
            && regex::Regex::new(pattern.inner()).is_err()
        {
            self.wrong(argument.id, "not a regular expression".to_owned(), None);
        }
    }

    fn all_of(&mut self, id: u64, kinds: &[Type], wanted: Type) {
        if let Some(kind) = kinds.iter().find(|kind| **kind != wanted && **kind != Type::Any) {
            self.wrong(id, format!("expected {}, found {}", wanted.shown(), kind.shown()), None);
        }
    }

    fn comparable(&mut self, id: u64, kinds: &[Type]) {
        if let [one, other] = kinds
            && one != other
            && *one != Type::Any
            && *other != Type::Any
        {
            self.wrong(id, format!("compares {} with {}", one.shown(), other.shown()), None);
        }
    }

    fn comprehension(&mut self, id: u64, inner: &ComprehensionExpr) -> Type {
        let range = self.walk(&inner.iter_range);
        self.loops += 1;
        if self.loops > LOOPS {
            self.wrong(id, format!("loops are nested deeper than {LOOPS}"), None);
        }
        let depth = self.scope.len();
        self.scope.push((inner.iter_var.clone(), element(Some(range))));
        self.scope.extend(inner.iter_var2.iter().map(|name| (name.clone(), Type::Any)));
        self.scope.push((inner.accu_var.clone(), Type::Any));
        self.walk(&inner.accu_init);
        self.walk(&inner.loop_cond);
        self.walk(&inner.loop_step);
        self.walk(&inner.result);
        self.scope.truncate(depth);
        self.loops -= 1;
        Type::Any
    }
}

/// What stands in a list.
const fn element(list: Option<Type>) -> Type {
    match list {
        Some(Type::Records(fields)) => Type::Record(fields),
        Some(Type::Texts | Type::Map) => Type::Text,
        _ => Type::Any,
    }
}

const fn literal_type(literal: &LiteralValue) -> Type {
    match literal {
        LiteralValue::Boolean(_) => Type::Bool,
        LiteralValue::Int(_) => Type::Int,
        LiteralValue::String(_) => Type::Text,
        _ => Type::Any,
    }
}
