//! The guide on real servers, behind a login, by the configurations of `deploy/`: what members get, what nobody else gets,
//! how a release takes the place of another, and what `jissen verify` says of servers with one mistake.

use std::{
    fs,
    io::Read,
    path::{Path, PathBuf},
    sync::{
        OnceLock,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use serde_json::json;
use site::{Manifest, ManifestFile};
use tests::{
    browser::{Browser, Engine, Settings, drive, engines},
    folder, guide,
    login::PASSWORD,
    program::{Finished, command, jissen, root},
    server::{Flavour, Members, READER, switch_release},
};
use ureq::{Agent, http::HeaderMap};
use url::Url;

/// Where servers put the guide.
const PATHS: [&str; 2] = ["/", "/japanese/members/info/x/"];

/// What `jissen package` makes of the guide for a server.
fn guide_site() -> PathBuf {
    guide::package().join("site")
}

/// The same of a small book, in two releases that differ in every page.
fn small_sites() -> &'static [PathBuf; 2] {
    static SITES: OnceLock<(tempfile::TempDir, [PathBuf; 2])> = OnceLock::new();
    &SITES
        .get_or_init(|| {
            let folder = folder::temporary();
            let sites = ["一つめ", "二つめ"].map(|title| small_site(folder.path(), title));
            (folder, sites)
        })
        .1
}

fn small_site(folder: &Path, title: &str) -> PathBuf {
    let book = folder.join("book");
    folder::copy(&root().join("tests/fixtures/plain"), &book);
    let settings = fs::read_to_string(book.join("book.toml")).expect("settings");
    let settings = settings.replace("ふつうの本", title);
    fs::write(book.join("book.toml"), format!("{settings}\n[output.guide]\noffline = true\n"))
        .expect("written");
    fs::write(book.join("src/表.csv"), "番号,名前\n1,あ\n".repeat(200)).expect("written");
    jissen(folder, ["package", "book", "--out", title]).expect(0);
    folder.join(title).join("site")
}

fn manifest(site: &Path) -> Manifest {
    Manifest::from_json(&fs::read(site.join("manifest.json")).expect("a list")).expect("a list of files")
}

/// What a server said.
#[derive(Debug)]
struct Answer {
    status: u16,
    headers: HeaderMap,
    body: Vec<u8>,
}

impl Answer {
    fn header(&self, name: &str) -> String {
        let values = self.headers.get_all(name).iter();
        values.map(|value| value.to_str().expect("ASCII")).collect::<Vec<_>>().join(", ")
    }
}

/// A client that follows nothing.
fn agent() -> Agent {
    let config =
        Agent::config_builder().http_status_as_error(false).max_redirects(0).max_redirects_will_error(false);
    config.proxy(None).timeout_global(Some(Duration::from_secs(20))).build().new_agent()
}

/// Names and values.
type Headers<'a> = &'a [(&'a str, &'a str)];

fn ask(agent: &Agent, address: &Url, headers: Headers<'_>) -> Answer {
    let request = headers
        .iter()
        .fold(agent.get(address.as_str()), |request, (name, value)| request.header(*name, *value));
    let mut response = request.call().unwrap_or_else(|error| panic!("{address}: {error}"));
    let mut body = Vec::new();
    response
        .body_mut()
        .as_reader()
        .read_to_end(&mut body)
        .unwrap_or_else(|error| panic!("{address}: {error}"));
    Answer { status: response.status().as_u16(), headers: response.headers().clone(), body }
}

/// `jissen verify` with a cookie in the environment.
fn verify(members: &Members, cookie: &str) -> Finished {
    let mut verify = command("jissen");
    verify.args(["verify", members.address("").as_str(), "--json"]).env("JISSEN_COOKIE", cookie);
    Finished::from(verify.output().expect("jissen starts"))
}

// What nobody else gets

#[test]
fn without_a_login_no_path_gives_a_byte_of_content() {
    let site = guide_site();
    let files = manifest(&site).files;
    assert!(files.len() > 100);
    for path in PATHS {
        let members = Members::start(Flavour::Cookie, &site, path);
        let signed_out = fs::read(members.served().join("signed-out.html")).expect("a page");
        let [expired, other] = ["長野", "松本"].map(|user| {
            let cookie = members.login.sign_in(user);
            members.login.end_session(&cookie);
            cookie
        });
        let cookies = ["", &*expired, &*other, "members_session=00000000000000000000000000000000"];
        let agent = agent();
        for file in files.iter().filter(|file| !file.is_public()) {
            for cookie in cookies {
                let answer = ask(&agent, &members.address(&file.path), &[("Cookie", cookie)]);
                assert_eq!(answer.status, 401, "{} {cookie}", file.path);
                assert!(answer.body == signed_out, "{} {cookie}: not the page that says so", file.path);
            }
        }
    }
}

#[test]
fn what_may_be_read_without_a_login_is_the_worker_and_the_public_folder() {
    let site = guide_site();
    let members = Members::start(Flavour::Cookie, &site, "/members/guide/");
    let agent = agent();
    let public: Vec<ManifestFile> =
        manifest(&site).files.into_iter().filter(ManifestFile::is_public).collect();
    assert!(public.len() > 3);
    for file in public {
        let answer = ask(&agent, &members.address(&file.path), &[]);
        assert_eq!(
            (answer.status, answer.header("cache-control")),
            (200, "no-cache".into()),
            "{}",
            file.path
        );
        assert!(answer.body == fs::read(site.join(&file.path)).expect("a file"), "{}", file.path);
    }
    for path in
        ["manifest.json", "", ".jissen-site", "public/", "sw.js/../about.html", "about.html.gz", "items"]
    {
        let answer = ask(&agent, &members.address(path), &[]);
        assert!(matches!(answer.status, 401 | 403 | 404), "{path}: {}", answer.status);
    }
}

// What members get

#[test]
fn a_member_gets_every_file_as_it_was_made() {
    let site = guide_site();
    for path in PATHS {
        let members = Members::start(Flavour::Cookie, &site, path);
        let cookie = members.login.sign_in("長野");
        let agent = agent();
        for file in manifest(&site).files {
            let answer = ask(&agent, &members.address(&file.path), &[("Cookie", &cookie)]);
            assert_eq!(answer.status, 200, "{}", file.path);
            assert!(answer.body == fs::read(site.join(&file.path)).expect("a file"), "{}", file.path);
        }
        let short =
            ask(&agent, &members.address("index.html"), &[("Cookie", &cookie), ("Accept-Encoding", "gzip")]);
        assert_eq!(short.header("content-encoding"), "gzip");
        assert!(short.body == fs::read(site.join("index.html.gz")).expect("made before"));
    }
}

#[test]
fn every_answer_has_the_headers_that_protect_readers() {
    let site = guide_site();
    let members = Members::start(Flavour::Cookie, &site, "/members/guide/");
    let cookie = members.login.sign_in("長野");
    let agent = agent();
    let part = manifest(&site)
        .files
        .into_iter()
        .find(|file| file.path.starts_with("assets/guide-"))
        .expect("a part");
    let tag = ask(&agent, &members.address(&part.path), &[("Cookie", &cookie)]).header("etag");
    let login = ("Cookie", &*cookie);
    let questions: [(u16, &str, Headers<'_>, &str); 8] = [
        (200, "about.html", &[login], "private, no-store"),
        (200, &part.path, &[login], "private, max-age=31536000, immutable"),
        (206, "about.html", &[login, ("Range", "bytes=0-9")], "private, no-store"),
        (304, &part.path, &[login, ("If-None-Match", &tag)], "private, max-age=31536000, immutable"),
        (401, "about.html", &[], "no-store"),
        (401, &part.path, &[], "no-store"),
        (404, "no-such-page.html", &[login], "no-store"),
        (303, "sign-out", &[], "no-store"),
    ];
    let policy = format!("{}; frame-ancestors 'none'", site::POLICY);
    let expected = [
        ("content-security-policy", &*policy),
        ("x-content-type-options", "nosniff"),
        ("referrer-policy", "same-origin"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
        ("permissions-policy", "camera=(), microphone=(), geolocation=()"),
        ("x-robots-tag", "noindex, nofollow, noarchive"),
        ("strict-transport-security", "max-age=31536000"),
    ];
    for (status, path, headers, cache) in questions {
        let answer = ask(&agent, &members.address(path), headers);
        assert_eq!(answer.status, status, "{path}");
        for (name, value) in expected {
            assert_eq!(answer.header(name), value, "{status} {path}: {name}");
        }
        assert_eq!(answer.header("cache-control"), cache, "{status} {path}");
        assert!(answer.header("vary").contains("Cookie"), "{status} {path}");
    }
}

#[test]
fn only_the_page_of_the_guide_may_have_its_storage_cleared() {
    let members = Members::start(Flavour::Cookie, &small_sites()[0], "/members/guide/");
    let agent = agent();
    let cleared =
        |from: &[(&str, &str)]| ask(&agent, &members.address("sign-out"), from).header("clear-site-data");
    assert_eq!(cleared(&[("Sec-Fetch-Site", "same-origin")]), "\"cache\", \"storage\"");
    assert_eq!(cleared(&[("Sec-Fetch-Site", "cross-site")]), "");
    assert_eq!(cleared(&[]), "");
}

#[test]
fn pages_may_be_led_to_the_login_and_scripts_never() {
    let lead = |settings: &Path| {
        folder::edit(
            &settings.join("nginx-cookie.conf"),
            "# if ($jissen_opens_page)",
            "if ($jissen_opens_page)",
        )
    };
    let members = Members::start_edited(Flavour::Cookie, &small_sites()[0], "/members/guide/", lead);
    let agent = agent();
    let status = |headers: Headers<'_>| ask(&agent, &members.address("index.html"), headers).status;
    assert_eq!(status(&[("Sec-Fetch-Mode", "navigate"), ("Accept", "text/html")]), 302);
    assert_eq!(status(&[("Accept", "text/html,*/*;q=0.8")]), 302, "a browser that does not say what it does");
    assert_eq!(status(&[("Sec-Fetch-Mode", "cors"), ("Accept", "text/html")]), 401);
    assert_eq!(status(&[("Sec-Fetch-Mode", "no-cors"), ("Accept", "*/*")]), 401);
    assert_eq!(status(&[("Accept", "*/*")]), 401);
    verify(&members, &members.login.sign_in("長野")).expect(0);
}

// Releases

#[test]
fn a_release_takes_the_place_of_another_while_it_is_read() {
    let [first, second] = small_sites();
    let members = Members::start(Flavour::Cookie, first, "/members/guide/");
    let cookie = members.login.sign_in("長野");
    let builds = [first, second].map(|site| manifest(site).build);
    members.switch_release(&["add", &second.to_string_lossy()]).expect(0);
    let pages = [first, second].map(|site| fs::read(site.join("index.html")).expect("a page"));
    assert!(pages[0] != pages[1]);
    let (is_over, n_read) = (AtomicBool::new(false), AtomicUsize::new(0));
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                let agent = agent();
                while !is_over.load(Ordering::Relaxed) {
                    let answer = ask(&agent, &members.address("index.html"), &[("Cookie", &cookie)]);
                    assert_eq!(answer.status, 200);
                    assert!(pages.contains(&answer.body), "a page of neither release");
                    n_read.fetch_add(1, Ordering::Relaxed);
                }
            });
        }
        let finished: Vec<Finished> =
            (0..40).map(|nth| members.switch_release(&["use", &builds[nth % 2]])).collect();
        is_over.store(true, Ordering::Relaxed);
        finished.into_iter().for_each(|finished| drop(finished.expect(0)));
    });
    assert!(n_read.load(Ordering::Relaxed) > 100, "{n_read:?}");
}

#[test]
fn a_reader_of_the_release_before_still_gets_its_parts() {
    let [first, second] = small_sites();
    let members = Members::start(Flavour::Cookie, first, "/members/guide/");
    members.switch_release(&["add", &second.to_string_lossy()]).expect(0);
    let agent = agent();
    let cookie = members.login.sign_in("長野");
    let is_hashed = |file: &&ManifestFile| file.path.starts_with("search/engine-");
    let part = manifest(first).files.iter().find(is_hashed).expect("a part").path.clone();
    let only_there = members.served().join("current").join(&part);
    let _ = fs::remove_file(&only_there);
    assert_eq!(ask(&agent, &members.address(&part), &[("Cookie", &cookie)]).status, 200);
    assert_eq!(ask(&agent, &members.address(&part), &[]).status, 401);
}

#[test]
fn the_script_goes_back_and_refuses_what_did_not_arrive_whole() {
    let [first, second] = small_sites();
    let folder = folder::temporary();
    let served = folder.path().join("置き場所");
    let builds = [first, second].map(|site| manifest(site).build);
    let current = || fs::read_link(served.join("current")).expect("a link").to_string_lossy().into_owned();
    let run = |arguments: &[&str]| switch_release(&served, arguments);

    run(&["back"]).expect(1);
    run(&["add", &first.to_string_lossy()]).expect(0);
    run(&["add", &second.to_string_lossy()]).expect(0);
    assert_eq!(current(), format!("releases/{}", builds[1]));
    run(&["back"]).expect(0);
    assert_eq!(current(), format!("releases/{}", builds[0]));
    let listed = run(&["list"]).expect(0).stdout;
    assert!(
        listed.contains(&format!("* {}", builds[0])) && listed.contains(&format!("  {}", builds[1])),
        "{listed}"
    );

    for (spoiled, how) in [("index.html", "shorter"), ("index.html.gz", "shorter"), ("chapter.html", "gone")]
    {
        let half = folder.path().join("途中");
        folder::copy(second, &half);
        fs::remove_dir_all(served.join("releases").join(&builds[1])).expect("removed");
        let bytes = fs::read(half.join(spoiled)).expect("a file");
        match how {
            "gone" => fs::remove_file(half.join(spoiled)).expect("removed"),
            _ => fs::write(half.join(spoiled), &bytes[..bytes.len() / 2]).expect("written"),
        }
        let said = run(&["add", &half.to_string_lossy()]).expect(1).stderr;
        assert!(said.contains("もう一度丸ごと写して"), "{said}");
        assert_eq!(current(), format!("releases/{}", builds[0]), "nothing changes");
        let left: Vec<_> = fs::read_dir(served.join("releases")).expect("a folder").collect();
        assert_eq!(left.len(), 1, "{left:?}");
        run(&["add", &second.to_string_lossy()]).expect(0);
        run(&["back"]).expect(0);
        fs::remove_dir_all(half).expect("removed");
    }
    for arguments in [&["use", "../.."][..], &["use", "0000000000000000"], &["add", "/nowhere"]] {
        run(arguments).expect(1);
    }
    run(&["add"]).expect(2);
}

// jissen verify

#[test]
fn verify_finds_nothing_on_a_right_server() {
    for path in PATHS {
        let members = Members::start(Flavour::Cookie, &guide_site(), path);
        let cookie = members.login.sign_in("長野");
        let finished = verify(&members, &cookie).expect(0);
        let report: serde_json::Value = serde_json::from_str(&finished.stdout).expect("JSON");
        assert_eq!(report["findings"], json!([]));
        assert!(report["figures"]["n_files"].as_u64() > Some(100), "{}", report["figures"]);
    }
}

#[test]
fn verify_asks_for_a_login_and_tells_no_secret() {
    let site = &small_sites()[0];
    let members = Members::start(Flavour::Basic, site, "/members/guide/");
    let address = members.address("").to_string();
    let (user, password) = READER.split_once(':').expect("a name and a password");
    let run = |arguments: &[&str], password: &str| {
        let arguments = [&["verify", address.trim_end_matches('/')][..], arguments].concat();
        let finished = command("jissen").args(arguments).env("JISSEN_PASSWORD", password).output();
        Finished::from(finished.expect("jissen starts"))
    };
    run(&["--user", user], password).expect(0);

    let list = site.join("manifest.json").to_string_lossy().into_owned();
    let wrong = run(&["--user", user], "another password").expect(3);
    let with_list = run(&["--user", user, "--manifest", &list], "another password").expect(1);
    for finished in [wrong, with_list] {
        let said = finished.stdout + &finished.stderr;
        assert!(said.contains("ログインが切れていないか") && !said.contains("another password"), "{said}");
    }
    // Without a login there is still to see that nothing is given out.
    run(&["--manifest", &list], "").expect(0);
    assert!(run(&[], "").expect(3).stderr.contains("--cookie か --user"));
    run(&["--user", READER], "").expect(2);
    run(&["--cookie", "no value"], "").expect(2);
}

/// One mistake of an operator, and what is found then.
struct Mistake {
    what: &'static str,
    /// File of the settings, a text in it, and what stands there instead.
    settings: Option<(&'static str, &'static str, &'static str)>,
    /// What happens to the files that are served.
    files: fn(&Path),
    code: &'static str,
    /// A part of what is said.
    message: &'static str,
}

const fn in_settings(
    what: &'static str,
    edit: (&'static str, &'static str, &'static str),
    code: &'static str,
    message: &'static str,
) -> Mistake {
    Mistake { what, settings: Some(edit), files: |_| (), code, message }
}

const fn in_files(
    what: &'static str,
    files: fn(&Path),
    code: &'static str,
    message: &'static str,
) -> Mistake {
    Mistake { what, settings: None, files, code, message }
}

fn change(file: &Path, change: impl FnOnce(Vec<u8>) -> Vec<u8>) {
    let bytes = change(fs::read(file).unwrap_or_else(|error| panic!("{}: {error}", file.display())));
    fs::write(file, bytes).expect("written");
}

const MISTAKES: [Mistake; 18] = [
    in_settings(
        "a header is missing",
        ("headers.conf", "add_header X-Content-Type-Options", "# add_header X-Content-Type-Options"),
        "server-header",
        "x-content-type-options",
    ),
    in_settings(
        "a header is missing on failures only",
        (
            "headers.conf",
            "\"camera=(), microphone=(), geolocation=()\" always",
            "\"camera=(), microphone=(), geolocation=()\"",
        ),
        "server-header",
        "permissions-policy",
    ),
    in_settings(
        "the policy lets inline styles in",
        ("headers.conf", "style-src 'self'", "style-src 'self' 'unsafe-inline'"),
        "server-header",
        "content-security-policy",
    ),
    in_settings(
        "the list of files needs no login",
        (
            "files.conf",
            "# ログインなしで",
            "location = /members/guide/manifest.json { auth_request off; include jissen/cache-member.conf; }\n#",
        ),
        "open-without-login",
        "中身を返します",
    ),
    in_settings(
        "hashed parts need no login",
        (
            "files.conf",
            "    try_files /current/$jissen_part",
            "    auth_request off;\n    try_files /current/$jissen_part",
        ),
        "open-without-login",
        "中身を返します",
    ),
    in_settings(
        "nothing needs a login",
        ("nginx-cookie.conf", "auth_request /jissen-auth;", "auth_request off;"),
        "open-without-login",
        "中身を返します",
    ),
    in_settings(
        "a page in place of everything",
        ("nginx-cookie.conf", "error_page 401 @", "error_page 401 =200 @"),
        "open-without-login",
        "応答 200",
    ),
    in_settings(
        "scripts are led to the login",
        ("nginx-cookie.conf", "# if ($jissen_opens_page) {", "if ($uri) {"),
        "server-redirect",
        "/members/sign-in",
    ),
    in_settings(
        "members' pages are kept",
        ("cache-member.conf", "private, no-store", "private, no-cache"),
        "cache-rule",
        "会員のページ",
    ),
    in_settings(
        "hashed parts are kept for everybody",
        ("cache-hashed.conf", "private, max-age", "public, max-age"),
        "cache-rule",
        "部品",
    ),
    in_settings(
        "the worker is kept",
        ("cache-public.conf", "\"no-cache\"", "\"max-age=86400\""),
        "cache-rule",
        "ログインなしで読めるもの",
    ),
    in_settings(
        "answers are shared",
        ("headers.conf", "add_header Vary", "# add_header Vary"),
        "cache-rule",
        "Vary",
    ),
    in_settings(
        "a kind of file is not known",
        ("types.conf", "\"text/csv; charset=utf-8\"", "# \"text/csv; charset=utf-8\""),
        "media-type",
        "text/csv",
    ),
    in_files(
        "an old file was left",
        |current| change(&current.join("chapter.html"), |bytes| [&bytes[..], b" "].concat()),
        "served-file",
        "前の版が残っている",
    ),
    in_files(
        "a file was copied by half",
        |current| change(&current.join("chapter.html"), |bytes| bytes[..bytes.len() / 2].to_vec()),
        "served-file",
        "途中までしか",
    ),
    in_files(
        "a compressed form is old",
        |current| {
            fs::copy(current.join("index.html.gz"), current.join("chapter.html.gz")).expect("copied");
        },
        "served-file",
        "圧縮した形(gzip)",
    ),
    in_files(
        "a file was forgotten",
        |current| fs::remove_file(current.join("images/figure.svg")).expect("removed"),
        "server-answer",
        "応答 404",
    ),
    in_files(
        "the worker was forgotten",
        |current| fs::remove_file(current.join("sw.js")).expect("removed"),
        "server-answer",
        "応答 404",
    ),
];

#[test]
fn verify_finds_every_mistake_of_an_operator() {
    for mistake in MISTAKES {
        let edit = |settings: &Path| {
            if let Some((file, old, new)) = mistake.settings {
                folder::edit(&settings.join(file), old, new);
            }
        };
        let members = Members::start_edited(Flavour::Cookie, &small_sites()[0], "/members/guide/", edit);
        (mistake.files)(&members.served().join("current"));
        let cookie = members.login.sign_in("長野");
        let finished = verify(&members, &cookie);
        assert_eq!(finished.code, 1, "{}\n{}{}", mistake.what, finished.stdout, finished.stderr);
        let report: serde_json::Value = serde_json::from_str(&finished.stdout).expect("JSON");
        let findings = report["findings"].as_array().expect("a list");
        let is_it = |finding: &serde_json::Value| {
            finding["code"] == mistake.code
                && finding["message"].as_str().unwrap_or_default().contains(mistake.message)
        };
        assert!(findings.iter().any(is_it), "{}: {findings:#?}", mistake.what);
        assert!(!finished.stdout.contains(&cookie), "the cookie is told");
    }
}

#[test]
fn verify_names_files_of_the_system_that_are_served() {
    let serve = |settings: &Path| {
        folder::edit(&settings.join("files.conf"), "location ~ /\\. ", "location ~ /\\.nothing ")
    };
    let members = Members::start_edited(Flavour::Cookie, &small_sites()[0], "/members/guide/", serve);
    fs::write(members.served().join("current/.jissen-site"), "").expect("written");
    let finished = verify(&members, &members.login.sign_in("長野")).expect(1);
    assert!(finished.stdout.contains(".jissen-site"), "{}", finished.stdout);
}

// Apache

#[test]
fn apache_keeps_the_same_promises() {
    for path in PATHS {
        let members = Members::start(Flavour::Apache, &guide_site(), path);
        let (user, password) = READER.split_once(':').expect("a name and a password");
        let finished = command("jissen")
            .args(["verify", members.address("").as_str(), "--user", user])
            .env("JISSEN_PASSWORD", password)
            .output();
        Finished::from(finished.expect("jissen starts")).expect(0);
    }
}

// Browsers

/// Logs in as a reader does.
async fn sign_in(browser: &Browser, members: &Members) {
    browser.open(&Url::parse(&format!("{}/members/sign-in", members.origin())).expect("an address")).await;
    browser.type_into("[name=user]", "長野").await;
    browser.type_into("[name=password]", PASSWORD).await;
    browser.click("button").await;
    browser
        .wait_for(
            "the members' room",
            "return document.querySelector('h1').textContent === 'ログインしました'",
        )
        .await;
}

#[test]
fn pages_break_no_rule_of_the_policy() {
    let pages = [
        "index.html",
        "items/index.html",
        "items/two-factor-auth.html",
        "sheets/r7-medical.html",
        "revisions/r6-r7.html",
        "regulation/index.html",
        "regulation/make.html",
        "glossary.html",
        "guideline.html",
        "search.html#q=パスワード",
        "contents.html",
        "device.html",
        "help.html",
    ];
    drive(engines(), Settings::default(), |browser| async move {
        let report = |settings: &Path| {
            let reported = "frame-ancestors 'none'; report-uri /members/broken-rule";
            folder::edit(&settings.join("headers.conf"), "frame-ancestors 'none'", reported);
        };
        let members =
            Members::start_edited(Flavour::Cookie, &guide_site(), "/japanese/members/info/x/", report);
        sign_in(&browser, &members).await;
        for page in pages {
            browser.open(&members.address(page)).await;
            browser.wait_for("the page", "return document.readyState === 'complete'").await;
        }
        assert_eq!(members.login.reports(), Vec::<String>::new(), "{:?}", browser.engine);
        // The way reports take, tried out.
        let inline = "const script = document.createElement('script'); script.textContent = '0'; document.head.append(script)";
        browser.run(inline, vec![]).await;
        let started = Instant::now();
        while members.login.reports().is_empty() {
            assert!(started.elapsed() < Duration::from_secs(10), "{:?} reports nothing", browser.engine);
            thread::sleep(Duration::from_millis(20));
        }
    });
}

/// Not in WebKitGTK, whose driver does not return from this way through the history; its pages ask the server again as
/// they come back.
#[test]
fn after_logout_neither_back_nor_an_address_shows_a_page() {
    let engines = engines().into_iter().filter(|engine| *engine != Engine::Webkit).collect();
    drive(engines, Settings::default(), |browser| async move {
        let members = Members::start(Flavour::Cookie, &guide_site(), "/japanese/members/info/x/");
        sign_in(&browser, &members).await;
        browser.open(&members.address("items/index.html")).await;
        browser.open(&members.address("about.html")).await;
        let member_heading = browser.heading().await;
        browser.open(&members.address("sign-out")).await;
        browser
            .wait_for(
                "the logout",
                "return document.querySelector('h1').textContent === 'ログアウトしました'",
            )
            .await;

        let is_refused = "return document.querySelector('h1') !== null \
            && document.querySelector('h1').textContent === 'ログインの期限が切れました'";
        for _ in 0..2 {
            browser.back().await;
            browser.wait_for("that the page is refused", is_refused).await;
        }
        browser.open(&members.address("about.html")).await;
        browser.wait_for("that the page is refused", is_refused).await;
        assert_ne!(browser.heading().await, member_heading);
        browser.click(".guide-notice-go").await;
        browser.wait_for("the login", "return document.querySelector('[name=password]') !== null").await;
    });
}
