//! The one loop that takes connections: a task for each, which ends with the listener.

use tokio::net::{TcpListener, TcpStream};
use tokio::task::{JoinHandle, JoinSet};

/// A port that takes connections. Dropping it closes the port and all its connections.
#[derive(Debug)]
pub(crate) struct Accepting(JoinHandle<()>);

/// Takes every connection and serves it in a task of its own, until what this returns is dropped.
pub(crate) fn accept<F, Fut>(listener: TcpListener, serve: F) -> Accepting
where
    F: Fn(TcpStream) -> Fut + Send + 'static,
    Fut: Future<Output: Send> + Send + 'static,
{
    Accepting(tokio::spawn(async move {
        // Dropping the set with this task ends every connection too.
        let mut connections = JoinSet::new();
        loop {
            tokio::select! {
                accepted = listener.accept() => {
                    if let Ok((stream, _)) = accepted {
                        let _ = stream.set_nodelay(true);
                        connections.spawn(serve(stream));
                    }
                }
                Some(_) = connections.join_next() => {}
            }
        }
    }))
}

impl Drop for Accepting {
    fn drop(&mut self) {
        self.0.abort();
    }
}

#[cfg(test)]
mod tests {
    use anyhow::Result;
    use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};

    use super::*;

    #[tokio::test]
    async fn connections_are_served_side_by_side_and_end_with_the_listener() -> Result<()> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = listener.local_addr()?;
        let accepting = accept(listener, |mut stream| async move {
            stream.write_all(b"a").await?;
            std::future::pending::<std::io::Result<()>>().await
        });
        let mut first = TcpStream::connect(address).await?;
        let mut second = TcpStream::connect(address).await?;
        assert_eq!((first.read_u8().await?, second.read_u8().await?), (b'a', b'a'));

        drop(accepting);
        assert_eq!(first.read(&mut [0]).await?, 0);
        assert_eq!(second.read(&mut [0]).await?, 0);
        assert!(TcpStream::connect(address).await.is_err());
        Ok(())
    }
}
