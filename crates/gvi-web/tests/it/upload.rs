//! A table of counts chosen as a file, without any script: it is kept as a pasted one is, and what is wrong with it is said.

use axum::http::StatusCode;
use gvi_app::evaluation;
use gvi_domain::CountsId;
use gvi_testkit::City;
use gvi_testkit::nordhamn::evaluation::PRIMARY;
use gvi_web::upload::UPLOAD_BYTES_MAX;

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
