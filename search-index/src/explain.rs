//! Why a query found what it found: what was looked up on each level, and where each hit's score comes from.

use std::fmt::{self, Display, Formatter};

use serde::Serialize;

use crate::analyzer::{runs, tokens};
use crate::postings::Field;
use crate::query::{Level, Part, Plan, Unit, Variant};
use crate::search::{Found, Search, prior};
use crate::{Answer, Index, Options};

/// How an [`Answer`] came about; its `Display` tells it to an editor, in Japanese.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Explanation {
    /// The query as typed.
    pub query: String,
    /// What it was cut into, in order; empty when nothing in it can be looked up.
    pub clauses: Vec<ExplainedClause>,
    /// The levels gone through, in order.
    pub levels: Vec<ExplainedLevel>,
    /// Where the scores of the answer's hits come from, in their order.
    pub scores: Vec<ExplainedScore>,
    /// The answer itself.
    pub answer: Answer,
}

/// What stood between spaces or quotation marks.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ExplainedClause {
    /// As typed, folded.
    pub written: String,
    /// Whether it stood between quotation marks.
    pub exact: bool,
    /// How it would be cut if it stood in a section.
    pub tokens: Vec<String>,
}

/// What was looked up on one level.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExplainedLevel {
    /// 0 to 3.
    pub level: u8,
    /// How many of the parts a section must have.
    pub required: usize,
    /// What was looked up, in order of the query.
    pub parts: Vec<ExplainedPart>,
    /// How many sections it found that no level before did, under the filters asked for.
    pub found: usize,
}

/// A clause, a piece of one, or a crumb.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExplainedPart {
    /// As typed, folded.
    pub written: String,
    /// The ways to find it, as typed first.
    pub variants: Vec<ExplainedVariant>,
}

/// One of the ways to find a part.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExplainedVariant {
    /// What is looked up; runs of letters are joined by one space.
    pub text: String,
    /// Whether its last word may be the beginning of one.
    pub prefix: bool,
    /// How much of its score counts.
    pub weight: f64,
    /// What was replaced, and by what.
    pub words: Vec<(String, String)>,
    /// In how many sections it occurs, whatever the filters say.
    pub sections: usize,
}

/// Where the score of a hit comes from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ExplainedScore {
    /// Place of the section in [`Index::sections`].
    pub section: usize,
    /// What each part of its level is worth there; parts that do not occur are left out.
    pub parts: Vec<Contribution>,
    /// What it is worth that all clauses stand together; `None` where they do not.
    pub neighbours: Option<Contribution>,
    /// What the parts are worth together beside their sum: more than 1 on levels 1 and 2, where several of them occur.
    pub balance: f64,
    /// Share of the parts that occur; 1 on level 0.
    pub share: f64,
    /// 0.5 for an edition that is not the current one; else 1.
    pub prior: f64,
    /// The sum over parts and neighbours, times balance, share and prior: the score of the hit.
    pub score: f64,
}

/// What the best variant of a part is worth in a section.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Contribution {
    /// What was looked up.
    pub text: String,
    /// How much of its score counts.
    pub weight: f64,
    /// The fields it occurs in.
    pub fields: Vec<FieldScore>,
    /// The sum over the fields, times weight.
    pub score: f64,
}

/// What a field is worth.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FieldScore {
    /// `title`, `heading`, `aliases` or `body`.
    pub field: &'static str,
    /// How often it occurs there.
    pub occurrences: u32,
    /// BM25 with the field's boost.
    pub score: f64,
}

impl Index {
    /// Answers a query like [`Index::search`], and tells how the answer came about.
    ///
    /// # Example
    ///
    /// ```
    /// # use search_index::{Book, Index, Options, Section};
    /// let section = Section { page: "usb.html".into(), body: "USBメモリを使わない。".into(), ..Section::default() };
    /// let index = Index::new(Book { sections: vec![section], ..Book::default() }).unwrap();
    /// let explanation = index.explain("ＵＳＢメモリ", &Options::default());
    /// assert_eq!(explanation.clauses[0].tokens, ["usb", "メモ", "モリ", "リ"]);
    /// assert!(explanation.to_string().contains("1件"));
    /// ```
    pub fn explain(&self, query: &str, options: &Options) -> Explanation {
        let tokens_starting = |start: &str| self.tokens_starting(start);
        let plan = Plan::new(self.lexicon(), &tokens_starting, query);
        let search = Search::run(self, &plan, options);
        let clause = |clause: &crate::query::Clause| ExplainedClause {
            written: clause.written.clone(),
            exact: clause.exact,
            tokens: runs(&clause.written)
                .flat_map(|run| tokens(&run).map(str::to_owned).collect::<Vec<_>>())
                .collect(),
        };
        Explanation {
            query: query.to_owned(),
            clauses: plan.clauses().iter().map(clause).collect(),
            levels: search
                .levels
                .iter()
                .map(|(level, found)| explained_level(&search, level, *found))
                .collect(),
            scores: search
                .found
                .iter()
                .take(options.limit)
                .map(|found| explained_score(self, &search, found))
                .collect(),
            answer: search.answer(options),
        }
    }
}

fn explained_level(search: &Search<'_>, level: &Level, found: usize) -> ExplainedLevel {
    let variant = |variant: &Variant| ExplainedVariant {
        text: variant.unit.text.clone(),
        prefix: variant.unit.prefix,
        weight: variant.weight,
        words: variant.words.clone(),
        sections: search.scorer.scores(&variant.unit).len(),
    };
    let part = |part: &Part| ExplainedPart {
        written: part.written.clone(),
        variants: part.variants.iter().map(variant).collect(),
    };
    let parts = level.parts.iter().map(part).collect();
    ExplainedLevel { level: level.level, required: level.required, parts, found }
}

fn explained_score(index: &Index, search: &Search<'_>, found: &Found) -> ExplainedScore {
    let level = search.level_of(found);
    let best = |part: &Part| {
        let contributions = part.variants.iter().filter_map(|variant| {
            search.scorer.score(&variant.unit, found.section).map(|score| (variant, variant.weight * score))
        });
        let (variant, _) = contributions.reduce(|best, other| if other.1 > best.1 { other } else { best })?;
        Some(contribution(search, &variant.unit, variant.weight, found.section))
    };
    let neighbours = level.neighbours.as_ref().filter(|unit| search.scorer.occurs(unit, found.section));
    let parts: Vec<Contribution> = level.parts.iter().filter_map(best).collect();
    let sum_of = |term: &dyn Fn(f64) -> f64| parts.iter().map(|part| term(part.score)).sum::<f64>();
    let balance = level.worth(sum_of(&|score| level.term(score))) / sum_of(&|score| score);
    ExplainedScore {
        section: found.section as usize,
        balance,
        share: level.share(parts.len()),
        parts,
        neighbours: neighbours.map(|unit| contribution(search, unit, 1.0, found.section)),
        prior: prior(index, found.section),
        score: found.score,
    }
}

fn contribution(search: &Search<'_>, unit: &Unit, weight: f64, section: u32) -> Contribution {
    let in_field = |field: Field| {
        let occurrences = search.scorer.occurrences(unit, field);
        let found = occurrences.iter().find(|occurrence| occurrence.section == section)?;
        Some(FieldScore { field: field.name(), occurrences: found.tf, score: found.score })
    };
    let fields: Vec<FieldScore> = Field::ALL.into_iter().filter_map(in_field).collect();
    let score = weight * fields.iter().map(|field| field.score).sum::<f64>();
    Contribution { text: shown(unit.text.as_str(), unit.prefix), weight, fields, score }
}

/// An open end is shown as `…`.
fn shown(text: &str, prefix: bool) -> String {
    if prefix { format!("{text}…") } else { text.to_owned() }
}

impl Display for Explanation {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        writeln!(formatter, "検索語: {}", self.query)?;
        if self.clauses.is_empty() {
            return writeln!(formatter, "調べられる文字がありません（空白と記号だけです）");
        }
        for clause in &self.clauses {
            let exact = if clause.exact { "（書いたとおりだけを探す）" } else { "" };
            writeln!(formatter, "  「{}」{exact} = {}", clause.written, clause.tokens.join(" "))?;
        }
        self.levels.iter().try_for_each(|level| level.fmt(formatter))?;
        let n_listed = self.scores.len();
        writeln!(formatter, "\n結果: {}件（上位{n_listed}件の得点の内訳）", self.answer.total)?;
        for (number, (hit, score)) in self.answer.hits.iter().zip(&self.scores).enumerate() {
            let heading =
                if hit.heading.is_empty() { String::new() } else { format!(" › {}", hit.heading) };
            let anchor = if hit.anchor.is_empty() { String::new() } else { format!("#{}", hit.anchor) };
            writeln!(formatter, "{:>3}. {}{heading}  {}{anchor}", number + 1, hit.title, hit.page)?;
            score.fmt(formatter, hit.level)?;
        }
        for instead in &self.answer.instead {
            writeln!(formatter, "『{}』を『{}』としても検索しました", instead.from, instead.to)?;
        }
        Ok(())
    }
}

impl ExplainedLevel {
    fn fmt(&self, formatter: &mut Formatter<'_>) -> fmt::Result {
        let name = match self.level {
            0 => "入力した言葉をすべて含む",
            1 if self.required == self.parts.len() => "言葉を小さく分けて、すべて含む",
            1 => "言葉を小さく分けて、ほとんどを含む",
            2 => "小さく分けて、つづりの近い言葉も使う",
            _ => "2文字ずつに分けて、一部を含む",
        };
        let (n_parts, required) = (self.parts.len(), self.required);
        writeln!(
            formatter,
            "\n段階{} {name}（{n_parts}つのうち{required}つ）: {}件",
            self.level, self.found
        )?;
        for variant in self.parts.iter().flat_map(|part| part.variants.iter().enumerate()) {
            let (variant_idx, variant) = variant;
            let (mark, text) =
                (if variant_idx == 0 { "・" } else { "　または" }, shown(&variant.text, variant.prefix));
            let words: Vec<String> = variant.words.iter().map(|(from, to)| format!("{from}→{to}")).collect();
            let words = if words.is_empty() { String::new() } else { format!("  {}", words.join("、")) };
            writeln!(
                formatter,
                "  {mark}「{text}」 ×{} {}件{words}",
                rounded(variant.weight),
                variant.sections
            )?;
        }
        Ok(())
    }
}

impl ExplainedScore {
    fn fmt(&self, formatter: &mut Formatter<'_>, level: u8) -> fmt::Result {
        let factors = [("そろい方", self.balance), ("含む割合", self.share), ("現行版ではない", self.prior)];
        let factors = factors.map(|(name, factor)| {
            if (factor - 1.0).abs() > 1e-9 {
                format!("、{name} ×{}", rounded(factor))
            } else {
                String::new()
            }
        });
        writeln!(formatter, "     得点 {:.3}（段階{level}{}）", self.score, factors.concat())?;
        let together = self.neighbours.iter().map(|contribution| ("続けて", contribution));
        for (name, contribution) in self.parts.iter().map(|contribution| ("", contribution)).chain(together) {
            let fields: Vec<String> = contribution.fields.iter().map(FieldScore::in_japanese).collect();
            let (text, weight) = (&contribution.text, rounded(contribution.weight));
            writeln!(
                formatter,
                "       {:.3} {name}「{text}」 ×{weight}（{}）",
                contribution.score,
                fields.join("、")
            )?;
        }
        Ok(())
    }
}

impl FieldScore {
    fn in_japanese(&self) -> String {
        let name = match self.field {
            "title" => "題名",
            "heading" => "見出し",
            "aliases" => "別名",
            _ => "本文",
        };
        format!("{name}{}回 {:.3}", self.occurrences, self.score)
    }
}

/// A factor, to three places.
fn rounded(factor: f64) -> f64 {
    (factor * 1000.0).round() / 1000.0
}
