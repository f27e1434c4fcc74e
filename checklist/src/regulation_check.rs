//! Checks that need all files of the regulation together: references, blanks nobody uses, and requirements it forgets.

use std::{
    collections::{BTreeMap, BTreeSet},
    path::{Path, PathBuf},
};

use crate::{
    Article, Code, Computed, Diagnostic, Edition, Library, Profile, Question, Regulation, Report, Span, Text,
    codes,
    read::did_you_mean,
    yaml::{Node, Value},
};

const REGULATION: &str = "regulation/regulation.yaml";
const APPENDICES: &str = "regulation/appendices.yaml";

/// Everything a single file cannot show.
pub(crate) fn across_files(library: &Library, roots: &BTreeMap<PathBuf, Node>, report: &mut Report) {
    let Some(regulation) = &library.regulation else { return };
    let [root, appendices] = [REGULATION, APPENDICES].map(|file| roots.get(Path::new(file)));
    let Some(root) = root else { return };
    let has_problems =
        report.diagnostics.iter().any(|diagnostic| diagnostic.span.file.starts_with("regulation"));
    let mut check = Check { regulation, has_appendices: appendices.is_some(), report };
    let places = check.places(root, appendices);
    places.iter().for_each(|place| check.place(place));
    if !has_problems && appendices.is_some() {
        check.unused_variables(root, &places);
        check.lineages(library);
    }
}

struct Check<'a> {
    regulation: &'a Regulation,
    has_appendices: bool,
    report: &'a mut Report,
}

/// A condition or a text with marks, and its file.
enum Place<'a> {
    Condition(&'static str, &'a Node),
    Text(&'static str, &'a Node),
}

impl Check<'_> {
    /// Every condition and every text in which marks may stand.
    fn places<'n>(&self, root: &'n Node, appendices: Option<&'n Node>) -> Vec<Place<'n>> {
        let mut places = Vec::new();
        for article in root.get("chapters").into_iter().flat_map(|chapters| inner(chapters, "articles")) {
            places.extend(article.get("when").map(|node| Place::Condition(REGULATION, node)));
            places.extend(article.get("reason").map(|node| Place::Text(REGULATION, node)));
            article.get("paragraphs").into_iter().for_each(|node| paragraphs(node, &mut places));
        }
        let supplement = root.get("supplement").and_then(|node| node.get("paragraphs"));
        supplement.into_iter().for_each(|node| paragraphs(node, &mut places));
        let appendices = appendices.and_then(|root| root.get("appendices"));
        for entry in appendices.into_iter().flat_map(|appendices| inner(appendices, "entries")) {
            places.extend(entry.get("when").map(|node| Place::Condition(APPENDICES, node)));
            let cells = entry.get("cells").into_iter().flat_map(Node::children);
            places.extend(cells.map(|node| Place::Text(APPENDICES, node)));
        }
        places
    }

    fn place(&mut self, place: &Place<'_>) {
        match place {
            Place::Condition(file, node) => self.condition(file, node),
            Place::Text(file, node) => self.text(file, node),
        }
    }

    fn condition(&mut self, file: &str, node: &Node) {
        let regulation = self.regulation;
        let Value::Map(entries) = &node.value else { return };
        for (key, value) in entries {
            let question = regulation.questions.iter().find(|question| question.id == key.name);
            let Some(question) = question else {
                let ids = regulation.questions.iter().map(|question| question.id.as_str());
                let message = format!("`{}` という質問はありません", key.name);
                let help = did_you_mean(&key.name, ids) + "質問は regulation.yaml の `questions` にあります";
                self.error(&codes::UNKNOWN_QUESTION, Span::new(file, key.bytes.clone()), message, help);
                continue;
            };
            self.choice(file, question, value);
        }
    }

    fn choice(&mut self, file: &str, question: &Question, node: &Node) {
        let ids = || question.choices.iter().map(|choice| choice.id.as_str());
        let Some(id) = node.str().filter(|id| ids().all(|known| known != *id)) else { return };
        let message = format!("質問 `{}` に `{id}` という選択肢はありません", question.id);
        let help = did_you_mean(id, ids()) + &format!("使える値: {}", ids().collect::<Vec<_>>().join("、"));
        self.error(&codes::UNKNOWN_CHOICE, Span::new(file, node.bytes.clone()), message, help);
    }

    /// Every mark in a text leads somewhere.
    fn text(&mut self, file: &'static str, node: &Node) {
        let Some(text) = node.str() else { return };
        for piece in Text::parse(text).pieces {
            let Some(mark) = piece.mark() else { continue };
            let Some((code, message, help)) = self.problem_of(&mark) else { continue };
            self.error(code, self.span_of(file, node, &mark), message, help);
        }
    }

    fn problem_of(&self, mark: &str) -> Option<(&'static Code, String, String)> {
        let regulation = self.regulation;
        let (code, what, ids, id): (_, _, Vec<&str>, _) = match mark.split_once(':') {
            Some(("article", id)) => {
                let ids = regulation.articles().map(|(_, _, article)| article.id.as_str());
                (&codes::UNKNOWN_ARTICLE, "条", ids.collect(), id)
            }
            Some(("appendix", _)) if !self.has_appendices => return None,
            Some(("appendix", id)) => {
                let ids = regulation.appendices.iter().map(|appendix| appendix.id.as_str());
                (&codes::UNKNOWN_APPENDIX, "別表・様式", ids.collect(), id)
            }
            _ => {
                let ids = regulation.variables.iter().map(|variable| variable.id.as_str());
                (&codes::UNKNOWN_VARIABLE, "変数", ids.collect(), mark)
            }
        };
        let help = did_you_mean(id, ids.iter().copied())
            + "`{…}` には、変数の id、`article:条のid`、`appendix:別表・様式のid` を書きます";
        (!ids.contains(&id)).then(|| (code, format!("`{id}` という{what}はありません"), help))
    }

    /// A mark in the bytes of a text; the text as a whole when it was typed in another way.
    fn span_of(&self, file: &str, node: &Node, mark: &str) -> Span {
        let source = self.report.sources.get(Path::new(file)).map_or("", |text| &**text);
        let typed = source.get(node.bytes.clone()).unwrap_or_default();
        let marked = format!("{{{mark}}}");
        let start = typed.find(&marked).map(|at| node.bytes.start + at);
        Span::new(file, start.map_or(node.bytes.clone(), |start| start..start + marked.len()))
    }

    fn unused_variables(&mut self, root: &Node, places: &[Place<'_>]) {
        let texts = places.iter().filter_map(|place| match place {
            Place::Text(_, node) => node.str(),
            Place::Condition(..) => None,
        });
        let marks = texts.flat_map(|text| Text::parse(text).pieces).filter_map(|piece| piece.mark());
        let used: BTreeSet<String> = marks.collect();
        let variables = root.get("variables").into_iter().flat_map(Node::children);
        for node in variables.filter_map(|variable| variable.get("id")) {
            let Some(id) = node.str().filter(|id| !used.contains(*id)) else { continue };
            let message = format!("変数 `{id}` は、規程のどの文にも出てきません");
            let help = format!("使う所に `{{{id}}}` と書くか、要らなければ変数を消します");
            self.error(&codes::UNUSED_VARIABLE, Span::new(REGULATION, node.bytes.clone()), message, help);
        }
    }

    /// Every numbered requirement has an article however the questions are answered.
    fn lineages(&mut self, library: &Library) {
        let Some(edition) = library.current_edition() else { return };
        let lineages = numbered_lineages(edition);
        for lineage in &lineages {
            if let Some(gap) = self.gap(lineage) {
                let title = library.lineage(lineage).map_or("", |lineage| lineage.title.as_str());
                let message = format!("項目 `{lineage}`（{title}）の条が{gap}ありません");
                let help = "条の `lineages` に項目IDを加えます。条件のある条だけなら、`reason` か、条件のない条が要ります";
                self.error(&codes::LINEAGE_WITHOUT_ARTICLE, Span::file(REGULATION), message, help);
            }
        }
        let has_table = |computed| self.regulation.appendices.iter().any(|it| it.computed == Some(computed));
        if !lineages.is_empty() && !has_table(Computed::Correspondence) {
            let message = "チェックリストと条の対応表がありません";
            let help = "別表を1つ加え、`computed: correspondence` とします";
            self.error(&codes::LINEAGE_WITHOUT_ARTICLE, Span::file(APPENDICES), message, help);
        }
    }

    /// When a requirement has no article: empty for never, none when it always has one.
    fn gap(&self, lineage: &str) -> Option<String> {
        let articles = self.regulation.articles().map(|(_, _, article)| article);
        let articles: Vec<_> =
            articles.filter(|article| article.lineages.iter().any(|id| id == lineage)).collect();
        if articles.is_empty() {
            return Some(String::new());
        }
        let is_gap = |profile: &Profile| articles.iter().all(|article| !article.says_something(profile));
        let profile = self.profiles(&articles).find(is_gap)?;
        let cases = profile.iter().map(|(question, choice)| format!("{question}: {choice}"));
        Some(format!("、{} のときに", cases.collect::<Vec<_>>().join("、")))
    }

    /// All answers to the questions that some articles ask; at most [`MAX_PROFILES`].
    fn profiles(&self, articles: &[&Article]) -> impl Iterator<Item = Profile> {
        let conditions = articles.iter().flat_map(|article| {
            std::iter::once(&article.when).chain(article.paragraphs.iter().map(|it| &it.when))
        });
        let asked: BTreeSet<_> = conditions.flat_map(|when| when.0.keys()).collect();
        let questions = self.regulation.questions.iter();
        let questions: Vec<_> =
            questions.filter(|it| asked.contains(&it.id) && !it.choices.is_empty()).collect();
        let n_profiles =
            questions.iter().try_fold(1_usize, |n, question| n.checked_mul(question.choices.len()));
        let n_profiles = n_profiles.unwrap_or(usize::MAX).min(MAX_PROFILES);
        (0..n_profiles).map(move |mut idx| {
            let answer = |question: &&Question| {
                let choice_idx = idx % question.choices.len();
                idx /= question.choices.len();
                (question.id.clone(), question.choices[choice_idx].id.clone())
            };
            questions.iter().map(answer).collect()
        })
    }

    fn error(
        &mut self,
        code: &'static Code,
        span: Span,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.report.push(Diagnostic::error(code, span, message).help(help));
    }
}

/// More than any regulation with a dozen questions has.
const MAX_PROFILES: usize = 1 << 16;

/// The requirements with a number on the form that institutions fill in, each once.
pub(crate) fn numbered_lineages(edition: &Edition) -> Vec<&str> {
    let form = edition.forms.iter().find(|form| !form.vendor);
    let mut lineages = Vec::new();
    for row in form.into_iter().flat_map(|form| &form.rows).filter(|row| row.section > 0) {
        if !lineages.contains(&row.lineage.as_str()) {
            lineages.push(row.lineage.as_str());
        }
    }
    lineages
}

/// The entries of a list inside every entry of a list.
fn inner<'n>(list: &'n Node, key: &'static str) -> impl Iterator<Item = &'n Node> {
    list.children().filter_map(move |entry| entry.get(key)).flat_map(Node::children)
}

fn paragraphs<'n>(list: &'n Node, places: &mut Vec<Place<'n>>) {
    for paragraph in list.children() {
        places.extend(paragraph.get("when").map(|node| Place::Condition(REGULATION, node)));
        let items = paragraph.get("items").into_iter().flat_map(Node::children);
        let texts = paragraph.get("text").into_iter().chain(items);
        places.extend(texts.map(|node| Place::Text(REGULATION, node)));
    }
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    /// What is said of a right book with another text in its regulation.
    fn messages(edit: impl Fn(&str) -> String) -> Vec<String> {
        let valid = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/valid");
        let book = tempfile::tempdir().unwrap();
        for entry in walkdir::WalkDir::new(&valid).into_iter().map(Result::unwrap) {
            let target = book.path().join(entry.path().strip_prefix(&valid).unwrap());
            match entry.file_type().is_dir() {
                true => fs::create_dir_all(target).unwrap(),
                false => drop(fs::copy(entry.path(), target).unwrap()),
            }
        }
        let file = book.path().join(REGULATION);
        let text = fs::read_to_string(&file).unwrap();
        let edited = edit(&text);
        assert_ne!(edited, text);
        fs::write(file, edited).unwrap();
        let (_, report) = Library::load(book.path()).unwrap();
        report.diagnostics.into_iter().map(|diagnostic| diagnostic.message).collect()
    }

    #[test]
    fn a_requirement_that_some_answers_leave_without_text_is_found() {
        let always = "        when: {system: cloud}\n        reason: 当院は、この条を適用しない。\n";
        let first = "          - text: \"{clinic}は、更新を行い、{appendix:ledger}に記載する。\"\n";
        let only_onpremises = format!("{first}            when: {{system: onpremises}}\n");
        let seen = messages(|text| text.replace(always, "").replace(first, &only_onpremises));
        assert_eq!(
            seen,
            ["項目 `security-patch`（セキュリティパッチ）の条が、system: cloud のときにありません"]
        );
    }

    #[test]
    fn a_requirement_no_article_names_is_found() {
        let seen = messages(|text| text.replace("[security-patch, access-log]", "[access-log]"));
        assert_eq!(seen, ["項目 `security-patch`（セキュリティパッチ）の条がありません"]);
    }
}
