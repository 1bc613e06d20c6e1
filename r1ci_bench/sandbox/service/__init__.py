"""The sandbox over HTTP: `app` and `server` serve one, `client` is the sandbox that asks them.

The client needs nothing beyond the plain install; what serves needs the extra `serve`.
"""
