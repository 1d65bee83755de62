"""Runs both applications in one process, each on a port of its own."""

import asyncio

import uvicorn
from fastapi import FastAPI

from config.settings import Settings
from storage.session import Store
from web.app import create_app
from web.replay import create_replay
from web.services import Services, load_key


def applications(
    settings: Settings, store: Store, *, host: str, port: int, replay_port: int
) -> tuple[uvicorn.Server, uvicorn.Server]:
    """The servers of the pages and of the kept pages, not started yet."""
    services = Services(
        store=store,
        settings=settings,
        replay_origin=f"http://{host}:{replay_port}",
        key=load_key(settings.home),
    )
    pages = create_app(services)
    replay = create_replay(services, f"http://{host}:{port}")
    return _server(pages, host, port), _server(replay, host, replay_port)


def run(settings: Settings, store: Store, *, host: str, port: int, replay_port: int) -> None:
    """Serve until interrupted."""
    pages, replay = applications(settings, store, host=host, port=port, replay_port=replay_port)

    async def both() -> None:
        await asyncio.gather(pages.serve(), replay.serve())

    asyncio.run(both())


def _server(app: FastAPI, host: str, port: int) -> uvicorn.Server:
    return uvicorn.Server(
        uvicorn.Config(
            app,
            host=host,
            port=port,
            log_level="warning",
            server_header=False,
        )
    )
