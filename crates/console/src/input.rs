//! Reading requests: everything that does not fit is a [`Fault`], and nothing of it is repeated.

use axum::{
    body::Bytes,
    extract::{FromRequest, FromRequestParts, Multipart, Request, rejection::BytesRejection},
    http::{StatusCode, request::Parts},
};
use serde::de::DeserializeOwned;

use crate::fault::Fault;

/// Fields of a form.
pub(crate) struct Form<T>(pub(crate) T);

/// A body of JSON.
pub(crate) struct Json<T>(pub(crate) T);

/// An upload, read piece by piece.
pub(crate) struct Upload(pub(crate) Multipart);

/// Fields behind the question mark.
pub(crate) struct Query<T>(pub(crate) T);

/// Parts of the path.
pub(crate) struct Path<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Form<T> {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        let read = axum::Form::<T>::from_request(request, state).await;
        read.map(|form| Self(form.0)).map_err(|rejected| from_status(rejected.status()))
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for Json<T> {
    type Rejection = Fault;

    /// The media type is not asked for: a request from another site cannot get here, whatever it claims to be.
    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        let bytes = Bytes::from_request(request, state).await;
        let bytes = bytes.map_err(|rejected: BytesRejection| from_status(rejected.status()))?;
        serde_json::from_slice(&bytes).map(Self).map_err(|_| Fault::Malformed)
    }
}

impl<S: Send + Sync> FromRequest<S> for Upload {
    type Rejection = Fault;

    async fn from_request(request: Request, state: &S) -> Result<Self, Fault> {
        Multipart::from_request(request, state).await.map(Self).map_err(|rejected| from_status(rejected.status()))
    }
}

impl<T: DeserializeOwned, S: Send + Sync> FromRequestParts<S> for Query<T> {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        let read = axum::extract::Query::<T>::from_request_parts(parts, state).await;
        read.map(|query| Self(query.0)).map_err(|_| Fault::Malformed)
    }
}

impl<T: DeserializeOwned + Send, S: Send + Sync> FromRequestParts<S> for Path<T> {
    type Rejection = Fault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Fault> {
        let read = axum::extract::Path::<T>::from_request_parts(parts, state).await;
        read.map(|path| Self(path.0)).map_err(|_| Fault::NotFound)
    }
}

fn from_status(status: StatusCode) -> Fault {
    if status == StatusCode::PAYLOAD_TOO_LARGE { Fault::TooLarge } else { Fault::Malformed }
}
