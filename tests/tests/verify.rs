//! What `jissen verify` promises: a clean guide has no findings in any form, every planted fault is found and nothing
//! else, and files made by an enemy neither stop nor exhaust it.

use std::{
    collections::BTreeSet,
    fs,
    io::Write as _,
    path::{Path, PathBuf},
    process::Command,
    sync::OnceLock,
    time::{Duration, Instant},
};

use serde_json::Value;
use site::{Code, Finding, MANIFEST_PATH, Report, verify_path};
use tests::{
    folder::{self, Tree},
    guide,
    program::{Finished, executables, jissen, root},
    sealed,
};

// The clean guide

#[test]
fn the_guide_has_no_findings_in_any_form() {
    let package = guide::package();
    let mut targets = vec![package.to_owned(), package.join("site"), guide::site().to_owned()];
    let packed = ["zip", "html"];
    let entries = fs::read_dir(package).expect("the package").map(|entry| entry.expect("an entry").path());
    targets
        .extend(entries.filter(|path| packed.iter().any(|ending| path.extension() == Some(ending.as_ref()))));
    assert_eq!(targets.len(), 5, "{targets:?}");
    let manifest = package.join(MANIFEST_PATH);
    for target in targets {
        let arguments = ["verify", text(&target), "--json", "--manifest", text(&manifest)];
        let report = json(&jissen(root(), arguments));
        assert_eq!(report["findings"], Value::Array(Vec::new()), "{}", target.display());
        assert!(report["figures"]["n_pages"].as_u64() > Some(80), "{report}");
    }
}

fn text(path: &Path) -> &str {
    path.to_str().expect("UTF-8")
}

fn json(finished: &Finished) -> Value {
    serde_json::from_str(&finished.stdout).unwrap_or_else(|error| panic!("{error}: {finished:?}"))
}

// Planted faults

/// How a site is spoiled.
enum Plant {
    /// HTML at the end of the first page's text.
    Html(&'static str),
    /// One text of a file for another; the file is named by its beginning and ending.
    Edit(&'static str, &'static str, &'static str, &'static str),
    /// Text at the end of the file that begins and ends so.
    Append(&'static str, &'static str, &'static str),
    /// A new file.
    New(&'static str, Vec<u8>),
}
use Plant::{Append, Edit, Html, New};

const SCRIPT: (&str, &str) = ("assets/guide-", ".js");

/// Faults in what files say, each with its code.
fn faults() -> Vec<(Code, Plant)> {
    use Code::*;
    let script = |code| Append(SCRIPT.0, SCRIPT.1, code);
    let style = |css| Append("assets/guide-", ".css", css);
    let svg = |inside: &str| {
        let svg = format!("<svg xmlns=\"http://www.w3.org/2000/svg\">{inside}</svg>");
        New("images/planted.svg", svg.into_bytes())
    };
    let office =
        |path, part: &'static str, text: &'static str| New(path, sealed::zip_of([(part, text.as_bytes())]));
    vec![
        (OutsideRequest, Html("<img src=\"https://e.example/a.png\" alt=\"\">")),
        (OutsideRequest, Html("<img src=\"data:,\" srcset=\"//e.example/a.png 2x\" alt=\"\">")),
        (OutsideRequest, Html("<iframe src=\"&#104;ttps://e.example\"></iframe>")),
        (OutsideRequest, Html("<iframe srcdoc=\"<img src='https://e.example/a' alt=''>\"></iframe>")),
        (OutsideRequest, Html("<noscript><img src=\"https://e.example/a\" alt=\"\"></noscript>")),
        (OutsideRequest, Html("<template><img src=\"https://e.example/a\" alt=\"\"></template>")),
        (OutsideRequest, Html("<script src=\"https://e.example/a.js\"></script>")),
        (OutsideRequest, Html("<LINK REL=stylesheet HREF=//e.example/a.css>")),
        (OutsideRequest, Html("<link rel=\"preconnect\" href=\"https://e.example\">")),
        (OutsideRequest, Html("<video poster=\"https://e.example/a\"></video>")),
        (OutsideRequest, Html("<object data=\"https://e.example/a\"></object>")),
        (OutsideRequest, Html("<embed src=\"\\\\e.example\\a\">")),
        (OutsideRequest, Html("<form action=\"https://e.example/\"></form>")),
        (OutsideRequest, Html("<button formaction=\"https://e.example/\">x</button>")),
        (OutsideRequest, Html("<a href=\"#top\" ping=\"https://e.example/\">x</a>")),
        (OutsideRequest, Html("<meta http-equiv=\"Refresh\" content=\"0;url=index.html\">")),
        (OutsideRequest, Html("<svg><image href=\"https://e.example/a.png\"/></svg>")),
        (OutsideRequest, Html("<svg><use xlink:href=\"https://e.example/a.svg#b\"/></svg>")),
        (OutsideRequest, Html("<svg><rect fill=\"url(https://e.example/a.svg#b)\"/></svg>")),
        (OutsideRequest, style("a { background: url(https://e.example/a.png) }")),
        (OutsideRequest, style("a { background: u\\72l('\\68ttps://e.example/a.png') }")),
        (OutsideRequest, style("@import \"//e.example/a.css\";")),
        (OutsideRequest, style("@font-face { font-family: x; src: url(https://e.example/a.woff2) }")),
        (OutsideRequest, script(";fetch('manifest.json');")),
        (OutsideRequest, script(";new XMLHttpRequest();")),
        (OutsideRequest, script(";new WebSocket(x);")),
        (OutsideRequest, script(";import('./a.js');")),
        (OutsideRequest, script(";navigator.sendBeacon(x);")),
        (OutsideRequest, script(";new Image().src = 'https://e.example/a';")),
        (OutsideRequest, script(";const planted = '\\x68ttps://e.example/a';")),
        (OutsideRequest, svg("<image href=\"https://e.example/a.png\"/>")),
        (OutsideRequest, svg("<style>a { fill: url(https://e.example/a) }</style>")),
        (InlineScript, svg("<script>x()</script>")),
        (InlineHandler, svg("<rect onload=\"x()\"/>")),
        (ActiveContent, svg("<foreignObject/>")),
        (BrokenMarkup, svg("<rect>")),
        (OutsideRequest, office("planted.docx", "word/_rels/document.xml.rels", EXTERNAL)),
        (ActiveContent, office("planted.docx", "word/vbaProject.bin", "x")),
        (ActiveContent, office("planted.xlsx", "xl/externalLinks/externalLink1.xml", "<a/>")),
        (
            ActiveContent,
            office("planted.xlsx", "xl/worksheets/sheet1.xml", "<s><f>WEBSERVICE(\"x\")</f></s>"),
        ),
        (BrokenArchive, New("planted.docx", b"not a zip".into())),
        (OutsideRequest, New("planted.webmanifest", b"{\"start_url\": \"https://e.example/\"}".into())),
        (InlineScript, Html("<script>x()</script>")),
        (InlineStyle, Html("<style>a { color: red }</style>")),
        (InlineStyle, Html("<p style=\"color: red\">x</p>")),
        (InlineHandler, Html("<p onclick=\"x()\">x</p>")),
        (InlineHandler, Html("<a href=\"java&#10;script:x()\">x</a>")),
        (DeadLink, Html("<a href=\"nowhere.html\">x</a>")),
        (DeadLink, Html("<a href=\"../outside.html\">x</a>")),
        (DeadAnchor, Html("<a href=\"#nowhere\">x</a>")),
        (DuplicateId, Html("<p id=\"planted\"></p><p id=\"planted\"></p>")),
        (ImageWithoutAlt, Html("<img src=\"data:,\">")),
        (PageFrame, Html("<h1>もうひとつ</h1>")),
        (PageFrame, Edit("index", ".html", "<html lang=\"ja\">", "<html>")),
        (PageFrame, Edit("index", ".html", "<title>", "<title></title><title>")),
        (PagePolicy, Edit("index", ".html", "default-src 'none'", "default-src *")),
        (PagePolicy, Edit("index", ".html", "http-equiv=\"Content-Security-Policy\"", "name=\"x\"")),
        (NotUtf8, New("planted.css", b"/*\xff*/".into())),
        (FileName, New("con.txt", b"x".into())),
        (FileName, New("a/b?.txt", b"x".into())),
        (PathClash, New("INDEX.html.txt/../index.HTML", Vec::new())),
        (LongPath, New(LONG, b"x".into())),
        (SizeBudget, New("planted.js", vec![b' '; 3 << 20])),
    ]
}

const EXTERNAL: &str =
    "<R><Relationship Type=\"x/image\" Target=\"https://e.example/a\" TargetMode=\"External\"/></R>";
const LONG: &str = "a-rather-long-name-of-a-folder-that-is-there/a-rather-long-name-of-a-folder-that-is-there/and-then-an-even-longer-name-of-a-file.txt";

/// A small site with its list.
fn clean() -> &'static Tree {
    static SITE: OnceLock<Tree> = OnceLock::new();
    SITE.get_or_init(|| {
        let folder = folder::temporary();
        let book = root().join("tests/fixtures/plain");
        jissen(folder.path(), ["build", text(&book), "--out", "site"]).expect(0);
        folder::read(&folder.path().join("site"))
    })
}

/// The clean site with one fault, and the path where it is.
fn spoiled(plant: &Plant) -> (Tree, String) {
    let mut site = clean().clone();
    let find = |start: &str, end: &str| {
        let paths = clean().keys().filter(|path| path.starts_with(start) && path.ends_with(end));
        paths.min_by_key(|path| path.len()).expect("a file to spoil").clone()
    };
    let mut edit = |path: &str, old: &str, new: &str| {
        let text = String::from_utf8(site[path].clone()).expect("text");
        assert!(text.contains(old), "{path} has no `{old}`");
        site.insert(path.to_owned(), text.replacen(old, new, 1).into_bytes());
    };
    let path = match plant {
        Html(html) => {
            edit("index.html", "</main>", &format!("{html}</main>"));
            "index.html".to_owned()
        }
        Edit(start, end, old, new) => {
            let path = find(start, end);
            edit(&path, old, new);
            path
        }
        Append(start, end, text) => {
            let path = find(start, end);
            site.get_mut(&path).expect("found").extend(text.as_bytes());
            path
        }
        New(path, bytes) => {
            let (path, bytes) = match path.rsplit_once("/../") {
                // A page that differs by case alone holds what the other one does.
                Some((_, path)) => (path, clean()["index.html"].clone()),
                None => (*path, bytes.clone()),
            };
            site.insert(path.to_owned(), bytes);
            path.to_owned()
        }
    };
    sealed::seal(&mut site);
    (site, path)
}

/// What is found in a site, by form.
fn found_in_forms(site: &Tree) -> Vec<(&'static str, Report)> {
    let folder = folder::temporary();
    let target = |name: &str| folder.path().join(name);
    sealed::write_folder(site, &target("site"));
    fs::write(target("site.zip"), sealed::zip(site)).expect("zip");
    fs::write(target("site.html"), sealed::one_file(site)).expect("one file");
    ["site", "site.zip", "site.html"]
        .into_iter()
        .map(|name| (name, verify_path(&target(name), None).expect("a report")))
        .collect()
}

#[test]
fn every_planted_fault_is_found_in_every_form_and_nothing_else() {
    for (form, report) in found_in_forms(clean()) {
        assert_eq!(report.findings, [], "{form}");
    }
    let mut failures = Vec::new();
    for (nth, (code, plant)) in faults().iter().enumerate() {
        let (site, path) = spoiled(plant);
        for (form, report) in found_in_forms(&site) {
            let codes: BTreeSet<Code> = report.findings.iter().map(|finding| finding.code).collect();
            let is_placed = report.findings.iter().any(|finding| finding.file.eq_ignore_ascii_case(&path));
            if codes != BTreeSet::from([*code]) || !is_placed {
                failures.push(format!("{nth} {code} {path} {form}: {:#?}", report.findings));
            }
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
}

/// What is found when files differ from their list: exactly these codes and paths.
#[track_caller]
fn expect(site: &Tree, expected: &[(Code, &str)]) {
    let folder = folder::temporary();
    let report =
        verify_path(&sealed::write_folder(site, &folder.path().join("site")), None).expect("a report");
    assert_eq!(places(&report), expected, "{:#?}", report.findings);
}

fn places(report: &Report) -> Vec<(Code, &str)> {
    report.findings.iter().map(|Finding { code, file, .. }| (*code, &**file)).collect()
}

#[test]
fn a_site_that_differs_from_its_list_is_found_out() {
    let page = "index.html";
    let mut site = clean().clone();
    let at = position(&site[page], "ja");
    site.get_mut(page).expect("a page")[at] ^= 0b10;
    expect(&site, &[(Code::ChangedFile, page)]);

    let mut site = clean().clone();
    site.remove("images/figure.svg");
    let report = verify_of(&site);
    let codes: BTreeSet<Code> = report.findings.iter().map(|finding| finding.code).collect();
    assert_eq!(codes, BTreeSet::from([Code::LostFile, Code::DeadLink]), "its picture is linked to");

    let mut site = clean().clone();
    site.insert("added.txt".into(), b"x".into());
    expect(&site, &[(Code::AddedFile, "added.txt")]);

    let mut site = clean().clone();
    site.insert("images/figure.svg".into(), Vec::new());
    let report = verify_of(&site);
    assert!(places(&report).contains(&(Code::ChangedFile, "images/figure.svg")), "{:?}", report.findings);

    let mut site = clean().clone();
    site.insert("index.html.gz".into(), b"old".into());
    expect(&site, &[(Code::CompressedCopy, "index.html.gz")]);

    let mut site = clean().clone();
    site.remove(MANIFEST_PATH);
    expect(&site, &[(Code::SiteManifest, MANIFEST_PATH)]);

    for (old, new, code) in [
        ("\"build\":\"", "\"build\":\"0", Code::SiteManifest),
        ("\"format\":1", "\"format\":9", Code::SiteManifest),
        ("{", "{{", Code::SiteManifest),
    ] {
        let mut site = clean().clone();
        let list = String::from_utf8(site[MANIFEST_PATH].clone()).expect("text").replacen(old, new, 1);
        site.insert(MANIFEST_PATH.into(), list.into_bytes());
        expect(&site, &[(code, MANIFEST_PATH)]);
    }
}

fn verify_of(site: &Tree) -> Report {
    let folder = folder::temporary();
    verify_path(&sealed::write_folder(site, &folder.path().join("site")), None).expect("a report")
}

fn position(bytes: &[u8], text: &str) -> usize {
    bytes.windows(text.len()).position(|window| window == text.as_bytes()).expect("there")
}

#[test]
fn the_list_that_is_given_wins() {
    let folder = folder::temporary();
    let mut other = clean().clone();
    other.insert("added.txt".into(), b"x".into());
    sealed::seal(&mut other);
    let site = sealed::write_folder(&other, &folder.path().join("site"));
    let report = verify_path(&site, Some(&sealed::manifest(clean()))).expect("a report");
    assert_eq!(places(&report), [(Code::AddedFile, "added.txt"), (Code::SiteManifest, MANIFEST_PATH)]);
}

#[test]
fn a_byte_of_a_zip_or_of_one_file_is_found_out() {
    let folder = folder::temporary();
    let write = |bytes: &[u8]| {
        let file = folder.path().join("packed");
        fs::write(&file, bytes).expect("written");
        verify_path(&file, None).expect("a report")
    };
    let zip = sealed::zip(clean());
    let one = sealed::one_file(clean()).into_bytes();
    for bytes in [&zip, &one] {
        assert_eq!(write(bytes).findings, []);
        for nth in 1..20 {
            let at = bytes.len() * nth / 20;
            let mut spoiled = bytes.clone();
            spoiled[at] ^= 1;
            assert!(!write(&spoiled).is_fine(), "{at} of {}", bytes.len());
        }
        let cut = write(&bytes[..bytes.len() * 9 / 10]);
        assert!(!cut.is_fine());
    }
    let shell = |old: &str, new: &str| write(String::from_utf8_lossy(&one).replacen(old, new, 1).as_bytes());
    for (old, new, code) in [
        ("<main", "<img src=\"https://e.example/a\" alt=\"\"><main", Code::OutsideRequest),
        ("<main", "<p onclick=\"x()\"></p><main", Code::InlineHandler),
        ("<main", "<script>x()</script><main", Code::PagePolicy),
        ("<main", "<style>a{}</style><main", Code::PagePolicy),
        ("script-src ", "script-src 'unsafe-inline' ", Code::PagePolicy),
        ("img-src data:", "img-src *", Code::PagePolicy),
        ("data-part=\"0\"", "data-part=\"1\"", Code::SingleFile),
        (" data-end", " data-x", Code::SingleFile),
    ] {
        let report = shell(old, new);
        assert!(report.findings.iter().any(|finding| finding.code == code), "{new}: {:?}", report.findings);
        assert!(report.findings.len() <= 2, "{new}: {:?}", report.findings);
    }
}

#[test]
fn a_package_is_checked_as_a_whole() {
    let folder = folder::temporary();
    let copy = folder.path().join("copy");
    folder::copy(guide::package(), &copy);
    let mut expected = vec![(Code::ChangedFile, "revision-summary.md".to_owned())];
    folder::edit(&copy.join("revision-summary.md"), "修正", "改訂");
    fs::write(copy.join("extra.txt"), "x").expect("written");
    expected.insert(0, (Code::AddedFile, "extra.txt".to_owned()));
    let report = verify_path(&copy, None).expect("a report");
    let found: Vec<_> = report.findings.iter().map(|finding| (finding.code, finding.file.clone())).collect();
    assert_eq!(found, expected);
}

// Enemies

/// More than any of these needs; a run that grows beyond it dies and fails the test.
const MAX_MEMORY_KB: usize = 1_500_000;
const MAX_TIME: Duration = Duration::from_secs(60);

/// What `jissen verify` says of something hostile, within memory and time.
#[track_caller]
fn besieged(target: &Path) -> BTreeSet<String> {
    let started = Instant::now();
    let finished = limited(&[text(target)]);
    assert!(started.elapsed() < MAX_TIME, "{:?} for {}", started.elapsed(), target.display());
    assert_eq!(finished.code, 1, "{}: {finished:?}", target.display());
    let report = json(&finished);
    let findings = report["findings"].as_array().expect("a list");
    findings.iter().map(|finding| finding["code"].as_str().expect("a code").to_owned()).collect()
}

fn limited(arguments: &[&str]) -> Finished {
    let program = executables().join(format!("jissen{}", std::env::consts::EXE_SUFFIX));
    let script = format!("ulimit -v {MAX_MEMORY_KB}; exec \"$@\"");
    let mut command = Command::new("sh");
    command.args(["-c", &script, "sh", text(&program), "verify", "--json"]).args(arguments);
    Finished::from(command.output().expect("a shell"))
}

#[track_caller]
fn has(found: &BTreeSet<String>, codes: &[&str]) {
    for code in codes {
        assert!(found.contains(*code), "{code} in {found:?}");
    }
}

#[cfg(unix)]
#[test]
fn hostile_folders_neither_stop_nor_exhaust_the_check() {
    use std::os::unix::{ffi::OsStrExt, fs::symlink};

    let folder = folder::temporary();
    let site = sealed::write_folder(clean(), &folder.path().join("site"));
    symlink("/etc/passwd", site.join("passwd.html")).expect("a link");
    symlink("/dev/zero", site.join("zero.html")).expect("a link");
    symlink("..", site.join("loop")).expect("a link");
    symlink(".", site.join("images/loop")).expect("a link");
    assert!(Command::new("mkfifo").arg(site.join("pipe.html")).status().expect("mkfifo").success());
    fs::File::create(site.join("sparse.html"))
        .and_then(|file| file.set_len(10 << 30))
        .expect("a sparse file");
    fs::write(site.join(std::ffi::OsStr::from_bytes(b"\xff\x1b[2J.html")), "x").expect("a name");
    fs::create_dir_all(site.join("d/".repeat(200))).expect("deep folders");
    let before = names(folder.path());
    let found = besieged(&site);
    has(&found, &["special-file", "too-large", "file-name", "size-budget", "added-file"]);
    assert_eq!(found.len(), 5, "{found:?}");
    assert_eq!(names(folder.path()), before, "nothing is written");
    let shown = jissen(root(), ["verify", text(&site)]).expect(1);
    assert!(!shown.stdout.contains('\u{1b}'), "{}", shown.stdout);
}

fn names(folder: &Path) -> Vec<PathBuf> {
    let entries = walkdir::WalkDir::new(folder).max_depth(20).sort_by_file_name();
    entries.into_iter().filter_map(Result::ok).map(|entry| entry.into_path()).collect()
}

#[test]
fn hostile_texts_neither_stop_nor_exhaust_the_check() {
    let many = |text: &str, bytes: usize| text.repeat(bytes / text.len());
    let attributes = format!("<a{}", (0..600_000).map(|nth| format!(" a{nth}")).collect::<String>());
    let entities: String =
        (1..20).map(|nth| format!("<!ENTITY e{nth} \"{}\">", format!("&e{};", nth - 1).repeat(50))).collect();
    let texts = [
        ("brackets.html", many("<", 100 << 20)),
        ("less.html", many("<", 7 << 20)),
        ("value.html", format!("<a href=\"{}", many("&amp;", 7 << 20))),
        ("attributes.html", attributes),
        ("nested.html", many("<div>", 7 << 20)),
        ("formatting.html", many("<b><i>", 7 << 20)),
        ("framed.html", many("<iframe srcdoc='", 1 << 20)),
        ("raw.html", many("<noscript>", 1 << 20)),
        ("links.html", (0..400_000).map(|nth| format!("<a href={nth}>")).collect()),
        ("ids.html", (0..400_000).map(|nth| format!("<p id={nth}>")).collect()),
        ("comment.html", format!("<!--{}", many("-", 7 << 20))),
        ("deep.css", many("(", 7 << 20)),
        ("urls.css", many("a{b:url(//x)}", 7 << 20)),
        ("quotes.js", many("'", 2 << 20)),
        ("escapes.js", many("\\u{", 7 << 20)),
        ("names.js", many("fetch ", 7 << 20)),
        ("blanks.js", format!("{}'http://x'", many(" ", 7 << 20))),
        ("deep.svg", many("<a>", 7 << 20)),
        ("laughs.svg", format!("<!DOCTYPE a [<!ENTITY e0 \"x\">{entities}]><a>&e19;</a>")),
        ("deep.webmanifest", many("[", 7 << 20)),
    ];
    let folder = folder::temporary();
    let mut site = clean().clone();
    site.extend(texts.map(|(name, text)| (name.to_owned(), text.into_bytes())));
    sealed::seal(&mut site);
    let found = besieged(&sealed::write_folder(&site, &folder.path().join("site")));
    has(&found, &["too-large", "broken-markup", "size-budget", "page-frame", "outside-request", "dead-link"]);
}

#[test]
fn hostile_lists_neither_stop_nor_exhaust_the_check() {
    let head = "{\"format\":1,\"program\":\"\",\"title\":\"\",\"edition\":null,\"date\":null,\"build\":\"\",\"policy\":\"\",\"files\":[";
    let entry = |path: &str| {
        format!("{{\"path\":\"{path}\",\"bytes\":18446744073709551615,\"sha256\":\"\",\"kind\":\"page\"}}")
    };
    let many = vec![entry("../../etc/passwd"); 400_000].join(",");
    for (list, codes) in [
        (format!("{head}{many}]}}"), &["lost-file", "site-manifest", "added-file"][..]),
        (format!("{head}{}]}}", entry("/etc/passwd")), &["lost-file", "site-manifest"]),
        ("[".repeat(5 << 20), &["site-manifest"]),
        (" ".repeat(40 << 20), &["site-manifest", "too-large"]),
    ] {
        let folder = folder::temporary();
        let mut site = clean().clone();
        site.insert(MANIFEST_PATH.into(), list.into_bytes());
        has(&besieged(&sealed::write_folder(&site, &folder.path().join("site"))), codes);
    }
}

#[test]
fn a_folder_of_too_many_files_is_said_to_be_one() {
    let folder = folder::temporary();
    for nth in 0..50_100 {
        fs::File::create(folder.path().join(nth.to_string())).expect("an empty file");
    }
    has(&besieged(folder.path()), &["too-large", "site-manifest"]);
}

#[test]
fn hostile_zips_neither_stop_nor_exhaust_the_check() {
    let zeros = vec![0; 60 << 20];
    let bomb = sealed::zip_of([("guide/index.html", &*zeros)]);
    let mut lying = bomb.clone();
    let declared = (60_u32 << 20).to_le_bytes();
    while let Some(at) = lying.windows(4).position(|window| window == declared) {
        lying[at..at + 4].copy_from_slice(&10_u32.to_le_bytes());
    }
    let nested = sealed::zip_of([("guide/a.zip", &*bomb), ("guide/a.docx", &*bomb)]);
    let out = sealed::zip_of([("guide/../../out.html", &b"x"[..]), ("/etc/out", b"x"), ("c:\\out", b"x")]);
    let twice =
        renamed(&sealed::zip_of([("guide/a1", &b"x"[..]), ("guide/a2", b"y")]), b"guide/a2", b"guide/a1");
    let mut link = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    link.add_symlink("guide/link", "/etc/passwd", zip::write::SimpleFileOptions::default()).expect("a link");
    let link = link.finish().expect("a zip").into_inner();
    let entry = {
        let small = sealed::zip_of([("guide/x", &b""[..])]);
        let start = position_of(&small, b"PK\x01\x02");
        small[start..position_of(&small, b"PK\x05\x06")].to_vec()
    };
    let million = [b"PK\x03\x04".to_vec(), entry.repeat(1_000_000)].concat();
    let whole = sealed::zip(clean());
    for (name, bytes, codes) in [
        ("bomb", bomb, &["too-large", "site-manifest", "lost-file"][..]),
        ("lying", lying, &["unreadable-file"]),
        ("nested", nested, &["too-large", "site-manifest"]),
        ("out", out, &["file-name", "added-file"]),
        ("twice", twice, &["broken-archive"]),
        ("link", link, &["special-file"]),
        ("million", million, &["too-large"]),
        ("cut", whole[..whole.len() - 100].to_vec(), &["broken-archive"]),
        ("empty", b"PK\x05\x06".to_vec(), &["broken-archive"]),
    ] {
        let folder = folder::temporary();
        let file = folder.path().join(format!("{name}.zip"));
        fs::write(&file, bytes).expect("written");
        has(&besieged(&file), codes);
        assert_eq!(names(folder.path()).len(), 2, "nothing is written");
    }
}

fn position_of(bytes: &[u8], mark: &[u8]) -> usize {
    bytes.windows(mark.len()).position(|window| window == mark).expect("there")
}

fn renamed(bytes: &[u8], old: &[u8], new: &[u8]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    while let Some(at) = bytes.windows(old.len()).position(|window| window == old) {
        bytes[at..at + old.len()].copy_from_slice(new);
    }
    bytes
}

#[test]
fn hostile_single_files_neither_stop_nor_exhaust_the_check() {
    use base64::{Engine as _, engine::general_purpose::STANDARD};

    let part = |path: &str, nth: usize, text: &str| {
        format!("<script type=\"text/plain\" data-path=\"{path}\" data-part=\"{nth}\">{text}</script>")
    };
    let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(&vec![0; 200 << 20]).expect("memory");
    let deflated = STANDARD.encode(encoder.finish().expect("memory"));
    let bomb = |path: &str| -> String {
        let chunks = deflated.as_bytes().chunks(64 * 1024).enumerate();
        chunks.map(|(nth, chunk)| part(path, nth, &String::from_utf8_lossy(chunk))).collect()
    };
    let bombs: String = (0..20).map(|nth| bomb(&format!("{nth}.html"))).collect();
    for (name, html) in [
        ("bombs", bombs),
        ("garbage", part("index.html", 0, "%%%% not base64")),
        ("noise", part("index.html", 0, &STANDARD.encode(b"\xff\xff\xff not deflate"))),
        ("large", part("index.html", 0, &"A".repeat(40 << 20))),
        ("many", (0..200_000).map(|nth| part(&nth.to_string(), 0, "AwA=")).collect()),
        ("out", part("../../../etc/passwd", 0, "AwA=")),
        ("open", "<script type=\"text/plain\" data-path=\"a\" data-part=\"0\">".into()),
        ("less", "<".repeat(60 << 20)),
        ("attribute", format!("<a x=\"{}", "y".repeat(60 << 20))),
    ] {
        let folder = folder::temporary();
        let file = folder.path().join(format!("{name}.html"));
        fs::write(&file, format!("<!doctype html>{html}")).expect("written");
        let found = besieged(&file);
        has(&found, &["single-file", "page-policy", "site-manifest"]);
        assert!(name != "bombs" || found.contains("too-large"), "{found:?}");
    }
}

#[cfg(unix)]
#[test]
fn what_is_no_site_is_a_mistake_of_usage() {
    let folder = folder::temporary();
    let pipe = folder.path().join("pipe");
    assert!(Command::new("mkfifo").arg(&pipe).status().expect("mkfifo").success());
    let text_file = folder.path().join("a.txt");
    fs::write(&text_file, "x").expect("written");
    let huge = folder.path().join("huge.zip");
    fs::File::create(&huge).and_then(|file| file.set_len(10 << 30)).expect("a sparse file");
    for target in [Path::new("/dev/zero"), &pipe, &text_file, &huge] {
        let finished = limited(&[text(target)]);
        assert_eq!(finished.code, 2, "{}: {finished:?}", target.display());
    }
    let list = ["--manifest", text(&text_file)];
    assert_eq!(limited(&[&[text(folder.path())][..], &list].concat()).code, 2);
}
