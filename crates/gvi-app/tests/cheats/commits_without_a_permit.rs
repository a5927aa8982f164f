//! A transaction that holds no permit can do nothing but ask.

use gvi_store::Ctx;

async fn commit(ctx: &Ctx) {
    let asking = ctx.begin().await.unwrap();
    asking.commit().await.unwrap();
}

fn main() {}
