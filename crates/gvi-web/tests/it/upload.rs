//! A table of counts chosen as a file, without any script: it is kept as a pasted one is, and what is wrong with it is said.
//! And how such a form is read.

use axum::http::header::CONTENT_TYPE;
use axum::http::{HeaderMap, StatusCode};
use gvi_app::evaluation;
use gvi_domain::CountsId;
use gvi_testkit::City;
use gvi_testkit::nordhamn::evaluation::PRIMARY;
use gvi_web::BODY_BYTES_MAX;
use gvi_web::upload::{PARTS_MAX, Part, UPLOAD_BYTES_MAX, bytes_max, fields, parts_of};

use crate::browser::{Browser, CSRF, pages};

fn form(fields: &[(&str, &str)], file: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend(format!("--b\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n{value}\r\n").into_bytes());
    }
    body.extend(b"--b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"counts.csv\"\r\nContent-Type: text/csv\r\n\r\n");
    body.extend(file);
    body.extend(b"\r\n--b--\r\n");
    body
}

#[tokio::test]
async fn a_table_comes_in_as_a_file_and_is_refused_with_its_line_or_kept_with_the_others() {
    let city = City::with_its_history().await;
    let pages = pages(&city);
    let mara = city.acts("mara").await;
    let list = evaluation::list(&mara).await.unwrap().evaluations;
    let id = list.iter().find(|row| row.title.as_value().unwrap().contains(PRIMARY)).unwrap().id;
    let browser = Browser::of(&city, &pages, "mara").await;
    let path = format!("/evaluations/{id}/counts");
    let asked = browser.get(&path).await;
    assert!(asked.body.contains("enctype=\"multipart/form-data\"") && asked.body.contains("type=\"file\"") && asked.body.contains("4 MB"));
    let counts = CountsId::new().to_string();
    let send = async |table: &str, file: &[u8], csrf: &str| {
        let fields = [("csrf", csrf), ("id", counts.as_str()), ("outcome", PRIMARY), ("table", table)];
        browser.post_body(&path, "multipart/form-data; boundary=b", form(&fields, file)).await
    };
    let tables = async || evaluation::page(&mara, id).await.unwrap().tables.len();
    let before = tables().await;

    let wrong = send("", "month,city,count,population\n2026-01,Nordhamn,x,9\n".as_bytes(), CSRF).await;
    assert_eq!(wrong.status, StatusCode::UNPROCESSABLE_ENTITY);
    assert!(wrong.body.contains("Rad 2") && wrong.body.contains("id=\"e-file\""), "{}", wrong.body);
    let both = send("month,count\n2026-01,1\n", b"month,count\n2026-01,1\n", CSRF).await;
    assert!(both.body.contains("inte b\u{e5}da") && both.body.contains("2026-01,1"), "what was pasted is given back");
    let broken = send("", b"PK\x03\x04 no workbook", CSRF).await;
    assert!(broken.body.contains("Filen kan inte l\u{e4}sas"), "{}", broken.body);
    let forged = send("", b"month,count\n2026-01,1\n", "another").await;
    assert_eq!(forged.status, StatusCode::FORBIDDEN);
    let large = send("", &vec![b'1'; UPLOAD_BYTES_MAX], CSRF).await;
    assert_eq!(large.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(tables().await, before, "nothing of all this was kept");

    let kept = send("", "month,city,count,population\n2020-01,Nordhamn,7,350000\n".as_bytes(), CSRF).await;
    assert_eq!(kept.status, StatusCode::SEE_OTHER, "{}", kept.body);
    assert_eq!(tables().await, before + 1);
}

const SENT: &str = "--x7\r\nContent-Disposition: form-data; name=\"csrf\"\r\n\r\nsecret\r\n--x7\r\nContent-Disposition: form-data; name=\"file\"; \
                    filename=\"a;b.csv\"\r\nContent-Type: text/csv\r\n\r\nmonth,count\r\n2026-01,4\r\n\r\n--x7--\r\n";

fn headers(kind: &str) -> HeaderMap {
    HeaderMap::from_iter([(CONTENT_TYPE, kind.parse().unwrap())])
}

#[test]
fn fields_and_the_file_are_told_apart_and_the_file_is_whole() {
    let parts = parts_of(SENT.as_bytes(), "x7").unwrap();
    assert_eq!(parts[0], Part { name: "csrf".into(), is_file: false, bytes: b"secret" });
    assert_eq!(parts[1], Part { name: "file".into(), is_file: true, bytes: b"month,count\r\n2026-01,4\r\n" });
    assert_eq!(fields(&headers("multipart/form-data; boundary=\"x7\""), SENT.as_bytes()).unwrap(), [("csrf".into(), "secret".into())]);
    assert_eq!(fields(&headers("application/x-www-form-urlencoded"), SENT.as_bytes()), None);
}

#[test]
fn a_form_that_is_cut_anywhere_is_no_form() {
    for end in 0..SENT.len() - 4 {
        assert_eq!(parts_of(&SENT.as_bytes()[..end], "x7"), None, "{end}");
    }
    assert_eq!(parts_of(b"", "x7"), None);
    assert_eq!(parts_of(SENT.as_bytes(), "y"), None);
    let many = format!("--x{}\r\n--x--", "\r\nContent-Disposition: form-data; name=a\r\n\r\n1\r\n--x".repeat(PARTS_MAX + 1));
    assert_eq!(parts_of(many.as_bytes(), "x"), None);
}

#[test]
fn only_a_form_with_a_file_may_be_large() {
    assert_eq!(bytes_max(&headers("multipart/form-data; boundary=x")), UPLOAD_BYTES_MAX);
    for kind in ["application/json", "multipart/form-data", "multipart/mixed; boundary=x", "multipart/form-data; boundary="] {
        assert_eq!(bytes_max(&headers(kind)), BODY_BYTES_MAX, "{kind}");
    }
}
