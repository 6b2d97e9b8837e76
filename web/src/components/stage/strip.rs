//! Many pages in one line.

use forkscope_view::{fill, Bucket, Strip};
use yew::{html, Html};

use crate::components::leaf::path;

/// Present pages as bars, those mapped once darker; if there is a strip.
pub(super) fn view_strip(strip: Option<&Strip>) -> Html {
    let Some(strip) = strip else { return html! { <span hidden=true /> } };
    html! {
        <svg class="strip" viewBox={format!("0 0 {} 100", strip.buckets.len())} preserveAspectRatio="none" role="img" aria-label={strip.label.clone()}>
            { path("strip__present", &bars(strip, |bucket| bucket.present)) }
            { path("strip__private", &bars(strip, |bucket| bucket.private)) }
        </svg>
    }
}

/// The bars of all pieces, from the foot up.
fn bars(strip: &Strip, share: fn(&Bucket) -> f32) -> String {
    let mut bars = String::new();
    for (index, bucket) in strip.buckets.iter().enumerate().filter(|(_, bucket)| share(bucket) > 0.0) {
        bars += &fill("M# 100h1V#h-1Z", &[index as f32, 100.0 - 100.0 * share(bucket)]);
    }
    bars
}
