use std::fmt;

use serde::{Deserialize, Serialize};

/// Which kind of problem a page has.
///
/// The kebab-case name is what the CLI prints and what `tolerate` in `[output.guide]` takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Code {
    /// A link, image or download that leads to no file of the site.
    DeadLink,
    /// A link whose `#…` names no id of the page it leads to.
    DeadAnchor,
    /// An id that stands twice on one page. Not `duplicate-id`: that is an id of the data.
    #[serde(rename = "repeated-anchor")]
    DuplicateId,
    /// Something a browser would fetch from another place: image, script, frame, style.
    OutsideRequest,
    /// A script written inside the page.
    InlineScript,
    /// A `<style>` element or `style` attribute.
    InlineStyle,
    /// An `onclick` or another handler attribute, or a `javascript:` address.
    InlineHandler,
    /// HTML tags that do not pair up.
    UnbalancedHtml,
    /// A heading without text.
    EmptyHeading,
    /// A footnote that is defined and never used.
    UnusedFootnote,
    /// A page path that leaves the site or that no system can open.
    PagePath,
    /// Two pages or files with one path, upper and lower case taken as equal.
    PathClash,
    /// A page path the site needs for itself.
    ReservedPath,
    /// A path that Windows may not be able to unpack.
    LongPath,
    /// A file for download (`.guide-attachment`) that cannot be written.
    Attachment,
    /// A page without language, title, one `h1` or the content security policy.
    PageFrame,
    /// A link inside `src/` that leads outside and is not copied.
    OutsideFile,
    /// What only members may read is given to somebody who is not logged in.
    OpenWithoutLogin,
    /// A script or file is answered with the way to the login.
    ServerRedirect,
    /// A header that protects readers is missing in an answer of a server.
    ServerHeader,
    /// A server lets something be kept that must not be, or that is out of date.
    CacheRule,
    /// A server calls a file what it is not.
    MediaType,
    /// A server gives other bytes than the list of files names.
    ServedFile,
    /// A server does not answer as it has to.
    ServerAnswer,
}

impl Code {
    /// The name as printed and as written in `tolerate`.
    pub fn name(self) -> &'static str {
        match self {
            Code::DeadLink => "dead-link",
            Code::DeadAnchor => "dead-anchor",
            Code::DuplicateId => "repeated-anchor",
            Code::OutsideRequest => "outside-request",
            Code::InlineScript => "inline-script",
            Code::InlineStyle => "inline-style",
            Code::InlineHandler => "inline-handler",
            Code::UnbalancedHtml => "unbalanced-html",
            Code::EmptyHeading => "empty-heading",
            Code::UnusedFootnote => "unused-footnote",
            Code::PagePath => "page-path",
            Code::PathClash => "path-clash",
            Code::ReservedPath => "reserved-path",
            Code::LongPath => "long-path",
            Code::Attachment => "attachment",
            Code::PageFrame => "page-frame",
            Code::OutsideFile => "outside-file",
            Code::OpenWithoutLogin => "open-without-login",
            Code::ServerRedirect => "server-redirect",
            Code::ServerHeader => "server-header",
            Code::CacheRule => "cache-rule",
            Code::MediaType => "media-type",
            Code::ServedFile => "served-file",
            Code::ServerAnswer => "server-answer",
        }
    }

    /// All codes, in the order of their declaration.
    pub const ALL: [Code; 24] = [
        Code::DeadLink,
        Code::DeadAnchor,
        Code::DuplicateId,
        Code::OutsideRequest,
        Code::InlineScript,
        Code::InlineStyle,
        Code::InlineHandler,
        Code::UnbalancedHtml,
        Code::EmptyHeading,
        Code::UnusedFootnote,
        Code::PagePath,
        Code::PathClash,
        Code::ReservedPath,
        Code::LongPath,
        Code::Attachment,
        Code::PageFrame,
        Code::OutsideFile,
        Code::OpenWithoutLogin,
        Code::ServerRedirect,
        Code::ServerHeader,
        Code::CacheRule,
        Code::MediaType,
        Code::ServedFile,
        Code::ServerAnswer,
    ];

    /// What the kind means and what to do, for `jissen explain`. Japanese, a few sentences.
    pub fn explanation(self) -> &'static str {
        match self {
            Code::DeadLink => {
                "リンク・画像・ダウンロードの先が、サイトの中にありません。ファイル名と `../` の数を確かめてください。章へのリンクは `.md` で書きます。"
            }
            Code::DeadAnchor => {
                "リンクの `#` より後ろが、先のページのどの見出し・項目にもありません。見出しを変えると自動の名前も変わります。長く使う見出しには `## 見出し {#name}` のように名前を付けてください。"
            }
            Code::DuplicateId => {
                "同じ名前(id)がページの中に二つあり、リンクがどちらに着くか決まりません。`{#name}` や HTML の id を一方だけにしてください。"
            }
            Code::OutsideRequest => {
                "ページを開いたとき、ほかの場所へ取りに行くもの(画像・スクリプト・枠など)があります。通信のない場所では表示できず、読んだことも外へ伝わります。ファイルを src/ に置いてください。"
            }
            Code::InlineScript => {
                "ページの中にスクリプトが書かれています。安全のため、ブラウザーは実行しません。取り除いてください。"
            }
            Code::InlineStyle => {
                "ページの中に見た目の指定(style)が書かれています。安全のため、ブラウザーは使いません。theme/extra.css に書いてください。"
            }
            Code::InlineHandler => {
                "onclick などの属性や javascript: のリンクがあります。安全のため、ブラウザーは実行しません。取り除いてください。"
            }
            Code::UnbalancedHtml => {
                "HTML のタグの始まりと終わりが合っていません。閉じ忘れや、閉じすぎを直してください。"
            }
            Code::EmptyHeading => {
                "見出しに文字がありません。目次にもリンクにも使えないため、文字を入れるか行を消してください。"
            }
            Code::UnusedFootnote => "脚注の説明がありますが、本文に参照がありません。",
            Code::PagePath => {
                "ページのパスが使えません。src/ からの相対パスで、`..` や使えない文字を含まない名前にしてください。"
            }
            Code::PathClash => {
                "二つのページまたはファイルが同じ場所に書き出されます(大文字と小文字は区別しません)。一方の名前を変えてください。"
            }
            Code::ReservedPath => "サイトの仕組みが使う名前です。ページやファイルの名前を変えてください。",
            Code::LongPath => {
                "パスが長すぎます。zip を Windows で展開すると、フォルダーの場所によっては開けなくなります。ファイルかフォルダーの名前を短くしてください。"
            }
            Code::Attachment => {
                "ダウンロード用のファイルを書き出せません。ファイル名と中身を確かめてください。"
            }
            Code::PageFrame => {
                "ページに必要なもの(言語・題名・一つだけの h1・安全のための設定)が欠けています。テーマの page.html を確かめてください。"
            }
            Code::OutsideFile => {
                "src/ の中に、外を指すリンク(シンボリックリンク)があります。公開してよいか分からないため、写しません。ファイルそのものを置いてください。"
            }
            Code::OpenWithoutLogin => {
                "ログインしていない人が、会員だけのものを読めます。サーバの設定を直すまで、公開を止めてください。設定の見本は deploy/ にあります。"
            }
            Code::ServerRedirect => {
                "ログインしていない人のスクリプトやファイルの求めを、ログインの画面へ移しています。その画面が手引きの中身として扱われます。移さずに 401 で答えるように、サーバの設定を直してください。"
            }
            Code::ServerHeader => {
                "読む人を守るためのヘッダーが、サーバの応答にないか、違います。401 や 404 の応答にも要ります。deploy/ の headers.conf を使ってください。"
            }
            Code::CacheRule => {
                "ブラウザーや途中のサーバに、残してはいけないものが残ります。ログアウトのあとに読めたり、古いものが出たりします。deploy/ の cache の設定を使ってください。"
            }
            Code::MediaType => {
                "サーバの返すファイルの種類(Content-Type)が違います。ブラウザーがページやファイルを開けません。deploy/ の types の設定を使ってください。"
            }
            Code::ServedFile => {
                "サーバから届いた中身が、ファイルの一覧と違います。途中までしか写していないか、前のものが残っています。フォルダーを丸ごと写し直してください。"
            }
            Code::ServerAnswer => {
                "サーバが、思ったように答えません。ファイルが置かれているか、ログインが切れていないか、サーバの記録に誤りがないかを確かめてください。"
            }
        }
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Whether a finding stops the build.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// Nothing may be published.
    Error,
    /// Shown, and the build goes on.
    Warning,
}

/// Something wrong on a page, as data. The CLI prints it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Finding {
    /// Which kind of problem.
    pub code: Code,
    /// Whether it stops the build.
    pub severity: Severity,
    /// The file to look at: the chapter's source from the book's root (`src/a.md`), or a file of the
    /// finished site when [`verify`](crate::verify) found it or the chapter was generated.
    pub file: String,
    /// Line (from 1) and column (from 1, in characters) in `file`, when what is wrong stands there literally.
    pub position: Option<(usize, usize)>,
    /// One Japanese sentence without 。 that names the value we saw.
    pub message: String,
    /// What to write instead, when we know it.
    pub help: Option<String>,
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let severity = match self.severity {
            Severity::Error => "エラー",
            Severity::Warning => "警告",
        };
        write!(f, "{severity}[{}]: {}\n  --> {}", self.code, self.message, self.file)?;
        if let Some((line, column)) = self.position {
            write!(f, ":{line}:{column}")?;
        }
        if let Some(help) = &self.help {
            write!(f, "\n   = 直し方: {help}")?;
        }
        Ok(())
    }
}
