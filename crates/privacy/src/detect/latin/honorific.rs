//! Names in Latin letters by what addresses them: `Mr. Smith`, `Dear John`, `TRAN VAN BINH 様`.

use super::{
    Found, follows, is_known,
    token::{Token, WORDS, chain},
};
use crate::{
    lexicon::{names, words::Class},
    page::Page,
};

const HONORIFICS: &[&str] = &["Mr", "Mrs", "Ms", "Miss", "Dr", "Prof", "Sir"];
const GREETINGS: &[&str] = &["Dear", "Hi", "Hello"];
/// Words of houses and goods: with 様 behind they are addressed, but nobody's name.
const BUSINESS: &str = "\
    japan tokyo osaka asia group holdings trading service services system systems solution solutions center \
    centre shop store stores bank club hotel team support company international technology technologies tech \
    consulting partners design studio works lab labs office factory motors foods cafe bar salon clinic school \
    university college hospital media network networks online digital data soft software web games music records \
    planning create industries electric logistics energy marketing global world customer members user users \
    guest all";

/// `Mr. Smith`, `Dear John`.
pub(super) fn behind(page: &Page<'_>, token: &Token<'_>, rest: &[Token<'_>]) -> Option<Found> {
    let greeting = GREETINGS.contains(&token.text);
    if !HONORIFICS.contains(&token.text) && !greeting {
        return None;
    }
    let first = rest.first().filter(|next| follows(page, token, next, true))?;
    if HONORIFICS.contains(&first.text) || is_role(first.text) {
        return None;
    }
    let count = chain(rest).iter().take(WORDS).take_while(|word| !HONORIFICS.contains(&word.text)).count();
    let words = rest.get(..count).unwrap_or_default();
    let known = words.iter().any(|word| is_known(&word.lower()));
    let end = words.last().map_or(0, |last| last.range.end);
    // Dr. Pepper, Mrs. Green Apple.
    let whole = [token.text, " ", page.slice(first.range.start..end)].concat().to_lowercase();
    if names::grade(&whole).is_stop() {
        return None;
    }
    match (greeting, known, words.len() > 1) {
        (false, _, true) => Some((first.range.start..end, 85, "honorific+name")),
        (true, true, true) => Some((first.range.start..end, 80, "greeting+name")),
        (false, ..) => Some((first.range.start..first.range.end, 66, "honorific+surname")),
        (true, true, false) => Some((first.range.start..first.range.end, 56, "greeting+name")),
        _ => None,
    }
}

fn is_role(word: &str) -> bool {
    matches!(
        word.to_ascii_lowercase().as_str(),
        "customer"
            | "sir"
            | "madam"
            | "team"
            | "all"
            | "colleagues"
            | "member"
            | "members"
            | "user"
            | "client"
            | "friends"
            | "everyone"
            | "there"
            | "hiring"
            | "support"
            | "sales"
    )
}

/// `TRAN VAN BINH 様`: one to four words with a Japanese honorific behind; unknown words when nothing else does.
pub(super) fn before(page: &Page<'_>, tokens: &[Token<'_>]) -> Option<Found> {
    let (first, words) = (tokens.first()?, chain(tokens));
    let end = words.last()?.range.end;
    let blank = usize::from(page.at(end) == Some(' '));
    if page.text.as_bytes().get(end + blank).is_none_or(u8::is_ascii) {
        return None;
    }
    let honorific = page.word_at(end).or_else(|| page.word_at(end + blank))?;
    let japanese = honorific.class == Class::Honorific && !page.slice(honorific.start..honorific.end).is_ascii();
    if first.joined || !japanese || words.len() > WORDS || page.slice(honorific.start..honorific.end).starts_with("御")
    {
        return None;
    }
    let business = |token: &Token<'_>| BUSINESS.split_whitespace().any(|word| word == token.lower());
    let shaped = |token: &Token<'_>| token.text.len() >= 2 && !token.text.contains(['\'', '-']);
    let known = words.iter().any(|token| is_known(&token.lower()));
    let confidence = match (known, words.len()) {
        _ if words.iter().any(business) || page.word_at(first.range.start).is_some() => return None,
        (true, 1) => 62,
        (true, _) => 82,
        (false, 2..) if words.iter().all(shaped) => 56,
        _ => return None,
    };
    Some((first.range.start..end, confidence, "latin+honorific"))
}
