//! The three preprocessors on a small guide, inside mdBook and as executables.

use std::{
    collections::BTreeMap,
    fs,
    io::Write,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use checklist::Report;
use mdbook_driver::{MDBook, config::Config};
use mdbook_preprocessor::{Preprocessor, PreprocessorContext, book::Book};
use preprocessors::{Checklist, Crosslink, Revision, Shared, lint_files};

fn guide() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/guide")
}

fn load(root: &Path) -> MDBook {
    let config = Config::from_disk(root.join("book.toml")).unwrap();
    MDBook::load_with_config(root, config).unwrap()
}

fn context(md: &MDBook) -> PreprocessorContext {
    PreprocessorContext::new(md.root.clone(), md.config.clone(), "html".to_owned())
}

fn preprocess(root: &Path) -> (Book, Report) {
    let shared = Shared::load(root).unwrap();
    lint_files(&shared, &root.join("src"));
    let md = load(root);
    let ctx = context(&md);
    let book = Checklist::new(shared.clone()).run(&ctx, md.book.clone()).unwrap();
    let book = Revision::new(shared.clone()).run(&ctx, book).unwrap();
    let book = Crosslink::new(shared.clone()).run(&ctx, book).unwrap();
    (book, shared.report())
}

fn contents(book: &Book) -> BTreeMap<String, String> {
    let entry = |chapter: &mdbook_preprocessor::book::Chapter| {
        (chapter.path.as_ref().unwrap().to_string_lossy().into_owned(), chapter.content.clone())
    };
    book.chapters().map(entry).collect()
}

/// The pages of a site made by mdBook's own html renderer.
fn render(root: &Path, out: &Path) -> BTreeMap<String, String> {
    let shared = Shared::load(root).unwrap();
    let mut config = Config::from_disk(root.join("book.toml")).unwrap();
    config.build.build_dir = out.to_owned();
    let mut md = MDBook::load_with_config(root, config).unwrap();
    md.with_preprocessor(Checklist::new(shared.clone()));
    md.with_preprocessor(Revision::new(shared.clone()));
    md.with_preprocessor(Crosslink::new(shared));
    md.build().unwrap();
    let mut pages = BTreeMap::new();
    for folder in ["", "items", "sheets", "revisions"] {
        for entry in fs::read_dir(out.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "html") {
                let name = path.strip_prefix(out).unwrap().to_string_lossy().into_owned();
                pages.insert(name, fs::read_to_string(path).unwrap());
            }
        }
    }
    pages
}

#[test]
fn a_small_guide_has_no_problems_and_all_its_pages() {
    let (book, report) = preprocess(&guide());
    assert_eq!(report.render(), "");
    let pages: Vec<String> = contents(&book).into_keys().collect();
    assert_eq!(
        pages,
        [
            "glossary.md",
            "guideline.md",
            "index.md",
            "items/hostile-text.md",
            "items/index.md",
            "items/security-patch.md",
            "revisions/index.md",
            "revisions/r6-r7.md",
            "sheets/index.md",
            "sheets/r6-medical.md",
            "sheets/r6.md",
            "sheets/r7-medical.md",
            "sheets/r7.md",
            "sheets/r8.md",
            "verification.md",
        ]
    );
    let numbers: Vec<String> = book
        .chapters()
        .map(|chapter| chapter.number.as_ref().map_or_else(String::new, ToString::to_string))
        .collect();
    assert_eq!(
        numbers,
        [
            "", "1.", "1.1.", "1.2.", "2.", "2.1.", "2.2.", "2.2.1.", "2.3.", "2.3.1.", "3.", "3.1.", "4.",
            "5.", "6."
        ]
    );
}

#[test]
fn no_directive_reference_or_mark_is_left() {
    for (path, content) in contents(&preprocess(&guide()).0) {
        for left in ["{{#", "<!-- guide:"] {
            assert!(!content.contains(left), "{path} has {left}");
        }
    }
}

#[test]
fn html_blocks_have_no_blank_lines() {
    for (path, content) in contents(&preprocess(&guide()).0) {
        let mut n_open = 0;
        for line in content.lines() {
            n_open +=
                line.matches("<table").count() + line.matches("<dl").count() + line.matches("<aside").count();
            n_open -= line.matches("</table>").count()
                + line.matches("</dl>").count()
                + line.matches("</aside>").count();
            assert!(n_open == 0 || !line.trim().is_empty(), "{path}");
        }
    }
}

#[test]
fn text_from_data_never_becomes_markup() {
    let out = tempfile::tempdir().unwrap();
    let pages = render(&guide(), out.path());
    let seen = &pages["items/hostile-text.html"];
    for text in [
        "&lt;script&gt;alert(4)&lt;/script&gt;",
        "[[security-patch]] **太字** パスワード",
        "&lt;b&gt;太字&lt;/b&gt;",
    ] {
        assert!(seen.contains(text), "{text} is shown as it is");
    }
    for (path, html) in &pages {
        for markup in
            ["<script>alert", "<img src=x", "href=\"javascript", "<b>太字", "<i>タグ", "<strong>太字"]
        {
            assert!(!html.contains(markup), "{path} has {markup}");
        }
        for (at, _) in html.match_indices("onmouseover") {
            let before = &html[..at];
            assert!(before.rfind('>') > before.rfind('<'), "{path} has an attribute from data");
        }
        let host = fs::read_to_string("/etc/hostname").unwrap_or_default();
        assert!(
            host.trim().is_empty() || !html.contains(&format!(">{}<", host.trim())),
            "{path} includes a file"
        );
    }
}

#[test]
fn a_page_under_mdbook_links_to_what_is_there() {
    let out = tempfile::tempdir().unwrap();
    let pages = render(&guide(), out.path());
    let comparison = &pages["revisions/r6-r7.html"];
    assert!(comparison.contains("<ins class=\"guide-changed\">"));
    assert!(comparison.contains("<th scope=\"col\">改正後（令和7年度版）</th>"));
    assert!(
        pages["sheets/r6-medical.html"].contains("<th scope=\"col\">目標日</th><th scope=\"col\">2回目</th>")
    );
    let index = &pages["index.html"];
    assert!(index.contains("href=\"sheets/r6-medical.html#security-patch-client\""));
    assert!(pages["sheets/r6-medical.html"].contains("id=\"security-patch-client\""));
    assert!(pages["guideline.html"].contains("id=\"operation-8-c3\""));
    assert!(index.contains("href=\"guideline.html#operation-8-c3\""));
}

#[test]
fn pages_tell_search_what_they_are() {
    let (book, _) = preprocess(&guide());
    let pages = contents(&book);
    let says =
        |page: &str, mark: &str| assert!(pages[page].contains(mark), "{page}: {mark}\n{}", pages[page]);
    says("items/security-patch.md", "data-search-kind=\"項目\"");
    says("sheets/r6-medical.md", "data-search-kind=\"チェックリスト\" data-search-edition=\"令和6年度版\"");
    says("revisions/r6-r7.md", "data-search-kind=\"新旧対照\" data-search-edition=\"令和7年度版\"");
    says("guideline.md", "data-search-kind=\"ガイドライン\"");
    says(
        "glossary.md",
        "data-search-title=\"パスワード\" data-search-kind=\"用語\" data-search-term=\"パスワード\"",
    );
    says("glossary.md", "data-search-reading=\"ぱすわーど\" data-search-aliases=\"\"");
    says("glossary.md", "## は行 {#kana-5 data-search=no}");
}

#[test]
fn pages_of_older_editions_say_that_a_newer_one_is_out() {
    let pages = contents(&preprocess(&guide()).0);
    let notice = "令和8年度版が公表されています</a>（令和8年6月）。このページは";
    assert!(pages["sheets/r6-medical.md"].contains(&format!("{notice}令和6年度版の内容です。")));
    assert!(pages["index.md"].contains(&format!("{notice}令和7年度版の内容です。")));
    assert!(!pages["sheets/r8.md"].contains("guide-edition-notice"));
}

#[test]
fn the_title_of_a_hand_written_part_is_not_shown_twice() {
    let pages = contents(&preprocess(&guide()).0);
    let page = &pages["items/security-patch.md"];
    assert!(page.starts_with("# セキュリティパッチ {#security-patch}\n"));
    assert!(!page.contains("題はデータから"));
    assert!(page.contains("href=\"../index.html\">はじめに</a>"), "the page that refers to it is listed");
}

#[test]
fn attachments_travel_in_the_page() {
    let pages = contents(&preprocess(&guide()).0);
    let page = &pages["revisions/r6-r7.md"];
    for start in [
        "<a class=\"guide-attachment\" download=\"r6-r7.csv\" href=\"data:text/csv;charset=utf-8;base64,",
        "<a class=\"guide-attachment\" download=\"r6-r7.json\" href=\"data:application/json;charset=utf-8;base64,",
    ] {
        assert!(page.contains(start), "{start}");
    }
    assert_eq!(offered(page), ["r6-r7.docx", "r6-r7.csv", "r6-r7.json", "r6-r7-oscal-mapping.json"]);
    assert_eq!(offered(&pages["sheets/r7-medical.md"]), ["r7-medical.xlsx", "r7-medical.csv"]);
    assert_eq!(offered(&pages["sheets/r7.md"]), ["r7-medical.json", "r7-oscal-catalog.json"]);
    assert_eq!(offered(&pages["sheets/r8.md"]), [""; 0], "an edition without rows");
}

#[test]
fn a_book_that_wants_no_files_offers_none() {
    let folder = tempfile::tempdir().unwrap();
    copy(&guide(), folder.path());
    let settings = fs::read_to_string(guide().join("book.toml")).unwrap();
    let settings = settings.replace("notice = true", "files = false");
    fs::write(folder.path().join("book.toml"), settings).unwrap();
    for (path, page) in contents(&preprocess(folder.path()).0) {
        assert!(!page.contains("guide-take-away") && offered(&page).is_empty(), "{path}");
    }
}

/// Names of the files a page offers, in order.
fn offered(page: &str) -> Vec<&str> {
    let links = page.split("<a class=\"guide-attachment\" download=\"").skip(1);
    links.map(|link| link.split_once('"').unwrap().0).collect()
}

#[test]
fn two_runs_give_the_same_book() {
    assert_eq!(preprocess(&guide()).0, preprocess(&guide()).0);
}

#[test]
fn the_executables_do_what_the_library_does() {
    let md = load(&guide());
    let ctx = context(&md);
    let mut book = md.book.clone();
    for executable in [
        env!("CARGO_BIN_EXE_mdbook-checklist"),
        env!("CARGO_BIN_EXE_mdbook-revision"),
        env!("CARGO_BIN_EXE_mdbook-crosslink"),
    ] {
        let supports = Command::new(executable).args(["supports", "epub"]).status().unwrap();
        assert!(supports.success());
        let mut child = Command::new(executable)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let input = serde_json::to_vec(&(&ctx, &book)).unwrap();
        child.stdin.take().unwrap().write_all(&input).unwrap();
        let output = child.wait_with_output().unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        assert_eq!(String::from_utf8_lossy(&output.stderr), "");
        book = serde_json::from_slice(&output.stdout).unwrap();
    }
    assert_eq!(contents(&book), contents(&preprocess(&guide()).0));
}

#[test]
fn an_executable_stops_the_build_at_a_mistake() {
    let folder = tempfile::tempdir().unwrap();
    copy(&guide(), folder.path());
    fs::write(folder.path().join("src/index.md"), "# はじめに\n\n[[securty-patch]]\n").unwrap();
    let md = load(folder.path());
    let mut child = Command::new(env!("CARGO_BIN_EXE_mdbook-crosslink"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(&serde_json::to_vec(&(&context(&md), &md.book)).unwrap()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty());
    assert!(
        String::from_utf8_lossy(&output.stderr).contains("エラー[unknown-reference]: `[[securty-patch]]`")
    );
}

#[test]
fn an_ordinary_book_only_loses_line_breaks_and_gets_warnings() {
    let folder = tempfile::tempdir().unwrap();
    fs::create_dir(folder.path().join("src")).unwrap();
    fs::write(folder.path().join("book.toml"), "[book]\ntitle = \"本\"\n").unwrap();
    fs::write(folder.path().join("src/SUMMARY.md"), "[はじめに](Index.md)\n").unwrap();
    let text = "# はじめに\n\n[[x]] {{#toc}} [先](none.md)。\n\n一行め\n二行め\n";
    fs::write(folder.path().join("src/Index.md"), text).unwrap();
    let (book, report) = preprocess(folder.path());
    assert_eq!(contents(&book)["Index.md"], text.replace("一行め\n", "一行め"));
    assert_eq!(report.n_errors(), 0);
    let codes: Vec<&str> = report.diagnostics.iter().map(|diagnostic| diagnostic.code.name).collect();
    assert_eq!(codes, ["unknown-directive", "dead-link"]);
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}
