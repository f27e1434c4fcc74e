//! What a book becomes, and what stops it.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use mdbook_renderer::book::{Book, BookItem, Chapter};
use mdbook_renderer::config::Config;
use site::{Code, Error, Finding, Options, Rendered, Severity};
use tempfile::TempDir;

/// A book in memory with a folder for its other files.
struct Fixture {
    root: TempDir,
    book: Book,
    options: Options,
}

impl Fixture {
    fn new(chapters: &[(&str, &str)]) -> Fixture {
        let root = tempfile::tempdir().unwrap();
        fs::create_dir(root.path().join("src")).unwrap();
        let chapter = |(path, text): &(&str, &str)| {
            BookItem::Chapter(Chapter::new(path, (*text).to_owned(), *path, Vec::new()))
        };
        let book = Book::new_with_items(chapters.iter().map(chapter).collect());
        Fixture { root, book, options: options("[output.guide]\n") }
    }

    fn file(&self, path: &str, text: &str) -> &Self {
        let file = self.root.path().join(path);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(file, text).unwrap();
        self
    }

    fn render(&self) -> (TempDir, Result<Rendered, Error>) {
        let out = tempfile::tempdir().unwrap();
        let rendered = site::render(self.root.path(), &self.book, &self.options, out.path());
        (out, rendered)
    }

    fn site(&self) -> TempDir {
        let (out, rendered) = self.render();
        let rendered = rendered.unwrap();
        assert_eq!(rendered.findings, []);
        out
    }

    fn findings(&self) -> Vec<Finding> {
        self.render().1.unwrap().findings
    }

    fn codes(&self) -> Vec<Code> {
        self.findings().into_iter().map(|finding| finding.code).collect()
    }
}

fn options(toml: &str) -> Options {
    Options::from_config(&toml.parse::<Config>().unwrap()).unwrap()
}

fn read(site: &TempDir, path: &str) -> String {
    fs::read_to_string(site.path().join(path)).unwrap()
}

/// Every file and its bytes.
fn bytes_of(dir: &Path) -> BTreeMap<String, Vec<u8>> {
    walkdir::WalkDir::new(dir)
        .into_iter()
        .map(Result::unwrap)
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let path = entry.path().strip_prefix(dir).unwrap().to_str().unwrap().to_owned();
            (path, fs::read(entry.path()).unwrap())
        })
        .collect()
}

#[test]
fn every_page_passes_the_thorough_check() {
    let fixture =
        Fixture::new(&[("index.md", "# 題\n\n[次](a/b.md#節)"), ("a/b.md", "## 節\n\n[前](../index.md)")]);
    let site = fixture.site();
    assert_eq!(site::verify(site.path()).unwrap(), []);
    let page = read(&site, "a/b.html");
    assert!(page.contains("<title>a/b.md</title>"), "{page}");
    assert!(page.contains("<h1>a/b.md</h1>"), "a page without h1 gets its name");
    assert!(page.contains("aria-current=\"page\""));
}

#[test]
fn the_same_book_gives_the_same_bytes() {
    let chapters: Vec<(String, String)> =
        (0..50).map(|n| (format!("c{n}.md"), format!("# 章{n}\n\n[次](c{}.md)", (n + 1) % 50))).collect();
    let chapters: Vec<(&str, &str)> = chapters.iter().map(|(path, text)| (&**path, &**text)).collect();
    let (one, two) = (Fixture::new(&chapters), Fixture::new(&chapters));
    for fixture in [&one, &two] {
        fixture.file("src/図/a.svg", "<svg/>").file("src/z.txt", "z");
    }
    let (one, two) = (one.site(), two.site());
    assert_eq!(bytes_of(one.path()), bytes_of(two.path()));
}

#[test]
fn hostile_titles_stay_text() {
    let mut fixture = Fixture::new(&[("index.md", "本文")]);
    fixture.options.title = "</title><script>alert(1)</script>".into();
    fixture.options.description = "\"><img src=x onerror=alert(1)>".into();
    fixture.options.disclaimer = Some("<b onclick=x>".into());
    fixture.options.edition = Some("'\"<i>".into());
    let BookItem::Chapter(chapter) = &mut fixture.book.items[0] else { unreachable!() };
    chapter.name = "\"><script>alert(1)</script>\nb".into();
    let site = fixture.site();
    assert_eq!(site::verify(site.path()).unwrap(), []);
    for page in ["index.html", "contents.html"] {
        let page = read(&site, page);
        assert_eq!(page.matches("<script").count(), 2, "{page}");
        assert!(!page.contains("<img") && !page.contains("<b ") && !page.contains("<i>"), "{page}");
    }
}

#[test]
fn a_dead_link_says_where_it_stands() {
    let fixture = Fixture::new(&[("a/b.md", "")]);
    let text = "# 題\n\n全角の前に[先](../none.md)と[節](#無い)";
    fixture.file("src/a/b.md", text);
    let mut fixture = fixture;
    let BookItem::Chapter(chapter) = &mut fixture.book.items[0] else { unreachable!() };
    chapter.content = text.into();
    let (out, rendered) = fixture.render();
    let rendered = rendered.unwrap();
    let found: Vec<_> = rendered
        .findings
        .iter()
        .map(|finding| (finding.code, finding.file.as_str(), finding.position))
        .collect();
    assert_eq!(
        found,
        [(Code::DeadLink, "src/a/b.md", Some((3, 10))), (Code::DeadAnchor, "src/a/b.md", Some((3, 26)))]
    );
    assert!(rendered.findings.iter().all(|finding| finding.severity == Severity::Error));
    assert!(bytes_of(out.path()).is_empty(), "nothing is written");
}

#[test]
fn a_book_without_our_table_is_built_with_warnings() {
    let mut fixture = Fixture::new(&[("index.md", "[先](none.md) <p style=\"color:red\">赤</p>")]);
    fixture.options = options("");
    let (out, rendered) = fixture.render();
    let rendered = rendered.unwrap();
    assert_eq!(rendered.findings.len(), 2);
    assert!(rendered.findings.iter().all(|finding| finding.severity == Severity::Warning));
    assert!(out.path().join("index.html").is_file());
}

#[test]
fn page_paths_that_no_site_can_have_stop_the_build() {
    for path in ["../x.md", "/abs/x.md", "a/con.md", "a/b?.md", "x\n.md"] {
        assert_eq!(Fixture::new(&[("index.md", ""), (path, "")]).codes(), [Code::PagePath], "{path}");
    }
    assert_eq!(Fixture::new(&[("a.md", ""), ("A.md", "")]).codes(), [Code::PathClash]);
    let fixture = Fixture::new(&[("a.md", "")]);
    fixture.file("src/A.html", "");
    assert_eq!(fixture.codes(), [Code::PathClash]);
}

#[cfg(unix)]
#[test]
fn links_that_lead_outside_are_not_copied() {
    let fixture = Fixture::new(&[("index.md", "")]);
    fixture.file("secret.txt", "秘密").file("src/own.txt", "own");
    let src = fixture.root.path().join("src");
    std::os::unix::fs::symlink(fixture.root.path().join("secret.txt"), src.join("leak.txt")).unwrap();
    assert_eq!(fixture.codes(), [Code::OutsideFile]);
    fs::remove_file(src.join("leak.txt")).unwrap();
    std::os::unix::fs::symlink(src.join("own.txt"), src.join("twin.txt")).unwrap();
    assert_eq!(read(&fixture.site(), "twin.txt"), "own");
}

#[test]
fn a_file_that_travels_in_a_page_lies_beside_it() {
    let link =
        "<a class=\"guide-attachment\" download=\"r6-r7.csv\" href=\"data:text/csv;base64,77u/YSxi\">CSV</a>";
    let site = Fixture::new(&[("index.md", ""), ("r/x.md", link)]).site();
    assert_eq!(fs::read(site.path().join("r/r6-r7.csv")).unwrap(), b"\xEF\xBB\xBFa,b");
    assert!(read(&site, "r/x.html").contains("href=\"r6-r7.csv\""));
    assert_eq!(site::verify(site.path()).unwrap(), []);
}

#[test]
fn two_pages_may_offer_the_same_file_but_not_two_by_one_name() {
    let link = |text: &str| {
        format!("<a class=\"guide-attachment\" download=\"f.csv\" href=\"data:,{text}\">CSV</a>")
    };
    let chapters =
        |other: &str| [("index.md", String::new()), ("r/x.md", link("a")), ("r/y.md", link(other))];
    let fixture = |other: &str| {
        let chapters = chapters(other);
        Fixture::new(&chapters.each_ref().map(|(path, text)| (*path, text.as_str())))
    };
    assert_eq!(fs::read(fixture("a").site().path().join("r/f.csv")).unwrap(), b"a");
    assert_eq!(fixture("b").codes(), [Code::PathClash]);
}

#[test]
fn the_first_chapter_is_also_the_home_page() {
    let fixture = Fixture::new(&[("a/first.md", "[次](second.md) ![図](f.svg)"), ("a/second.md", "")]);
    fixture.file("src/a/f.svg", "<svg/>");
    let site = fixture.site();
    assert!(read(&site, "index.html").contains("href=\"a/second.html\""));
    assert!(read(&site, "index.html").contains("src=\"a/f.svg\""));
    assert!(read(&site, "a/first.html").contains("href=\"second.html\""));
    assert_eq!(site::verify(site.path()).unwrap(), []);
}

#[test]
fn a_site_can_be_searched() {
    let chapters = [("index.md", "# 題\n\n[次](a/b.md)"), ("a/b.md", "## 二要素認証\n\n文")];
    let (site, rendered) = Fixture::new(&chapters).render();
    let written: Vec<String> = bytes_of(site.path()).into_keys().collect();
    assert_eq!(rendered.unwrap().files, written, "every file is named");
    let has = |start: &str| written.iter().any(|path| path.starts_with(start));
    for start in ["search.html", "search/head.js", "search/engine-", "assets/guide-search-"] {
        assert!(has(start), "{start}");
    }
    let page = read(&site, "a/b.html");
    for attribute in ["search=\"../search/\"", "engine=\"../search/engine-"] {
        assert!(page.contains(&format!(" data-{attribute}")), "{page}");
    }
    assert_eq!(page.matches("<script").count(), 2, "nothing of the index is loaded before it is used");

    fs::remove_file(site.path().join("search/head.js")).unwrap();
    let lost: Vec<Finding> = site::verify(site.path()).unwrap();
    assert!(lost.iter().any(|finding| finding.message.contains("`../search/head.js`")), "{lost:?}");
}

#[test]
fn a_site_without_search_has_no_trace_of_it() {
    let mut fixture = Fixture::new(&[("index.md", "# 題"), ("search/index.md", "")]);
    fixture.options = options("[output.guide]\nsearch = false\n");
    let site = fixture.site();
    assert!(
        bytes_of(site.path()).into_keys().all(|path| !path.ends_with("head.js") && path != "search.html")
    );
    assert!(!read(&site, "index.html").contains("data-search"));
}

#[test]
fn the_files_of_the_search_are_not_overwritten() {
    let fixture = Fixture::new(&[("index.md", "")]);
    fixture.file("src/search/head.js", "");
    assert_eq!(fixture.codes(), [Code::ReservedPath]);
    let fixture = Fixture::new(&[("index.md", "")]);
    fixture.file("src/search.html", "");
    assert_eq!(fixture.codes(), [Code::PathClash]);
    let site = Fixture::new(&[("index.md", ""), ("search.md", "# 章")]).site();
    assert!(read(&site, "search.html").contains("章") && site.path().join("guide-search.html").is_file());
    assert_eq!(site::verify(site.path()).unwrap(), []);
}

/// What tells a site that it has a desk, as the preprocessors write it.
const DESK_DATA: &str = "<p hidden><a class=\"guide-attachment\" data-desk-data download=\"desk-data.js\" \
                         href=\"data:text/javascript;base64,MQ==\">データ</a></p>";

/// Names of the desk's scripts a page loads, in order.
fn desk_scripts(page: &str) -> Vec<&str> {
    let names = page.split("assets/guide-desk-").skip(1);
    names.filter_map(|rest| rest.split_once('-')).map(|(name, _)| name).collect()
}

#[test]
fn a_page_with_a_part_of_the_desk_loads_what_the_part_needs() {
    let part = |name: &str| format!("<div data-desk=\"{name}\">JavaScript が必要です。</div>");
    let (sheet, unknown) = (part("sheet"), part("nobody"));
    let home = format!("{}\n\n{DESK_DATA}", part("home"));
    let chapters = [
        ("index.md", "# 題"),
        ("a/sheet.md", &*sheet),
        ("a/unknown.md", &*unknown),
        ("desk/index.md", &*home),
    ];
    let site = Fixture::new(&chapters).site();
    let core = ["model", "store", "keep", "bar", "desk"];
    assert_eq!(desk_scripts(&read(&site, "index.html")), [""; 0], "a page without the desk stays light");
    let sheet = read(&site, "a/sheet.html");
    assert!(desk_scripts(&sheet).starts_with(&core) && desk_scripts(&sheet).contains(&"sheet"), "{sheet}");
    assert!(sheet.contains(" data-hub=\"../hub.html\" data-root=\"../\"></script>"), "{sheet}");
    assert!(sheet.contains("<script defer src=\"../desk/desk-data.js\"></script>"), "{sheet}");
    let unknown = read(&site, "a/unknown.html");
    assert_eq!(desk_scripts(&unknown), core);
    assert!(unknown.contains("JavaScript が必要です。"), "what stands in an unknown part stays");
    let hub = read(&site, "hub.html");
    assert_eq!(desk_scripts(&hub), ["store", "hub"]);
    assert!(hub.contains("default-src 'none'; script-src 'self'"), "{hub}");
    assert_eq!(site::verify(site.path()).unwrap(), []);
}

#[test]
fn a_site_without_the_data_has_no_desk() {
    let chapters = [("index.md", "<div data-desk=\"home\">文</div>"), ("hub.md", "# 章")];
    let site = Fixture::new(&chapters).site();
    assert_eq!(desk_scripts(&read(&site, "index.html")), [""; 0]);
    assert!(read(&site, "hub.html").contains("章"));
    assert!(bytes_of(site.path()).into_keys().all(|path| !path.contains("guide-desk-")));
}

#[test]
fn the_hub_of_a_desk_is_not_overwritten() {
    let home = format!("<div data-desk=\"home\"></div>\n\n{DESK_DATA}");
    let fixture = Fixture::new(&[("index.md", &*home), ("hub.md", "# 章")]);
    assert_eq!(fixture.codes(), [Code::ReservedPath]);
    let fixture = Fixture::new(&[("index.md", &*home)]);
    fixture.file("src/Hub.html", "");
    assert_eq!(fixture.codes(), [Code::ReservedPath]);
}

#[test]
fn a_theme_replaces_templates_and_adds_style() {
    let fixture = Fixture::new(&[("index.md", "# 題")]);
    fixture
        .file(
            "theme/page.html",
            "{% extends \"frame.html\" %}{% block main %}<p>独自</p>{{ page.lead }}{% endblock %}",
        )
        .file("theme/extra.css", ".own { color: red }");
    let site = fixture.site();
    assert!(read(&site, "index.html").contains("<p>独自</p><h1"));
    let style = bytes_of(site.path()).into_iter().find(|(path, _)| path.ends_with(".css")).unwrap();
    assert!(String::from_utf8(style.1).unwrap().ends_with(".own { color: red }"));
}

#[test]
fn a_theme_with_a_mistake_names_file_and_line() {
    let fixture = Fixture::new(&[("index.md", "# 題")]);
    fixture.file(
        "theme/page.html",
        "{% extends \"frame.html\" %}\n{% block main %}\n{{ page.titel }}\n{% endblock %}",
    );
    let Err(Error::Theme { file, line, .. }) = fixture.render().1 else { panic!("no error") };
    assert_eq!((file.as_str(), line), ("page.html", Some(3)));
    let message = fixture.render().1.unwrap_err().to_string();
    assert!(message.contains("`page.html` の 3 行目"), "{message}");
    fixture.file("theme/pgae.html", "");
    assert!(fixture.render().1.unwrap_err().to_string().contains("pgae.html"));
}

#[test]
fn an_unknown_option_is_named_with_those_we_have() {
    let config = "[output.guide]\ncomand = 1\n".parse::<Config>().unwrap();
    let message = Options::from_config(&config).unwrap_err().to_string();
    assert!(message.contains("`comand`") && message.contains("disclaimer"), "{message}");
    options("[output.guide]\ncommand = \"mdbook-guide\"\noptional = true\ntolerate = [\"dead-link\"]\n");
}

#[test]
fn a_page_weighs_the_same_in_a_large_book() {
    let name = "医療情報システムの安全管理に関する章";
    let mut book = Book::new();
    for group in 0..12 {
        book.push_item(BookItem::PartTitle(format!("第{group}部 {name}")));
        for top in 0..10 {
            let mut chapter = Chapter::new(name, String::new(), format!("g{group}/c{top}.md"), Vec::new());
            chapter.sub_items = (0..10)
                .map(|sub| {
                    Chapter::new(name, String::new(), format!("g{group}/c{top}/s{sub}.md"), Vec::new())
                })
                .map(BookItem::Chapter)
                .collect();
            book.push_item(chapter);
        }
    }
    let fixture = Fixture { book, ..Fixture::new(&[]) };
    let site = fixture.site();
    for page in ["g0/c0.html", "g6/c5/s5.html", "g11/c9/s9.html"] {
        let length = read(&site, page).len();
        assert!(length < 12 * 1024, "{page}: {length}");
    }
    for page in ["contents.html", "contents-2.html"] {
        assert!(read(&site, page).matches("<li").count() < 1200);
    }
    assert!(!site.path().join("contents-3.html").exists());
    assert_eq!(site::verify(site.path()).unwrap(), []);
}

#[test]
fn the_thorough_check_finds_each_planted_fault() {
    let plants = [
        ("<p id=\"x\"></p><p id=\"x\"></p>", Code::DuplicateId),
        ("<a href=\"none.html\">a</a>", Code::DeadLink),
        ("<a href=\"sub/\">a</a>", Code::DeadLink),
        ("<a href=\"../index.html\">a</a>", Code::DeadLink),
        ("<a href=\"#%E7%84%A1\">a</a>", Code::DeadAnchor),
        ("<img src=\"none.png\" alt=\"\">", Code::DeadLink),
        ("<img src=\"https://e.jp/a.png\" alt=\"\">", Code::OutsideRequest),
        ("<img srcset=\"a.txt 1x, //e.jp/a.png 2x\" alt=\"\">", Code::OutsideRequest),
        ("<script src=\"https://e.jp/a.js\"></script>", Code::OutsideRequest),
        ("<link rel=\"stylesheet\" href=\"http://e.jp/a.css\">", Code::OutsideRequest),
        ("<script>1</script>", Code::InlineScript),
        ("<style>p{}</style>", Code::InlineStyle),
        ("<p style=\"color:red\"></p>", Code::InlineStyle),
        ("<p onmouseover=\"x\"></p>", Code::InlineHandler),
        ("<a href=\" javascript:x\">a</a>", Code::InlineHandler),
        ("<h1>二つ目</h1>", Code::PageFrame),
    ];
    for (plant, code) in plants {
        let site = Fixture::new(&[("index.md", "# 題\n\n## 節")]).site();
        fs::write(site.path().join("a.txt"), "").unwrap();
        fs::create_dir(site.path().join("sub")).unwrap();
        let page = read(&site, "index.html").replace("</article>", &format!("{plant}</article>"));
        fs::write(site.path().join("index.html"), page).unwrap();
        let codes: Vec<Code> =
            site::verify(site.path()).unwrap().into_iter().map(|finding| finding.code).collect();
        assert_eq!(codes, [code], "{plant}");
    }
}

#[test]
fn the_thorough_check_reads_frames_styles_and_scripts() {
    let site = Fixture::new(&[("index.md", "# 題\n\n[節](#%E7%AF%80)\n\n## 節")]).site();
    let codes = || -> Vec<Code> {
        site::verify(site.path()).unwrap().into_iter().map(|finding| finding.code).collect()
    };
    assert_eq!(codes(), []);
    fs::write(site.path().join("a.css"), "@import \"https://e.jp/x.css\"; p { background: url(b.png) }")
        .unwrap();
    fs::write(site.path().join("a.js"), "fetch('x')").unwrap();
    assert_eq!(codes(), [Code::DeadLink, Code::OutsideRequest, Code::OutsideRequest]);
    fs::write(site.path().join("a.css"), "/* url(https://e.jp) */").unwrap();
    fs::remove_file(site.path().join("a.js")).unwrap();
    for (from, to, code) in [
        (" lang=\"en\"", "", Code::PageFrame),
        ("script-src 'self'", "script-src 'unsafe-inline'", Code::PagePolicy),
    ] {
        let page = read(&site, "index.html");
        assert!(page.contains(from), "{page}");
        fs::write(site.path().join("index.html"), page.replace(from, to)).unwrap();
        assert_eq!(codes(), [code], "{from}");
        fs::write(site.path().join("index.html"), page).unwrap();
    }
}
