//! Answers: level by level, the sections found, ranked (README, 4).

use serde::Serialize;

use crate::excerpt::{Excerpt, excerpt};
use crate::index::Facet;
use crate::query::{LAST_LEVEL, Level, Part, Plan, Unit, Variant, katakana};
use crate::score::Scorer;
use crate::{Index, Section};

/// How many sections must be found so that level 1 is not needed.
const ENOUGH: usize = 3;

/// What a section of an edition that is not the current one is worth.
const OTHER_EDITION: f64 = 0.5;

/// How many replaced words an answer names.
const MAX_INSTEAD: usize = 5;

/// Where an answer shows the words as typed, it names no others: among so many hits.
const TYPED_HITS: usize = 10;

/// What to answer with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Options {
    /// How many hits at most.
    pub limit: usize,
    /// Only sections of this kind; `None` for all.
    pub kind: Option<String>,
    /// Only sections of this edition; `None` for all.
    pub edition: Option<String>,
}

impl Default for Options {
    /// Ten hits of any kind and edition.
    fn default() -> Options {
        Options { limit: 10, kind: None, edition: None }
    }
}

/// What a query found.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Answer {
    /// The best sections, best first.
    pub hits: Vec<Hit>,
    /// How many sections were found in all.
    pub total: usize,
    /// How many sections of each kind were found, whatever kind was asked for; in the order in which the kinds
    /// appear in the book, without kinds that have none.
    pub kinds: Vec<(String, usize)>,
    /// The same by edition.
    pub editions: Vec<(String, usize)>,
    /// The words that were looked up beside those that were typed, and found; at most five.
    pub instead: Vec<Instead>,
    /// Level of the first hit: 0 when all that was typed was found, up to 3 for some of its crumbs; 0 without hits.
    pub level: u8,
}

/// A section that was found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Hit {
    /// Its place in [`Index::sections`].
    pub section: usize,
    /// Path of the page from the root of the site.
    pub page: String,
    /// Id of its heading; empty for the text before the first heading.
    pub anchor: String,
    /// Title of the page.
    pub title: String,
    /// Title of the section; empty for the text before the first heading.
    pub heading: String,
    /// Titles of the chapters above the page, outermost first.
    pub breadcrumb: Vec<String>,
    /// What sort of page it is; empty when it has none.
    pub kind: String,
    /// The edition it is about.
    pub edition: Option<String>,
    /// About 120 characters of its text, around what was found; `…` where it is cut.
    pub excerpt: String,
    /// What was found in the excerpt: first character and the one behind the last, counted in characters; ascending.
    pub marks: Vec<(usize, usize)>,
    /// What it is worth; more is better, within one level.
    pub score: f64,
    /// The level that found it.
    pub level: u8,
}

/// A word that was looked up beside the one that was typed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Instead {
    /// What was typed.
    pub from: String,
    /// What was found.
    pub to: String,
}

impl Index {
    /// Answers a query: sections that have all that was typed, then, if they are few, those that have less of it.
    ///
    /// A query of spaces and punctuation finds nothing. The same query always has the same answer.
    ///
    /// # Example
    ///
    /// ```
    /// # use search_index::{Book, Index, Options, Section};
    /// let section = Section { page: "two-factor-auth.html".into(), body: "二要素認証を使う。".into(), ..Section::default() };
    /// let index = Index::new(Book { sections: vec![section], ..Book::default() }).unwrap();
    /// let answer = index.search("要素認証", &Options::default());
    /// assert_eq!((answer.total, answer.hits[0].marks[0]), (1, (1, 5)));
    /// ```
    pub fn search(&self, query: &str, options: &Options) -> Answer {
        let tokens_starting = |start: &str| self.tokens_starting(start);
        let plan = Plan::new(self.lexicon(), &tokens_starting, query);
        Search::run(self, &plan, options).answer(options)
    }
}

/// A section a level found, with its score.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Found {
    pub(crate) section: u32,
    pub(crate) level: u8,
    pub(crate) score: f64,
}

/// The levels gone through, and what they found.
pub(crate) struct Search<'a> {
    index: &'a Index,
    pub(crate) scorer: Scorer<'a>,
    /// The levels gone through, each with the number of sections it found.
    pub(crate) levels: Vec<(Level, usize)>,
    /// What was found under both filters, best first.
    pub(crate) found: Vec<Found>,
    kinds: Counts<'a>,
    editions: Counts<'a>,
    /// Per section: whether a level found it, whatever the filters say.
    seen: Vec<bool>,
}

impl<'a> Search<'a> {
    /// Goes through the levels a query needs.
    pub(crate) fn run(index: &'a Index, plan: &Plan<'_>, options: &Options) -> Search<'a> {
        let mut search = Search {
            index,
            scorer: Scorer::new(index),
            levels: Vec::new(),
            found: Vec::new(),
            kinds: Counts::new(&index.kinds, options.kind.as_deref()),
            editions: Counts::new(&index.editions, options.edition.as_deref()),
            seen: vec![false; index.n_sections() as usize],
        };
        for number in 0..=LAST_LEVEL {
            let needed = match number {
                0 => true,
                1 => search.found.len() < ENOUGH,
                _ => search.found.is_empty(),
            };
            if let Some(level) = plan.level(number).filter(|_| needed) {
                search.go_through(level);
            }
        }
        search.found.sort_by(|a, b| {
            a.level.cmp(&b.level).then(b.score.total_cmp(&a.score)).then(a.section.cmp(&b.section))
        });
        search
    }

    fn go_through(&mut self, level: Level) {
        let n_before = self.found.len();
        for (section, score) in sections_of(&self.scorer, &level, self.seen.len()) {
            if std::mem::replace(&mut self.seen[section as usize], true) {
                continue;
            }
            let (of_kind, of_edition) = (self.kinds.has(section), self.editions.has(section));
            if of_edition {
                self.kinds.count(section);
            }
            if of_kind {
                self.editions.count(section);
            }
            if of_kind && of_edition {
                let score = score * prior(self.index, section);
                self.found.push(Found { section, level: level.level, score });
            }
        }
        self.levels.push((level, self.found.len() - n_before));
    }

    /// The answer, with as many hits as asked for.
    pub(crate) fn answer(&self, options: &Options) -> Answer {
        let listed = &self.found[..self.found.len().min(options.limit)];
        Answer {
            hits: listed.iter().map(|found| self.hit(found)).collect(),
            total: self.found.len(),
            kinds: self.kinds.named(),
            editions: self.editions.named(),
            instead: self.instead(listed),
            level: listed.first().map_or(0, |found| found.level),
        }
    }

    fn hit(&self, found: &Found) -> Hit {
        let section: &Section = &self.index.sections[found.section as usize];
        let Excerpt { text, marks } = excerpt(&section.body, &self.occurring(found));
        Hit {
            section: found.section as usize,
            page: section.page.clone(),
            anchor: section.anchor.clone(),
            title: section.title.clone(),
            heading: section.heading.clone(),
            breadcrumb: section.breadcrumb.clone(),
            kind: section.kind.clone(),
            edition: section.edition.clone(),
            excerpt: text,
            marks,
            score: found.score,
            level: found.level,
        }
    }

    /// The level that found a section.
    pub(crate) fn level_of(&self, found: &Found) -> &Level {
        let (level, _) =
            self.levels.iter().find(|(level, _)| level.level == found.level).expect("it found something");
        level
    }

    /// The units of each part that occur in a section.
    fn occurring(&self, found: &Found) -> Vec<Vec<Unit>> {
        let units = |part: &Part| {
            let units = part.variants.iter().map(|variant| &variant.unit);
            units.filter(|unit| self.scorer.occurs(unit, found.section)).cloned().collect()
        };
        self.level_of(found).parts.iter().map(units).collect()
    }

    /// The words that were put in place of others and stand in what is listed.
    fn instead(&self, listed: &[Found]) -> Vec<Instead> {
        let mut instead: Vec<Instead> = Vec::new();
        for (level, _) in &self.levels {
            let here: Vec<u32> = sections_on(listed, level.level);
            for part in level.parts.iter().filter(|part| !self.is_shown_as_typed(part, listed)) {
                let found = |variant: &&Variant| {
                    here.iter().any(|section| self.scorer.occurs(&variant.unit, *section))
                };
                let words = part.variants.iter().filter(found).flat_map(|variant| &variant.words);
                for (from, to) in words.filter(|(from, to)| differ(from, to)) {
                    let pair = Instead { from: from.clone(), to: to.clone() };
                    if !instead.contains(&pair) {
                        instead.push(pair);
                    }
                }
            }
        }
        instead.truncate(MAX_INSTEAD);
        instead
    }

    fn is_shown_as_typed(&self, part: &Part, listed: &[Found]) -> bool {
        let shown = &listed[..listed.len().min(TYPED_HITS)];
        shown.iter().any(|found| self.scorer.occurs(&part.variants[0].unit, found.section))
    }
}

fn sections_on(listed: &[Found], level: u8) -> Vec<u32> {
    listed.iter().filter(|found| found.level == level).map(|found| found.section).collect()
}

/// Whether two texts differ by more than the script of their kana.
fn differ(from: &str, to: &str) -> bool {
    katakana(&crate::analyzer::flat_of_folded(from)) != katakana(to)
}

/// What the score of a section is multiplied by.
pub(crate) fn prior(index: &Index, section: u32) -> f64 {
    let edition = index.sections[section as usize].edition.as_ref().filter(|edition| !edition.is_empty());
    match (&index.current_edition, edition) {
        (Some(current), Some(edition)) if edition != current => OTHER_EDITION,
        _ => 1.0,
    }
}

/// All sections that have enough parts of a level, ascending, with their scores.
fn sections_of(scorer: &Scorer<'_>, level: &Level, n_sections: usize) -> Vec<(u32, f64)> {
    let mut sums = vec![(0_usize, 0.0_f64); n_sections];
    let mut best = vec![0.0_f64; n_sections];
    for (part_idx, part) in level.parts.iter().enumerate() {
        let mut touched = Vec::new();
        for variant in &part.variants {
            for (section, score) in scorer.scores(&variant.unit).iter() {
                let best = &mut best[*section as usize];
                if *best == 0.0 {
                    touched.push(*section);
                }
                *best = best.max(variant.weight * score);
            }
        }
        for section in touched {
            let (n_parts, sum) = &mut sums[section as usize];
            *n_parts += 1;
            *sum += level.term(std::mem::take(&mut best[section as usize]));
        }
        let n_missing_at_most = level.parts.len() - level.required;
        if part_idx >= n_missing_at_most
            && sums.iter().all(|(n_parts, _)| *n_parts + n_missing_at_most <= part_idx)
        {
            return Vec::new(); // every section misses too many parts already
        }
    }
    let enough = |(_, (n_parts, _)): &(usize, (usize, f64))| *n_parts >= level.required;
    let score = |(section, (n_parts, sum)): (usize, (usize, f64))| {
        let section = section as u32;
        let together = level.neighbours.as_ref().and_then(|unit| scorer.score(unit, section));
        (section, (level.worth(sum) + together.unwrap_or(0.0)) * level.share(n_parts))
    };
    sums.into_iter().enumerate().filter(enough).map(score).collect()
}

/// How many sections have each value of a facet, and which value is asked for.
struct Counts<'a> {
    facet: &'a Facet,
    /// 1-based place of the value asked for; `None` when any will do.
    wanted: Option<usize>,
    counts: Vec<usize>,
}

impl<'a> Counts<'a> {
    fn new(facet: &'a Facet, wanted: Option<&str>) -> Counts<'a> {
        let place = |wanted: &str| {
            facet.values.iter().position(|value| value == wanted).map_or(usize::MAX, |place| place + 1)
        };
        Counts { facet, wanted: wanted.map(place), counts: vec![0; facet.values.len() + 1] }
    }

    fn place(&self, section: u32) -> usize {
        usize::from(self.facet.of_section[section as usize])
    }

    fn has(&self, section: u32) -> bool {
        self.wanted.is_none_or(|wanted| wanted == self.place(section))
    }

    fn count(&mut self, section: u32) {
        let place = self.place(section);
        self.counts[place] += 1;
    }

    fn named(&self) -> Vec<(String, usize)> {
        let counts = self.facet.values.iter().cloned().zip(self.counts.iter().skip(1).copied());
        counts.filter(|(_, count)| *count > 0).collect()
    }
}

#[cfg(test)]
mod tests;
