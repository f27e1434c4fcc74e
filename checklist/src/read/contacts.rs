//! `contacts.yaml`.

use schemars::JsonSchema;

use super::{Reader, edition::SourceShape, groups};
use crate::{Certainty, Contact, Contacts, Date, codes, yaml::Node};

/// 相談と連絡の窓口。
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its schema is used")]
pub(crate) struct ContactsShape {
    /// checked からこの日数を過ぎた窓口は、確かめ直すように知らせる。
    limit_days: u32,
    /// 窓口のまとまり。画面の順に並べる。
    groups: Vec<super::GroupShape>,
    /// 窓口。まとまりの中での順に並べる。
    contacts: Vec<ContactShape>,
}

/// 窓口。
#[derive(JsonSchema)]
#[schemars(deny_unknown_fields)]
#[expect(dead_code, reason = "only its schema is used")]
struct ContactShape {
    /// 半角の英小文字・数字・ハイフン。窓口のページの印になるので変えない。
    #[schemars(regex(pattern = "^[a-z][a-z0-9-]*$"))]
    id: String,
    /// groups の id。
    group: String,
    /// 窓口の名。
    title: String,
    /// 使える人。
    who: String,
    /// 受付の時間。確かめられていなければ書かない。
    hours: Option<String>,
    /// 電話番号。今の番号を確かめられないものは書かない。
    phone: Option<String>,
    /// メールの宛先。
    email: Option<String>,
    /// 公式のページ。確かめられていなければ書かない。
    url: Option<String>,
    /// 書いた内容のうち、いちばん弱いものの確からしさ。
    certainty: Certainty,
    /// 確かめた所。certainty が inferred か unknown のときだけ省ける。
    sources: Option<Vec<SourceShape>>,
    /// 出典が示す日付(2025-11-11)。分からなければ書かない。
    stated: Option<String>,
    /// 編集部が出典を最後に見た日(2026-11-22)。
    checked: String,
    /// 何ができるか、何を聞かれるか、確かめ方。敬体。
    note: Option<String>,
}

pub(crate) fn contacts(reader: &mut Reader<'_>, root: &Node) -> Option<Contacts> {
    let mut fields = reader.fields(root)?;
    let limit_days = fields.required("limit_days").and_then(|node| fields.reader.number(node));
    let groups = groups(&mut fields);
    let contacts = fields.list("contacts", contact);
    fields.close();
    reader.unique_in("窓口の id", root, "contacts", "id");
    reader.known_groups(root, "contacts", &groups);
    Some(Contacts { limit_days: limit_days.unwrap_or_default(), groups, contacts })
}

fn contact(reader: &mut Reader<'_>, node: &Node) -> Option<Contact> {
    let mut fields = reader.fields(node)?;
    let id = fields.id("id");
    let group = fields.string("group");
    let title = fields.string("title");
    let who = fields.string("who");
    let hours = fields.optional_string("hours");
    let phone = fields.optional("phone").and_then(|node| phone(fields.reader, node));
    let email = fields.optional("email").and_then(|node| email(fields.reader, node));
    let url = fields.optional("url").and_then(|node| fields.reader.url(node));
    let certainty = fields.named("certainty");
    let sources = fields.sources("sources");
    let stated = fields.optional("stated").and_then(|node| date(fields.reader, node));
    let checked = fields.required("checked").and_then(|node| date(fields.reader, node));
    let note = fields.optional_string("note");
    let span = fields.span();
    fields.close();
    reader.needs_source(node, certainty);
    Some(Contact {
        id: id?,
        group: group?,
        title: title.unwrap_or_default(),
        who: who.unwrap_or_default(),
        hours,
        phone,
        email,
        url,
        certainty: certainty.unwrap_or(Certainty::Unknown),
        sources,
        stated,
        checked: checked?,
        note,
        span,
    })
}

fn date(reader: &mut Reader<'_>, node: &Node) -> Option<Date> {
    let text = reader.string(node)?;
    let date = Date::parse(&text);
    if date.is_none() {
        let help = "ある日を、半角の数字で `\"2026-11-22\"` のように書きます";
        reader.error(&codes::BAD_DATE, node, format!("`{text}` は日付として読めません"), help);
    }
    date
}

fn phone(reader: &mut Reader<'_>, node: &Node) -> Option<String> {
    let phone = reader.string(node)?;
    let n_digits = phone.bytes().filter(u8::is_ascii_digit).count();
    let is_phone =
        phone.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-') && (3..=15).contains(&n_digits);
    if is_phone {
        return Some(phone);
    }
    let help =
        "半角の数字とハイフンで書きます(例: 0120-000-000)。かける人や時間は `who` と `hours` に書きます";
    reader.error(&codes::BAD_PHONE, node, format!("`{phone}` は電話番号として読めません"), help);
    None
}

fn email(reader: &mut Reader<'_>, node: &Node) -> Option<String> {
    let email = reader.string(node)?;
    let is_clean = email.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"@.-_+".contains(&byte));
    let parts = email.split_once('@').filter(|(name, host)| {
        !name.is_empty() && host.contains('.') && !host.contains('@') && !host.starts_with('.')
    });
    if is_clean && parts.is_some() {
        return Some(email);
    }
    let help = "宛先を1つだけ、半角で書きます(例: info@example.jp)";
    reader.error(&codes::BAD_EMAIL, node, format!("`{email}` はメールの宛先として読めません"), help);
    None
}
