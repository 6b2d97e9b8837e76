//! Many pages in one line.

use forkscope_view::{Bucket, Strip};
use yew::{component, html, Html, Properties};

/// A strip, if there is one.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct StripViewProps {
    /// The view model.
    pub(crate) strip: Option<Strip>,
}

/// Present pages as bars, those mapped once darker.
#[component]
pub(crate) fn StripView(props: &StripViewProps) -> Html {
    let Some(strip) = &props.strip else { return html! { <span hidden=true /> } };
    html! {
        <svg class="strip" viewBox={format!("0 0 {} 1", strip.buckets.len())} preserveAspectRatio="none" role="img" aria-label={strip.label.clone()}>
            <g>{ for strip.buckets.iter().enumerate().map(bucket) }</g>
        </svg>
    }
}

fn bucket((index, bucket): (usize, &Bucket)) -> Html {
    let bar = |class: &'static str, share: f32| {
        html! { <rect {class} x={index.to_string()} y={(1.0 - share).to_string()} width="1" height={share.to_string()} /> }
    };
    html! { <g key={index}>{ bar("strip__present", bucket.present) }{ bar("strip__private", bucket.private) }</g> }
}

/// Physical memory as a strip, if there is one, and where it begins.
#[derive(Clone, PartialEq, Properties)]
pub(crate) struct MemoryStripProps {
    /// The view model.
    pub(crate) strip: Option<Strip>,
    /// Its left side.
    pub(crate) x: f32,
}

/// Physical memory where tiles would be too many.
#[component]
pub(crate) fn MemoryStrip(props: &MemoryStripProps) -> Html {
    let label = props.strip.as_ref().map(|strip| strip.label.clone()).unwrap_or_default();
    html! {
        <div class="memory" style={format!("left:{}px", props.x)} hidden={props.strip.is_none()}>
            <StripView strip={props.strip.clone()} />
            <p>{ label }</p>
        </div>
    }
}
