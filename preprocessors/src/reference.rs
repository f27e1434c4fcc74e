//! References in text: `[[two-factor-auth]]`, `[[r6:medical:2-(4)]]`, `[[システム運用編 14.⑤]]`, `[[二要素認証]]`.

use checklist::{Clause, Edition, Library, Part, Row};

use crate::{
    pages::{Address, Pages, circled_digit},
    view::current_guideline,
};

/// What a reference stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Resolution {
    /// A place in the book, and the words that stand for it unless others are given.
    Found { address: Address, text: String },
    /// A thing the data has, for which the book makes no page.
    Homeless,
    /// Nothing. Perhaps this was meant.
    Unknown { suggestion: Option<String> },
}

/// Finds what references stand for.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Resolver<'a> {
    pub(crate) library: &'a Library,
    pub(crate) pages: &'a Pages,
}

impl<'a> Resolver<'a> {
    /// The place a reference leads to.
    pub(crate) fn resolve(&self, target: &str) -> Resolution {
        let target = target.trim();
        let found = if let Some((older, newer)) = target.split_once("..") {
            self.comparison(older, newer)
        } else if target.contains(':') {
            self.row_or_sheet(target)
        } else {
            self.lineage(target)
                .or_else(|| self.edition(target))
                .or_else(|| self.term(target))
                .or_else(|| self.clause(target))
        };
        match found {
            Some((Some(address), text)) => Resolution::Found { address, text },
            Some((None, _)) => Resolution::Homeless,
            None => Resolution::Unknown { suggestion: self.suggestion(target) },
        }
    }

    fn lineage(&self, id: &str) -> Option<(Option<Address>, String)> {
        let lineage = self.library.lineage(id)?;
        Some((self.pages.lineage(id), lineage.title.clone()))
    }

    fn edition(&self, id: &str) -> Option<(Option<Address>, String)> {
        let edition = self.library.edition(id)?;
        Some((self.pages.edition(id), edition.title.clone()))
    }

    fn comparison(&self, older: &str, newer: &str) -> Option<(Option<Address>, String)> {
        let older = self.library.edition(older)?;
        let newer = self.library.edition(newer)?;
        let text = format!("{}から{}への新旧対照表", older.title, newer.title);
        Some((self.pages.comparison(&older.id, &newer.id), text))
    }

    /// `r6:medical`, `r6:medical:2-(4)` or `r6:medical:2-(4):client`.
    fn row_or_sheet(&self, target: &str) -> Option<(Option<Address>, String)> {
        let parts: Vec<&str> = target.split(':').map(str::trim).collect();
        let edition = self.library.edition(parts[0])?;
        let form = edition.forms.iter().find(|form| form.id == parts[1])?;
        let sheet = format!("{} {}", edition.title, form.title);
        let row = match parts.as_slice() {
            [_, _] => return Some((self.pages.sheet(&edition.id, &form.id), sheet)),
            [_, _, number] => form.rows.iter().find(|row| row.number == *number)?,
            [_, _, number, target] => {
                form.rows.iter().find(|row| row.number == *number && row.target == *target)?
            }
            _ => return None,
        };
        Some(self.row(edition, &form.id, row, &sheet))
    }

    fn row(&self, edition: &Edition, form: &str, row: &Row, sheet: &str) -> (Option<Address>, String) {
        (self.pages.row(&edition.id, form, &row.lineage, &row.target), format!("{sheet} {}", row.number))
    }

    /// A term or another spelling of it. The words are those of the reference.
    fn term(&self, name: &str) -> Option<(Option<Address>, String)> {
        let term = self
            .library
            .glossary
            .iter()
            .find(|term| term.term == name || term.aliases.iter().any(|alias| alias == name))?;
        Some((self.pages.term(&term.id), name.to_owned()))
    }

    /// `システム運用編 14.⑤`: a part by title or id, and a number.
    fn clause(&self, target: &str) -> Option<(Option<Address>, String)> {
        let (part, number) = target.split_once(char::is_whitespace)?;
        let (part, clause) = self.find_clause(part, number.trim())?;
        Some((self.clause_address(part, clause), format!("{} {}", part.title, clause.number)))
    }

    /// A clause of the current version of the guideline.
    pub(crate) fn find_clause(&self, part: &str, number: &str) -> Option<(&'a Part, &'a Clause)> {
        let guideline = current_guideline(self.library)?;
        let part = guideline.parts.iter().find(|known| known.title == part || known.id == part)?;
        let key = clause_key(number);
        let clause = part.clauses.iter().find(|clause| clause_key(&clause.number) == key)?;
        Some((part, clause))
    }

    /// Where a clause of the current version stands.
    pub(crate) fn clause_address(&self, part: &Part, clause: &Clause) -> Option<Address> {
        let guideline = current_guideline(self.library)?;
        self.pages.clause(&guideline.version, &part.id, &clause.number)
    }

    fn suggestion(&self, target: &str) -> Option<String> {
        let named = self.library.lineages.iter().find(|lineage| {
            lineage.title == target || lineage.formerly.iter().any(|former| former == target)
        });
        if let Some(lineage) = named {
            return Some(lineage.id.clone());
        }
        let avoided =
            self.library.glossary.iter().find(|term| term.avoid.iter().any(|avoid| avoid == target));
        if let Some(term) = avoided {
            return Some(term.term.clone());
        }
        checklist::nearest(target, self.names()).map(str::to_owned)
    }

    fn names(&self) -> impl Iterator<Item = &'a str> {
        let lineages = self.library.lineages.iter().map(|lineage| lineage.id.as_str());
        let terms = self.library.glossary.iter().flat_map(|term| {
            std::iter::once(term.term.as_str()).chain(term.aliases.iter().map(String::as_str))
        });
        lineages.chain(terms)
    }
}

/// A clause number without the ways to write it: `第8章③` and `8.③` are one.
fn clause_key(number: &str) -> String {
    let mut key = String::new();
    for char in number.chars() {
        match char {
            '第' | '章' | '条' | ' ' | '　' => {}
            '０'..='９' => key.extend(char::from_digit(char as u32 - '０' as u32, 10)),
            '．' => key.push('.'),
            _ => {
                if circled_digit(char).is_some() && !key.ends_with('.') {
                    key.push('.');
                }
                key.push(char);
            }
        }
    }
    key
}

/// The length of the clause number a text begins with, 0 when it begins with none.
pub(crate) fn clause_number_len(text: &str) -> usize {
    let is_part = |char: char| {
        char.is_ascii_digit()
            || ('０'..='９').contains(&char)
            || char == '.'
            || char == '．'
            || circled_digit(char).is_some()
    };
    let digits = text.find(|char| !is_part(char)).unwrap_or(text.len());
    text[..digits].trim_end_matches(['.', '．']).len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clause_numbers_have_many_spellings() {
        assert_eq!(clause_key("第８章"), "8");
        assert_eq!(clause_key("8③"), clause_key("8.③"));
        assert_eq!(clause_number_len("14.⑤です"), "14.⑤".len());
        assert_eq!(clause_number_len("11.2.次"), "11.2".len());
        assert_eq!(clause_number_len("です"), 0);
    }
}
